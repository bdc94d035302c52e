"""The ways of saying no to whoever asks for, adds to, or ends her own copy."""

from kit.errors import Refusal


class TooManyTries(Refusal):
    """Say that codes that open nothing were tried too often from one place."""

    code = "TOO_MANY_TRIES"
    sentence = "Too many codes were tried that open nothing. Nothing is lost: try again in an hour, or from elsewhere."


class BadPage(Refusal):
    """Say that a copy has no such page."""

    code = "BAD_PAGE"
    sentence = "A copy has the pages 0 to {last}."


class BadPart(Refusal):
    """Say that a part of a copy has another length than every part has."""

    code = "BAD_PART"
    sentence = "A part of her copy has {size} bytes, whatever it says."


class BadEnd(Refusal):
    """Say that a consent cannot end on that day."""

    code = "BAD_END"
    sentence = "A copy is kept for a consent that ends from today on, and within {days} days."


class NoSuchCopy(Refusal):
    """Say that there is no copy to add to: it was deleted, or it has run out."""

    code = "NO_SUCH_COPY"
    sentence = "Her copy is not there any more: she deleted it, or it has run out. She can take a new code."


class CopyTaken(Refusal):
    """Say that another copy lies where this one would."""

    code = "COPY_TAKEN"
    sentence = "This code is not new. Let the program make another one."


class CopyFull(Refusal):
    """Say that a copy has as many parts as it may have."""

    code = "COPY_FULL"
    sentence = "Her copy holds {most} parts, which is the most. She can take a new code for what follows."


class CopyQuota(Refusal):
    """Say that a device writes more copies than people can give codes."""

    code = "COPY_QUOTA"
    sentence = "This device has written many copies in the last hour. Go on in an hour."
