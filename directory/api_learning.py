"""The door of the directory that learns: reports about services, without who was there and who says so."""

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
    idempotency_key: str = needed(KEY)


@strawberry.type(description="A report was kept. It holds the day, neither the referral nor who said it.")
class Reported:
    """Say that it was kept."""

    id: strawberry.ID = needed("The listing's id.")


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
                input.idempotency_key, ctx.uses, now=ctx.now,
            )  # fmt: skip
        return Reported(id=input.id)
