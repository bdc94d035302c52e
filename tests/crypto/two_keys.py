"""One ciphertext that XChaCha20-Poly1305 opens with two keys: what a malicious sender can make (SPEC.md section 7).

Source of the attack: Len, Grubbs, Ristenpart, "Partitioning Oracle Attacks", USENIX Security 2021, section 3.
"""

import itertools
from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt

FIELD = 2**130 - 5
BLOCK = 16


def _chacha(key: bytes, counter_and_nonce: bytes, size: int) -> bytes:
    return Cipher(ChaCha20(key, counter_and_nonce), None).encryptor().update(bytes(size))


def _hchacha(key: bytes, nonce: bytes) -> bytes:
    """Take the feed-forward out of one block of ChaCha20: what is left of it is HChaCha20."""
    start, block = b"expand 32-byte k" + key + nonce, _chacha(key, nonce, 64)
    words = [
        (int.from_bytes(block[4 * at : 4 * at + 4], "little") - int.from_bytes(start[4 * at : 4 * at + 4], "little"))
        for at in (*range(4), *range(12, 16))
    ]
    return b"".join((word % 2**32).to_bytes(4, "little") for word in words)


def _one_time(key: bytes, nonce: bytes) -> tuple[int, int]:
    """Give Poly1305's two numbers for a key and a nonce."""
    made = _chacha(_hchacha(key, nonce[:16]), bytes(8) + nonce[16:], 32)
    clamped = int.from_bytes(made[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    return clamped, int.from_bytes(made[16:], "little")


def last_byte(key: bytes, nonce: bytes, size: int) -> int:
    """Give the byte of the key stream that covers the last byte of a text of this size."""
    return crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(size), b"", nonce, key)[size - 1]


def _numbers(aad: bytes, text: bytes) -> list[int]:
    data = aad + bytes(-len(aad) % BLOCK) + text + bytes(-len(text) % BLOCK)
    data += len(aad).to_bytes(8, "little") + len(text).to_bytes(8, "little")
    return [int.from_bytes(data[at : at + BLOCK] + b"\x01", "little") for at in range(0, len(data), BLOCK)]


def _solve(numbers: list[int], at: int, keys: list[tuple[int, int]], tag: int) -> Iterator[tuple[int, int]]:
    """Find what the blocks `at` and `at + 1` must be so that both keys give the tag."""
    sums, weights = [], []
    for r, _ in keys:
        power = [pow(r, len(numbers) - place, FIELD) for place in range(len(numbers))]
        sums.append(
            sum(n * p for place, (n, p) in enumerate(zip(numbers, power, strict=True)) if place - at not in (0, 1))
        )
        weights.append((power[at], power[at + 1]))
    (a, b), (c, d) = weights
    inverse = pow(a * d - b * c, -1, FIELD)
    for high in itertools.product(range(4), repeat=2):
        u, v = (((tag - s) % 2**128 + h * 2**128 - known) for (_, s), h, known in zip(keys, high, sums, strict=True))
        x, y = (d * u - b * v) * inverse % FIELD, (a * v - c * u) * inverse % FIELD
        if x >> 128 == y >> 128 == 1:
            yield x, y


def equivocating(first: bytes, second: bytes, nonce: bytes, aad: bytes, text: bytes) -> bytes:
    """Make a ciphertext with its tag that opens with both keys; `text` is a whole number of blocks long.

    Two of its blocks become what they must be; the rest stays as it is, the last byte too.
    """
    keys = [_one_time(first, nonce), _one_time(second, nonce)]
    at = (len(aad) + BLOCK - 1) // BLOCK + 4
    numbers = _numbers(aad, text)
    for tag in range(1, 1000):
        for x, y in _solve(numbers, at, keys, tag):
            start = 4 * BLOCK
            middle = (x - 2**128).to_bytes(BLOCK, "little") + (y - 2**128).to_bytes(BLOCK, "little")
            return text[:start] + middle + text[start + 2 * BLOCK :] + tag.to_bytes(BLOCK, "little")
    raise AssertionError("no such ciphertext was found")
