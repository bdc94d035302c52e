"""Keys that a device makes itself: Ed25519 for its signature, X-Wing for what is sealed to it.

Secrets never show in `repr` and cannot be pickled. Ed25519 is verified by libsodium only (SPEC.md section 3).
Sources: RFC 8032; draft-connolly-cfrg-xwing-kem; RFC 9180; draft-ietf-hpke-pq.
"""

import hashlib
from functools import lru_cache
from typing import NoReturn

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import CryptoError as SodiumError
from nacl.utils import random

from crypto.errors import BadKey, BadSignature, Tampered
from crypto.format import blake2b, lp

SEED = 32
SIGN_PUBLIC = 32
SIGNATURE = 64
SEAL_PUBLIC = 1216
WRAP = 1168
"""Bytes of one HPKE message that carries 32 bytes: 1,120 of X-Wing, then 48 of ChaCha20-Poly1305."""
DELETED = bytes(WRAP)
"""What stands in an envelope in the place of a wrap that was deleted."""
_MLKEM_PUBLIC = 1184
_ANYBODY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class _Secret:
    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret key is not pickled")


class SigningKey(_Secret):
    """Sign for one device, so that a receiver knows which organisation speaks."""

    __slots__ = ("_key", "public", "seed")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED:
            raise BadKey
        self.seed = seed
        self.public, self._key = crypto_sign_seed_keypair(seed)

    @classmethod
    def generate(cls) -> "SigningKey":
        """Make a new key from 32 random bytes."""
        return cls(random(SEED))

    @classmethod
    def from_seed(cls, seed: bytes) -> "SigningKey":
        """Make the key of a seed again."""
        return cls(seed)

    @property
    def kid(self) -> str:
        """Name the key: 32 hex characters, which are also the device's id."""
        return sign_kid(self.public)

    def sign(self, label: str, *parts: bytes | str) -> bytes:
        """Sign parts under a label, so that a signature for one purpose says nothing for another (64 bytes)."""
        return self.sign_bytes(lp(label, *parts))

    def sign_bytes(self, message: bytes) -> bytes:
        """Sign bytes as they are, where another specification says which; only keys of notes do this (64 bytes)."""
        return bytes(crypto_sign(message, self._key)[:SIGNATURE])


def verify(public: bytes, signature: bytes, label: str, *parts: bytes | str) -> None:
    """Refuse a signature that the key did not make for this label and these parts.

    Raises:
        BadSignature: it did not, or a size is wrong.
    """
    verify_bytes(public, signature, lp(label, *parts))


def verify_bytes(public: bytes, signature: bytes, message: bytes) -> None:
    """Refuse a signature that the key did not make for these very bytes, as another specification says them.

    Raises:
        BadSignature: it did not, or a size is wrong.
    """
    if len(public) != SIGN_PUBLIC or len(signature) != SIGNATURE:
        raise BadSignature
    try:
        crypto_sign_open(signature + message, public)
    except SodiumError:
        raise BadSignature from None


class SealingKey(_Secret):
    """Open what is sealed to one device or to one intake epoch; 32 bytes of seed, expanded as X-Wing says."""

    __slots__ = ("_key", "public", "seed")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED:
            raise BadKey
        expanded = hashlib.shake_256(seed).digest(96)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        curve = X25519PrivateKey.from_private_bytes(expanded[64:])
        self.seed = seed
        self.public = mlkem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
        self._key = MLKEM768X25519PrivateKey(mlkem, curve)

    @classmethod
    def generate(cls) -> "SealingKey":
        """Make a new key from 32 random bytes."""
        return cls(random(SEED))

    @classmethod
    def from_seed(cls, seed: bytes) -> "SealingKey":
        """Make the key of a seed again."""
        return cls(seed)

    @property
    def kid(self) -> bytes:
        """Name the public key (32 bytes)."""
        return kid(self.public)

    def unwrap(self, wrap: bytes, info: bytes) -> bytes:
        """Open one HPKE message made for this key and this info.

        Raises:
            Tampered: it was made for another key or info, or changed.
        """
        try:
            return _SUITE.decrypt(wrap, self._key, info=info)
        except Exception:  # OpenSSL's errors differ by version; each of them means the same
            raise Tampered from None


@lru_cache(maxsize=256)
def _public(public: bytes) -> MLKEM768X25519PublicKey:
    if len(public) != SEAL_PUBLIC:
        raise BadKey
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC])
        curve = X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:])
        _ANYBODY.exchange(curve)  # fails for the few points whose secret everybody knows (RFC 7748 section 6.1)
        return MLKEM768X25519PublicKey(mlkem, curve)
    except ValueError:
        raise BadKey from None


def wrap(plain: bytes, public: bytes, info: bytes) -> bytes:
    """Seal bytes to one public key (HPKE base mode, X-Wing, HKDF-SHA256, ChaCha20-Poly1305); `info` is authenticated.

    Raises:
        BadKey: the public key is not a usable X-Wing key.
    """
    return _SUITE.encrypt(plain, _public(public), info=info)


def check_sealing_key(public: bytes) -> bytes:
    """Refuse a public key that nobody could seal to; give it back otherwise.

    Raises:
        BadKey: the size is wrong or it is no X-Wing key.
    """
    _public(public)
    return public


@lru_cache(maxsize=256)
def kid(public: bytes) -> bytes:
    """Name a sealing key by all its bytes (32), so that a header that names it commits to it."""
    return blake2b(lp("tolerant/v1/kid", public))


@lru_cache(maxsize=256)
def sign_kid(public: bytes) -> str:
    """Name a signing key by all its bytes (32 hex characters)."""
    return blake2b(lp("tolerant/v1/sign-kid", public), size=16).hex()


def fingerprint(public: bytes) -> str:
    """Give a key as 60 digits in 12 groups of 5, which two people can compare by telephone."""
    return _digits(blake2b(lp("tolerant/v1/fingerprint", public)), 12)


def member_fingerprint(member: str, officers: list[bytes], k: int) -> str:
    """Give an organisation's officers as 30 digits in 6 groups of 5; two organisations read theirs to each other."""
    return _digits(blake2b(lp("tolerant/v1/safety", member, *sorted(officers), str(k))), 6)


def _digits(data: bytes, groups: int) -> str:
    number = int.from_bytes(data, "big")
    out: list[str] = []
    for _ in range(groups):
        number, rest = divmod(number, 100_000)
        out.append(f"{rest:05}")
    return " ".join(out)
