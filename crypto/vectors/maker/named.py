"""Vectors of section 6: the state of the key log that a letter names, out of a note and into one."""

import base64
from collections.abc import Iterator
from typing import Any

from . import noted
from .case import Case
from .noted import ORIGIN, SIZE, cosigned, note, operated, state, text, vkey
from .primitives import fixed, sign_public
from .spelling import b64u
from .tree import ENTRIES, mth


def named_log(size: int = SIZE, root: bytes | None = None, seed: bytes = noted.OPERATOR) -> dict[str, Any]:
    """Give a header's `log` for a state that an operator signed."""
    root = mth(ENTRIES[:size]) if root is None else root
    signature = base64.b64decode(operated(text(size, root), seed).rsplit(" ", 1)[1])[4:]
    return {"root": b64u(root), "sig": b64u(signature), "size": size}


def cases() -> Iterator[Case]:
    """Make these vectors of section 6."""
    operator = {"operator": noted.OPERATOR_VKEY}
    out = {"log": named_log()}
    yield Case("log-named", "6", "The operator's part of a note.", "name-state", {"note": state(), **operator}, out=out)
    none = {"log": {"root": "", "size": 0}}
    given = {"note": state(0), **operator}
    yield Case("log-named-of-nothing", "6", "A log without entries is not named.", "name-state", given, out=none)
    said = text()
    given = {"note": note(said, cosigned(said)), **operator}
    comment = "A state that its operator did not sign."
    yield Case("log-named-of-nobody", "6", comment, "name-state", given, "BadCheckpoint", "operator")
    back = {"note": note(said, operated(said))}
    yield Case("log-read", "6", "The note made again.", "named-state", {"log": named_log(), **operator}, out=back)
    bad: dict[str, tuple[str, str, dict[str, Any]]] = {
        "invented": ("A root that nobody signed.", "signature", {"log": {**named_log(), "root": b64u(fixed("root"))}}),
        "of-another-size": ("A signature over another size.", "signature", {"log": {**named_log(), "size": SIZE + 1}}),
        "signed-by-another": ("Another key's signature.", "signature", {"log": named_log(seed=noted.OTHER_OPERATOR)}),
        "of-another-log": (
            "Another log's state, signed by the same hand.", "signature",
            {"operator": vkey(f"{ORIGIN}2", 1, sign_public(noted.OPERATOR))},
        ),
    }  # fmt: skip
    for name, (comment, reason, changes) in bad.items():
        given = {"log": named_log(), **operator, **changes}
        yield Case(f"log-read-{name}", "6", comment, "named-state", given, "BadCheckpoint", reason)
