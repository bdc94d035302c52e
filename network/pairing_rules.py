"""Who may say what when a new device is paired with an officer's device.

- An officer's device answers a commitment of its own organisation, and one commitment is answered once.
- A new device opens its commitment after the answer, and only with what it committed itself to.
"""

from crypto.errors import BadKey
from crypto.pairing import commit
from network import errors, pairing_errors
from network.model import Device, Pairing


def found(pairing: Pairing | None) -> Pairing:
    """Give the pairing of a device that waits.

    Raises:
        NoPairing: there is none.
    """
    if pairing is None:
        raise pairing_errors.NoPairing("deviceId")
    return pairing


def may_answer(officer: Device) -> None:
    """Let only a device answer that may vouch.

    Raises:
        NotVouchedFor: it may not.
    """
    if not officer.officer:
        raise errors.NotVouchedFor("deviceId")


def answered(pairing: Pairing, officer: Device, nonce: bytes) -> None:
    """Hold the answer that is kept to the one that was given.

    Raises:
        PairingAnswered: another was given before.
    """
    if (pairing.answered_by, pairing.answer) != (officer.id, nonce):
        raise pairing_errors.PairingAnswered("deviceId")


def opens(pairing: Pairing, new: Device, nonce: bytes) -> None:
    """Let a new device open its commitment.

    Raises:
        PairingUnanswered: it would do so before it was answered.
        BadOpening: the number is another one.
    """
    if pairing.answer is None:
        raise pairing_errors.PairingUnanswered("deviceId")
    try:
        said = commit((new.sign_key, new.seal_key), nonce)
    except BadKey:
        raise pairing_errors.BadOpening("opening") from None
    if said != pairing.commitment:
        raise pairing_errors.BadOpening("opening")
