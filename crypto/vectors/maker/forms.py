"""Vectors of section 6: any other form is refused before a key is touched."""

import json
from collections.abc import Iterator
from typing import Any

from . import cast
from .case import Case
from .letter import GONE, Letter, blocks, opening
from .named import named_log
from .primitives import fixed
from .spelling import b64u, jcs

_SHORT = b64u(bytes(31))
_TEN = fixed("ten names", 320)
_KIDS = [b64u(_TEN[at : at + 32]) for at in range(0, 320, 32)]
_ENTRY = b64u(fixed("entry"))
_LOG = named_log()
HEADERS: dict[str, tuple[str, dict[str, Any]]] = {
    "ref-short": ("Ids have 32 characters.", {"ref": "1" * 31}),
    "ref-in-capitals": ("Ids are written small.", {"ref": "A" * 32}),
    "ref-as-number": ("A number is no text.", {"ref": 1}),
    "ref-with-newline": ("A line's end after an id.", {"ref": "1" * 32 + "\n"}),
    "seq-below-zero": ("The count begins at 0.", {"seq": -1}),
    "seq-as-text": ("A text is no number.", {"seq": "0"}),
    "seq-as-truth": ("False is no number.", {"seq": False}),
    "seq-null": ("Null is no number.", {"seq": None}),
    "prev-short": ("A name has 32 bytes.", {"prev": _SHORT}),
    "prev-null": ("The first letter's `prev` is an empty text and nothing else.", {"prev": None}),
    "prev-zero": ("Zero is no empty text.", {"prev": 0}),
    "prev-false": ("False is no empty text.", {"prev": False}),
    "prev-list": ("An empty list is no empty text.", {"prev": []}),
    "from-short": ("Ids have 32 characters.", {"from": "a"}),
    "from-null": ("Her own letter has an empty text here.", {"from": None}),
    "to-empty": ("Every letter goes to a member.", {"to": ""}),
    "svc-null": ("Every letter names a listing.", {"svc": None}),
    "svc-short": ("Ids have 32 characters.", {"svc": "2" * 31}),
    "rev-zero": ("Versions begin at 1.", {"rev": 0}),
    "rev-as-text": ("A text is no number.", {"rev": "3"}),
    "consent-empty": ("Every letter names a consent.", {"consent": ""}),
    "consent-short": ("A hash has 32 bytes.", {"consent": _SHORT}),
    "exp-below-zero": ("Times are not negative.", {"exp": -1}),
    "exp-too-large": ("2^53 is not a number that everybody reads alike.", {"exp": 2**53}),
    "exp-as-text": ("A text is no number.", {"exp": str(cast.LATER)}),
    "epoch-zero": ("Epochs begin at 1.", {"epoch": 0}),
    "epoch-null": ("Every letter names an epoch.", {"epoch": None}),
    "rcpt-no-list": ("A text is no list.", {"rcpt": _KIDS[0]}),
    "rcpt-empty": ("Nobody could open it.", {"rcpt": []}),
    "rcpt-of-numbers": ("Numbers are no kids.", {"rcpt": [1, 2]}),
    "rcpt-twice": ("One kid stands twice.", {"rcpt": [_KIDS[0]] * 2}),
    "rcpt-short-kid": ("A kid has 32 bytes.", {"rcpt": [_KIDS[0], _SHORT]}),
    "man-no-list": ("An object is no list.", {"man": {}}),
    "man-of-texts": ("An entry is a pair.", {"man": ["NEED"]}),
    "man-without-commitment": ("An entry has two parts.", {"man": [["NEED"]]}),
    "man-written-small": ("A category is written in capitals.", {"man": [["need", _ENTRY]]}),
    "man-long-category": ("A category has at most 40 characters.", {"man": [["N" * 41, _ENTRY]]}),
    "man-short-commitment": ("A commitment has 32 bytes.", {"man": [["NEED", _SHORT]]}),
    "man-out-of-order": ("Categories stand in order.", {"man": [["NEED", _ENTRY], ["CONTACT", _ENTRY]]}),
    "man-twice": ("A category stands once.", {"man": [["NEED", _ENTRY], ["NEED", _ENTRY]]}),
    "log-filled": ("A state has a root, and its operator's signature.", {"log": {"root": "", "size": 1}}),
    "log-unsigned": ("Anybody could name any root.", {"log": {"root": _ENTRY, "size": 1}}),
    "log-of-nothing-with-a-root": ("A log without entries is not named.", {"log": {"root": _ENTRY, "size": 0}}),
    "log-of-nothing-signed": ("One spelling of no state.", {"log": {"root": "", "sig": "", "size": 0}}),
    "log-size-zero": ("A state that is named has entries.", {"log": {**_LOG, "size": 0}}),
    "log-size-below-zero": ("Sizes are not negative.", {"log": {**_LOG, "size": -1}}),
    "log-size-absurd": ("A log has fewer than 2^53 entries.", {"log": {**_LOG, "size": 2**53}}),
    "log-size-as-text": ("A text is no number.", {"log": {**_LOG, "size": "7"}}),
    "log-size-true": ("True is no number.", {"log": {**_LOG, "size": True}}),
    "log-root-short": ("A root has 32 bytes.", {"log": {**_LOG, "root": _SHORT}}),
    "log-root-empty": ("A state has a root.", {"log": {**_LOG, "root": ""}}),
    "log-sig-short": ("A signature has 64 bytes.", {"log": {**_LOG, "sig": b64u(bytes(63))}}),
    "log-sig-null": ("Null is no signature.", {"log": {**_LOG, "sig": None}}),
    "log-signed-and-more": ("A field that this version does not know.", {"log": {**_LOG, "x": 1}}),
    "log-of-hers": ("She follows no log, and what she writes names none.", {"from": "", "log": _LOG}),
    "log-size-false": ("False is no number.", {"log": {"root": "", "size": False}}),
    "log-more": ("A field that this version does not know.", {"log": {"root": "", "size": 0, "x": 1}}),
    "log-null": ("The log is an object.", {"log": None}),
    "unknown-field": ("A reader that skips what it does not know reads another letter.", {"also": 1}),
}
VERSIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "0": ("There is no older version.", {"v": 0}),
    "2": ("A newer version.", {"v": 2}),
    "as-text": ("A text is not the number 1.", {"v": "1"}),
    "as-truth": ("True is not the number 1.", {"v": True}),
    "null": ("Null is not the number 1.", {"v": None}),
    "suite-xw0": ("Being talked down to something weaker.", {"suite": "XW0"}),
    "suite-xw2": ("A suite to come.", {"suite": "XW2"}),
    "suite-written-small": ("Suites are compared letter by letter.", {"suite": "xw1"}),
    "suite-list": ("There is no negotiation.", {"suite": ["XW1", "XW2"]}),
    "with-new-fields": ("A newer version may have other fields: the version speaks first.", {"v": 2, "also": 1}),
}


def cases() -> Iterator[Case]:
    """Make the vectors of section 6."""
    for name, (comment, changes) in HEADERS.items():
        yield _bad(f"header-{name}", comment, Letter(header=changes).to_bytes())
    for field in Letter().fields:
        yield _bad(f"header-without-{field}", "Every field is there.", Letter(header={field: GONE}).to_bytes())
    for name, (comment, changes) in VERSIONS.items():
        data = Letter(header=changes).to_bytes()
        yield opening(f"form-version-{name}", "6", comment, data, "UnsupportedVersion")
    for count in (1, 3, 5):
        seeds = (None,) * (count - 1) + (cast.INTAKE,)
        yield _bad(f"{count}-recipients", "An envelope shows 2, 4, 8 or 16.", Letter(readers=seeds).to_bytes())
    yield from _parts()
    yield from _spellings()
    yield from _lengths()


def _bad(name: str, comment: str, data: bytes) -> Case:
    return opening(f"form-{name}", "6", comment, data, "MalformedEnvelope")


def _parts() -> Iterator[Case]:
    letter = Letter()
    wraps, whole = letter.outside()["wraps"], letter.outside()
    for part in whole:
        yield _bad(f"without-{part}", "Every part is there.", letter.to_bytes(**{part: GONE}))
        yield _bad(f"{part}-null", "Null is no part.", letter.to_bytes(**{part: None}))
    bad: dict[str, tuple[str, dict[str, Any]]] = {
        "unknown-part": ("A part that this version does not know.", {"also": ""}),
        "wrap-stripped": ("A wrap for each kid.", {"wraps": wraps[1:]}),
        "wrap-added": ("A wrap for each kid and no more.", {"wraps": [*wraps, wraps[0]]}),
        "wrap-short": ("A wrap has 1,168 bytes.", {"wraps": [b64u(letter.wraps[0][:-1]), wraps[1]]}),
        "wrap-of-40-bytes": ("It would carry more than a key.", {"wraps": [wraps[0], b64u(letter.wrap(1, bytes(40)))]}),
        "wraps-as-text": ("A text is no list.", {"wraps": wraps[0]}),
        "commit-short": ("A commitment has 32 bytes.", {"commit": _SHORT}),
        "nonce-short": ("A nonce has 24 bytes.", {"nonce": b64u(letter.nonce[:-1])}),
        "ct-cut": ("A byte is missing.", {"ct": b64u(letter.ct[:-1])}),
        "ct-of-another-bucket": ("8 KiB is no bucket.", {"ct": b64u(bytes(8192 + 16))}),
        "ct-empty": ("Nothing inside.", {"ct": ""}),
        "ct-padded": ("Base64 with padding.", {"ct": b64u(letter.ct) + "="}),
        "commit-unused-bits": ("Two spellings of one commitment.", {"commit": _other_bits(b64u(letter.commit))}),
        "header-is-no-json": ("Not an object.", {"protected": b64u(b"header")}),
        "header-is-a-list": ("Not an object.", {"protected": b64u(b"[1]")}),
        "header-with-spaces": ("Another spelling.", {"protected": b64u(json.dumps(letter.fields).encode())}),
        "header-with-a-float": ("1.0 is not 1.", {"protected": b64u(_replaced(b'"v":1', b'"v":1.0'))}),
        "header-with-a-field-twice": (
            "One reader takes the first.",
            {"protected": b64u(_replaced(b'"v":1', b'"v":1,"v":1'))},
        ),
        "header-not-utf-8": ("No text.", {"protected": b64u(b"\xff\xfe")}),
    }
    for name, (comment, changes) in bad.items():
        yield _bad(name, comment, letter.to_bytes(**changes))


def _replaced(old: bytes, new: bytes) -> bytes:
    return Letter().protected.replace(old, new)


def _other_bits(text: str) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + alphabet[alphabet.index(text[-1]) + 1]


def _spellings() -> Iterator[Case]:
    data = Letter().to_bytes()
    turned = dict(sorted(Letter().outside().items(), reverse=True))
    bad = {
        "nothing": ("No bytes.", b""),
        "no-json": ("Something else.", b"-----BEGIN MESSAGE-----"),
        "not-utf-8": ("No text.", b"\xff\xfe\x00"),
        "list": ("A list.", b"[" + data + b"]"),
        "text": ("A text.", jcs(data.decode())),
        "null": ("Null.", b"null"),
        "deep": ("Nesting that would use up a reader's stack.", b"[" * 5_000),
        "other-order": ("Parts out of order.", json.dumps(turned, separators=(",", ":")).encode()),
        "space": ("A space before the first part.", data.replace(b"{", b"{ ", 1)),
        "newline": ("A line's end after the envelope.", data + b"\n"),
        "byte-order-mark": ("A mark before the envelope.", b"\xef\xbb\xbf" + data),
        "part-twice": ("One reader takes the first.", data.replace(b"{", b'{"commit":"",', 1)),
        "escape": ("An escaped letter.", data.replace(b'"nonce"', b'"\\u006eonce"')),
        "cut": ("The end is missing.", data[:-1]),
    }
    for name, (comment, changed) in bad.items():
        yield _bad(f"spelling-{name}", comment, changed)


def _lengths() -> Iterator[Case]:
    largest = _of_length(65_536)
    yield opening("form-64-kib", "6", "65,536 bytes are not too many.", largest.to_bytes(), out=largest.out())
    yield _bad("64-kib-and-one", "65,537 bytes: a letter that is right in all else.", _of_length(65_537).to_bytes())


def _of_length(size: int) -> Letter:
    """Make a letter of exactly this length: its header grows with the names of its categories."""
    shortest = _large(0)
    header = len(b64u(shortest.protected)) + size - len(shortest.to_bytes())
    letter = _large(header * 3 // 4 - len(shortest.protected))
    if len(letter.to_bytes()) != size:
        raise ValueError("no letter has this length")
    return letter


def _large(extra: int) -> Letter:
    names = [f"C{at:03}" + "X" * max(0, min(36, extra - 36 * at)) for at in range(210)]
    return Letter("large", blocks(**dict.fromkeys(names, 1), TEXT="x" * 8_000))
