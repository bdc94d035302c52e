"""The door of what is published: half-years, never smaller, never about fewer than five."""

from datetime import date
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from kit.graph import Refused, door
from referrals import indicators
from referrals.indicator_model import HAND_LISTS, ByHand
from referrals.indicator_rules import Shown

Day = date
Period = Annotated[str, strawberry.argument(description="A half-year, such as 2026-H1.")]


@strawberry.type(description="One number of a list: of one category, or of several that are shown together.")
class IndicatorCell:
    """Show one number."""

    categories: list[str] = strawberry.field(description="The categories that it counts; OTHER where none is named.")
    count: int = strawberry.field(description="How many.")
    share: int = strawberry.field(description="Its share of the list in whole percent.")


@strawberry.type(description="One list of a half-year. Its numbers do not overlap.")
class IndicatorList:
    """Show one list."""

    name: str = strawberry.field(description="What is counted.")
    by_hand: bool = strawberry.field(description="Whether organisations counted it by hand, since the node cannot.")
    hidden: str | None = strawberry.field(description="TOO_FEW where it would tell of fewer than five; else null.")
    cells: list[IndicatorCell] = strawberry.field(description="Its numbers; none where it is hidden.")


@strawberry.type(description="The median of a waiting time.")
class IndicatorMedian:
    """Show one median."""

    name: str = strawberry.field(
        description="Until what: ACKNOWLEDGED and DECIDED from sending, FIRST_CONTACT from then."
    )
    days: int | None = strawberry.field(description="In whole days; null where it rests on fewer than ten.")


@strawberry.type(description="What was published of a half-year, once.")
class IndicatorReport:
    """Show a half-year."""

    period: str = strawberry.field(description="The half-year.")
    first: Day = strawberry.field(description="Its first day.")
    last: Day = strawberry.field(description="Its last day.")
    lists: list[IndicatorList] = strawberry.field(description="What was counted.")
    medians: list[IndicatorMedian] = strawberry.field(description="How long answers took.")

    @staticmethod
    def of(found: indicators.Report) -> "IndicatorReport":
        """Make it from the noun."""
        return IndicatorReport(
            period=found.period,
            first=found.first,
            last=found.last,
            lists=[
                IndicatorList(
                    name=name,
                    by_hand=name in HAND_LISTS,
                    hidden="TOO_FEW" if cells is None else None,
                    cells=[] if cells is None else _cells(cells),
                )
                for name, cells in found.lists
            ],
            medians=[IndicatorMedian(name=name, days=days) for name, days in found.medians],
        )


def _cells(cells: tuple[Shown, ...]) -> list[IndicatorCell]:
    whole = sum(each.count for each in cells)
    return [
        IndicatorCell(categories=list(each.categories), count=each.count, share=round(100 * each.count / whole))
        for each in cells
    ]


@strawberry.type(description="The half-years that were published.")
class IndicatorPeriods:
    """Name them."""

    periods: list[str] = strawberry.field(description="The half-years, newest first.")


@strawberry.input(description="One number that your organisation counted by hand.")
class HandCountInput:
    """Take one number."""

    list: str = strawberry.field(description="AS_TOLD, FELT_SAFE or UNMET_NEED.")
    category: str = strawberry.field(
        description="AS_TOLD or NOT_AS_TOLD; YES, NOT_ALWAYS or NO; or the kind of service and the area, as TYPE@AREA."
    )
    count: int = strawberry.field(description="How many women, 0 to 9,999.")


@strawberry.type(description="What was taken of your organisation's counts.")
class HandCounts:
    """Say what was taken."""

    period: str = strawberry.field(description="The half-year.")
    count: int = strawberry.field(description="How many numbers were taken.")


@strawberry.type
class IndicatorsQuery:
    """Show what is published."""

    @strawberry.field(description="What was published of a half-year, to everybody in the network.")
    @door
    async def indicators(self, info: Info[Any, Any], period: Period) -> IndicatorReport | Refused:
        """Show a half-year."""
        ctx = info.context
        async with ctx.read() as tx:
            return IndicatorReport.of(await indicators.report(tx, ctx.caller, period))

    @strawberry.field(description="Which half-years were published, newest first.")
    @door
    async def indicator_periods(self, info: Info[Any, Any]) -> IndicatorPeriods | Refused:
        """Name half-years."""
        ctx = info.context
        async with ctx.read() as tx:
            return IndicatorPeriods(periods=await indicators.periods(tx, ctx.caller))


@strawberry.type
class IndicatorsMutation:
    """Count by hand."""

    @strawberry.mutation(
        description="Give your organisation's counts of what the node cannot know; they replace what you gave before."
    )
    @door
    async def contribute_counts(
        self,
        info: Info[Any, Any],
        period: Period,
        counts: Annotated[list[HandCountInput], strawberry.argument(description="The numbers; none takes all back.")],
    ) -> HandCounts | Refused:
        """Take counts."""
        ctx = info.context
        given = [ByHand(each.list, each.category, each.count) for each in counts]
        async with ctx.write() as tx:
            taken = await indicators.contribute(tx, ctx.caller, period, given, now=ctx.now)
        return HandCounts(period=period, count=len(taken))
