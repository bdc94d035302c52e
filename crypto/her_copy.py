"""Her own copy: her code gives a name to ask for it and the key that opens it (SPEC.md section 23).

Whoever helps her adds parts with a public key alone and never needs the code again. Ends only.
Source of the slow function: Argon2id, RFC 9106.
"""

from dataclasses import dataclass
from typing import Any

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_pwhash_alg,
    crypto_pwhash_ALG_ARGON2ID13,
)
from nacl.exceptions import CryptoError as SodiumError
from nacl.utils import random

from crypto.copies import CONTENT, NONCE, PART
from crypto.errors import NotAllowed, Tampered
from crypto.format import blake2b, jcs, lp, strict_json
from crypto.her_code import RANDOM
from crypto.keys import SEED, WRAP, SealingKey, wrap
from crypto.vault import MEMORY, OPS

_VERSION = b"\1"
_SALT = 16


@dataclass(frozen=True, slots=True, repr=False)
class CopyKeys:
    """Hold what a code gives: `lookup`, `append` and `revoke` are shown to a node (32 bytes each), `seal` never is."""

    lookup: bytes
    append: bytes
    revoke: bytes
    seal: SealingKey


def derive(code: str, network: str) -> CopyKeys:
    """Derive all of it from a code that was read (25 digits), slowly: 64 MiB and three passes.

    Args:
        network: the name of the network's key log; the code of another network gives other keys.
    """
    slow = stretch(code, network, "code")
    lookup, append, revoke, seed = (
        blake2b(lp(f"tolerant/v1/code-{what}"), key=slow) for what in ("lookup", "append", "revoke", "seal")
    )
    return CopyKeys(lookup, append, revoke, SealingKey(seed))


def stretch(code: str, network: str, use: str) -> bytes:
    """Make 32 bytes out of a code, slowly; each use of codes has a salt of its own."""
    salt = blake2b(lp(f"tolerant/v1/{use}-salt", network), size=_SALT)
    return crypto_pwhash_alg(32, code[:RANDOM].encode(), salt, OPS, MEMORY, crypto_pwhash_ALG_ARGON2ID13)


def seal_part(content: dict[str, Any], public: bytes, use: str = "copy") -> bytes:
    """Seal one part of her copy to its public key (5,305 bytes, whatever it says).

    `use` names what else is sealed in the same way.

    Raises:
        NotAllowed: `form` (it has not one spelling) or `too-large`.
        BadKey: the public key is not usable.
    """
    try:
        plain = jcs(content)
    except ValueError:
        raise NotAllowed("form") from None
    if len(plain) >= CONTENT:
        raise NotAllowed("too-large")
    cek, nonce = random(SEED), random(NONCE)
    head = _VERSION + wrap(cek, public, _info(public, use))
    padded = (plain + b"\x80").ljust(CONTENT, b"\0")
    return head + nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(padded, head, nonce, _body_key(cek, use))


def open_part(data: bytes, key: SealingKey, use: str = "copy") -> dict[str, Any]:
    """Open one part; among eight on a page some are false and open for nobody.

    Raises:
        Tampered: it is false, was made for another code, or was changed.
    """
    if len(data) != PART or data[:1] != _VERSION:
        raise Tampered
    head, nonce = data[: 1 + WRAP], data[1 + WRAP : 1 + WRAP + NONCE]
    cek = key.unwrap(head[1:], _info(key.public, use))
    try:
        padded = crypto_aead_xchacha20poly1305_ietf_decrypt(data[1 + WRAP + NONCE :], head, nonce, _body_key(cek, use))
        plain, mark, rest = padded.rpartition(b"\x80")
        said = strict_json(plain, most=CONTENT)
    except (SodiumError, ValueError):
        raise Tampered from None
    if not mark or rest.strip(b"\0") or not isinstance(said, dict):
        raise Tampered
    return said


def _info(public: bytes, use: str) -> bytes:
    return lp(f"tolerant/v1/{use}-part", public)


def _body_key(cek: bytes, use: str) -> bytes:
    return blake2b(lp(f"tolerant/v1/{use}-body"), key=cek)
