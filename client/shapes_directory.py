"""The shapes of what owners and the secretariat get: the JSON of the node, named (schema.graphql says every field)."""

from typing import Literal, TypedDict

from client.shapes import PageInfo

State = Literal["PROPOSED", "IN_REVIEW", "VETTED", "DISPUTED", "STALE", "PAUSED", "SUSPENDED", "DELISTED"]
Accepting = Literal["YES", "WAITLIST", "NO", "UNKNOWN"]
Why = Literal[
    "NEW_PROPOSAL", "NEW_WORDS", "RENEWAL", "SECOND_SIGNATURE", "ANSWERED", "EXPIRING", "DISPUTED", "APPEALED"
]


class Provider(TypedDict):
    """Say who offers a service; `member` is null where it is no member."""

    name: str
    member: str | None


class Availability(TypedDict):
    """Say whether there is a place, and since when that is said (days as YYYY-MM-DD)."""

    accepting: Accepting
    asOf: str | None
    capacity: int | None
    capacityAsOf: str | None
    waitingDays: int | None


class Listing(TypedDict):
    """Say where a listing stands; moments are ISO 8601."""

    id: str
    name: str
    state: State
    version: int
    currentVersion: int
    vettedVersion: int | None
    expectedVersion: int
    availabilityVersion: int
    verifiedAt: str | None
    confirmedAt: str | None
    expiresAt: str | None
    suspendedReason: str | None
    serviceTypes: list[str]
    provider: Provider
    availability: Availability


class ListingEdge(TypedDict):
    """Hold one listing of a page."""

    node: Listing


class ListingPage(TypedDict):
    """Hold a page of listings with its exact total."""

    edges: list[ListingEdge]
    totalCount: int
    pageInfo: PageInfo


class Refusal(TypedDict):
    """Say why one item of a call about many was not done."""

    code: str
    sentence: str
    field: str | None
    currentVersion: int | None


class Upkeep(TypedDict):
    """Say how a listing stands after a call about many."""

    state: State
    expectedVersion: int
    availabilityVersion: int
    confirmedAt: str | None
    expiresAt: str | None
    accepting: Accepting
    asOf: str | None


class Result(TypedDict):
    """Say what became of one listing of a call about many: done where `refused` is null."""

    id: str
    refused: Refusal | None
    upkeep: Upkeep | None


class ListingNotice(TypedDict):
    """Hold a word to the organisation about one of its listings."""

    listingId: str
    kind: str
    dueAt: str | None
    at: str


class ListingNotices(TypedDict):
    """Hold a page of notices, newest first."""

    notices: list[ListingNotice]
    totalCount: int
    pageInfo: PageInfo


class HistoryEntry(TypedDict):
    """Say who did what to a listing, when and why."""

    id: str
    at: str
    kind: Literal["WORDS", "REVIEW", "DECISION", "ANSWER", "REPLY", "APPEAL"]
    version: int
    fromState: State | None
    toState: State | None
    reason: str | None
    text: str
    byMember: str | None
    byMemberName: str | None
    byPerson: str | None
    onBehalfOf: str | None
    about: str | None
    signed: bool


class ListingHistory(TypedDict):
    """Hold a page of a listing's history, oldest first."""

    entries: list[HistoryEntry]
    totalCount: int
    pageInfo: PageInfo


class Waiting(TypedDict):
    """Say what a waiting listing is, in its newest words."""

    id: str
    name: str
    state: State
    currentVersion: int
    expectedVersion: int
    provider: Provider


class QueueItem(TypedDict):
    """Say why a listing waits, and by which day."""

    listing: Waiting
    why: list[Why]
    dueOn: str
    highRisk: bool


class QueueCount(TypedDict):
    """Count what waits for one reason."""

    why: Why
    listings: int


class QueuePage(TypedDict):
    """Hold a page of the queue with its exact total."""

    items: list[QueueItem]
    totalCount: int
    counts: list[QueueCount]
    pageInfo: PageInfo


class Noted(TypedDict):
    """Hold an answer as noted so far."""

    question: str
    value: Literal["YES", "NO", "NOT_APPLICABLE", "UNSURE"] | None
    evidence: str | None
    source: str | None
    date: str | None


class Asked(Noted):
    """Hold a question of the checklist with what was noted."""

    asks: str
    blocking: bool


class Checklist(TypedDict):
    """Hold the questions that are asked of a listing, with what this reviewer has noted."""

    listing: str
    name: str
    version: int
    note: str
    answers: list[Asked]


class Draft(TypedDict):
    """Hold what a reviewer has noted so far."""

    listingId: str
    version: int
    answers: list[Noted]
    note: str
    saved: int
    at: str | None


class LiveCount(TypedDict):
    """Count the live referrals in one state."""

    state: str
    referrals: int


class Effect(TypedDict):
    """Say what a suspension would touch; numbers only."""

    byState: list[LiveCount]
    referrals: int
    members: int


class CoverageRow(TypedDict):
    """Count services of one kind in one country; null stands for a number too small to show."""

    country: str | None
    serviceType: str | None
    offered: int | None
    expiring: int | None
    expired: int | None
    disputed: int | None
    stale: int | None
    used: int | None
    neverUsed: int | None
