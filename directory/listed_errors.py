"""Say no where what a device signed for the key log is not what it should be."""

from kit.errors import Refusal, register_constraints


class WordsNotListed(Refusal):
    """Say that no reviewer has asked for these words yet, so that the key log cannot hold them."""

    code = "WORDS_NOT_LISTED"
    sentence = "Nobody has signed these words of the service in the key log. A referral waits until the reviewers have."


class EntryMissing(Refusal):
    """Refuse a decision that everybody must be able to see, without the entry for the key log."""

    code = "ENTRY_MISSING"
    sentence = "This decision stands in the key log too, and your device did not sign it for that. Update your program."


class OtherWords(Refusal):
    """Refuse an entry of the key log about other words, another service or another time than the decision."""

    code = "OTHER_WORDS"
    sentence = (
        "What your device signed for the key log is not this decision about these words, or holds for too long. "
        "Look at the words again (tolerant words), and decide again."
    )


register_constraints({"reviews_approve_for_the_log": EntryMissing})
