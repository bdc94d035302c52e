"""What can be wrong with a sealed letter to a house that is no member, at the sender's end."""

from client.errors import ClientError


class NoAnswerYet(ClientError):
    """Say that a house has not answered."""

    code = "NO_ANSWER_YET"
    sentence = "The house has not answered here, or its answer was deleted. Call it."


class AnswerElsewhere(ClientError):
    """Say that only the device that left a letter opens its answer."""

    code = "ANSWER_ELSEWHERE"
    sentence = "This device did not leave the letter, or has let its key go; only the one that did opens the answer."


class AnswerNotUnderstood(ClientError):
    """Say that an answer opens, and is none."""

    code = "ANSWER_NOT_UNDERSTOOD"
    sentence = "The answer opens, but does not say what an answer says. Call the house."
