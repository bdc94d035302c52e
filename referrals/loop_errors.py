"""The ways of saying no after a referral was sent."""

from kit.errors import Refusal


class NotYourStep(Refusal):
    """Say that somebody else takes this step."""

    code = "NOT_YOUR_STEP"
    sentence = "This step is somebody else's to take on this referral."


class BadReason(Refusal):
    """Say that a reason is missing or unknown."""

    code = "BAD_REASON"
    sentence = "Name a reason, one of: {reasons}."


class DetailMissing(Refusal):
    """Say that a step needs more than it was given."""

    code = "DETAIL_MISSING"
    sentence = "This step needs this field; without it she could be contacted wrongly or left waiting."


class LoopOpen(Refusal):
    """Say that an account is missing."""

    code = "LOOP_OPEN"
    sentence = "A referral is closed by two accounts: the organisation's, and hers or why there is none."


class NothingSaidBefore(Refusal):
    """Say that there is no earlier account of hers that could stand."""

    code = "NOTHING_SAID_BEFORE"
    sentence = "No account of hers came before. Ask her, or record that she would rather not say."


class TooLate(Refusal):
    """Say that a referral was closed too long ago."""

    code = "TOO_LATE"
    sentence = "This referral was closed more than {days} days ago. Begin a new one with her."


class AttemptsMissing(Refusal):
    """Say that she was not tried often enough."""

    code = "ATTEMPTS_MISSING"
    sentence = "Record {needed} attempts to reach her safely before she is called unreachable."


class DayAhead(Refusal):
    """Say that a first contact is told of after it took place."""

    code = "DAY_AHEAD"
    sentence = "This day lies ahead. Say that the first contact took place once it has."
