"""Vectors of section 23: her code, what it derives, and the parts of her copy."""

from collections.abc import Iterator
from typing import Any

from . import cast
from .case import Case
from .primitives import argon2id, blake2b, fixed, pad, sign, sign_public, xchacha
from .spelling import jcs, lp
from .xwing import hpke, seal_public

NETWORK = "tolerant.example/log/1"
_TABLE = ("0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
          "3674209581", "5869720134", "8945362017", "9438617205", "2581436790")  # fmt: skip
_DIGITS = "907461283350172946650318"
_KEY, _CEK, _NONCE, _ESEED = fixed("her key"), fixed("cek of a part"), fixed("nonce of a part", 24), fixed("part", 64)
_SAID = {"typ": "copy.v1", "service": "Курс мови", "at": cast.NOW}


def check(digits: str) -> str:
    """Give Damm's check digit."""
    found = "0"
    for one in digits:
        found = _TABLE[int(found)][int(one)]
    return found


def words(digits: str) -> list[int]:
    """Write 24 digits and 8 bits of their hash as 8 numbers."""
    first = blake2b(lp("tolerant/v1/code-words", digits), size=16)[0]
    bits = f"{int(digits):080b}{first:08b}"
    return [int(bits[at : at + 11], 2) for at in range(0, 88, 11)]


CODE = _DIGITS + check(_DIGITS)
_GROUPS = [CODE[at : at + 5] for at in (0, 5, 10, 15, 20)]
_SHOWN = " ".join(_GROUPS)


def _in(zero: int, text: str = _SHOWN) -> str:
    return "".join(chr(zero + int(one)) if one.isdigit() else one for one in text)


def cases() -> Iterator[Case]:
    """Make the vectors of section 23."""
    yield from _read()
    yield from _not_read()
    yield from _words()
    yield _keys("", "What a code of 25 digits gives in one network.", CODE, NETWORK)
    yield _keys(
        "-of-another-network", "The same code gives other keys in another network.", CODE, "other.example/log/1"
    )
    yield from _parts()
    yield from _looks()


def _good(name: str, comment: str, typed: str, code: str = CODE) -> Case:
    groups = " ".join(code[at : at + 5] for at in range(0, 25, 5))
    out = {"code": code, "shown": groups, "words": words(code[:24])}
    return Case(f"code-{name}", "23", comment, "code-read", {"typed": typed}, out=out)


def _read() -> Iterator[Case]:
    scripts = {"arabic": 0x660, "persian": 0x6F0, "devanagari": 0x966, "bengali": 0x9E6, "full-width": 0xFF10,
               "nko": 0x7C0, "tibetan": 0xF20, "myanmar": 0x1040, "khmer": 0x17E0, "mongolian": 0x1810}  # fmt: skip
    for name, zero in scripts.items():
        yield _good(f"in-{name}", "Digits of another script are the same digits.", _in(zero))
    yield _good("in-groups", "As it is printed.", _SHOWN)
    yield _good("in-one", "Without spaces.", CODE)
    yield _good(
        "with-dashes", "Dashes of several kinds.", "-".join(_GROUPS[:3]) + "\u2013" + "\u2014".join(_GROUPS[3:])
    )
    yield _good("in-lines", "One group in a line.", "\r\n".join(_GROUPS))
    yield _good("turned", "Marks of direction, which a copy from a page brings along.", f"\u200f{_SHOWN}\u200e\u00a0")
    yield _good(
        "in-other-groups", "Somebody grouped it by four.", " ".join(CODE[at : at + 4] for at in range(0, 25, 4))
    )
    yield _good("in-a-sentence", "Other numbers stand around it.", f"Am 25.11.2026 bekommen: {_SHOWN}, Zimmer 12.")
    yield _good("in-an-arabic-sentence", "A sentence from right to left.", f"رقمي هو {_in(0x660)} شكرا")
    yield _good("behind-a-date", "A date with nothing but a comma between.", f"25.11.2026, {_SHOWN}")
    yield _good("twice", "The same code twice is one code.", f"{_SHOWN} = {CODE}")
    nought = "0" * 24
    yield _good("of-noughts", "Noughts in front count.", nought + check(nought), nought + check(nought))
    most = "9" * 24
    yield _good("of-nines", "The largest one.", most + check(most), most + check(most))


def _not_read() -> Iterator[Case]:
    wrong = str((int(CODE[7]) + 1) % 10)
    swap = next(at for at in range(24) if CODE[at] != CODE[at + 1])
    other = "1" * 24
    bad = {
        "one-wrong": ("One digit is wrong.", CODE[:7] + wrong + CODE[8:], "check"),
        "wrong-check": ("The last one is wrong.", CODE[:24] + str((int(CODE[24]) + 1) % 10), "check"),
        "swapped": (
            "Two neighbours are swapped.",
            CODE[:swap] + CODE[swap + 1] + CODE[swap] + CODE[swap + 2 :],
            "check",
        ),
        "two-codes": ("Two codes: nobody knows which.", f"{_SHOWN} or {other}{check(other)}", "check"),
        "short-group": ("A digit was left out.", " ".join([*_GROUPS[:2], _GROUPS[2][1:], *_GROUPS[3:]]), "group"),
        "long-group": ("A digit stands there twice.", " ".join([*_GROUPS[:4], _GROUPS[4] + "1"]), "group"),
        "with-a-letter": ("The letter O is no nought.", " ".join([_GROUPS[0][:4] + "O", *_GROUPS[1:]]), "group"),
        "empty": ("Nothing.", "", "count"),
        "short": ("Twenty-four digits.", CODE[:24], "count"),
        "long": ("Twenty-six digits.", CODE + "0", "count"),
        "four-groups": ("A group is missing.", " ".join(_GROUPS[:4]), "count"),
        "superscript": ("Digits set high are no digits.", "\u00b2" * 25, "count"),
    }
    for name, (comment, typed, reason) in bad.items():
        yield Case(f"code-{name}", "23", comment, "code-read", {"typed": typed}, "BadCode", reason)


def _words() -> Iterator[Case]:
    said = words(_DIGITS)
    yield Case("code-of-words", "23", "Eight words are the code.", "code-words", {"words": said}, out={"code": CODE})
    bad = {
        "seven": ("One is missing.", said[:-1]),
        "nine": ("One too many.", [0, *said]),
        "another-word": ("Another word of the list.", [*said[:3], said[3] ^ 1, *said[4:]]),
        "another-order": ("Two are swapped.", [said[1], said[0], *said[2:]]),
        "beyond": ("More than 24 digits.", [2047] * 8),
    }
    for name, (comment, given) in bad.items():
        yield Case(f"code-words-{name}", "23", comment, "code-words", {"words": given}, "BadCode", "words")


def _keys(name: str, comment: str, code: str, network: str) -> Case:
    slow = argon2id(code[:24], blake2b(lp("tolerant/v1/code-salt", network), size=16), 3, 64 * 1024 * 1024)
    one = {what: blake2b(lp(f"tolerant/v1/code-{what}"), key=slow) for what in ("lookup", "append", "revoke", "seal")}
    out = {f"{what}_hex": one[what].hex() for what in ("lookup", "append", "revoke")}
    out["seal_public_hex"] = seal_public(one["seal"]).hex()
    return Case(f"code-keys{name}", "23", comment, "code-keys", {"code": code, "network": network}, out=out)


def part(plain: bytes = jcs(_SAID), *, version: bytes = b"\1", padded: bytes = b"", info: bytes = b"") -> bytes:
    """Seal a part; what is given replaces what would be right."""
    public = seal_public(_KEY)
    head = version + hpke(public, info or lp("tolerant/v1/copy-part", public), _CEK, _ESEED)
    body = xchacha(blake2b(lp("tolerant/v1/copy-body"), key=_CEK), _NONCE, padded or pad(plain, 4096), head)
    return head + _NONCE + body


def _parts() -> Iterator[Case]:
    made = {"seed_hex": _KEY.hex(), "cek_hex": _CEK.hex(), "nonce_hex": _NONCE.hex(), "eseed_hex": _ESEED.hex()}
    good, key = part(), {"key_hex": _KEY.hex()}
    yield Case("copy-part", "23", "A part opens with the key of her code.", "copy-part",
               {**key, "part_hex": good.hex()}, out={"content": _SAID}, made=made)  # fmt: skip
    longest: dict[str, Any] = {"a": "b" * 4087}
    yield Case("copy-part-longest", "23", "The longest that fits.", "copy-part",
               {**key, "part_hex": part(jcs(longest)).hex()}, out={"content": longest})  # fmt: skip
    bad = {
        "another-version": ("Another version.", part(version=b"\2")),
        "another-version-said": ("A version changed on its way.", b"\2" + good[1:]),
        "another-info": ("Sealed for something else.", part(info=lp("tolerant/v1/wrap", seal_public(_KEY)))),
        "changed": ("One bit of what it says.", good[:-20] + bytes([good[-20] ^ 1]) + good[-19:]),
        "wrap-changed": ("One bit of the wrap.", good[:9] + bytes([good[9] ^ 1]) + good[10:]),
        "cut": ("A byte is missing.", good[:-1]),
        "longer": ("A byte too many.", good + b"\0"),
        "padding": ("Something hides behind the padding.", part(padded=pad(jcs(_SAID), 4095) + b"\1")),
        "no-padding": ("No end.", part(padded=bytes(4096))),
        "list": ("A list is no part.", part(b"[]")),
        "spaces": ("Another spelling.", part(b'{ "a":1}')),
        "false": ("A false part, which fills a page up.", b"\1" + fixed("a false part", len(good) - 1)),
    }
    for name, (comment, data) in bad.items():
        yield Case(f"copy-part-{name}", "23", comment, "copy-part", {**key, "part_hex": data.hex()}, "Tampered")
    yield Case("copy-part-of-another", "23", "The part of another woman.", "copy-part",
               {"key_hex": fixed("another key").hex(), "part_hex": good.hex()}, "Tampered")  # fmt: skip
    public = {"public_hex": seal_public(_KEY).hex()}
    yield Case("copy-part-too-long", "23", "Longer than a part.", "copy-part-refused",
               {**public, "content": {"a": "b" * 4088}}, "NotAllowed", "too-large")  # fmt: skip
    yield Case("copy-part-not-in-nfc", "23", "What would have two spellings.", "copy-part-refused",
               {**public, "content": {"a": "и\u0306"}}, "NotAllowed", "form")  # fmt: skip
    yield Case("copy-part-to-no-key", "23", "No key.", "copy-part-refused",
               {"public_hex": seal_public(_KEY).hex()[2:], "content": _SAID}, "BadKey")  # fmt: skip


def _looks() -> Iterator[Case]:
    seed, consent, referral = fixed("her feedback key"), fixed("hash of a consent"), cast.A
    proof = sign(seed, "tolerant/v1/her-look", consent, referral, str(cast.NOW))
    given = {"public_hex": sign_public(seed).hex(), "consent_hex": consent.hex(), "referral": referral, "at": cast.NOW,
             "signature_hex": proof.hex()}  # fmt: skip
    yield Case("her-look", "23", "She herself asks how her referral stands.", "her-look", given)
    bad = {
        "another-time": ("An old question, shown again.", {"at": cast.NOW + 1}),
        "another-referral": ("For another referral.", {"referral": cast.B}),
        "another-consent": ("For another consent.", {"consent_hex": fixed("another").hex()}),
        "another-key": ("By somebody else.", {"public_hex": sign_public(cast.STRANGER).hex()}),
        "of-feedback": ("A proof for another purpose.",
                        {"signature_hex": sign(seed, "tolerant/v1/feedback-proof", consent).hex()}),
    }  # fmt: skip
    for name, (comment, changes) in bad.items():
        yield Case(f"her-look-{name}", "23", comment, "her-look", given | changes, "BadSignature")
