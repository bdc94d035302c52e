"""Vectors of section 25: what a code of an inbox derives, the letter that it opens, and the answer."""

from collections.abc import Iterator
from typing import Any

from . import cast
from .case import Case
from .hers import CODE, NETWORK
from .primitives import argon2id, blake2b, fixed, pad, xchacha
from .spelling import b64u, jcs, lp
from .xwing import hpke, seal_public

_KEYS = {what: fixed(f"inbox {what}") for what in ("lookup", "proof", "seal")}
_NONCE, _REPLY = fixed("nonce of an inbox", 24), fixed("reply key of an inbox")
_CEK, _ESEED = fixed("cek of an answer"), fixed("answer", 64)
_SAID = {"typ": "inbox.v1", "from": {"name": "Beratung (Demo)", "phone": "+43 1 0000001"}, "to": "Haus (Demo)",
         "service": "Zimmer", "at": cast.NOW, "note": "", "reply": b64u(seal_public(_REPLY)),
         "blocks": {"CONTACT": {"phone": "+43 1 0000000"}, "LANGUAGES": {"speaks": ["български"]}}}  # fmt: skip
_ANSWER = {"typ": "inbox-answer.v1", "answer": "CANNOT", "class": "NO_CAPACITY", "text": "Няма място."}
_PLACE = {"typ": "inbox.v1", "listing": cast.A, "version": 3, "consent": b64u(fixed("hash of a consent")),
          "cats": ["CONTACT", "LANGUAGES"]}  # fmt: skip


def letter(
    content: Any = None, *, version: bytes = b"\1", padded: bytes = b"", front: bytes = b"", **head: Any
) -> bytes:
    """Seal a letter; what is given replaces what would be right."""
    before = front or version + lp(jcs({**_PLACE, **head}))
    plain = padded or pad(jcs(_SAID if content is None else content), 4096)
    return before + _NONCE + xchacha(_KEYS["seal"], _NONCE, plain, before)


def cases() -> Iterator[Case]:
    """Make the vectors of section 25."""
    yield _keys("", "What the code of an inbox gives; the same code as hers gives other keys.", NETWORK)
    yield _keys("-of-another-network", "The same code gives other keys in another network.", "other.example/log/1")
    yield from _letters()
    yield from _malformed()
    yield from _not_sealed()
    yield from _answers()


def _keys(name: str, comment: str, network: str) -> Case:
    slow = argon2id(CODE[:24], blake2b(lp("tolerant/v1/inbox-salt", network), size=16), 3, 64 * 1024 * 1024)
    out = {f"{what}_hex": blake2b(lp(f"tolerant/v1/inbox-{what}"), key=slow).hex() for what in _KEYS}
    return Case(f"inbox-keys{name}", "25", comment, "inbox-keys", {"code": CODE, "network": network}, out=out)


def _opened(name: str, comment: str, data: bytes, content: Any) -> Case:
    out = {"content": content, "categories": sorted(content["blocks"])}
    return Case(
        name, "25", comment, "inbox-letter", {"seal_hex": _KEYS["seal"].hex(), "letter_hex": data.hex()}, out=out
    )


def _letters() -> Iterator[Case]:
    good = letter()
    yield _opened("inbox-letter", "A letter opens with what its code gives.", good, _SAID)
    longer = {**_SAID, "blocks": {"NEED": {"words": "a" * 5000}}}
    yield _opened("inbox-letter-of-16-kib", "A longer letter fills the next bucket.",
                  letter(padded=pad(jcs(longer), 16 * 1024), cats=["NEED"]), longer)  # fmt: skip
    bad = {
        "changed": ("One bit of what it says.", good[:-20] + bytes([good[-20] ^ 1]) + good[-19:]),
        "of-another-listing": ("A head changed on its way.", good.replace(cast.A.encode(), cast.B.encode())),
        "fewer-said": ("The node was told of one category, and two are inside.", letter(cats=["CONTACT"])),
        "more-said": ("The node was told of more.", letter(cats=["CONTACT", "HEALTH", "LANGUAGES"])),
        "others-said": ("The node was told of another.", letter(cats=["CONTACT", "MONEY"])),
        "without-blocks": ("No facts.", letter({"typ": "inbox.v1"})),
        "empty-blocks": ("Facts that are none.", letter({**_SAID, "blocks": {}})),
        "block-as-text": ("A category that holds no entries.",
                          letter({**_SAID, "blocks": {"CONTACT": "", "LANGUAGES": {}}})),
        "list": ("A list is no letter.", letter([])),
        "no-padding": ("No end.", letter(padded=bytes(4096))),
        "spaces": ("Another spelling.", letter(padded=pad(b'{ "blocks":{}}', 4096))),
    }  # fmt: skip
    for name, (comment, data) in bad.items():
        yield _refused(name, comment, data, "Tampered")
    yield _refused("of-another-code", "Another code.", good, "Tampered", fixed("another inbox"))
    yield _refused("of-her-copy", "The key of another use of codes.", good, "Tampered", _KEYS["proof"])


def _refused(name: str, comment: str, data: bytes, kind: str, key: bytes = b"") -> Case:
    given = {"seal_hex": (key or _KEYS["seal"]).hex(), "letter_hex": data.hex()}
    return Case(f"inbox-letter-{name}", "25", comment, "inbox-letter", given, kind)


def _malformed() -> Iterator[Case]:
    good = letter()
    bad = {
        "empty": ("Nothing.", b""),
        "another-version": ("Another version.", letter(version=b"\2")),
        "another-size": ("A byte too many.", good + b"\0"),
        "cut": ("A byte is missing.", good[:-1]),
        "cut-head": ("Nothing after half a head.", good[:40]),
        "no-head": ("A head of no length.", letter(front=b"\1" + bytes(4))),
        "long-head": ("A head longer than a letter may have.", letter(cats=[f"C{at:038}" for at in range(30)])),
        "spaced-head": ("A head in another spelling.",
                        letter(front=b"\1" + lp(jcs(_PLACE).replace(b":", b": ", 1)))),
        "more-in-head": ("A field more in the head.", letter(more=1)),
        "another-type": ("Another type.", letter(typ="inbox.v2")),
        "listing-in-capitals": ("A listing's id in capitals.", letter(listing=cast.A[:-1] + "A")),
        "version-nought": ("A version that no listing has.", letter(front=b"\1" + lp(jcs({**_PLACE, "version": 0})))),
        "short-consent": ("A hash of 31 bytes.", letter(consent=b64u(bytes(31)))),
        "no-categories": ("No categories.", letter(cats=[])),
        "category-twice": ("A category twice.", letter(cats=["CONTACT", "CONTACT"])),
        "categories-unsorted": ("Categories out of order.", letter(cats=["LANGUAGES", "CONTACT"])),
        "category-written-small": ("A category written small.", letter(cats=["contact"])),
        "categories-as-text": ("A text in the place of a list.", letter(cats="CONTACT")),
    }  # fmt: skip
    for name, (comment, data) in bad.items():
        yield _refused(name, comment, data, "MalformedEnvelope")


def _not_sealed() -> Iterator[Case]:
    place = {"listing": cast.A, "version": 3, "consent_hex": fixed("hash of a consent").hex()}
    bad = {
        "without-blocks": ("No facts.", {"typ": "inbox.v1"}, "form"),
        "not-in-nfc": ("What would have two spellings.", {"blocks": {"NEED": {"a": "и\u0306"}}}, "form"),
        "category-written-small": ("A category that no reader takes.", {"blocks": {"need": {}}}, "form"),
        "too-long": ("Longer than a letter.", {"blocks": {"NEED": {"a": "b" * 32 * 1024}}}, "too-large"),
    }
    for name, (comment, content, reason) in bad.items():
        yield Case(f"inbox-seal-{name}", "25", comment, "inbox-seal-refused", {**place, "content": content},
                   "NotAllowed", reason)  # fmt: skip


def answer(plain: bytes = jcs(_ANSWER), use: str = "inbox-answer") -> bytes:
    """Seal an answer; what is given replaces what would be right."""
    public = seal_public(_REPLY)
    head = b"\1" + hpke(public, lp(f"tolerant/v1/{use}-part", public), _CEK, _ESEED)
    key = blake2b(lp(f"tolerant/v1/{use}-body"), key=_CEK)
    return head + _NONCE + xchacha(key, _NONCE, pad(plain, 4096), head)


def _answers() -> Iterator[Case]:
    given, good = {"key_hex": _REPLY.hex()}, answer()
    yield Case("inbox-answer", "25", "An answer opens with the one-time key.", "inbox-answer",
               {**given, "answer_hex": good.hex()}, out={"content": _ANSWER})  # fmt: skip
    bad = {
        "of-another-use": ("A part of her copy is no answer.", answer(use="copy")),
        "changed": ("One bit of what it says.", good[:-20] + bytes([good[-20] ^ 1]) + good[-19:]),
        "cut": ("A byte is missing.", good[:-1]),
        "list": ("A list is no answer.", answer(b"[]")),
    }
    for name, (comment, data) in bad.items():
        yield Case(
            f"inbox-answer-{name}", "25", comment, "inbox-answer", {**given, "answer_hex": data.hex()}, "Tampered"
        )
    yield Case("inbox-answer-of-another-letter", "25", "The key of another letter.", "inbox-answer",
               {"key_hex": fixed("another reply key").hex(), "answer_hex": good.hex()}, "Tampered")  # fmt: skip
