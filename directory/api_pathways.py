"""The door for ways: where no service is for her yet, what leads to one, step by step (domain 3.5)."""

import asyncio
from typing import Annotated, Any, cast

import strawberry
from strawberry.types import Info

from directory import api_codes as api_codes
from directory import matches
from directory.api_filter import MatchFilter
from directory.api_match import Match, MatchQuery, MatchSeen
from directory.api_profile import ProfileInput, needed
from directory.api_types import Outcome
from directory.api_wording import Language
from directory.codes import TextOrigin
from directory.pathways import Route, Routes
from directory.shelf import check_caller
from directory.wording import Wording, wording
from kit.graph import Refused, door


@strawberry.type(description="One service on the way, matched on what will be known of her when she comes to it.")
class PathwayStep:
    """Hold one step: where she goes, and what it changes."""

    match: Match = needed("The service, with its conditions as they will stand then.")
    gains: list[Outcome] = needed("What it changes for her; empty for the last step where it leads to nothing more.")
    days: int | None = needed("How many days it takes, where the service says until when it runs.")


@strawberry.type(description="One way: each step is for her once the steps before it are done.")
class Pathway:
    """Hold one way to a service."""

    steps: list[PathwayStep] = needed("The steps, in order; the last is a service she looks for.")
    days_before: int = needed("How many days the steps before the last take together, as far as they say.")
    steps_of_unknown_length: int = needed("How many of these steps do not say how long they take.")


@strawberry.type(description="The shortest ways to a service that is not for her yet.")
class Pathways:
    """Hold the ways, or how many services are for her at once."""

    pathways: list[Pathway] = needed("At most 5 ways of at most 4 steps: fewest steps first, then fewest days.")
    eligible: int = needed("How many services are for her at once; if there are any, no way is looked for.")
    complete: bool = needed("Whether all ways were looked at; if not, narrow the question down.")
    revision: str = needed("The revision of the directory that answered.")
    language: str = needed("The language of the sentences.")
    wording_origin: TextOrigin = needed("MACHINE until a person who grew up with the language has read the sentences.")


def _pathway(route: Route[Any], revision: int, words: Wording) -> Pathway:
    steps = [
        PathwayStep(
            match=cast("Match", MatchSeen(step.match, revision, place, words)),
            gains=cast("list[Outcome]", list(step.gains)),
            days=step.days,
        )
        for place, step in enumerate(route.steps)
    ]
    return Pathway(steps=steps, days_before=route.days, steps_of_unknown_length=route.unknown)


def _shown(found: Routes[Any], words: Wording) -> Pathways:
    return Pathways(
        pathways=[_pathway(route, found.revision, words) for route in found.routes],
        eligible=found.eligible,
        complete=found.complete,
        revision=str(found.revision),
        language=words.language,
        wording_origin=words.origin,
    )


@strawberry.type
class PathwaysQuery(MatchQuery):
    """Answer how she could get to what is not for her yet; `DirectoryQuery` inherits it."""

    @strawberry.field(
        description="Where no service is for her yet: the shortest ways to one. Nothing of the profile is kept."
    )
    @door
    async def pathways(
        self,
        info: Info[Any, Any],
        profile: Annotated[ProfileInput, strawberry.argument(description="What is known of her.")],
        filter: Annotated[
            MatchFilter | None,
            strawberry.argument(description="What she looks for: the kind holds for the last step, the rest for all."),
        ] = None,
        language: Language = None,
    ) -> Pathways | Refused:
        """Plan with the directory in memory, beside the loop that answers others."""
        ctx, words = info.context, wording(language)
        chosen = matches.MatchFilter() if filter is None else filter.to_model()
        check_caller(ctx.caller, chosen)
        found = await asyncio.to_thread(ctx.shelf.pathways, profile.to_model(), chosen, now=ctx.now)
        return _shown(found, words)
