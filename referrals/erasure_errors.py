"""The ways of saying no when something was erased, or the key to it was lost."""

from kit.errors import Refusal


class LetterKeyLost(Refusal):
    """Say that the node cannot open its own lock around a letter; nobody else's key helps."""

    code = "LETTER_KEY_LOST"
    sentence = (
        "The node has lost the shred key of this referral's letters, so it can neither give them out nor keep "
        "a new one. Tell the node's operator, and draft the referral again."
    )


class CaseErased(Refusal):
    """Say that nothing can be added to a referral of which everything is erased."""

    code = "CASE_ERASED"
    sentence = "What was sealed of this referral has been erased, and nothing is kept of it any more. Begin a new one."
