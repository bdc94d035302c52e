"""One ciphertext that is authentic under two keys, as a dishonest sender can build it without a commitment.

Poly1305 (RFC 8439 section 2.5) is a polynomial modulo 2^130 - 5: two blocks of the ciphertext are solved for so that
the same tag comes out under both one-time keys. Sources: Grubbs, Lu, Ristenpart, "Message Franking via Committing
Authenticated Encryption" (2017); Len, Grubbs, Ristenpart, "Partitioning Oracle Attacks" (2021).
"""

import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

from .letter import Letter
from .primitives import blake2b, hchacha
from .spelling import b64u, lp

_P = 2**130 - 5
_Key = tuple[int, int]


def equivocating(letter: Letter, second: bytes) -> bytes:
    """Give the letter with content that is authentic under its own key and, for the second reader, under another."""
    aad = lp(letter.protected, letter.commit)
    one_time = [_one_time(key, letter) for key in (letter.cek, second)]
    content = _solve(letter.ct[:-16], aad, one_time[0], one_time[1])
    tags = {_tag(key, aad, content) for key in one_time}
    if len(tags) != 1:
        raise ValueError("the tags differ")
    wraps = [b64u(letter.wrap(0, letter.cek)), b64u(letter.wrap(1, second))]
    return letter.to_bytes(ct=b64u(content + tags.pop()), wraps=wraps)


def _one_time(cek: bytes, letter: Letter) -> _Key:
    key = blake2b(lp("tolerant/v1/body", letter.protected), key=cek)
    inner = hchacha(key, letter.nonce[:16])
    stream = Cipher(algorithms.ChaCha20(inner, bytes(8) + letter.nonce[16:]), mode=None).encryptor()
    block = stream.update(bytes(32))
    r = int.from_bytes(block[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    return r, int.from_bytes(block[16:], "little")


def _blocks(aad: bytes, content: bytes) -> list[int]:
    data = (
        aad + bytes(-len(aad) % 16) + content + bytes(-len(content) % 16) + struct.pack("<QQ", len(aad), len(content))
    )
    return [int.from_bytes(data[at : at + 16], "little") | 1 << 128 for at in range(0, len(data), 16)]


def _sum(r: int, blocks: list[int]) -> int:
    total = 0
    for block in blocks:
        total = (total + block) * r % _P
    return total


def _tag(key: _Key, aad: bytes, content: bytes) -> bytes:
    return ((_sum(key[0], _blocks(aad, content)) + key[1]) % 2**128).to_bytes(16, "little")


def _solve(content: bytes, aad: bytes, one: _Key, two: _Key) -> bytes:
    """Replace the last two blocks of the content so that both tags are zero plus a multiple of 2^128."""
    kept = content[:-32]
    blocks = _blocks(aad, kept + bytes(32))
    blocks[-3:-1] = [0, 0]
    for target in range(256):
        wanted = [(target - s) % 2**128 + (target % 4 << 128) for s in (one[1], two[1])]
        left = [(want - _sum(key[0], blocks)) % _P for want, key in zip(wanted, (one, two), strict=True)]
        # x * r^3 + y * r^2 = left, for both keys
        (a, b), (c, d) = ((pow(key[0], 3, _P), pow(key[0], 2, _P)) for key in (one, two))
        inverse = pow(a * d - b * c, -1, _P)
        x, y = (left[0] * d - left[1] * b) * inverse % _P, (left[1] * a - left[0] * c) * inverse % _P
        if x >> 128 == 1 and y >> 128 == 1:
            return kept + (x % 2**128).to_bytes(16, "little") + (y % 2**128).to_bytes(16, "little")
    raise ValueError("no blocks were found")
