"""Text of others, made safe for a terminal: nothing in it moves the cursor, hides, or turns other words around."""

import unicodedata

from rich.text import Text

_TURNS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
FIRST_STRONG, POP = "\u2068", "\u2069"


def plain(text: str) -> str:
    """Take out control characters and direction overrides; lines and the letters of every script stay."""
    kept = text.replace("\r\n", "\n").replace("\t", " ").translate(_TURNS)
    return "".join(one for one in kept if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs", "Zl", "Zp"))


def line(text: str) -> str:
    """Make text one line, so that it cannot pass for another line of the table."""
    return " ".join(plain(text).split())


def shown(text: str, indent: str = "") -> Text:
    """Show text as it is, without markup; a right-to-left text keeps to itself (Unicode UAX #9, isolates)."""
    safe = plain(text)
    if any(unicodedata.bidirectional(one) in _RIGHT_TO_LEFT for one in safe):
        safe = "\n".join(f"{FIRST_STRONG}{one}{POP}" for one in safe.split("\n"))
    return Text("\n".join(indent + one for one in safe.split("\n")), overflow="fold")
