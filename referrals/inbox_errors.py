"""The ways of saying no to a sealed letter for a house that is no member, and to whoever opens it."""

from kit.errors import Refusal, register_constraints
from referrals.errors import DuplicateReferral
from referrals.her_copy_errors import CopyTaken


class MemberOffersIt(Refusal):
    """Say that the house is a member, so that a sealed referral goes there, which it answers for."""

    code = "MEMBER_OFFERS_IT"
    sentence = "A member offers this service. Send a referral; a letter that a code opens is for houses that are none."


class InboxNotForThisKind(Refusal):
    """Say that whoever hires or lends must not learn from the page who writes and why."""

    code = "INBOX_NOT_FOR_THIS_KIND"
    sentence = "A service that hires or lends gets no such letter: the page says who writes. Give her a slip instead."


class InboxNotFound(Refusal):
    """Say that the organisation left no such letter."""

    code = "INBOX_NOT_FOUND"
    sentence = "Your organisation left no sealed letter with this id."


class NoSealedLetter(Refusal):
    """Say that a code opens nothing now: never, not any more, or not after it was read; which, is not told."""

    code = "NO_SEALED_LETTER"
    sentence = (
        "There is no letter under this code. It opens one letter, for a short time. Call whoever gave you the code."
    )


class AlreadyAnswered(Refusal):
    """Say that a house has answered; the first answer stands."""

    code = "ALREADY_ANSWERED"
    sentence = "This letter has been answered already, and the first answer stands. Call whoever wrote it."


class BadAnswer(Refusal):
    """Say that an answer has another length than every answer has."""

    code = "BAD_ANSWER"
    sentence = "A sealed answer has {size} bytes, whatever it says."


register_constraints({"sealed_inbox_taken": CopyTaken, "sealed_inbox_duplicate": DuplicateReferral})
