"""Vectors of section 8, steps 1 to 5: what opens, what is not for the reader, and what was changed on its way."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from . import cast, consents
from .case import Case
from .letter import Letter, blocks, opening
from .named import named_log
from .poly import equivocating
from .primitives import fixed, kid, sign_public
from .spelling import b64u
from .xwing import seal_public

_PREV = fixed("envelope before")
_MANY = tuple(fixed(f"reader {at}") for at in range(14))
FEEDBACK: dict[str, Any] = {"from": "", "to": cast.A, "seq": 4}


def cases() -> Iterator[Case]:
    """Make the vectors of opening."""
    yield from _good()
    yield from _not_waited_for()
    yield from _edited()
    yield from _tampered()
    yield from _order()


def opened(name: str, comment: str, letter: Letter, **more: Any) -> Case:
    """Make a vector of a letter that opens."""
    return opening(f"open-{name}", "8", comment, letter.to_bytes(), out=letter.out(), made=letter.made(), **more)


def _good() -> Iterator[Case]:
    yield opened("to-1", "One reader and one dummy.", Letter())
    yield opened(
        "to-2", "Two readers: the recipient and the sender's copy.", Letter("two", readers=(cast.COPY, cast.INTAKE))
    )
    five = (None, cast.COPY, *_MANY[:3], None, cast.INTAKE, None)
    yield opened("to-5", "Five readers and three dummies.", Letter("five", readers=five))
    yield opened("to-16", "Sixteen readers.", Letter("sixteen", readers=(cast.INTAKE, cast.COPY, *_MANY)))
    copy = Letter("copy", readers=(cast.COPY, cast.INTAKE))
    yield opened("own-copy", "The sender opens her own copy.", copy, me=cast.A, keys=[cast.COPY])
    for size, text in {"4-kib": 100, "16-kib": 5_000, "32-kib": 20_000}.items():
        letter = Letter(size, blocks(NEED="ж" * (text // 2)))
        yield opened(f"bucket-{size}", "The length shows as a bucket only.", letter)
    exact = Letter("exactly", blocks(NEED=""))
    room = 4096 - sum(4 + len(part) for part in exact.parts)
    for name, more in {"largest-of-4-kib": room - 1, "smallest-of-16-kib": room}.items():
        letter = Letter("exactly", blocks(NEED="x" * more))
        yield opened(f"bucket-{name}", "Padding is at least one byte.", letter)
    over = Letter("over", padded=Letter("over").padded_to(16_384))
    yield opened("bucket-larger-than-needed", "A sender may take a larger bucket.", over)
    answer = Letter("answer", blocks(NEED={"answers": ["так", "ναι", "نعم"]}), "reply", {"seq": 1, "prev": b64u(_PREV)})
    pins = {"sender": cast.A, "listing": cast.LISTING, "version": 3, "seq": 1, "prev_hex": _PREV.hex()}
    yield opened("all-pinned", "Everything that the reader waits for is so.", answer, **pins)
    yield opened("first-of-thread", "An empty `prev` can be waited for.", Letter(), seq=0, prev_hex="")
    for typ in ("status", "receipt", "withdraw"):
        yield opened(f"type-{typ}", "A type of letter without blocks.", Letter(typ, {}, typ))
    hers = Letter("hers", {"safe": "YES"}, "feedback", FEEDBACK, device=feedback_seed(), statement=b"")
    yield opened("feedback", "Her own letter, signed by the key on her card.", hers, **hers_waits())
    named = Letter("names a state", header={"log": named_log()})
    yield opened("names-a-state-of-the-log", "The state of the key log that its writer's device saw.", named)
    last = Letter()
    yield opened(
        "last-second",
        "`exp` is later than now by one second.",
        last,
        now=cast.LATER - 1,
        officers=[cast.STRANGER, cast.OFFICER],
    )
    yield opened(
        "keys-of-others-beside", "Keys that are no recipients are passed over.", last, keys=[cast.THIRD, cast.INTAKE]
    )


def feedback_seed() -> bytes:
    """Give the seed of her feedback key."""
    return consents.feedback_seed(cast.FEEDBACK_SECRET)


def hers_waits() -> dict[str, Any]:
    """Say what A's reader of her own letter waits for."""
    return {"me": cast.A, "feedback_key_hex": sign_public(feedback_seed()).hex()}


def _not_waited_for() -> Iterator[Case]:
    waited: dict[str, tuple[str, str, dict[str, Any]]] = {
        "another-referral": ("A letter replayed to another referral.", "referral", {"ref": cast.OTHER_REF}),
        "another-consent": ("A letter under another consent.", "consent", {"consent_hex": cast.OTHER_CONSENT.hex()}),
        "another-sender": ("A letter of another member.", "sender", {"sender": cast.C}),
        "another-listing": ("A letter for another service.", "listing", {"listing": cast.OTHER_LISTING}),
        "another-version": ("A letter for another version of the listing.", "version", {"version": 4}),
        "another-seq": ("A letter replayed, or one left out.", "order", {"seq": 1}),
        "another-prev": ("A letter that follows another one.", "order", {"prev_hex": _PREV.hex()}),
        "expired": ("It ends in this second.", "expired", {"now": cast.LATER}),
    }
    for name, (comment, reason, changes) in waited.items():
        yield opening(f"open-{name}", "8.3", comment, Letter().to_bytes(), "NotAllowed", reason, **changes)
    follower = Letter("follower", header={"seq": 1, "prev": b64u(_PREV)}).to_bytes()
    yield opening(
        "open-not-the-first", "8.3", "The first letter was due.", follower, "NotAllowed", "order", prev_hex=""
    )
    data = Letter().to_bytes()
    yield opening("open-another-member", "8.2", "A reader of a third member.", data, "NotForYou", me=cast.C)
    yield opening("open-another-key", "8.4", "A key that is no recipient.", data, "NotForYou", keys=[cast.THIRD])
    yield opening("open-no-key", "8.4", "No key at all.", data, "NotForYou", keys=[])


def _edited() -> Iterator[Case]:
    """Let a relay edit each field of the header so that the reader waits for what it now says."""
    other = b64u(cast.OTHER_CONSENT)
    edits: dict[str, tuple[Any, dict[str, Any]]] = {
        "ref": (cast.OTHER_REF, {"ref": cast.OTHER_REF}),
        "seq": (1, {"seq": 1}),
        "prev": (b64u(_PREV), {"prev_hex": _PREV.hex()}),
        "from": (cast.C, {"sender": cast.C}),
        "to": (cast.C, {"me": cast.C}),
        "svc": (cast.OTHER_LISTING, {"listing": cast.OTHER_LISTING}),
        "rev": (4, {"version": 4}),
        "consent": (other, {"consent_hex": cast.OTHER_CONSENT.hex()}),
        "exp": (cast.LATER + 1, {"now": cast.LATER}),
        "epoch": (2, {}),
        "rcpt": ([b64u(fixed("another dummy")), b64u(kid(seal_public(cast.INTAKE)))], {}),
        "man": (Letter().fields["man"][:1], {}),
        "log": (named_log(), {}),
    }
    for name, (value, pins) in edits.items():
        changed = Letter(header={name: value})
        data = Letter().to_bytes(protected=b64u(changed.protected))
        comment = f"A relay edits `{name}`; the reader waits for what it now says."
        yield opening(f"open-edited-{name}", "8.4", comment, data, "Tampered", **pins)


def _flipped(data: bytes, at: int) -> str:
    return b64u(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])


def _tampered() -> Iterator[Case]:
    letter, other = Letter(readers=(cast.COPY, cast.INTAKE)), Letter("other", readers=(cast.COPY, cast.INTAKE))
    wraps, foreign = letter.outside()["wraps"], other.outside()["wraps"]
    redone = replace(letter, name="redone")
    tampered: dict[str, tuple[str, dict[str, Any]]] = {
        "wraps-swapped": ("Each reader finds another's wrap.", {"wraps": wraps[::-1]}),
        "wrap-of-another-envelope": ("A wrap of another letter to the same reader.", {"wraps": [wraps[0], foreign[1]]}),
        "wrap-of-a-colleague": ("Another reader's wrap in the place of hers.", {"wraps": [wraps[0], wraps[0]]}),
        "wrap-changed-in-mlkem": ("One bit in the ML-KEM part.", {"wraps": [wraps[0], _flipped(letter.wraps[1], 9)]}),
        "wrap-changed-in-x25519": (
            "One bit in the X25519 part.",
            {"wraps": [wraps[0], _flipped(letter.wraps[1], 1100)]},
        ),
        "wrap-changed-in-tag": ("One bit in the tag.", {"wraps": [wraps[0], _flipped(letter.wraps[1], 1167)]}),
        "wrap-of-another-key": (
            "Another content key, wrapped to her.",
            {"wraps": [wraps[0], b64u(letter.wrap(1, redone.cek))]},
        ),
        "commit-of-another-envelope": ("Another letter's commitment.", {"commit": b64u(other.commit)}),
        "commit-changed": ("One bit.", {"commit": _flipped(letter.commit, 0)}),
        "nonce-changed": ("One bit.", {"nonce": _flipped(letter.nonce, 23)}),
        "ct-changed-at-the-start": ("One bit.", {"ct": _flipped(letter.ct, 0)}),
        "ct-changed-in-the-tag": ("One bit.", {"ct": _flipped(letter.ct, len(letter.ct) - 1)}),
        "ct-of-another-envelope": ("Another letter's content.", {"ct": b64u(other.ct)}),
        "content-of-another-envelope": (
            "Another letter's content with its commitment and nonce.",
            {"ct": b64u(other.ct), "commit": b64u(other.commit), "nonce": b64u(other.nonce)},
        ),
    }
    for name, (comment, changes) in tampered.items():
        data = letter.to_bytes(**changes)
        yield opening(f"open-{name}", "8.4" if "wrap" in name else "8.5", comment, data, "Tampered")
    data = letter.to_bytes(wraps=[_flipped(letter.wraps[0], 9), wraps[1]])
    yield opening("open-wrap-of-a-colleague-changed", "8.4", "That reader's to check.", data, out=letter.out())
    data = equivocating(letter, fixed("second content key"))
    comment = "A ciphertext that is authentic under two keys: the commitment holds for another reader's key only."
    yield opening("open-two-keys", "8.5", comment, data, "Tampered")
    comment = "The same, for the reader whose key the commitment names: the padding had to give way."
    yield opening("open-two-keys-first-reader", "8.5", comment, data, "Tampered", keys=[cast.COPY])


def _order() -> Iterator[Case]:
    """Give letters with two faults: the first check that fails is the one that is told."""
    late = {"now": cast.LATER}
    broken = Letter().to_bytes(ct=_flipped(Letter().ct, 0))
    bad_wraps = Letter().to_bytes(wraps=[b64u(bytes([1]) * 1168)] * 2)
    two: dict[str, tuple[str, bytes, str, str, dict[str, Any]]] = {
        "member-before-referral": (
            "Not hers, and not waited for.",
            broken,
            "NotForYou",
            "",
            {"me": cast.C, "ref": cast.OTHER_REF},
        ),
        "referral-before-consent": (
            "Both are others.",
            broken,
            "NotAllowed",
            "referral",
            {"ref": cast.OTHER_REF, "consent_hex": cast.OTHER_CONSENT.hex()},
        ),
        "order-before-expired": ("Out of order and too late.", broken, "NotAllowed", "order", {"seq": 1, **late}),
        "expired-before-key": ("Too late, and no key.", broken, "NotAllowed", "expired", {"keys": [], **late}),
        "key-before-content": ("No key, and content that was changed.", broken, "NotForYou", "", {"keys": []}),
        "wrap-before-device": ("A wrap of ones, and no officer known.", bad_wraps, "Tampered", "", {"officers": []}),
        "content-before-device": (
            "Content that was changed, and no officer known.",
            broken,
            "Tampered",
            "",
            {"officers": []},
        ),
    }
    for name, (comment, data, expect, reason, changes) in two.items():
        yield opening(f"open-order-{name}", "8", comment, data, expect, reason, **changes)
