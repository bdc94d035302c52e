"""The door of the directory that learns: reports about services, without who was there and who says so."""

from dataclasses import asdict
from datetime import date as Day
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from directory import actions
from directory import api_codes as api_codes
from directory.api_inputs import KEY
from directory.api_profile import needed, said
from directory.codes import CriterionKind, ReportKind, Severity
from kit.graph import Refused, door


@strawberry.input(description="Say something about a service, without saying who was there.")
class ReportListingInput:
    """Take a report."""

    id: strawberry.ID = needed("The listing's id.")
    version: int = needed("The number of the words that she was shown.")
    kind: ReportKind = needed("What it is about.")
    criterion: CriterionKind | None = said("Which condition, where the kind is about one.")
    severity: Severity | None = said("How bad, for safety, confidentiality and discrimination.")
    will_not_expose_her: bool = needed("Whether you made sure, with her where you can, that it cannot point at her.")
    idempotency_key: str = needed(KEY)


@strawberry.type(description="It was done. A report holds the day, neither the referral nor who said it.")
class Reported:
    """Say that it was done."""

    id: strawberry.ID = needed("The listing's id.")


@strawberry.type(
    description="An open check of a listing. The provider hears of a routine check, whatever asked for it."
)
class ListingCheck:
    """Show a check."""

    id: strawberry.ID = needed("The check's id.")
    listing_id: strawberry.ID = needed("The listing.")
    rule: str = needed("Which rule asked for it (docs/learning.md); RANDOM for none.")
    criterion: str | None = needed("Which condition, where it is about one.")
    opened_on: Day = needed("When it opened.")
    due_on: Day = needed("Until when it should be done.")


@strawberry.type(description="The open checks of a listing.")
class ListingChecks:
    """Hold them."""

    checks: list[ListingCheck] = needed("The checks.")


@strawberry.type
class LearningQuery:
    """Show what the directory learnt."""

    @strawberry.field(description="The open checks of a listing, with what asked for them (secretariat).")
    @door
    async def listing_checks(
        self,
        info: Info[Any, Any],
        id: Annotated[strawberry.ID, strawberry.argument(description="The listing's id.")],
    ) -> ListingChecks | Refused:
        """Show checks."""
        ctx = info.context
        async with ctx.read() as tx:
            found = await actions.checks(tx, ctx.caller, id)
        return ListingChecks(checks=[ListingCheck(**asdict(each)) for each in found])


@strawberry.type
class LearningMutation:
    """Let the directory learn."""

    @strawberry.mutation(
        description="Report about a service to which your organisation sent somebody, or that it offers. Confirm with "
        "her first that it does not expose her."
    )
    @door
    async def report_listing(
        self,
        info: Info[Any, Any],
        input: Annotated[ReportListingInput, strawberry.argument(description="The report.")],
    ) -> Reported | Refused:
        """Keep a report."""
        ctx = info.context
        async with ctx.write() as tx:
            await actions.report_listing(
                tx, ctx.caller, input.id, input.version, input.kind, input.criterion, input.severity,
                input.idempotency_key, ctx.uses, confirmed=input.will_not_expose_her, now=ctx.now,
            )  # fmt: skip
        return Reported(id=input.id)

    @strawberry.mutation(description="Say that a check is done and needs no renewal (secretariat).")
    @door
    async def end_check(
        self, info: Info[Any, Any], id: Annotated[strawberry.ID, strawberry.argument(description="The check's id.")]
    ) -> Reported | Refused:
        """End a check."""
        ctx = info.context
        async with ctx.write() as tx:
            return Reported(id=strawberry.ID(await actions.end_check(tx, ctx.caller, id, now=ctx.now)))
