"""Who may contest, renew, answer and appeal, and what an appeal brings about.

- A renewal begins at most 90 days before a vetting runs out, and leaves the service in force.
- Whoever was asked answers: the owner or the proposer, or the secretariat for a provider that is no member.
- A member replies itself; the secretariat replies for a provider that is none, and says for whom.
- What can be appealed is the decision that holds now and that stopped, contested, rejected or ended the service.
- Nobody decides an appeal against what she signed or decided herself.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from directory import errors, vetting_errors
from directory.codes import ListingState
from directory.freshness import SPEAKERS
from directory.model import Decision, Review, ShelfRow
from directory.rules import STOPPABLE
from network.model import Caller, Role
from network.rules import require

S = ListingState
RENEWAL_DAYS = 90
APPEALABLE = frozenset({"SUSPENDED", "DISPUTED", "DELISTED", "REJECTED", "CRITERION_DISPUTED", "NO_ANSWER_PAUSED"})
MOVES = APPEALABLE | {"VETTED", "RETURNED", "REINSTATED", "VETTING_EXPIRED", "NOT_CONFIRMED", "APPEAL_UPHELD"}


def may_dispute(caller: Caller, row: ShelfRow) -> None:
    """Let the secretariat say that what is offered is contested; it stays in the search, marked.

    Raises:
        WrongState: it is not in force.
    """
    require(caller, Role.SECRETARIAT)
    if row.state is not S.VETTED:
        raise errors.WrongState(state=row.state)


def may_renew(caller: Caller, row: ShelfRow, now: datetime, *, checked: bool = False) -> None:
    """Let the reviewers check a service again before its vetting runs out; it stays in force meanwhile.

    `checked` says that a check of it is open: then it is not too early.

    Raises:
        WrongState: it is not in force.
        NewWordsWait: vetting the new words renews it.
        RenewalRuns: it has begun.
        TooEarly: more than 90 days are left.
    """
    require(caller, Role.SECRETARIAT)
    if row.state not in STOPPABLE or row.expires_at is None:
        raise errors.WrongState(state=row.state)
    if row.vetted_version != row.current_version:
        raise vetting_errors.NewWordsWait("id")
    if row.renewal_since is not None:
        raise vetting_errors.RenewalRuns("id")
    if not checked and row.expires_at > now + timedelta(days=RENEWAL_DAYS):
        raise vetting_errors.TooEarly("id", days=RENEWAL_DAYS)


def may_answer(
    caller: Caller, row: ShelfRow, decisions: Sequence[Decision], answered: Collection[str], on_behalf_of: str | None
) -> Decision:
    """Let those who were asked answer the reviewers' questions; gives the decision that asked them.

    Raises:
        NotYours: the caller is neither owner nor proposer.
        NothingAsked: no question is open.
        SpeakForMembers, OnWhoseBehalf: the secretariat speaks for somebody who can, or does not say for whom.
    """
    if row.proposed_by != caller.member_id:
        may_speak_for_provider(caller, row, on_behalf_of)
    elif on_behalf_of:
        raise vetting_errors.SpeakForMembers("onBehalfOf")
    require(caller, *SPEAKERS)
    last = [each for each in decisions if each.reason in MOVES][-1:]
    if not last or last[0].reason != "RETURNED" or last[0].version != row.current_version or last[0].id in answered:
        raise vetting_errors.NothingAsked("id")
    return last[0]


def may_speak_for_provider(caller: Caller, row: ShelfRow, on_behalf_of: str | None) -> None:
    """Let the provider speak, or the secretariat for a provider that is no member.

    Raises:
        NotYours: the caller is neither.
        SpeakForMembers, OnWhoseBehalf: the secretariat speaks for somebody who can, or does not say for whom.
    """
    require(caller, *SPEAKERS)
    if caller.member_id == row.owner_member_id:
        if on_behalf_of:
            raise vetting_errors.SpeakForMembers("onBehalfOf")
        return
    if Role.SECRETARIAT not in caller.roles:
        raise errors.NotYours("id")
    if row.owner_member_id is not None:
        raise vetting_errors.SpeakForMembers("onBehalfOf")
    if not on_behalf_of:
        raise vetting_errors.OnWhoseBehalf("onBehalfOf")


def may_appeal(decisions: Sequence[Decision], decision_id: str) -> None:
    """Let the decision that holds now be appealed.

    Raises:
        NoAppeal: another one holds now, or this one took nothing away.
    """
    last = [each for each in decisions if each.reason in MOVES][-1:]
    if not last or last[0].id != decision_id or last[0].reason not in APPEALABLE:
        raise vetting_errors.NoAppeal("decisionId")


def may_decide_appeal(
    caller: Caller, appeal_id: str, against: Decision, decisions: Sequence[Decision], reviews: Sequence[Review]
) -> None:
    """Let somebody decide an appeal who had no part in what it is against.

    Raises:
        AppealDecided: it has been decided.
        NoAppeal: what it is against holds no longer.
        SignedBefore: the caller signed a review of these words, or took the decision.
    """
    if any(each.about == appeal_id for each in decisions):
        raise vetting_errors.AppealDecided("appealId")
    may_appeal(decisions, against.id)
    signed = {each.reviewer_staff for each in reviews} | {against.by_staff}
    if caller.staff_id in signed:
        raise vetting_errors.SignedBefore("appealId")


def after_appeal(row: ShelfRow, against: Decision, now: datetime) -> tuple[ListingState, bool]:
    """Return where a listing stands after an appeal was upheld, and whether its newest words are reviewed once more."""
    if row.vetted_version is None:
        return S.PROPOSED, True
    if against.reason == "REJECTED":
        return row.state, True
    return (S.VETTED if row.expires_at is not None and row.expires_at > now else S.STALE), False
