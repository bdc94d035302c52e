"""What the secretariat decides about the network itself, and what whoever holds it to account reads."""

from collections.abc import Mapping, Sequence
from typing import Any

from client import documents as docs
from client.owning import LISTING
from client.shapes_secretariat import AuditPage, DuplicateDecision, DuplicatePage, Same, VettingRecord, WaitingTimes
from client.vetting import ANSWER, Vetting
from kit.ids import new_id

TIMES = {
    "acknowledgeDays": "Working days until the recipient opened it.",
    "urgentAcknowledgeDays": "The same for an urgent need.",
    "decideDays": "Working days from then on until it decides.",
    "urgentDecideDays": "The same for an urgent need.",
    "graceDays": "Working days from a reminder to the administrators, then to the end.",
    "urgentGraceDays": "The same for an urgent need.",
    "firstContactDays": "Working days from acceptance to the first contact.",
    "reviewDays": "Days until a waiting list is looked at, where no day was named.",
    "outcomeDays": "Days between two questions to the recipient how it goes.",
    "firstCheckDays": "Days until the sender should have asked her.",
}
"""What is set in days, in words; `followUpMonths` is set beside it."""
_MORE = "pageInfo { hasNextPage endCursor }"
_TIMES = f"WaitingTimes {{ serviceType {' '.join(TIMES)} followUpMonths version countriesWithoutCalendar }}"
READ_TIMES = f"query ($type: String!) {{ waitingTimes(serviceType: $type) {{ ... on {_TIMES} {docs.REFUSED} }} }}"
SET_TIMES = docs.mutation("setWaitingTimes", "SetWaitingTimesInput", _TIMES)
DUPLICATES = (
    "query ($first: Int, $after: String) { duplicateProposals(first: $first, after: $after) { ... on DuplicatePage "
    f"{{ pairs {{ listings {{ {LISTING} }} nameLikeness agrees }} totalCount {_MORE} }} {docs.REFUSED} }} }}"
)
_DECISION = "id listingIds verdict note byStaff byMember at"
DUPLICATE_DECISIONS = (
    "query ($id: ID!) { duplicateDecisions(id: $id) { ... on DuplicateDecisions "
    f"{{ decisions {{ {_DECISION} }} }} {docs.REFUSED} }} }}"
)
DECIDE_DUPLICATE = docs.mutation("decideDuplicate", "DecideDuplicateInput", f"DuplicateDecision {{ {_DECISION} }}")
VETTING_RECORD = (
    "query ($id: ID!, $version: Int!) { vettingRecord(id: $id, version: $version) { ... on VettingRecord { reviews "
    f"{{ reviewerStaff reviewerMember version round verdict note answers {{ {' '.join(ANSWER)} }} statement at }} "
    f"decisions {{ id version fromState toState reason note byMember at }} }} {docs.REFUSED} }} }}"
)
AUDIT = (
    "query ($first: Int, $after: String) { auditTrail(first: $first, after: $after) { ... on AuditPage "
    f"{{ lines {{ cursor at memberId staffId action objectType objectId }} {_MORE} }} {docs.REFUSED} }} }}"
)


class Secretariat(Vetting):
    """Set how long is waited, say which services are the same, and read who did what."""

    async def waiting_times(self, service_type: str) -> WaitingTimes:
        """Show how long is waited for a type of service."""
        found: WaitingTimes = await self.wire.ask(READ_TIMES, type=service_type)
        return found

    async def set_waiting_times(
        self, service_type: str, days: Mapping[str, int], months: Sequence[int] | None = None
    ) -> WaitingTimes:
        """Set some of the times (`TIMES`, and months after the beginning); the others stay as they are."""
        now: Any = await self.waiting_times(service_type)
        asked = {name: now[name] for name in ("serviceType", *TIMES, "followUpMonths")}
        asked |= {**days, "expectedVersion": now["version"], "idempotencyKey": new_id()}
        if months is not None:
            asked["followUpMonths"] = list(months)
        found: WaitingTimes = await self.wire.ask(SET_TIMES, input=asked)
        return found

    async def duplicates(self, *, first: int | None = None, after: str | None = None) -> DuplicatePage:
        """Show pairs of listings that look like one service and about which nobody has decided."""
        found: DuplicatePage = await self.wire.ask(DUPLICATES, first=first, after=after)
        return found

    async def duplicate_decisions(self, listing_id: str) -> list[DuplicateDecision]:
        """Show what was decided about a listing and others that look like it."""
        found: list[DuplicateDecision] = (await self.wire.ask(DUPLICATE_DECISIONS, id=listing_id))["decisions"]
        return found

    async def decide_duplicate(self, one: str, other: str, verdict: Same, note: str) -> DuplicateDecision:
        """Keep whether two listings are the same service; nothing is merged."""
        asked = {"listingIds": [one, other], "verdict": verdict, "note": note, "idempotencyKey": new_id()}
        found: DuplicateDecision = await self.wire.ask(DECIDE_DUPLICATE, input=asked)
        return found

    async def vetting_record(self, listing_id: str, version: int) -> VettingRecord:
        """Read the signed reviews of one version, and every decision about the service."""
        found: VettingRecord = await self.wire.ask(VETTING_RECORD, id=listing_id, version=version)
        return found

    async def audit_trail(self, *, first: int | None = None, after: str | None = None) -> AuditPage:
        """Read who did what, newest first: an administrator her own organisation's acts, an auditor all."""
        found: AuditPage = await self.wire.ask(AUDIT, first=first, after=after)
        return found
