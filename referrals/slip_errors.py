"""The ways of saying no to a slip."""

from kit.errors import Refusal


class SlipIsNotSent(Refusal):
    """Say that a slip is no referral, so that nobody sends what she wanted to carry herself."""

    code = "SLIP_IS_NOT_SENT"
    sentence = "An introduction slip is not drafted and never sent. Give it to her with `tolerant slip`."


class SlipNotFound(Refusal):
    """Say that the organisation gave no such slip."""

    code = "SLIP_NOT_FOUND"
    sentence = "Your organisation gave no slip with this id."


class SlipAnswered(Refusal):
    """Say that what came of a slip is known."""

    code = "SLIP_ANSWERED"
    sentence = "What came of this slip is written down already. It is not changed; give a new slip if she goes again."
