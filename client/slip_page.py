"""The slip with which she goes herself: where it is and how to ask, in the provider's language and in hers.

Nothing on it names her, who helps her, a network or a reason. It can pass for a note that anybody made at a telephone.
"""

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any, Literal

Size = Literal["A6", "A5"]
_FITS = {"A6": ("9.5pt", "89mm", "105mm 148mm", "8mm"), "A5": ("12.5pt", "128mm", "148mm 210mm", "10mm")}
"""Size of letters, width of text, paper and margin; CSS has no word for A6, so both are in millimetres."""
_STYLE = """
body { font: %(font)s/1.4 sans-serif; color: #000; background: #fff; margin: 0 auto; max-width: %(width)s }
h1 { font-size: 1.25em; margin: 0 0 1mm } p { margin: 0 0 1.5mm; overflow-wrap: anywhere }
section { margin: 0 0 3mm } section + section { border-top: 0.2mm solid #999; padding-top: 3mm }
.line { display: inline-block; border-bottom: 0.2mm solid #000; width: 26mm }
@media screen { body { padding: 6mm } }
@page { size: %(size)s; margin: %(margin)s }
""".strip()


@dataclass(frozen=True, slots=True)
class Where:
    """Hold what stands on a slip: the service's own public words, and whom to ask for if she wants that."""

    service: str
    provider: str
    places: tuple[str, ...] = ()
    phone: str = ""
    person: str = ""


@cache
def wording() -> dict[str, dict[str, str]]:
    """Read the words of a slip, by language; a machine translated them, and no native speaker has read them yet."""
    said = json.loads(files("client").joinpath("wording/slip.json").read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = said["languages"]
    return found


def where_of(listing: dict[str, Any], language: str, person: str = "") -> Where:
    """Take out of a listing what everybody may read: its name in a language if there is one, open places, telephone."""
    named = {one["language"].split("-")[0]: one["text"] for one in listing["names"]}
    places = [one for one in listing["places"] if one["visibility"] == "PUBLIC" and (one["street"] or one["city"])]
    shown = tuple(", ".join(filter(None, (one["street"], one["postalCode"], one["city"]))) for one in places)
    provider = listing["provider"]
    name = named.get(language) or listing["name"]
    return Where(name, provider["name"], shown, provider["phone"] or "", person)


def page(where: Where, languages: tuple[str, str], size: Size = "A6") -> str:
    """Write a slip as HTML that needs nothing from outside, first in the provider's language, then in hers."""
    font, width, paper, margin = _FITS[size]
    style = _STYLE % {"font": font, "width": width, "size": paper, "margin": margin}
    both = tuple(dict.fromkeys(languages))
    return (
        '<!doctype html><html><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(where.service)}</title><style>{style}</style></head><body>"
        f"<section><h1><bdi>{escape(where.provider)}</bdi></h1></section>"
        f"{''.join(_said(where, one, hers=one == both[-1]) for one in both)}</body></html>\n"
    )


def _said(where: Where, language: str, *, hers: bool) -> str:
    """Write one language's part; how to get there stands in hers only, for the house knows it."""
    words = wording()[language]
    places = [(words["where"], one) for one in where.places] + [(words["call"], where.phone)]
    rows = [*(places if hers else ()), (words["person"], where.person)]
    told = "".join(f"<p>{escape(name)}: <bdi>{escape(value)}</bdi></p>" for name, value in rows if value)
    line = '<span class="line"></span>'
    return (
        f'<section lang="{language}" dir="{words["direction"]}"><p>{escape(words["ask"])}: '
        f"<bdi>{escape(where.service)}</bdi></p>{told}<p>{escape(words['when'])}</p>"
        f"<p>{escape(words['day'])} {line} {escape(words['time'])} {line}</p></section>"
    )
