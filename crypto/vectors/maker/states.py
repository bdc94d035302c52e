"""Vectors of section 15: signing states, adding what witnesses sign, how old a state is, and two logs of one size."""

from collections.abc import Iterator
from typing import Any

from . import cast, noted
from .case import Case
from .noted import OPERATOR, ORIGIN, SIZE, THEN, W1, W2, W3, cosigned, note, operated, state, text
from .notes import changed
from .primitives import fixed
from .tree import ENTRIES, mth

_SAID = text()
_LINE = operated(_SAID)
_FORK = mth([*ENTRIES[:6], b"entry x"])


def cases() -> Iterator[Case]:
    """Make these vectors of section 15."""
    yield from _made()
    yield from _gathered()
    yield from _fresh()
    yield from _two_notes()


def _made() -> Iterator[Case]:
    said = {"origin": ORIGIN, "size": SIZE, "root_hex": mth(ENTRIES[:SIZE]).hex()}
    key = {"name": ORIGIN, "seed_hex": OPERATOR.hex()}
    yield Case(
        "checkpoint-signed", "15", "The operator signs a state.", "sign-checkpoint", {**said, **key},
        out={"note": note(_SAID, _LINE)},
    )  # fmt: skip
    bad: dict[str, tuple[str, str, dict[str, Any]]] = {
        "of-another-log": ("The key of another log.", "origin", {"name": "tolerant.example/log/2"}),
        "with-a-newline": ("An origin of two lines.", "malformed", {"origin": "a\nb", "name": "a\nb"}),
        "of-a-short-root": ("A root has 32 bytes.", "malformed", {"root_hex": bytes(31).hex()}),
        "of-absurd-size": ("2^53 entries.", "malformed", {"size": 2**53}),
        "of-size-below-zero": ("Sizes are not negative.", "malformed", {"size": -1}),
    }
    for name, (comment, reason, changes) in bad.items():
        given = {**said, **key, **changes}
        yield Case(f"checkpoint-signed-{name}", "15", comment, "sign-checkpoint", given, "BadCheckpoint", reason)
    witness = {"name": W1, "seed_hex": noted.WITNESSES[W1].hex(), "now": THEN}
    yield Case(
        "cosignature", "15", "A witness signs what it saw, with the time.", "cosign",
        {"note": note(_SAID, _LINE), **witness}, out={"line": cosigned(_SAID, W1)},
    )  # fmt: skip
    other = "Pay me.\n"
    yield Case(
        "cosignature-of-no-checkpoint", "15", "A witness signs nothing but states of logs.", "cosign",
        {"note": note(other, operated(other)), **witness}, "BadCheckpoint", "malformed",
    )  # fmt: skip


def _gathered() -> Iterator[Case]:
    base, stranger = note(_SAID, _LINE), cosigned(_SAID, "x.example", seed=fixed("a stranger"))
    given = {"note": base, "lines": stranger + cosigned(_SAID, W1) * 2 + _LINE, "witnesses": noted.WITNESS_VKEYS}
    yield Case(
        "cosignatures-added", "15", "Of an answer only what a known witness signed is taken, once.", "cosignatures",
        given, out={"note": base + cosigned(_SAID, W1)},
    )  # fmt: skip
    false = {**given, "lines": changed(cosigned(_SAID, W1))}
    comment = "A witness that answers with a false signature."
    yield Case("cosignatures-false", "15", comment, "cosignatures", false, "BadCheckpoint", "signature")
    text_more = {**given, "lines": "more\n\n" + cosigned(_SAID, W1)}
    comment = "An answer that brings a text of its own."
    yield Case("cosignatures-with-text", "15", comment, "cosignatures", text_more, "BadCheckpoint", "signature")


def _fresh() -> Iterator[Case]:
    day, times = 86_400, {W1: THEN, W2: THEN + 10, W3: THEN - 100}
    held: dict[str, tuple[str, dict[str, int], dict[str, int]]] = {
        "holds": ("The second newest of three counts for two.", {}, {"age": cast.NOW - THEN}),
        "one-liar": (
            "One witness that lives in the future changes nothing.",
            {"lie": 2**40}, {"age": cast.NOW - THEN - 10},
        ),
        "seen-in-this-minute": ("Two right clocks differ a little.", {"now": THEN - 300}, {"age": 0}),
        "at-the-limit": ("72 hours to the second.", {"now": THEN + 3 * day}, {"age": 3 * day}),
    }  # fmt: skip
    for name, (comment, changes, out) in held.items():
        seen = {**times, "x.example": changes["lie"]} if "lie" in changes else times
        given = {"times": seen, "w": 2, "now": changes.get("now", cast.NOW), "most": 3 * day}
        yield Case(f"fresh-{name}", "15", comment, "fresh", given, out=out)
    bad = {
        "stale": ("A second more than 72 hours: newer entries may be kept back.", THEN + 3 * day + 1, "stale"),
        "future": ("Two witnesses saw it later than now.", THEN - 301, "future"),
    }
    for name, (comment, now, reason) in bad.items():
        given = {"times": times, "w": 2, "now": now, "most": 3 * day}
        yield Case(f"fresh-{name}", "15", comment, "fresh", given, "BadCheckpoint", reason)
    few = {"times": {W1: THEN}, "w": 2, "now": cast.NOW, "most": 3 * day}
    comment = "One time where two are asked for."
    yield Case("fresh-too-few-witnesses", "15", comment, "fresh", few, "BadCheckpoint", "witnesses")
    nobody = {"times": {}, "w": 0, "now": cast.NOW, "most": 3 * day}
    comment = "Without witnesses nobody says how old a state is."
    yield Case("fresh-without-witnesses", "15", comment, "fresh", nobody, "BadCheckpoint", "stale")


def _two_notes() -> Iterator[Case]:
    fork = text(root=_FORK)
    pairs = {
        "shown": ("Two logs of one size, both signed by the operator.", note(fork, operated(fork)), True),
        "same": ("The same state twice.", note(_SAID, _LINE), False),
        "of-two-sizes": ("Two sizes alone prove nothing.", note(text(6), operated(text(6))), False),
    }
    for name, (comment, other, differs) in pairs.items():
        given = {"note": state(), "other": other, "operator": noted.OPERATOR_VKEY}
        yield Case(f"equivocation-{name}", "15", comment, "equivocation", given, out={"proved": differs})
    forged = {
        "note": state(),
        "other": note(fork, operated(fork, noted.OTHER_OPERATOR)),
        "operator": noted.OPERATOR_VKEY,
    }
    comment = "The second note is not the operator's: it accuses nobody."
    yield Case("equivocation-forged", "15", comment, "equivocation", forged, "BadCheckpoint", "operator")
