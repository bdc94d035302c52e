"""The ways a seal says no: one code a class and nothing about the bytes, so that an attacker learns nothing."""

from typing import ClassVar


class CryptoError(Exception):
    """Stand above every refusal of bytes, so that a caller can catch them all."""

    code: ClassVar[str]
    sentence: ClassVar[str]

    def __str__(self) -> str:
        return self.sentence


class MalformedEnvelope(CryptoError):
    """Say that this is no envelope, before any key is touched."""

    code = "MALFORMED_ENVELOPE"
    sentence = "This is not an envelope of this network."


class UnsupportedVersion(CryptoError):
    """Say that an envelope is of another version or suite; there is no fall-back."""

    code = "UNSUPPORTED_VERSION"
    sentence = "This envelope was made by another version of the network. Update your program."


class NotForYou(CryptoError):
    """Say that none of the keys at hand is a recipient."""

    code = "NOT_FOR_YOU"
    sentence = "This envelope is not for you."


class Tampered(CryptoError):
    """Say that an envelope was changed on its way, or made wrongly on purpose."""

    code = "TAMPERED"
    sentence = "This envelope was changed after it was sealed. Do not trust it, and tell the sender."


class NotAllowed(CryptoError):
    """Say that a whole envelope does not belong here: another referral or consent, too late, not vouched for.

    `reason` is one of the words of SPEC.md sections 7 and 8, for a program; it never quotes content.
    """

    code = "NOT_ALLOWED"
    sentence = "This envelope does not belong to this referral and consent."

    def __init__(self, reason: str = "") -> None:
        super().__init__()
        self.reason = reason


class MalformedStatement(CryptoError):
    """Say that a signed statement or consent token does not have the form that its kind demands."""

    code = "MALFORMED_STATEMENT"
    sentence = "This statement does not have the form that its kind demands."


class BadSignature(CryptoError):
    """Say that a signature is wrong, or made by a key that may not sign here."""

    code = "BAD_SIGNATURE"
    sentence = "The signature is not valid for this statement and this key."


class BadKey(CryptoError):
    """Say that a key has the wrong size or cannot be used."""

    code = "BAD_KEY"
    sentence = "This is not a usable key."


class WrongPassphrase(CryptoError):
    """Say that a key store does not open with this passphrase."""

    code = "WRONG_PASSPHRASE"
    sentence = "The key store does not open with this passphrase."


class BadProof(CryptoError):
    """Say that bytes do not prove what the key log is said to hold; a key that rests on them is not used."""

    code = "BAD_PROOF"
    sentence = "This does not prove that the key log holds the entry. Do not trust the key, and tell your node."


class BadCheckpoint(CryptoError):
    """Say that a signed state of the key log is not one to rely on.

    `reason` is one of the words of SPEC.md section 15, for a program; it never quotes content.
    """

    code = "BAD_CHECKPOINT"
    sentence = "This state of the key log is not one to rely on. Do not send to keys that rest on it."

    def __init__(self, reason: str = "") -> None:
        super().__init__()
        self.reason = reason


class BadShare(CryptoError):
    """Say that a share of a recovery key cannot be used, which one, and which of its words; never what it says.

    `reason` is one of the words of SPEC.md section 19. `at` is the place of the share among those given, from 1; `word`
    the place of the word in it, from 1 (for `too-few`, how many shares are missing); 0 where it cannot be known.
    """

    code = "BAD_SHARE"
    sentence = "This is not a share that can be used here."
    SENTENCES: ClassVar[dict[str, str]] = {
        "malformed": "Share {at} is not a share of this network, or a part of it is missing.",
        "word": "Word {word} of share {at} is not the printed one. Read it again; its first four letters are enough.",
        "words": "Several words of share {at} are not the printed ones, or stand in another order. Read it again.",
        "foreign": "Share {at} belongs to another ceremony or to another organisation. It cannot help here.",
        "repeated": "Share {at} was given before. Each share counts once.",
        "wrong": "Share {at} is not the one that was handed out, although it looks like one. Do not trust it.",
        "wrong-secret": "These shares do not give the recovery key. Hold each against the published statement.",
        "too-few": "These are too few shares: {word} more are needed. Fewer than that say nothing at all.",
    }

    def __init__(self, reason: str = "malformed", at: int = 1, word: int = 0) -> None:
        super().__init__()
        self.reason, self.at, self.word = reason, at, word
        self.sentence = self.SENTENCES[reason].format(at=at, word=word)  # type: ignore[misc]


class BadCode(CryptoError):
    """Say that what was typed is not a code, and where; never what was typed.

    `reason` is one of the words of SPEC.md section 23. `at` is the place of the group or word, from 1; for `count` the
    number of digits that were found.
    """

    code = "BAD_CODE"
    sentence = "This is not a code."
    SENTENCES: ClassVar[dict[str, str]] = {
        "count": "A code has 25 digits, in five groups of five; here are {at}. Nothing was asked.",
        "group": "Group {at} does not have five digits. Read it again; nothing was asked.",
        "check": "One digit is wrong, or two are swapped. Read the five groups again; nothing was asked.",
        "word": "Word {at} is not in the list of words. Its first four letters are enough; nothing was asked.",
        "words": "There are not eight words, one is another word of the list, or two are swapped. Nothing was asked.",
    }

    def __init__(self, reason: str = "count", at: int = 0) -> None:
        super().__init__()
        self.reason, self.at = reason, at
        self.sentence = self.SENTENCES[reason].format(at=at)  # type: ignore[misc]
