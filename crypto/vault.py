"""The key store of a device: a lost laptop must not open anybody's story (SPEC.md section 10).

Argon2id (RFC 9106) slows down guessing; XChaCha20-Poly1305 closes the box. What else a device keeps is closed under a
key that the key store holds, so that one passphrase guards it all.
"""

import unicodedata
from typing import Any

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_pwhash_alg,
    crypto_pwhash_ALG_ARGON2ID13,
)
from nacl.exceptions import CryptoError as SodiumError
from nacl.utils import random

from crypto.errors import MalformedStatement, WrongPassphrase
from crypto.format import b64u, blake2b, exact, integer, jcs, lp, strict_json, text, unb64u

OPS = 3
MOST_OPS = 16
MEMORY = 64 * 1024 * 1024
MOST_MEMORY = 1024 * 1024 * 1024
LONGEST = 1024 * 1024
_SALT, _NONCE, _TAG = 16, 24, 16
_MARK = b"tolerant kept.v1\n"


def lock(secret: dict[str, Any], passphrase: str) -> bytes:
    """Close a device's secrets under a passphrase: a small JSON document, new salt and nonce each time.

    Raises:
        MalformedStatement: the secrets cannot be written in one spelling, or the passphrase is no text of Unicode.
    """
    salt, nonce = random(_SALT), random(_NONCE)
    outside = {
        "typ": "vault.v1",
        "kdf": "argon2id",
        "ops": OPS,
        "mem": MEMORY,
        "salt": b64u(salt),
        "nonce": b64u(nonce),
    }
    try:
        plain = jcs(secret)
        key = _key(passphrase, salt, OPS, MEMORY)
    except ValueError:
        raise MalformedStatement from None
    ct = crypto_aead_xchacha20poly1305_ietf_encrypt(plain, jcs(outside), nonce, key)
    return jcs({**outside, "ct": b64u(ct)})


def unlock(data: bytes, passphrase: str) -> dict[str, Any]:
    """Open a device's secrets.

    Raises:
        MalformedStatement: this is no key store, or one with weaker or absurd parameters.
        WrongPassphrase: another passphrase, or a changed file.
    """
    try:
        fields = exact(strict_json(data, most=LONGEST), "typ", "kdf", "ops", "mem", "salt", "nonce", "ct")
        text(fields["typ"], r"vault\.v1")
        text(fields["kdf"], "argon2id")
        ops, memory = integer(fields["ops"], OPS, MOST_OPS), integer(fields["mem"], MEMORY, MOST_MEMORY)
        salt, nonce = unb64u(fields["salt"], _SALT), unb64u(fields["nonce"], _NONCE)
        ct = unb64u(fields.pop("ct"))
    except ValueError:
        raise MalformedStatement from None
    try:
        key = _key(passphrase, salt, ops, memory)
        plain = crypto_aead_xchacha20poly1305_ietf_decrypt(ct, jcs(fields), nonce, key)
        opened = strict_json(plain, most=LONGEST)
    except (SodiumError, ValueError):
        raise WrongPassphrase from None
    if not isinstance(opened, dict):
        raise WrongPassphrase
    return opened


def _key(passphrase: str, salt: bytes, ops: int, memory: int) -> bytes:
    typed = unicodedata.normalize("NFC", passphrase).encode()  # systems differ in how they type й or ή
    slow = crypto_pwhash_alg(32, typed, salt, ops, memory, crypto_pwhash_ALG_ARGON2ID13)
    return blake2b(lp("tolerant/v1/kek"), key=slow)


def close(data: bytes, seed: bytes, what: str) -> bytes:
    """Close a file that a device keeps for itself, new nonce each time.

    Args:
        seed: a secret of 32 bytes out of the key store.
        what: what the file is, such as `directory`; a file of another kind does not open in its place.
    """
    nonce = random(_NONCE)
    return _MARK + nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(data, _MARK, nonce, _kept_key(seed, what))


def reopen(closed: bytes, seed: bytes, what: str) -> bytes:
    """Open a file that this device closed.

    Raises:
        MalformedStatement: another device closed it, it is of another kind, or it was changed or cut.
    """
    mark, nonce, ct = closed[: len(_MARK)], closed[len(_MARK) : len(_MARK) + _NONCE], closed[len(_MARK) + _NONCE :]
    if mark != _MARK or len(ct) < _TAG:
        raise MalformedStatement
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(ct, _MARK, nonce, _kept_key(seed, what))
    except SodiumError:
        raise MalformedStatement from None


def _kept_key(seed: bytes, what: str) -> bytes:
    return blake2b(lp("tolerant/v1/kept", what), key=seed)
