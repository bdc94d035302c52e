"""A second lock around what a node keeps of a letter, so that deleting one small key erases every copy of it.

XChaCha20-Poly1305 with a random nonce in front; the letter's id and the part's name are authenticated, so that no part
can stand in for another (SPEC section 17; docs/erasure.md says what it is for).
"""

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt, crypto_aead_xchacha20poly1305_ietf_encrypt
from nacl.exceptions import CryptoError as SodiumError
from nacl.utils import random

from crypto.errors import Tampered
from crypto.format import lp

KEY = 32
_NONCE = 24
_LABEL = "tolerant/v1/shred"


def new_key() -> bytes:
    """Make a shred key (32 random bytes)."""
    return random(KEY)


def shut(key: bytes, env_id: bytes, part: str, data: bytes) -> bytes:
    """Close one part of a letter under its shred key: 40 bytes longer than `data`."""
    nonce = random(_NONCE)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(data, lp(_LABEL, env_id, part), nonce, key)


def unshut(key: bytes, env_id: bytes, part: str, data: bytes) -> bytes:
    """Open one part of a letter again.

    Raises:
        Tampered: another key, another letter, another part, or changed bytes.
    """
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(data[_NONCE:], lp(_LABEL, env_id, part), data[:_NONCE], key)
    except (SodiumError, ValueError):
        raise Tampered from None
