"""Vectors of sections 1 and 2: bytes and JSON with one spelling."""

from collections.abc import Iterator
from typing import Any

from .case import Case, raw
from .spelling import b64u, lp, written

CYRILLIC, GREEK, ARABIC = "Мария, жилище й", "Ελένη, στέγη ή", "مريم، مأوى"
_LARGEST = 2**53 - 1

JOINED: dict[str, tuple[str, tuple[str, ...]]] = {
    "two-texts": ("The example of SPEC.md.", ("a", "bc")),
    "boundary-moved": ("The same letters, parted elsewhere, give other bytes.", ("ab", "c")),
    "no-parts": ("Nothing joins to nothing.", ()),
    "empty-part": ("An empty part still has a length.", ("", "x", "")),
    "cyrillic": ("A text stands for its UTF-8 bytes; the length counts bytes.", (CYRILLIC,)),
}

BASE64URL: dict[str, tuple[str, str, int | None]] = {
    "padding": ("Padding is a second spelling of the same bytes.", "_w==", None),
    "other-alphabet": ("The alphabet of plain base64.", "/w", None),
    "unused-bits": ("Bits that say nothing must be zero; the example of SPEC.md.", "_x", None),
    "one-letter-left": ("No number of bytes gives this length.", "AAAAA", None),
    "newline": ("A line's end is no letter of the alphabet.", "_w\n", None),
    "space": ("Spaces are not skipped.", "A A", None),
    "cyrillic-letter": ("A Cyrillic А looks like the Latin one.", "АAAA", None),
    "other-size": ("A key of 31 bytes where 32 are due.", b64u(bytes(31)), 32),
}

WRITTEN: dict[str, tuple[str, Any]] = {
    "order-of-keys": ("Keys stand in order; the example of SPEC.md.", {"b": 1, "a": "ж"}),
    "order-of-capitals": ("Capitals and digits come before small letters.", {"a": 1, "B": 2, "1": 3, "aa": 4, "": 5}),
    "cyrillic": ("Cyrillic is written as it is.", {"name": CYRILLIC}),
    "greek": ("Greek is written as it is.", {"name": GREEK}),
    "arabic": ("Arabic is written as it is.", {"name": ARABIC}),
    "beyond-the-first-plane": ("A character of two UTF-16 units is one of four UTF-8 bytes.", ["🜁", "𐍈"]),
    "control-characters": (
        "Seven characters have short escapes, the other controls long ones.",
        '\b\t\n\f\r"\\\x01\x1f\x7f/',
    ),
    "line-separators": ("U+2028 and U+2029 are not escaped.", "\u2028\u2029"),
    "largest-numbers": ("The largest numbers that every language holds exactly.", [_LARGEST, -_LARGEST, 0]),
    "literals-and-empty": ("Literals and empty things.", [True, False, None, {}, [], ""]),
}

NOT_WRITTEN: dict[str, tuple[str, Any]] = {
    "float": ("A float has more than one spelling.", {"a": 1.5}),
    "number-too-large": ("2^53 is the first number that some languages cannot tell from the next.", [2**53]),
    "number-too-small": ("The same below zero.", [-(2**53)]),
    "not-nfc": ("Decomposed letters look the same and are other bytes.", "e\u0301"),
    "cyrillic-not-nfc": ("A Cyrillic й in two code points, as some systems type it.", "и\u0306"),
    "key-not-ascii": ("Languages sort keys outside ASCII differently.", {"é": 1}),
    "lone-surrogate": ("Half a character cannot be written as UTF-8.", "\ud800"),
}

READ: dict[str, tuple[str, bytes]] = {
    "empty": ("Nothing is no JSON.", b""),
    "other-order": ("Keys out of order.", b'{"b":1,"a":2}'),
    "repeated-key": ("One reader takes the first, another the last.", b'{"a":1,"a":2}'),
    "space": ("Spaces are a second spelling.", b'{"a": 1}'),
    "newline-at-the-end": ("A line's end after the document.", b'{"a":1}\n'),
    "escaped-letter": ("An escape where none is needed.", b'"\\u0041"'),
    "escaped-slash": ("An escaped slash is a second spelling.", b'"\\/"'),
    "escape-in-capitals": ("Hex digits of escapes are small.", b'"\\u001F"'),
    "escaped-separator": ("U+2028 is not escaped.", b'"\\u2028"'),
    "byte-order-mark": ("A mark before the document.", b'\xef\xbb\xbf"a"'),
    "float": ("A float, though whole.", b"1.0"),
    "exponent": ("An exponent.", b"1e2"),
    "minus-zero": ("Zero has no sign.", b"-0"),
    "leading-zero": ("A number with a leading zero.", b"01"),
    "number-too-large": ("2^53.", b"9007199254740992"),
    "number-of-thirty-digits": ("A number that would be rounded in silence.", b"1" * 30),
    "nan": ("No number at all.", b"NaN"),
    "not-nfc": ("Decomposed letters.", '"e\u0301"'.encode()),
    "key-not-ascii": ("A key outside ASCII.", '{"ключ":1}'.encode()),
    "escaped-surrogate": ("Half a character, escaped.", b'"\\ud800"'),
    "encoded-surrogate": ("Half a character, as bytes.", b'"\xed\xa0\x80"'),
    "overlong": ("A zero written in two bytes.", b'"\xc0\x80"'),
    "not-utf-8": ("No UTF-8.", b'"\xff"'),
    "trailing-comma": ("A comma too many.", b"[1,]"),
    "comment": ("Comments are no JSON.", b"[1]//x"),
    "seventeen-levels-of-lists": ("One level more than 16.", b"[" * 17 + b"]" * 17),
    "seventeen-levels-of-objects": ("One level more than 16.", b'{"a":' * 17 + b"1" + b"}" * 17),
    "five-thousand-levels": ("Nesting that would use up a reader's stack.", b"[" * 5000 + b"]" * 5000),
}


def cases() -> Iterator[Case]:
    """Make the vectors of sections 1 and 2."""
    for name, (comment, parts) in JOINED.items():
        given: dict[str, Any] = {"parts": list(parts)}
        yield Case(f"lp-{name}", "1", comment, "lp", given, out={"bytes_hex": lp(*parts).hex()})
    for name, data in {
        "nothing": b"",
        "one-byte": b"\xff",
        "both-signs": b"\xfb\xef\xff",
        "a-key": bytes(range(32)),
    }.items():
        yield Case(
            f"b64u-{name}", "1", "Read and written alike.", "b64u", {"text": b64u(data)}, out={"bytes_hex": data.hex()}
        )
    for name, (comment, text, size) in BASE64URL.items():
        given = {"text": text} if size is None else {"text": text, "size": size}
        yield Case(f"b64u-{name}", "1", comment, "b64u", given, "Refused")
    for name, (comment, value) in WRITTEN.items():
        yield Case(f"jcs-{name}", "2", comment, "jcs", {"value": value}, out={"text": written(value)})
    for name, (comment, value) in NOT_WRITTEN.items():
        yield Case(f"jcs-{name}", "2", comment, "jcs", {"value": value}, "Refused")
    for name, (comment, text) in READ.items():
        yield Case(f"json-{name}", "2", comment, "json", {**raw("document", text), "most": 65536}, "Refused")
    sixteen = b"[" * 16 + b"]" * 16
    yield Case(
        "json-sixteen-levels", "2", "16 levels can be read.", "json", {**raw("document", sixteen), "most": 65536}
    )
    yield Case("json-too-long", "2", "Refused before it is read.", "json", {"document": "[1,2]", "most": 4}, "Refused")
