"""The shapes of what this end gives, for programs: the JSON of the node, named (schema.graphql says every field)."""

from typing import Any, Literal, NotRequired, TypedDict

Verdict = Literal["ELIGIBLE", "ASK", "NOT_YET", "NOT_ELIGIBLE"]


class PageInfo(TypedDict):
    """Say whether more follows, and after which marker."""

    hasNextPage: bool
    endCursor: str | None


class Criterion(TypedDict):
    """Say how one condition of a service stands for her."""

    kind: str
    strength: str
    verdict: Literal["MEETS", "FAILS", "UNKNOWN"]
    reason: str
    sentence: str
    askSentence: str | None
    changeSentence: str | None


class Match(TypedDict):
    """Hold one service with its verdict; `listing` has `id`, `version`, `name`, `provider` and more.

    `doubt` is there where this device finds it shown otherwise than two reviewers signed it (`client/as_signed.py`).
    """

    listing: dict[str, Any]
    verdict: Verdict
    distanceKm: float | None
    criteria: list[Criterion]
    conditions: list[dict[str, Any]]
    doubt: NotRequired[str]


class MatchEdge(TypedDict):
    """Hold one service of a page."""

    node: Match


class MatchPage(TypedDict):
    """Hold one page of services, best first, with exact counts over all of them."""

    edges: list[MatchEdge]
    totalCount: int
    counts: dict[str, int]
    pageInfo: PageInfo
    revision: str
    language: str
    wordingOrigin: str


class Need(TypedDict):
    """Name what she looks for."""

    id: str
    version: int


class Sibling(TypedDict):
    """Name another referral of the same need that goes on, and the reason to recall it with, if that is suggested."""

    referralId: str
    toMemberId: str
    listingId: str
    state: str
    version: int
    suggestedReason: str | None


class Step(TypedDict):
    """Say where a referral stands before it is sent."""

    referralId: str
    state: str
    version: int
    consentId: str | None


class Card(TypedDict):
    """Hold what stands on her card. It is hers; whoever holds it can withdraw and speak for her."""

    node: str
    referral: str
    to: str
    listing: str
    version: int
    consent: str
    until: int
    withdraw: str
    feedback: str


class Given(TypedDict):
    """Hold the step after her consent, and her card."""

    step: Step
    card: Card


class SendReceipt(TypedDict):
    """Say that the node keeps a letter: `STORED` now, or `ALREADY` before."""

    referralId: str
    envelopeId: str
    stored: Literal["STORED", "ALREADY"]
    at: str
    version: int


class Referral(TypedDict):
    """Say where a referral stands; nothing in it says who she is."""

    id: str
    needId: str | None
    fromMemberId: str
    toMemberId: str
    listingId: str
    listingVersion: int
    consentId: str | None
    state: str
    paused: bool
    orgFeedback: str
    herFeedback: str
    declineClass: str | None
    outcomeClass: str | None
    reason: str | None
    askedCategory: str | None
    sentAt: str | None
    firstContactOn: str | None
    expectedOn: str | None
    startedOn: str | None
    dueAt: str | None
    dueWhat: str | None
    version: int


class ReferralEdge(TypedDict):
    """Hold one referral of a page."""

    node: Referral


class ReferralPage(TypedDict):
    """Hold one page of referrals."""

    edges: list[ReferralEdge]
    pageInfo: PageInfo


class Event(TypedDict):
    """Hold one step in the life of a referral."""

    seq: int
    name: str
    fromState: str
    toState: str
    byActor: str
    reason: str | None
    at: str


class Notice(TypedDict):
    """Say that something needs attention, without content; where alerts wait it names no referral."""

    referralId: str | None
    kind: str
    eraseBy: str | None
    at: str


class News(Notice):
    """Hold a notice that came by itself; its cursor is its name."""

    cursor: str


class Device(TypedDict):
    """Hold one device of the organisation."""

    id: str
    staffId: str
    displayName: str | None
    roles: list[str]
    signKey: str
    sealKey: str
    state: str
    officer: bool
    statement: str | None
    expiresAt: str | None
    version: int


class WithdrawalReceipt(TypedDict):
    """Say that it stopped, and since when."""

    receiptId: str
    method: str
    referralsStopped: int
    at: str


class PartWithdrawn(TypedDict):
    """Say that a part stopped, and what the recipient said about erasing it."""

    receiptId: str
    part: str
    method: str
    at: str
    eraseBy: str | None
    erased: bool | None
    ground: str | None


class ConsentStands(TypedDict):
    """Say where a consent stands after it was renewed, or ended by others."""

    id: str
    renews: str | None
    status: str
    ends: str
    version: int


class Trust(TypedDict):
    """Name the number that two organisations read to each other, and whether this device knows those keys."""

    memberId: str
    name: str
    number: str
    known: Literal["YES", "NO", "CHANGED"]
