"""The door for matching: facts in, services out, each with its verdict, its reasons and what to ask.

The fields are plain reads of small objects: no resolver runs per field, and nothing is worked out unless asked for.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry
from strawberry.types import Info

from directory import api_codes as api_codes
from directory import matches
from directory.api_facets import Facets, FacetsSeen
from directory.api_filter import MatchFilter
from directory.api_profile import ProfileInput, needed
from directory.api_wording import Language, WordingQuery
from directory.codes import ConditionKind, CriterionKind, Overall, Source, Strength, TextOrigin, Verdict
from directory.conditions import Condition as Unwritten
from directory.content import Criterion
from directory.judgement import Judgement as Judged
from directory.shelf import check_caller
from directory.terms import neutral
from directory.wording import Wording, wording
from kit.graph import PageInfo, Refused, door
from kit.page import encode_cursor

if TYPE_CHECKING:
    from directory.api_types import Listing


@strawberry.type(description="How one condition of a service stands against what is known of her.")
class Judgement:
    """Tell whether a condition is met, why, what to ask and what would change it."""

    kind: CriterionKind = needed("What the condition is about.")
    strength: Strength = needed("Whether it is a rule, or only of use to know.")
    source: Source = needed("Who stated it.")
    as_of: date | None = needed("When it was stated.")
    disputed: bool = needed("Whether someone contests it; then nobody should rely on it.")
    demand: str = needed("What is asked, in a few words of that language.")
    verdict: Verdict = needed("MEETS, FAILS or UNKNOWN.")
    reason: str = needed("The stable name of the reason.")
    sentence: str = needed("The reason, in the language that was asked for.")
    fact: str | None = needed("The fact of hers that was used, as codes and numbers.")
    missing: list[str] = needed("The codes that she lacks or that nobody asked about, or the ages that fall outside.")
    ask: str | None = needed("The stable name of what to ask.")
    ask_sentence: str | None = needed("What to ask, in that language.")
    change: str | None = needed("The stable name of what would change it.")
    change_sentence: str | None = needed("What would change it, with the value, in that language.")
    changeable: bool = needed("Whether a failing condition can still be met one day.")


@strawberry.type(description="How a condition stands that no service writes down.")
class Condition:
    """Tell how travel, hours, staff, language, waiting or cost stand."""

    kind: ConditionKind = needed("What it is about.")
    verdict: Verdict = needed("MEETS, FAILS or UNKNOWN.")
    reason: str = needed("The stable name of the reason.")
    sentence: str = needed("The reason, in the language that was asked for.")


@strawberry.type(description="One service with its verdict and everything the order rests on.")
class Match:
    """Tell why a service stands where it stands."""

    listing: Annotated["Listing", strawberry.lazy("directory.api_types")] = needed("The service.")
    verdict: Overall = needed("What all required conditions say together.")
    criteria: list[Judgement] = needed("Each condition, as the service states them.")
    conditions: list[Condition] = needed("What no service writes down: travel, hours, staff, language, waiting, cost.")
    distance_km: float | None = needed("Kilometres in a straight line, where known.")
    distance_is_approximate: bool = needed("Whether it is from the middle of her area, or to the middle of its area.")
    in_her_language: bool = needed("Whether it is given in a language she knows.")
    advised_failing: int = needed("How many advised conditions she does not meet.")
    advised_unknown: int = needed("How many advised conditions are not known.")


@strawberry.type(description="A match and its place in the list.")
class MatchEdge:
    """Hold one match of a page."""

    node: Match = needed("The match.")
    cursor: str = needed("The marker of this place.")


@strawberry.type(description="How many services have each verdict, before the filter on verdicts.")
class MatchCounts:
    """Count services by verdict."""

    eligible: int = needed("She meets every required condition.")
    ask: int = needed("Nothing fails, something must be asked.")
    not_yet: int = needed("Something fails that can change.")
    not_eligible: int = needed("Something fails that will not change.")


@strawberry.type(description="A page of matches, best first: verdict, fit, freshness and capacity, distance.")
class MatchConnection:
    """Hold one page with exact totals."""

    edges: list[MatchEdge] = needed("The matches of this page.")
    total_count: int = needed("How many services match, exactly.")
    counts: MatchCounts = needed("How many have each verdict.")
    page_info: PageInfo = needed("Where the page ends.")
    revision: str = needed("The revision of the directory that answered.")
    facets: Facets = needed("What each filter would leave.")
    language: str = needed("The language of the sentences.")
    wording_origin: TextOrigin = needed("MACHINE until a person who grew up with the language has read the sentences.")


Said = dict[tuple[int, Any], str | None]
"""What was said of a judgement in this answer: the same one stands in many services."""


class _JudgementSeen:
    """Read a condition and its judgement field by field, as they are asked for."""

    __slots__ = ("_criterion", "_judged", "_said", "_words")

    def __init__(self, criterion: Criterion, judged: Judged, words: Wording, said: Said) -> None:
        self._criterion, self._judged, self._words, self._said = criterion, judged, words, said

    def _once(self, say: Callable[[Wording, Judged], str | None]) -> str | None:
        key = id(self._judged), say
        if key not in self._said:
            self._said[key] = say(self._words, self._judged)
        return self._said[key]

    kind = property(lambda self: self._criterion.kind)
    strength = property(lambda self: self._criterion.strength)
    source = property(lambda self: self._criterion.source)
    as_of = property(lambda self: self._criterion.as_of)
    disputed = property(lambda self: self._criterion.disputed)
    demand = property(lambda self: self._words.demand(self._criterion))
    verdict = property(lambda self: self._judged.verdict)
    reason = property(lambda self: self._judged.reason)
    sentence = property(lambda self: self._once(Wording.reason))
    fact = property(lambda self: neutral(self._judged.fact) or None)
    missing = property(lambda self: self._judged.missing)
    ask = property(lambda self: self._judged.ask)
    ask_sentence = property(lambda self: self._once(Wording.ask))
    change = property(lambda self: self._judged.change)
    change_sentence = property(lambda self: self._once(Wording.change))
    changeable = property(lambda self: self._judged.changeable)


class _ConditionSeen:
    """Read an unwritten condition field by field."""

    __slots__ = ("_condition", "_words")

    def __init__(self, condition: Unwritten, words: Wording) -> None:
        self._condition, self._words = condition, words

    kind = property(lambda self: self._condition.kind)
    verdict = property(lambda self: self._condition.verdict)
    reason = property(lambda self: self._condition.reason)
    sentence = property(lambda self: self._words.condition(self._condition))


class MatchSeen:
    """Read a match field by field, as an edge and as its node."""

    __slots__ = ("_match", "_place", "_revision", "_words")

    def __init__(self, match: matches.Match[Any], revision: int, place: int, words: Wording) -> None:
        self._match, self._revision, self._place, self._words = match, revision, place, words

    node = property(lambda self: self)
    cursor = property(lambda self: encode_cursor([self._revision, self._place]))
    verdict = property(lambda self: self._match.verdict)
    distance_km = property(lambda self: self._match.distance_km)
    distance_is_approximate = property(lambda self: self._match.distance_is_approximate)
    in_her_language = property(lambda self: self._match.in_her_language)
    advised_failing = property(lambda self: self._match.advised_failing)
    advised_unknown = property(lambda self: self._match.advised_unknown)

    @property
    def listing(self) -> "Listing":
        """Return the service as the whole network sees it, from the same snapshot."""
        from directory.api_types import Listing

        return Listing.of(self._match.row)

    @property
    def criteria(self) -> list[_JudgementSeen]:
        """Return each condition with its judgement."""
        said = self._match.asked.said
        return [_JudgementSeen(criterion, judged, self._words, said) for criterion, judged in self._match.judgements]

    @property
    def conditions(self) -> list[_ConditionSeen]:
        """Return the unwritten conditions."""
        return [_ConditionSeen(each, self._words) for each in self._match.conditions]


def shown(found: matches.Matches[Any], words: Wording) -> MatchConnection:
    """Lay a page of matches out for the wire."""
    places = zip(found.matches, found.turned, strict=True)
    edges = [MatchSeen(match, found.began, place, words) for match, place in places]
    return MatchConnection(
        edges=cast("list[MatchEdge]", edges),
        total_count=found.total,
        counts=MatchCounts(**{str(verdict).lower(): count for verdict, count in found.counts.items()}),
        page_info=PageInfo(has_next_page=found.has_next_page, end_cursor=found.end_cursor),
        revision=str(found.revision),
        facets=cast("Facets", FacetsSeen(found)),
        language=words.language,
        wording_origin=words.origin,
    )


@strawberry.type
class MatchQuery(WordingQuery):
    """Answer which services she could use; `DirectoryQuery` inherits it."""

    @strawberry.field(
        description="The services she could use, best first, with the reasons. Nothing of the profile is kept."
    )
    @door
    async def match_listings(
        self,
        info: Info[Any, Any],
        profile: Annotated[ProfileInput, strawberry.argument(description="What is known of her.")],
        filter: Annotated[MatchFilter | None, strawberry.argument(description="What narrows it down.")] = None,
        first: Annotated[int | None, strawberry.argument(description="How many, 1 to 100; 20 if absent.")] = None,
        after: Annotated[str | None, strawberry.argument(description="The marker of the page before.")] = None,
        language: Language = None,
    ) -> MatchConnection | Refused:
        """Match her facts with the directory in memory."""
        ctx, words = info.context, wording(language)
        chosen = matches.MatchFilter() if filter is None else filter.to_model()
        check_caller(ctx.caller, chosen)
        return shown(ctx.shelf.match(profile.to_model(), chosen, first, after, now=ctx.now), words)
