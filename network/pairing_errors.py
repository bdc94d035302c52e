"""Pairing's ways of saying no."""

from kit.errors import Refusal


class NoPairing(Refusal):
    """Say that no device waits under an id."""

    code = "NO_PAIRING"
    sentence = "No device waits to be approved under this id. It may be approved already, or its enrolment is too old."


class PairingAnswered(Refusal):
    """Say that one commitment is answered once."""

    code = "PAIRING_ANSWERED"
    sentence = "Another device has answered this new device. Approve it from there, or invite its person again."


class PairingUnanswered(Refusal):
    """Say that a new device opens its commitment only after it was answered."""

    code = "PAIRING_UNANSWERED"
    sentence = "No administrator's device has answered this new device yet."


class BadOpening(Refusal):
    """Say that a number does not open a commitment."""

    code = "BAD_OPENING"
    sentence = "This is not what the new device committed itself to when it was enrolled."
