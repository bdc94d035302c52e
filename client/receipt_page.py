"""The receipt that she gets: a page in her language that prints without a network, neutral unless she wants all.

The neutral form names no organisation, no service and no subject: whoever finds it reads a note with a number. The full
form says what she agreed to. Whatever others ended is said to be theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from kit.consent_notice import Notice, notice

Size = Literal["A4", "A6"]
_STYLE = """
body { font: %(font)s/1.5 sans-serif; color: #000; background: #fff; margin: 0 auto; max-width: %(width)s }
h1 { font-size: 1.3em; margin: 0 0 3mm } h2 { font-size: 1.05em; margin: 4mm 0 1mm } p { margin: 0 0 2mm }
dl { margin: 0 0 3mm } dt { color: #444; font-size: .85em } dd { margin: 0 0 2mm; overflow-wrap: anywhere }
bdi.n { font-family: monospace; letter-spacing: .06em }
ul { margin: 0; padding-inline-start: 5mm } @media screen { body { padding: 6mm } }
""".strip()
_FITS = {"A4": ("12pt", "170mm", "A4", "18mm"), "A6": ("9pt", "89mm", "105mm 148mm", "8mm")}


@dataclass(frozen=True, slots=True)
class Said:
    """Hold what a receipt says: a consent as the node shows it, and the names that the full form needs."""

    consent: dict[str, Any]
    sender: str = ""
    recipient: str = ""
    service: str = ""
    code: str = ""
    """Her code, where she wants it on the paper; empty otherwise."""


def page(said: Said, language: str, *, full: bool = False, size: Size = "A6") -> str:
    """Write her receipt as a HTML page that needs nothing from outside; neutral unless `full`."""
    text = notice(language)
    body = _full(said, text) if full else _neutral(said, text)
    return document(text, text.words["yes" if full else "note"], body, size)


def document(text: Notice, title: str, body: str, size: Size) -> str:
    """Put a page together in the direction of its language."""
    font, width, paper, margin = _FITS[size]
    style = _STYLE % {"font": font, "width": width} + f"\n@page {{ size: {paper}; margin: {margin} }}"
    return (
        f'<!doctype html><html lang="{text.language}" dir="{text.direction}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{style}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>\n"
    )


def listed(pairs: Sequence[tuple[str, str]]) -> str:
    """Write names and what belongs to them; numbers stand from left to right in every language."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{_isolated(value)}</dd>" for name, value in pairs if value)
    return f"<dl>{rows}</dl>"


def _isolated(value: str) -> str:
    number = set(value) <= set("0123456789abcdef -/@")
    return f'<bdi class="n" dir="ltr">{escape(value)}</bdi>' if number else f"<bdi>{escape(value)}</bdi>"


def grouped(number: str) -> str:
    """Write a long number in groups of four, so that it can be read aloud."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _neutral(said: Said, text: Notice) -> str:
    words, one = text.words, said.consent
    rows = [
        (words["number"], f"{grouped(one['id'])}"),
        (words["date"], one["begins"][:10]),
        (words["until"], one["ends"][:10] if one["status"] == "LIVE" else ""),
        (words["code"], said.code),
    ]
    return listed([(name, value) for name, value in rows if value]) + f"<p>{escape(words['stop'])}</p>"


def _full(said: Said, text: Notice) -> str:
    words, one = text.words, said.consent
    gone = [shown(part.partition(":")[2], words) for part in one["takenBack"]]
    rows = [
        (words["number"], grouped(one["id"])),
        (words["from"], said.sender),
        (words["to"], said.recipient),
        (words["service"], said.service),
        (words["shared"], ", ".join(shown(each, words) for each in one["categories"] if each != "CONSENT")),
        (words["for"], "; ".join(shown(each, words) for each in one["purposes"])),
        (words["takenBack"], ", ".join(gone)),
        (words["date"], one["begins"][:10]),
        (words["until"], one["ends"][:10]),
        (words["status"], words[one["status"]]),
        (words["receipt"], f"{len(one['events'])} / {one['events'][-1]['at'][:10]}"),
        (words["code"], said.code),
    ]
    paragraphs = "".join(f"<p>{escape(each)}</p>" for each in text.text)
    return listed(rows) + f"<p><strong>{escape(words['stop'])}</strong></p>{paragraphs}"


def shown(code: str, words: dict[str, str]) -> str:
    """Say a code in her language where there is a word for it, and plainly where there is none."""
    return words.get(code) or code.lower().replace("_", " ")
