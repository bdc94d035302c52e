"""The shapes of what the secretariat decides about the network itself: the JSON of the node, named."""

from typing import Any, Literal, TypedDict

from client.shapes import PageInfo
from client.shapes_directory import Listing

Same = Literal["SAME", "DIFFERENT"]


class WaitingTimes(TypedDict):
    """Hold how long is waited for a type of service: working days, days, and months after the beginning."""

    serviceType: str
    acknowledgeDays: int
    urgentAcknowledgeDays: int
    decideDays: int
    urgentDecideDays: int
    graceDays: int
    urgentGraceDays: int
    firstContactDays: int
    reviewDays: int
    outcomeDays: int
    firstCheckDays: int
    followUpMonths: list[int]
    version: int
    countriesWithoutCalendar: list[str]


class Pair(TypedDict):
    """Hold two listings that look alike; `nameLikeness` from 0 to 100."""

    listings: list[Listing]
    nameLikeness: int
    agrees: list[str]


class DuplicatePage(TypedDict):
    """Hold a page of pairs with its exact total."""

    pairs: list[Pair]
    totalCount: int
    pageInfo: PageInfo


class DuplicateDecision(TypedDict):
    """Hold what somebody decided about two listings."""

    id: str
    listingIds: list[str]
    verdict: Same
    note: str
    byStaff: str
    byMember: str
    at: str


class VettingRecord(TypedDict):
    """Hold the reviews of one version and every decision about the service, oldest first."""

    reviews: list[dict[str, Any]]
    decisions: list[dict[str, Any]]


class AuditLine(TypedDict):
    """Hold one act; `memberId` and `staffId` are empty for the node's own."""

    cursor: str
    at: str
    memberId: str
    staffId: str
    action: str
    objectType: str
    objectId: str


class AuditPage(TypedDict):
    """Hold a page of the audit trail, newest first."""

    lines: list[AuditLine]
    pageInfo: PageInfo
