"""Hashes, signatures and ciphers from other libraries than the code under test uses for them.

There: hashlib's BLAKE2b, libsodium's Ed25519, XChaCha20-Poly1305, padding and Argon2id. Here: libsodium's BLAKE2b, and
OpenSSL for the rest, with HChaCha20 (draft-irtf-cfrg-xchacha section 2.2) and ISO/IEC 7816-4 by hand.
"""

import hashlib
import struct
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from nacl.bindings import crypto_generichash_blake2b_salt_personal

from .spelling import lp

_MASK = 0xFFFFFFFF
_ROUNDS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15))
_DIAGONALS = ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
ORDER = 2**252 + 27742317777372353535851937790883648493
FIELD = 2**255 - 19
"""The order of Ed25519's group, and the size of its field (RFC 8032 section 5.1)."""


def fixed(name: str, size: int = 32) -> bytes:
    """Give bytes that stand for random ones: SHAKE256 of a name, so that every run makes the same files."""
    return hashlib.shake_256(b"tolerant test vector: " + name.encode()).digest(size)


def blake2b(data: bytes, key: bytes = b"", size: int = 32) -> bytes:
    """Hash with BLAKE2b."""
    return bytes(crypto_generichash_blake2b_salt_personal(data, digest_size=size, key=key))


@cache
def sign_public(seed: bytes) -> bytes:
    """Give the public key of an Ed25519 seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, label: str, *parts: bytes | str) -> bytes:
    """Sign parts under a label."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(lp(label, *parts))


def strange_signature(seed: bytes, message: bytes, *, low: bool) -> bytes:
    """Sign so that verifiers differ: with the neutral point as R, or with R and the point of order 2 added to it.

    RFC 8032 section 5.1.6 by hand. The first holds where R of low order is taken, the second where the equation is
    checked times 8. Source: Chalkias, Garillot, Nikolaenko, "Taming the Many EdDSAs" (2020).
    """
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    once = int.from_bytes(hashlib.sha512(digest[32:] + message).digest(), "little")
    point = int.from_bytes(Ed25519PrivateKey.from_private_bytes(seed).sign(message)[:32], "little")
    opposite = 2**255 - 19 - point % 2**255 | (1 - (point >> 255)) << 255
    r, once = (1, 0) if low else (opposite, once)
    first = r.to_bytes(32, "little")
    challenge = int.from_bytes(hashlib.sha512(first + sign_public(seed) + message).digest(), "little")
    return first + ((once + challenge * scalar) % ORDER).to_bytes(32, "little")


def with_order_two(public: bytes) -> bytes:
    """Add the point of order 2 to a key: (x, y) becomes (-x, -y)."""
    number = int.from_bytes(public, "little")
    y, sign = number % 2**255, number >> 255
    return (FIELD - y | (1 - sign) << 255).to_bytes(32, "little")


def mixed_signature(seed: bytes, message: bytes) -> tuple[bytes, bool]:
    """Sign as the owner of the key with the point of order 2 added; also say whether libsodium's equation holds.

    S B = R + h A holds without the cofactor only where the hash h is even.
    """
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    once = int.from_bytes(hashlib.sha512(digest[32:] + message).digest(), "little")
    first = Ed25519PrivateKey.from_private_bytes(seed).sign(message)[:32]
    public = with_order_two(sign_public(seed))
    challenge = int.from_bytes(hashlib.sha512(first + public + message).digest(), "little") % ORDER
    return first + ((once + challenge * scalar) % ORDER).to_bytes(32, "little"), challenge % 2 == 0


def sign_kid(public: bytes) -> str:
    """Name a signing key."""
    return blake2b(lp("tolerant/v1/sign-kid", public), size=16).hex()


def kid(public: bytes) -> bytes:
    """Name a sealing key."""
    return blake2b(lp("tolerant/v1/kid", public))


def argon2id(passphrase: str, salt: bytes, ops: int, mem: int) -> bytes:
    """Derive 32 bytes from a passphrase; `mem` is in bytes."""
    return Argon2id(salt=salt, length=32, iterations=ops, lanes=1, memory_cost=mem // 1024).derive(passphrase.encode())


def xchacha(key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
    """Seal with XChaCha20-Poly1305."""
    return ChaCha20Poly1305(hchacha(key, nonce[:16])).encrypt(bytes(4) + nonce[16:], plain, aad)


def pad(plain: bytes, size: int) -> bytes:
    """Fill up to a size, as ISO/IEC 7816-4 says."""
    return plain + b"\x80" + bytes(size - len(plain) - 1)


def hchacha(key: bytes, nonce: bytes) -> bytes:
    """Derive the inner key of XChaCha20."""
    state = list(struct.unpack("<16I", b"expand 32-byte k" + key + nonce))
    for _ in range(10):
        for columns in (_ROUNDS, _DIAGONALS):
            for a, b, c, d in columns:
                _quarter(state, a, b, c, d)
    return struct.pack("<8I", *state[:4], *state[12:])


def _quarter(state: list[int], a: int, b: int, c: int, d: int) -> None:
    for left, right, other, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        state[left] = (state[left] + state[right]) & _MASK
        mixed = state[other] ^ state[left]
        state[other] = (mixed << turn | mixed >> 32 - turn) & _MASK
