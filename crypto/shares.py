"""Shares of a recovery key: each says what it belongs to, so that a wrong, foreign or repeated one is named.

SPEC.md section 19. The division is Shamir's over GF(256), which alone would take any bytes for a share.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hmac import compare_digest

from nacl.utils import random
from pyshamir import combine as _combine
from pyshamir import split as _split

from crypto.errors import BadKey, BadShare
from crypto.format import b64u, blake2b, lp, unb64u
from crypto.keys import SEED

MOST_SHARES = 16
CEREMONY = 8
COMMIT = 16
SIZE = 77
"""Bytes of a share: exactly 56 words of 11 bits."""
_CHECK = 4
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Share:
    """Hold one officer's share; `part` is Shamir's (32 bytes and the place on the curve), and secret."""

    member: str
    ceremony: str
    k: int
    n: int
    index: int
    commit: bytes
    part: bytes = field(repr=False)

    @property
    def about(self) -> tuple[str, str, int, int, bytes]:
        """Give what all shares of one ceremony have in common."""
        return self.member, self.ceremony, self.k, self.n, self.commit

    def encode(self) -> bytes:
        """Write it (77 bytes)."""
        head = bytes([_VERSION]) + bytes.fromhex(self.member) + bytes.fromhex(self.ceremony)
        return head + bytes([self.k, self.n, self.index]) + self.commit + self.part

    def text(self) -> str:
        """Write it with its check, for a picture that a camera reads (108 characters)."""
        data = self.encode()
        return b64u(data + _check(data))

    @property
    def hash(self) -> bytes:
        """Name it by all its bytes (32), so that everybody can know which were handed out, and nobody what they say."""
        return blake2b(lp("tolerant/v1/share", self.encode()))


def _check(data: bytes) -> bytes:
    return blake2b(lp("tolerant/v1/share-check", data), size=_CHECK)


def decode(data: bytes, at: int = 1) -> Share:
    """Read a share; `at` is its place among those given.

    Raises:
        BadShare: `malformed`, when it has another form.
    """
    if len(data) != SIZE or data[0] != _VERSION:
        raise BadShare("malformed", at)
    k, n, index = data[25:28]
    if not 2 <= k <= n <= MOST_SHARES or not 1 <= index <= n or data[-1] == 0:
        raise BadShare("malformed", at)
    return Share(data[1:17].hex(), data[17:25].hex(), k, n, index, data[28:44], data[44:])


def read_text(text: str, at: int = 1) -> Share:
    """Read what a camera read.

    Raises:
        BadShare: `malformed`, when it has another form or its check does not fit.
    """
    try:
        data = unb64u(text, SIZE + _CHECK)
    except ValueError:
        raise BadShare("malformed", at) from None
    if _check(data[:SIZE]) != data[SIZE:]:
        raise BadShare("malformed", at)
    return decode(data[:SIZE], at)


def commitment(secret: bytes, member: str, ceremony: str) -> bytes:
    """Name a secret without telling it (16 bytes), for one organisation and ceremony."""
    return blake2b(lp("tolerant/v1/recovery-secret", member, ceremony, secret), size=COMMIT)


def split(secret: bytes, member: str, k: int, n: int) -> list[Share]:
    """Divide a secret of 32 bytes in `n` shares, `k` of which give it back and `k - 1` of which say nothing.

    Raises:
        BadKey: the secret has another size, or k and n are not 2 to 16 with k at most n.
    """
    if len(secret) != SEED or not 2 <= k <= n <= MOST_SHARES:
        raise BadKey
    ceremony = random(CEREMONY).hex()
    commit = commitment(secret, member, ceremony)
    parts = _split(secret, n, k)
    return [Share(member, ceremony, k, n, index, commit, bytes(part)) for index, part in enumerate(parts, 1)]


def combine(shares: Sequence[Share]) -> bytes:
    """Give the secret back (32 bytes).

    Raises:
        BadShare: `foreign`, `repeated`, `too-few` (`word` says how many more), or `wrong-secret`.
    """
    if not shares:
        raise BadShare("too-few", 0, 2)
    [(about, _)] = Counter(one.about for one in shares).most_common(1)
    seen: set[int] = set()
    for at, one in enumerate(shares, 1):
        if one.about != about:
            raise BadShare("foreign", at)
        if one.index in seen or one.part[-1] in {other.part[-1] for other in shares[: at - 1]}:
            raise BadShare("repeated", at)
        seen.add(one.index)
    first = shares[0]
    if len(shares) < first.k:
        raise BadShare("too-few", 0, first.k - len(shares))
    secret = bytes(_combine([bytearray(one.part) for one in shares]))
    if not compare_digest(commitment(secret, first.member, first.ceremony), first.commit):
        raise BadShare("wrong-secret", 0)
    return secret
