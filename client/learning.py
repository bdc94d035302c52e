"""Reports about services, checks that follow, and what is published of half-years."""

from collections.abc import Mapping, Sequence

from client import documents as docs
from client.account_errors import WillNotExpose
from client.asking import Asking
from client.shapes_learning import Check, HandCount, Report
from kit.ids import new_id

REPORT = docs.mutation("reportListing", "ReportListingInput", "Reported { id }")
CHECKS = (
    "query ($id: ID!) { listingChecks(id: $id) { ... on ListingChecks { checks { id listingId rule criterion openedOn"
    f" dueOn }} }} {docs.REFUSED} }} }}"
)
END = f"mutation ($id: ID!) {{ endCheck(id: $id) {{ ... on Reported {{ id }} {docs.REFUSED} }} }}"
INDICATORS = (
    "query ($period: String!) { indicators(period: $period) { ... on IndicatorReport { period first last lists { name"
    f" byHand hidden cells {{ categories count share }} }} medians {{ name days }} }} {docs.REFUSED} }} }}"
)
PERIODS = f"{{ indicatorPeriods {{ ... on IndicatorPeriods {{ periods }} {docs.REFUSED} }} }}"
COUNT = (
    "mutation ($period: String!, $counts: [HandCountInput!]!) { contributeCounts(period: $period, counts: $counts)"
    f" {{ ... on HandCounts {{ period count }} {docs.REFUSED} }} }}"
)


class Learning(Asking):
    """Let the directory learn, and read what the network publishes."""

    async def report_listing(
        self, listing_id: str, version: int, kind: str, *, criterion: str | None = None, severity: str | None = None,
        will_not_expose_her: bool = False,
    ) -> str:  # fmt: skip
        """Report about a service; the node keeps the day, neither the referral nor who said it. Gives its id.

        Raises:
            WillNotExpose: nobody has made sure that it cannot point at her.
        """
        if not will_not_expose_her:
            raise WillNotExpose
        said = {"id": listing_id, "version": version, "kind": kind, "criterion": criterion, "severity": severity,
                "willNotExposeHer": True, "idempotencyKey": new_id()}  # fmt: skip
        return str((await self.wire.ask(REPORT, input=said))["id"])

    async def listing_checks(self, listing_id: str) -> list[Check]:
        """List the open checks of a listing, with what asked for them (secretariat)."""
        found: list[Check] = (await self.wire.ask(CHECKS, id=listing_id))["checks"]
        return found

    async def end_check(self, check_id: str) -> str:
        """Say that a check is done without a renewal (secretariat); gives the listing's id."""
        return str((await self.wire.ask(END, id=check_id))["id"])

    async def indicators(self, period: str) -> Report:
        """Read what was published of a half-year, such as 2026-H1."""
        found: Report = await self.wire.ask(INDICATORS, period=period)
        return found

    async def indicator_periods(self) -> list[str]:
        """Name the half-years that were published, newest first."""
        found: list[str] = (await self.wire.ask(PERIODS))["periods"]
        return found

    async def contribute_counts(self, period: str, counts: Sequence[HandCount | Mapping[str, str | int]]) -> int:
        """Give the organisation's counts by hand for a half-year, instead of what it gave before; gives how many."""
        return int((await self.wire.ask(COUNT, period=period, counts=[dict(each) for each in counts]))["count"])
