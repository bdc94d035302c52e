"""Vectors of section 15: who signed which state of the log, and when."""

from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from . import noted
from .case import Case, raw
from .noted import OPERATOR, ORIGIN, SIZE, THEN, W1, W2, W3, cosigned, note, operated, state, text, vkey
from .primitives import FIELD, fixed, sign_public, with_order_two
from .tree import ENTRIES, flipped, mth

_SAID = text()
_LINE, _SEEN = operated(_SAID), cosigned(_SAID, W1) + cosigned(_SAID, W2, THEN + 10)
_PUBLIC = sign_public(OPERATOR)
_FORK = mth([*ENTRIES[:6], b"entry x"])


def cases() -> Iterator[Case]:
    """Make the vectors of section 15."""
    yield from _vkeys()
    yield from _held()
    for reason, bad in (("malformed", _MALFORMED), ("signature", _FALSE), ("", _UNRELIABLE)):
        for name, (comment, data, *more) in bad.items():
            said = reason or str(more[0])
            yield _case(name, comment, data if isinstance(data, bytes) else data.encode(), said)
    watching = {"witnesses": [noted.WITNESS_VKEYS[0], vkey("w.example", 4, _PUBLIC)]}
    data = note(_SAID, _LINE, cosigned(_SAID, W1), cosigned(_SAID, "w.example", seed=OPERATOR)).encode()
    yield _case("operator-as-witness", "Nobody watches herself.", data, "witnesses", **watching)


def _vkeys() -> Iterator[Case]:
    for kind, name, public in ((1, ORIGIN, _PUBLIC), (4, W1, sign_public(noted.WITNESSES[W1]))):
        out = {"name": name, "kind": kind, "public_hex": public.hex(), "id_hex": noted.key_id(name, kind, public).hex()}
        comment = "What a program is set up with to know a signer."
        yield Case(f"vkey-of-type-{kind}", "15", comment, "vkey", {"text": vkey(name, kind, public)}, out=out)
    good = vkey(ORIGIN, 1, _PUBLIC)
    name, known, key = good.split("+", 2)
    mixed = with_order_two(_PUBLIC)
    bad = {
        "of-another-id": ("The id of another key.", f"{name}+00000000+{key}"),
        "id-in-capitals": ("Hex is written small.", f"{name}+{known.upper()}+{key}"),
        "of-another-name": ("A name that the id does not belong to.", f"tolerant.example/log/2+{known}+{key}"),
        "without-name": ("A key of nobody.", vkey("", 1, _PUBLIC)),
        "name-with-space": ("A name ends at a space.", vkey("log of all", 1, _PUBLIC)),
        "name-with-plus": ("A name ends at a plus.", vkey("log+all", 1, _PUBLIC)),
        "name-in-cyrillic": ("Letters that look like others.", vkey("tоlerant.example", 1, _PUBLIC)),
        "name-too-long": ("256 letters.", vkey("a" * 256, 1, _PUBLIC)),
        "of-type-2": ("ECDSA is not known here.", vkey(ORIGIN, 2, _PUBLIC)),
        "short": ("A key has 32 bytes.", vkey(ORIGIN, 1, _PUBLIC[:31])),
        "unpadded": ("Base64 has its padding.", vkey(ORIGIN, 1, _PUBLIC + b"x").replace("=", "")),
        "without-key": ("Two parts only.", f"{name}+{known}"),
        "of-low-order": ("A key that signs everything.", vkey(ORIGIN, 1, b"\x01" + bytes(31))),
        "of-mixed-order": ("The point of order 2 added: verifiers differ on what it signs.", vkey(ORIGIN, 1, mixed)),
        "not-reduced": ("A y of the field's size or more.", vkey(ORIGIN, 1, (FIELD + 3).to_bytes(32, "little"))),
        "of-no-point": ("A y that is on no point.", vkey(ORIGIN, 1, (2).to_bytes(32, "little"))),
        "empty": ("Nothing.", ""),
    }
    for name, (comment, data) in bad.items():
        yield Case(f"vkey-{name}", "15", comment, "vkey", {"text": data}, "BadKey")


def _case(name: str, comment: str, data: bytes, reason: str = "", **changes: Any) -> Case:
    given = {**raw("note", data), "operator": noted.OPERATOR_VKEY, "witnesses": noted.WITNESS_VKEYS, "w": 2, **changes}
    return Case(f"checkpoint-{name}", "15", comment, "checkpoint", given, "BadCheckpoint", reason)


def _held() -> Iterator[Case]:
    stranger = cosigned(_SAID, "stranger.example", seed=fixed("a stranger"))
    plain = operated(_SAID, noted.WITNESSES[W3], "other.example")
    same_id = f"— other.example {_LINE.split(' ')[2]}"
    good: dict[str, tuple[str, str, int, dict[str, int]]] = {
        "holds": ("Its operator and two of four witnesses signed it.", state(), SIZE, {W1: THEN, W2: THEN + 10}),
        "of-nothing": ("A log begins with nothing.", state(0), 0, {W1: THEN, W2: THEN + 10}),
        "largest": ("2^53 - 1 entries.", state(2**53 - 1, bytes(32)), 2**53 - 1, {W1: THEN, W2: THEN + 10}),
        "signed-by-strangers-too": (
            "Signatures of unknown keys are passed over.",
            note(_SAID, stranger, plain, _LINE, _SEEN), SIZE, {W1: THEN, W2: THEN + 10},
        ),
        "known-id-unknown-name": (
            "The id of a known key under an unknown name is an unknown key.",
            note(_SAID, same_id, _LINE, _SEEN), SIZE, {W1: THEN, W2: THEN + 10},
        ),
        "signed-twice-by-a-witness": (
            "Of two times of one witness the later counts.",
            note(_SAID, _LINE, _SEEN, cosigned(_SAID, W1, THEN - 5)), SIZE, {W1: THEN, W2: THEN + 10},
        ),
        "sixteen-signatures": (
            "As many as a note may have.",
            note(_SAID, _LINE, _SEEN, stranger * 13), SIZE, {W1: THEN, W2: THEN + 10},
        ),
    }  # fmt: skip
    for name, (comment, data, size, times) in good.items():
        case = _case(name, comment, data.encode())
        root = bytes(32) if size > 300 else mth(ENTRIES[:size])
        out = {"origin": ORIGIN, "size": size, "root_hex": root.hex(), "times": times}
        yield Case(case.name, "15", comment, "checkpoint", case.given, out=out)


def _signed(said: str) -> str:
    return note(said, operated(said), cosigned(said, W1), cosigned(said, W2))


_ROOT = noted.b64(mth(ENTRIES[:SIZE]))
_MALFORMED: dict[str, tuple[str, str | bytes]] = {
    "extension-line": ("A line for which no witness vouches.", _signed(text(more="more\n"))),
    "size-leading-zero": ("Two spellings of one size.", _signed(f"{ORIGIN}\n07\n{_ROOT}\n")),
    "size-with-sign": ("Two spellings of one size.", _signed(f"{ORIGIN}\n+7\n{_ROOT}\n")),
    "size-in-arabic-digits": ("Digits of another script.", _signed(f"{ORIGIN}\n٧\n{_ROOT}\n")),
    "size-absurd": ("2^53 entries.", _signed(text(2**53, bytes(32)))),
    "size-of-thirty-digits": ("Larger than any number here.", _signed(text(10**29, bytes(32)))),
    "size-0-other-root": ("A log of nothing has one root.", _signed(text(0, mth(ENTRIES[:1])))),
    "root-short": ("A root has 32 bytes.", _signed(text(root=bytes(31)))),
    "root-unpadded": ("Base64 has its padding.", _signed(text().replace("=", ""))),
    "root-unused-bits": ("Two spellings of one root.", _signed(f"{ORIGIN}\n7\n{'A' * 42}B=\n")),
    "root-base64url": ("Another alphabet.", _signed(f"{ORIGIN}\n7\n{'_' * 42}8=\n")),
    "origin-empty": ("A log without a name.", _signed(text(origin=""))),
    "line-missing": ("Two lines only.", _signed(f"{ORIGIN}\n7\n")),
    "carriage-return": ("A control character.", _signed(text().replace("\n7\n", "\r\n7\n"))),
    "no-signatures": ("Nobody signed.", _SAID + "\n"),
    "no-empty-line": ("Where the text ends is not said.", _SAID + _LINE),
    "empty": ("Nothing.", ""),
    "cut": ("The last line is cut off.", state()[:-1]),
    "newline-at-the-end": ("A line more.", state() + "\n"),
    "another-dash": ("A hyphen begins the line.", note(_SAID, _LINE.replace("—", "-"), _SEEN)),
    "signature-without-name": ("A signature of nobody.", note(_SAID, _LINE, _SEEN, "—  AAAAAAAA\n")),
    "signature-name-with-plus": ("A name ends at a plus.", note(_SAID, _LINE, _SEEN, "— a+b AAAAAAAA\n")),
    "signature-name-with-space": ("A space of another kind.", note(_SAID, _LINE, _SEEN, "— a\u2003b AAAAAAAA\n")),
    "signature-of-4-bytes": ("An id that signs nothing.", note(_SAID, _LINE, _SEEN, "— a AAAAAA==\n")),
    "signature-unused-bits": ("Two spellings.", note(_SAID, _LINE, _SEEN, "— a AAAAAAB=\n")),
    "signature-then-words": ("Words after the signature.", note(_SAID, _LINE, _SEEN, "— a AAAAAAAA b\n")),
    "seventeen-signatures": ("More than a note may have.", note(_SAID, _LINE, _SEEN, "— a AAAAAAAA\n" * 14)),
    "too-long": ("More than 64 KiB.", note(_SAID, _LINE, _SEEN, f"— a {'A' * 65536}\n")),
    "not-utf-8": ("Bytes that are no text.", state().encode().replace("—".encode(), b"\xe2\x80", 1)),
    "encoded-surrogate": (
        "Bytes that are no text.",
        note(_SAID, _LINE, _SEEN).encode() + b"\xe2\x80\x94 \xed\xa0\x80 AAAAAAAA\n",
    ),
}


def changed(line: str, at: int = 20) -> str:
    """Change one bit of a signature."""
    head, _, data = line.rpartition(" ")
    return f"{head} {noted.b64(flipped(noted.base64.b64decode(data), at))}\n"


def _without_time() -> str:
    seed = noted.WITNESSES[W3]
    return noted.line(W3, 4, sign_public(seed), Ed25519PrivateKey.from_private_bytes(seed).sign(_SAID.encode()))


_FALSE: dict[str, tuple[str, str | bytes]] = {
    "size-changed": ("Its size was changed.", state().replace("\n7\n", "\n8\n")),
    "root-changed": ("Its root was changed.", state().replace(_ROOT, noted.b64(_FORK))),
    "operator-changed": ("One bit of the operator's signature.", note(_SAID, changed(_LINE), _SEEN)),
    "witness-changed": ("One bit of a witness's signature.", note(_SAID, _LINE, _SEEN, changed(cosigned(_SAID, W3)))),
    "witness-time-changed": (
        "A witness's time made newer, so that an old state looks fresh.",
        note(_SAID, _LINE, cosigned(_SAID, W1), cosigned(_SAID, W2, THEN, shown=THEN + 86_400)),
    ),
    "witness-of-another-body": (
        "A cosignature over another state.",
        note(_SAID, _LINE, cosigned(_SAID, W1), cosigned(text(6), W2)),
    ),
    "witness-without-time": (
        "A witness's signature as the operator signs, under its name and id.",
        note(_SAID, _LINE, _SEEN, _without_time()),
    ),
    "witness-time-absurd": (
        "A time of 2^53 seconds.",
        note(_SAID, _LINE, cosigned(_SAID, W1), cosigned(_SAID, W2, 2**53)),
    ),
    "witness-time-of-64-bits": (
        "The largest time that eight bytes hold.",
        note(_SAID, _LINE, cosigned(_SAID, W1), cosigned(_SAID, W2, 2**64 - 1)),
    ),
    "operator-short": (
        "An operator's signature of 63 bytes.",
        note(_SAID, noted.line(ORIGIN, 1, _PUBLIC, bytes(63)), _SEEN),
    ),
    "operator-of-another-text": ("The operator's signature of another state.", note(_SAID, operated(text(6)), _SEEN)),
    "second-signature-false": (
        "A false signature of a known key beside its right one.",
        note(_SAID, _LINE, _SEEN, changed(cosigned(_SAID, W1))),
    ),
}
_OTHER = text(origin="tolerant.example/log/2")
_UNRELIABLE: dict[str, tuple[str, str | bytes, str]] = {
    "another-origin": (
        "Another log, signed with this log's key.",
        note(_OTHER, operated(_OTHER), cosigned(_OTHER, W1), cosigned(_OTHER, W2)), "origin",
    ),
    "not-the-operator": ("Witnesses alone make no state.", note(_SAID, _SEEN), "operator"),
    "another-operator": (
        "Another key under the operator's name.",
        note(_SAID, operated(_SAID, noted.OTHER_OPERATOR), _SEEN), "operator",
    ),
    "operator-id-of-another-key": (
        "The operator's signature under another id.",
        note(_SAID, f"— {ORIGIN} {noted.b64(bytes(4) + noted.base64.b64decode(_LINE.split(' ')[2])[4:])}\n", _SEEN),
        "operator",
    ),
    "operator-signs-as-witness": (
        "The operator's key with a time: another type is another key.",
        note(_SAID, cosigned(_SAID, ORIGIN, seed=OPERATOR), _SEEN), "operator",
    ),
    "no-witness": ("Nobody else saw it.", note(_SAID, _LINE), "witnesses"),
    "one-witness": ("One of the two that are asked for.", note(_SAID, _LINE, cosigned(_SAID, W1)), "witnesses"),
    "one-witness-twice": (
        "One witness counted twice.",
        note(_SAID, _LINE, cosigned(_SAID, W1), cosigned(_SAID, W1, THEN + 5)), "witnesses",
    ),
    "strangers-as-witnesses": (
        "Witnesses whom nobody chose.",
        note(_SAID, _LINE, cosigned(_SAID, W1), cosigned(_SAID, "x.example", seed=fixed("a stranger"))), "witnesses",
    ),
    "a-witness-under-two-names": (
        "A witness's key under another witness's name.",
        note(_SAID, _LINE, cosigned(_SAID, W1), cosigned(_SAID, W2, seed=noted.WITNESSES[W1])), "witnesses",
    ),
}  # fmt: skip
