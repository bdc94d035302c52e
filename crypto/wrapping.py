"""An intake seed for each device that may open the post; the node stores wraps only (SPEC.md section 5)."""

from crypto.errors import BadKey, Tampered
from crypto.format import lp
from crypto.keys import SEED, WRAP, SealingKey, wrap


def _info(member: str, epoch: int, device: str) -> bytes:
    return lp("tolerant/v1/intake-wrap", member, str(epoch), device)


def wrap_seed(seed: bytes, to_public: bytes, *, member: str, epoch: int, to_device: str) -> bytes:
    """Hand the intake seed of one member and epoch to one device (1,168 bytes).

    Raises:
        BadKey: the seed is not 32 bytes, or the device's key is not usable.
    """
    if len(seed) != SEED:
        raise BadKey
    return wrap(seed, to_public, _info(member, epoch, to_device))


def unwrap_seed(data: bytes, key: SealingKey, *, member: str, epoch: int, to_device: str) -> SealingKey:
    """Take the intake key out of a wrap made for this device, member and epoch.

    Raises:
        Tampered: it was made for another device, member or epoch, carries no seed, or was changed.
    """
    if len(data) != WRAP:
        raise Tampered
    return SealingKey(key.unwrap(data, _info(member, epoch, to_device)))
