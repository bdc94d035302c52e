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
