"""The whole table of steps, as data: who may move a referral from where to where, and what for.

The numbers are those of the network's table of transitions (docs/referrals.md). A step that is not here does not exist.
"""

from dataclasses import dataclass

from referrals.model import Actor, State

A, A_PLUS, B, B_PLUS, W, S, T = Actor
ALL = frozenset(State)
TERMINAL = frozenset(
    {
        State.CLOSED,
        State.DECLINED,
        State.CLIENT_DECLINED,
        State.WITHDRAWN,
        State.CANCELLED,
        State.EXPIRED,
        State.VOID,
    }
)
LIVE = ALL - TERMINAL
UNSENT = frozenset({State.DRAFT, State.AWAITING_CONSENT})
RECALLABLE = frozenset({State.SENT, State.RECEIVED, State.INFO_REQUESTED, State.WAITLISTED, State.ACCEPTED})
"""States in which nobody serves her yet, so that the sender can still recall it; a pause in between changes nothing."""


@dataclass(frozen=True, slots=True)
class Transition:
    """Hold one row of the table.

    `target` None keeps the state (an event), or gives back the state before a hold. `reasons` are the codes to choose
    from, one of which must be named; empty asks for none. `shreds` deletes what was sealed; `hidden` keeps the reason
    from the recipient.
    """

    number: int
    name: str
    sources: frozenset[State]
    target: State | None
    actors: frozenset[Actor]
    reasons: frozenset[str] = frozenset()
    shreds: bool = False
    hidden: bool = False


def _row(
    number: int,
    name: str,
    sources: frozenset[State] | set[State],
    target: State | None,
    actors: set[Actor],
    reasons: set[str] | None = None,
    *,
    shreds: bool = False,
    hidden: bool = False,
) -> Transition:
    chosen = frozenset(reasons or ())
    return Transition(number, name, frozenset(sources), target, frozenset(actors), chosen, shreds, hidden)


_CANCEL = {
    "CHOSEN_OTHER_OPTION", "RISK_CHANGED", "WRONG_SERVICE", "DUPLICATE", "CASE_CLOSED", "STAFF_ERROR",
}  # fmt: skip
_HOLD = {"RISK_CHANGED", "SHE_WISHES", "LISTING_SUSPENDED", "KEY_COMPROMISED", "OTHER"}
_VOID = {"WRONG_RECIPIENT", "WRONG_PERSON", "MANIFEST_MISMATCH", "CONSENT_INVALID"}
_HELD = {State.ON_HOLD_SAFETY}

TABLE: tuple[Transition, ...] = (
    _row(1, "DRAFT", set(), State.DRAFT, {A}),
    _row(2, "SHOW_OPTIONS", {State.DRAFT}, State.AWAITING_CONSENT, {A}),
    _row(3, "SEND", {State.AWAITING_CONSENT}, State.SENT, {A}),
    _row(4, "DEFER", {State.AWAITING_CONSENT}, State.DRAFT, {W, A}, {"SHE_WANTS_OTHER_OPTION", "SHE_NEEDS_TIME"}),
    _row(5, "REFUSE", {State.AWAITING_CONSENT}, State.CLIENT_DECLINED, {W}, shreds=True),
    _row(6, "ACKNOWLEDGE", {State.SENT}, State.RECEIVED, {B}),
    _row(7, "ASK_FOR_INFORMATION", {State.RECEIVED}, State.INFO_REQUESTED, {B}),
    _row(8, "ANSWER_INFORMATION", {State.INFO_REQUESTED}, State.RECEIVED, {A}),
    _row(9, "ACCEPT", {State.RECEIVED}, State.ACCEPTED, {B}),
    _row(10, "WAITLIST", {State.RECEIVED, State.WAITLISTED}, State.WAITLISTED, {B}),
    _row(11, "ACCEPT", {State.WAITLISTED}, State.ACCEPTED, {B}),
    _row(
        12,
        "DECLINE",
        {State.SENT, State.RECEIVED, State.INFO_REQUESTED, State.WAITLISTED},
        State.DECLINED,
        {B},
        shreds=True,
    ),
    _row(13, "START", {State.ACCEPTED}, State.IN_SERVICE, {B}),
    _row(14, "REPORT_OUTCOME", {State.ACCEPTED, State.IN_SERVICE}, State.OUTCOME_REPORTED, {B}),
    _row(15, "CLOSE", {State.OUTCOME_REPORTED}, State.CLOSED, {A, T}),
    _row(16, "DISPUTE_OUTCOME", {State.OUTCOME_REPORTED}, State.IN_SERVICE, {A, B}),
    _row(17, "REOPEN", {State.CLOSED}, State.IN_SERVICE, {A}, {"REOPENED"}),
    _row(18, "SHE_DECLINES", LIVE - UNSENT, State.CLIENT_DECLINED, {W}, shreds=True),
    _row(19, "WITHDRAW", ALL, State.WITHDRAWN, {W}, shreds=True),
    _row(
        20,
        "CANCEL",
        RECALLABLE | _HELD,
        State.CANCELLED,
        {A, A_PLUS},
        _CANCEL,
        shreds=True,
    ),
    _row(21, "HOLD", LIVE - _HELD, State.ON_HOLD_SAFETY, {A, W, S, T}, _HOLD, hidden=True),
    _row(21, "RELEASE", _HELD, None, {A}, hidden=True),
    _row(22, "VOID", ALL - {State.VOID}, State.VOID, {A, B, S}, _VOID, shreds=True),
    _row(
        23,
        "EXPIRE",
        {State.SENT, State.RECEIVED, State.INFO_REQUESTED},
        State.EXPIRED,
        {T},
        {"NO_ACK", "NO_DECISION", "CONSENT_EXPIRED"},
        shreds=True,
    ),
    _row(24, "EXPIRE", {State.WAITLISTED}, State.EXPIRED, {T}, {"CONSENT_EXPIRED", "REVIEW_MISSED"}, shreds=True),
    _row(25, "REASSIGN", LIVE - UNSENT, None, {B_PLUS}, {"SHIFT", "ABSENCE", "CONFLICT_OF_INTEREST", "OTHER"}),
    _row(25, "HAND_OVER", ALL, None, {A_PLUS}, {"SHIFT", "ABSENCE", "CONFLICT_OF_INTEREST", "OTHER"}),
    _row(26, "ROTATE_KEY", LIVE - UNSENT, None, {B}),
    _row(27, "DELIVERY_FAILED", {State.SENT}, None, {T}, {"TECHNICAL"}),
    _row(28, "EXPIRE", UNSENT, State.EXPIRED, {T}, {"NEVER_SENT"}, shreds=True),
)


def rows(name: str) -> tuple[Transition, ...]:
    """Give the rows of one step; some steps start in several ways."""
    return tuple(row for row in TABLE if row.name == name)
