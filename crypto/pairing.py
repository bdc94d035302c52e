"""A short code that two devices show: a node between them cannot swap a key without changing it.

SPEC.md section 22. The new device commits itself before it hears of the other, so that nobody can search for keys that
give the same code.
"""

from hmac import compare_digest

from crypto.errors import BadKey, Tampered
from crypto.format import blake2b, lp

NONCE = COMMITMENT = 32
DIGITS = 8
Keys = tuple[bytes, bytes]
"""The public keys of a device: for its signature, and for what is sealed to it."""


def commit(new: Keys, nonce: bytes) -> bytes:
    """Bind a new device to its keys and its number before it hears of the other device (32 bytes).

    Raises:
        BadKey: the number is not 32 bytes long.
    """
    if len(nonce) != NONCE:
        raise BadKey
    return blake2b(lp("tolerant/v1/pair-commit", *new, nonce))


def short_code(commitment: bytes, new: Keys, new_nonce: bytes, old: Keys, old_nonce: bytes) -> str:
    """Give the 8 digits that both devices show, once the new one has opened its commitment.

    Raises:
        Tampered: it does not open it.
        BadKey: a number is not 32 bytes long.
    """
    if len(old_nonce) != NONCE:
        raise BadKey
    if not compare_digest(commit(new, new_nonce), commitment):
        raise Tampered
    said = blake2b(lp("tolerant/v1/pair-code", commitment, *new, *old, new_nonce, old_nonce))
    code = f"{int.from_bytes(said, 'big') % 10**DIGITS:0{DIGITS}}"
    return f"{code[:4]} {code[4:]}"
