"""Vectors of sections 19 and 20: shares of a recovery key, divided by hand."""

from collections.abc import Iterator
from typing import Any

from . import cast
from .case import Case
from .primitives import blake2b, fixed, sign_public
from .spelling import b64u, lp
from .xwing import seal_public

SECRET, OTHER = fixed("recovery secret of A"), fixed("another recovery secret")
CEREMONY, OTHER_CEREMONY = fixed("ceremony", 8), fixed("another ceremony", 8)
_K, _N = 3, 5


def times(one: int, other: int, field: int, size: int) -> int:
    """Multiply two polynomials over GF(2) modulo a third, of degree `size`."""
    made = 0
    while other:
        made ^= one if other & 1 else 0
        one, other = one << 1, other >> 1
        one ^= field if one >> size else 0
    return made


def part(secret: bytes, x: int, name: str) -> bytes:
    """Give Shamir's share at x over GF(256): the constant is the secret, the others come from a fixed seed."""
    higher = [fixed(f"{name} coefficient {at}") for at in range(1, _K)]
    made = bytearray()
    for place, byte in enumerate(secret):
        value = 0
        for coefficient in reversed([byte, *(one[place] for one in higher)]):
            value = times(value, x, 0x11B, 8) ^ coefficient
        made.append(value)
    return bytes(made) + bytes([x])


def share(at: int, secret: bytes = SECRET, ceremony: bytes = CEREMONY, **changes: Any) -> bytes:
    """Write a share; `changes` replace its parts."""
    said = {"version": 1, "member": cast.A, "k": _K, "n": _N, "index": at, "x": 40 + 7 * at, **changes}
    commit = blake2b(lp("tolerant/v1/recovery-secret", said["member"], ceremony.hex(), secret), size=16)
    numbers = bytes([said["k"], said["n"], said["index"]])
    head = bytes([said["version"]]) + bytes.fromhex(said["member"]) + ceremony + numbers + commit
    return head + part(secret, said["x"], ceremony.hex())


def text(data: bytes) -> str:
    """Write a share with its check."""
    return b64u(data + blake2b(lp("tolerant/v1/share-check", data), size=4))


def words(data: bytes) -> list[int]:
    """Write a share as numbers: 56 of it and 4 that make the whole divisible by (x-1)(x-2)(x-4)(x-8) over GF(2^11)."""
    value = int.from_bytes(data, "big")
    said = [value >> 11 * at & 2047 for at in reversed(range(56))]
    divisor = [1]
    for root in (1, 2, 4, 8):
        longer = [*divisor, 0]
        for at, one in enumerate(divisor):
            longer[at + 1] ^= times(one, root, 0x805, 11)
        divisor = longer
    rest = [*said, 0, 0, 0, 0]
    for at in range(56):
        factor = rest[at]
        for place, one in enumerate(divisor):
            rest[at + place] ^= times(factor, one, 0x805, 11)
    return said + rest[56:]


def statement(**changes: Any) -> bytes:
    """Opt in to recovery, as A's officer signs it."""
    asks = blake2b(lp("tolerant/v1/recovery-sign"), key=SECRET)
    hashes = [b64u(blake2b(lp("tolerant/v1/share", share(at)))) for at in range(1, _N + 1)]
    said = {"member": cast.A, "ceremony": CEREMONY.hex(), "shares": hashes, "k": _K}
    keys = {"seal": b64u(seal_public(SECRET)), "sign": b64u(sign_public(asks))}
    return cast.statement("recovery.v1", {**said, **keys, "nbf": cast.NOW, "exp": cast.LATER - 40_000_000, **changes})


def _shown(data: bytes) -> dict[str, Any]:
    said = {"member": data[1:17].hex(), "ceremony": data[17:25].hex(), "k": data[25], "n": data[26], "index": data[27]}
    return {**said, "text": text(data), "words": words(data), "hash_hex": blake2b(lp("tolerant/v1/share", data)).hex()}


def cases() -> Iterator[Case]:
    """Make the vectors of shares."""
    yield from _read()
    yield from _typed()
    yield from _joined()
    yield from _published()
    yield from _compared()


def _read() -> Iterator[Case]:
    good = share(1)
    for index in (1, _N):
        data = share(index)
        yield _share(f"number-{index}", "A share, its text, its words and its name.", data, out=_shown(data))
    forms = {
        "another-version": ("A version that this program does not know.", share(1, version=2)),
        "k-one": ("One share alone would be the key.", share(1, k=1)),
        "k-above-n": ("More are needed than there are.", share(1, k=6)),
        "n-above-16": ("At most 16 shares.", share(1, n=17)),
        "index-zero": ("Shares are counted from 1.", share(1, index=0)),
        "index-above-n": ("There is no such share.", share(1, index=6)),
        "at-zero": ("The place 0 on the curve is the secret itself.", share(1, x=0)),
        "short": ("A byte is missing.", good[:-1]),
        "long": ("A byte too much.", good + b"\1"),
        "empty": ("Nothing.", b""),
    }
    for name, (comment, data) in forms.items():
        yield _share(name, comment, data, "BadShare", "malformed")
    yield _text("read", "What a camera reads.", text(good), out=_shown(good))
    changed = bytearray(good)
    changed[50] ^= 1
    texts = {
        "changed": ("One bit, and the check does not fit.", b64u(bytes(changed) + _check(good))),
        "cut": ("A letter is missing.", text(good)[:-1]),
        "padded": ("Another spelling.", text(good) + "="),
        "of-another-version": ("The check fits, the form does not.", text(share(1, version=2))),
    }
    for name, (comment, said) in texts.items():
        yield _text(name, comment, said, "BadShare", "malformed")


def _check(data: bytes) -> bytes:
    return blake2b(lp("tolerant/v1/share-check", data), size=4)


def _typed() -> Iterator[Case]:
    good = words(share(2))
    yield _words("typed", "The words of a share.", good, out=_shown(share(2)))
    for place in (1, 23, 56, 57, 60):
        wrong = [one ^ 5 if at == place else one for at, one in enumerate(good, 1)]
        yield _words(f"wrong-{place}", f"Word {place} is another one.", wrong, "BadShare", "word")
    swapped = [good[1], good[0], *good[2:]]
    yield _words("swapped", "Two words in another order.", swapped, "BadShare", "words")
    turned = [*good[20:], *good[:20]]
    yield _words("lines-swapped", "Lines in another order.", turned, "BadShare", "words")
    yield _words("too-few-words", "A word is missing.", good[:59], "BadShare", "malformed")
    yield _words("too-many-words", "A word too much.", [*good, 0], "BadShare", "malformed")
    yield _words("no-such-word", "There are 2,048 words.", [2048, *good[1:]], "BadShare", "malformed")
    yield _words("negative-word", "There are 2,048 words.", [-1, *good[1:]], "BadShare", "malformed")
    yield _words("all-the-same", "Words that fit, and say nothing.", [0] * 60, "BadShare", "malformed")


def _joined() -> Iterator[Case]:
    mine, out = [share(at) for at in range(1, _N + 1)], {"secret_hex": SECRET.hex()}
    yield _combine("three-of-five", "As many as are needed.", [mine[0], mine[2], mine[4]], out=out)
    yield _combine("three-others", "In another order.", [mine[3], mine[1], mine[0]], out=out)
    yield _combine("all-five", "More than are needed.", mine, out=out)
    foreign = share(3, OTHER, OTHER_CEREMONY)
    longer = share(3, x=99, n=6)
    refused = {
        "two-of-five": ("One too few.", mine[:2], "too-few"),
        "none": ("Nothing.", [], "too-few"),
        "one-twice": ("One share counts once.", [mine[0], mine[1], mine[0]], "repeated"),
        "one-place-twice": ("Two shares of one place on the curve.", [*mine[:2], share(3, x=47)], "repeated"),
        "another-ceremony": ("A share of another ceremony.", [mine[0], mine[1], foreign], "foreign"),
        "another-member": ("A share of another organisation.", [mine[0], share(2, member=cast.B), mine[4]], "foreign"),
        "another-count": ("Another number of shares.", [mine[0], mine[1], longer], "foreign"),
        "a-forged-share": ("A share that only looks like one.", [*mine[:2], _forged(mine[2])], "wrong-secret"),
        "a-forged-share-among-four": (
            "No fewer than all that are given.",
            [*mine[:3], _forged(mine[3])],
            "wrong-secret",
        ),
    }
    for name, (comment, given, reason) in refused.items():
        yield _combine(name, comment, given, "BadShare", reason)


def _forged(data: bytes) -> bytes:
    return data[:60] + bytes([data[60] ^ 1]) + data[61:]


def _published() -> Iterator[Case]:
    said = statement()
    for at in range(1, _N + 1):
        yield _held(f"{at}", "A share that was handed out.", said, share(at))
    yield _held("forged", "A share that only looks like one.", said, _forged(share(1)), "BadShare", "wrong")
    moved = share(2, index=1, x=54)
    yield _held("renumbered", "A share under another's number.", said, moved, "BadShare", "wrong")
    other = share(1, OTHER, OTHER_CEREMONY)
    yield _held("of-another-ceremony", "An older share.", said, other, "BadShare", "foreign")
    yield _held("of-another-member", "Somebody else's.", said, share(1, member=cast.B), "BadShare", "foreign")
    hashes = [b64u(fixed(f"share {at}")) for at in range(17)]
    forms = {
        "of-one": ("One share alone would be the key.", {"shares": hashes[:1], "k": 1}),
        "of-seventeen": ("At most 16 shares.", {"shares": hashes}),
        "with-one-twice": ("Two officers with one share.", {"shares": [*hashes[:2], hashes[0]]}),
        "no-list": ("A text is no list.", {"shares": "x"}),
        "k-one": ("One share alone would be the key.", {"k": 1}),
        "k-above-n": ("More are needed than there are.", {"k": 6}),
        "long-ceremony": ("A ceremony has 16 characters.", {"ceremony": "0" * 17}),
        "for-three-years": ("Shares are handed out anew after two years.", {"exp": cast.NOW + 732 * 86_400}),
        "short-key": ("No usable key.", {"seal": b64u(bytes(32))}),
        "unknown-field": ("A field that this version does not know.", {"names": []}),
    }
    for name, (comment, changes) in forms.items():
        yield _held(f"statement-{name}", comment, statement(**changes), share(1), "MalformedStatement")


def _compared() -> Iterator[Case]:
    officers = [sign_public(fixed(f"officer {at}")) for at in range(4)]
    ours, theirs = (cast.A, officers[:1], 1), (cast.B, officers[1:3], 2)
    pairs = {
        "of-two": ("Both see the same.", ours, theirs),
        "of-two-the-other-way": ("Both see the same.", theirs, ours),
        "of-other-officers": ("Another officer is another number.", ours, (cast.B, [officers[1], officers[3]], 2)),
        "of-another-k": ("One officer less that must agree is another number.", ours, (cast.B, officers[1:3], 1)),
    }
    for name, (comment, one, other) in pairs.items():
        roots = [_root(*one), _root(*other)]
        given = [{"member": m, "officers_hex": [key.hex() for key in keys], "k": k} for m, keys, k in (one, other)]
        out = {"number": " ".join(sorted(_digits(root) for root in roots)), "text": b64u(b"".join(sorted(roots)))}
        yield Case(f"safety-pair-{name}", "21", comment, "safety-pair", {"roots": given}, out=out)


def _root(member: str, officers: list[bytes], k: int) -> bytes:
    return blake2b(lp("tolerant/v1/safety", member, *sorted(officers), str(k)))


def _digits(root: bytes) -> str:
    number = int.from_bytes(root, "big")
    return " ".join(f"{number // 100_000**at % 100_000:05}" for at in range(6))


def _share(name: str, comment: str, data: bytes, expect: str = "ok", reason: str = "", **more: Any) -> Case:
    return Case(f"share-{name}", "19", comment, "share", {"share_hex": data.hex()}, expect, reason, **more)


def _text(name: str, comment: str, said: str, expect: str = "ok", reason: str = "", **more: Any) -> Case:
    return Case(f"share-text-{name}", "19", comment, "share-text", {"text": said}, expect, reason, **more)


def _words(name: str, comment: str, said: list[int], expect: str = "ok", reason: str = "", **more: Any) -> Case:
    return Case(f"share-words-{name}", "19", comment, "share-words", {"words": said}, expect, reason, **more)


def _combine(name: str, comment: str, given: list[bytes], expect: str = "ok", reason: str = "", **more: Any) -> Case:
    hexed = {"shares_hex": [one.hex() for one in given]}
    return Case(f"shares-{name}", "19", comment, "combine-shares", hexed, expect, reason, **more)


def _held(name: str, comment: str, said: bytes, data: bytes, expect: str = "ok", reason: str = "") -> Case:
    given = {"statement": said.decode(), "keys_hex": [sign_public(cast.OFFICER).hex()], "officers_k": 1}
    return Case(f"recovery-{name}", "20", comment, "check-share", {**given, "share_hex": data.hex()}, expect, reason)
