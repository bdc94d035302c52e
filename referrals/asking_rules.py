"""What becomes of a referral when she gives her account, or is asked for it.

- Her account may come at any time after sending.
- Only the sender asks her, and only while it is due; she is called unreachable only after two safe attempts.
- What she said before the outcome can stand for it, if a person says so: nobody is asked twice without need.
"""

from dataclasses import replace
from datetime import datetime

from referrals import errors, loop_errors
from referrals.model import Actor, HerAnswer, HerFeedback, Referral, State

ATTEMPTS_NEEDED = 2


def her_account(referral: Referral, now: datetime) -> Referral:
    """Give the referral after her own account arrived; it may come at any time after sending.

    Raises:
        WrongState: nothing was sent, or it was wrong from the start.
    """
    if referral.sent_at is None or referral.state is State.VOID:
        raise errors.WrongState(state=referral.state)
    return replace(referral, her_feedback=HerFeedback.RECEIVED, changed_at=now, version=referral.version + 1)


def asked_her(
    referral: Referral, actors: frozenset[Actor], answer: HerAnswer, now: datetime, *, said_before: bool = False
) -> Referral:
    """Give the referral after the sender asked her, or tried to; `said_before`: an account of hers came once.

    After acceptance an attempt may fail before anything is due: a week later she is asked whether she was seen.

    Raises:
        ReferralNotFound, NotYourStep: only the sender asks her.
        WrongState: nothing is due, or she has answered.
        AttemptsMissing: she was not tried twice.
        NothingSaidBefore: she has said nothing yet that could stand.
    """
    if not actors:
        raise errors.ReferralNotFound("referralId")
    if Actor.A not in actors:
        raise loop_errors.NotYourStep
    early = referral.state is State.ACCEPTED and answer is HerAnswer.ATTEMPT_FAILED
    if referral.her_feedback is not HerFeedback.DUE and not (early and referral.her_feedback is HerFeedback.NOT_DUE):
        raise errors.WrongState(state=referral.state)
    after = replace(referral, changed_at=now, version=referral.version + 1)
    if answer is HerAnswer.ATTEMPT_FAILED:
        return replace(after, attempts=referral.attempts + 1)
    if answer is HerAnswer.UNREACHABLE and referral.attempts < ATTEMPTS_NEEDED:
        raise loop_errors.AttemptsMissing(needed=ATTEMPTS_NEEDED)
    if answer is HerAnswer.ANSWERED_BEFORE:
        if not said_before:
            raise loop_errors.NothingSaidBefore
        return replace(after, her_feedback=HerFeedback.RECEIVED)
    return replace(after, her_feedback=HerFeedback(answer))
