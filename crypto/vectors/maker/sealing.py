"""Vectors of section 7: what may be sealed, and every byte of it but the choice that chance makes."""

from collections.abc import Iterator
from typing import Any

from . import cast
from .case import Case
from .letter import BODY, Letter, blocks
from .letters import FEEDBACK, feedback_seed
from .named import named_log
from .primitives import blake2b, fixed
from .spelling import b64u, jcs, lp
from .xwing import seal_public

_MANY = tuple(fixed(f"reader {at}") for at in range(17))


def cases() -> Iterator[Case]:
    """Make the vectors of sealing."""
    yield from _sealed()
    yield from _refused()
    block = BODY["blocks"]["CONTACT"]
    salt = fixed("salt CONTACT", 16)
    made = blake2b(lp("tolerant/v1/block", "CONTACT", salt, jcs(block["data"])))
    yield Case(
        "seal-block-commitment", "7", "A block is declared by its salted hash.", "block",
        {"category": "CONTACT", "salt_hex": salt.hex(), "data": block["data"]}, out={"bytes_hex": made.hex()},
    )  # fmt: skip


def _sealed() -> Iterator[Case]:
    letters = {
        "1": Letter("seal 1"),
        "2": Letter("seal 2", readers=(cast.COPY, cast.INTAKE)),
        "3": Letter("seal 3", readers=(cast.COPY, None, cast.INTAKE, _MANY[0])),
        "5": Letter("seal 5", readers=(None, *_MANY[:2], cast.COPY, None, _MANY[3], cast.INTAKE, None)),
        "16": Letter("seal 16", blocks(NEED="نص"), readers=_MANY[:16]),
        "bucket-of-16-kib": Letter("seal middle", blocks(NEED="ж" * 3_000)),
        "bucket-of-32-kib": Letter("seal large", blocks(NEED="x" * 20_000)),
        "reply": Letter("seal reply", blocks(NEED={"text": "Ναι"}), "reply", {"seq": 1, "prev": b64u(fixed("before"))}),
        "feedback": Letter("seal hers", {"safe": "YES"}, "feedback", FEEDBACK, device=feedback_seed(), statement=b""),
    }
    letters["names-a-state-of-the-log"] = Letter("seal named", header={"log": named_log()})
    for name, letter in letters.items():
        out = {"envelope": letter.to_bytes().decode(), "env_id_hex": letter.env_id.hex()}
        comment = "Sealing gives these bytes when chance gives this order, keys and nonce."
        yield Case(f"seal-{'to-' if name.isdigit() else ''}{name}", "7", comment, "seal", letter.made(), out=out)


def _refused() -> Iterator[Case]:
    some = [cast.INTAKE]
    refused: dict[str, tuple[str, str, dict[str, Any], list[bytes]]] = {
        "to-nobody": ("Nobody could open it.", "recipients", {}, []),
        "to-17": ("At most 16.", "recipients", {}, list(_MANY)),
        "to-one-twice": ("A recipient stands once.", "recipients", {}, some * 2),
        "unknown-type": ("A type that this version does not know.", "type", {"typ": "gossip"}, some),
        "a-float": ("No spelling of its own.", "form", {"body": {"n": 1.5}}, some),
        "not-nfc": ("Two spellings.", "form", {"body": {"n": "e\u0301"}}, some),
        "too-deep": ("17 levels with the outer one.", "form", {"body": _deep(16)}, some),
        "blocks-as-list": ("Blocks are an object.", "form", {"body": {"blocks": []}}, some),
        "block-without-salt": (
            "A short block could be guessed.",
            "form",
            {"body": {"blocks": {"N": {"data": 1}}}},
            some,
        ),
        "content-beside-the-blocks": ("It would be declared to nobody.", "form", {"body": {**BODY, "x": 1}}, some),
        "category-written-small": ("No reader would take this header.", "form", {"body": blocks(need=1)}, some),
        "ref-short": ("No reader would take this header.", "form", {"ref": "1" * 31}, some),
        "seq-below-zero": ("No reader would take this header.", "form", {"seq": -1}, some),
        "exp-too-large": ("2^53 has no spelling.", "form", {"exp": 2**53}, some),
        "consent-short": ("No reader would take this header.", "form", {"consent": b64u(bytes(31))}, some),
        "epoch-zero": ("No reader would take this header.", "form", {"epoch": 0}, some),
        "too-long": ("No bucket holds it.", "too-large", {"body": blocks(NEED="x" * 33_000)}, some),
        "too-long-for-16": (
            "16 wraps leave no room for 32 KiB.",
            "too-large",
            {"body": blocks(NEED="x" * 28_000)},
            list(_MANY[:16]),
        ),
    }
    for name, (comment, reason, changes, seeds) in refused.items():
        yield refused_by(name, comment, reason, changes, seeds)
    bad = {
        "short": b"\x01" * 1215,
        "useless": b"\xff" * 1216,
        "of-low-order": seal_public(cast.INTAKE)[:1184] + bytes(32),
    }
    for name, public in bad.items():
        given = _asked({}, [public])
        yield Case(f"seal-key-{name}", "7", "Nobody could open it.", "seal-refused", given, "BadKey")


def refused_by(name: str, comment: str, reason: str, changes: dict[str, Any], seeds: list[bytes]) -> Case:
    """Make a vector of a letter that is not sealed."""
    publics = [seal_public(seed) for seed in seeds]
    return Case(f"seal-{name}", "7", comment, "seal-refused", _asked(changes, publics), "NotAllowed", reason)


def _asked(changes: dict[str, Any], publics: list[bytes]) -> dict[str, Any]:
    made = Letter().made()
    at = {name: value for name, value in changes.items() if name in made["context"]}
    more = {name: value for name, value in changes.items() if name not in at}
    base = {name: made[name] for name in ("typ", "body", "device_seed_hex", "statement")}
    return {
        **base,
        **more,
        "context": {**made["context"], **at},
        "recipients_hex": [public.hex() for public in publics],
    }


def _deep(levels: int) -> Any:
    value: Any = []
    for _ in range(levels - 1):
        value = [value]
    return value
