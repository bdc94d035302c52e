"""What she takes along: her code on a page that says nothing else, under a title that she chooses.

There is no name, no network and no explanation on it. It can pass for a telephone card or a customer's number.
"""

from html import escape

import segno

from client.her_code_text import words
from crypto.her_code import shown

_STYLE = """
@page { size: 148mm 105mm; margin: 8mm }
body { font: 11pt/1.4 sans-serif; color: #000; background: #fff; margin: 0 auto; max-width: 130mm }
h1 { font-size: 13pt; font-weight: normal; margin: 0 0 4mm }
.code { font: 20pt/1.5 monospace; letter-spacing: 0.5mm; margin: 0; white-space: nowrap }
.words { font: 11pt/1.5 monospace; margin: 3mm 0 0 } figure { margin: 4mm 0 0; width: 30mm }
figure svg { width: 30mm; height: 30mm }
""".strip()


def page(code: str, title: str, *, in_words: bool = False, picture: bool = True) -> str:
    """Write her page as HTML that needs nothing from outside."""
    heading = f"<h1>{escape(title)}</h1>" if title else ""
    more = f'<p class="words">{escape(" ".join(words(code)))}</p>' if in_words else ""
    drawn = f"<figure>{_picture(code)}</figure>" if picture else ""
    return (
        '<!doctype html><html><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        f'{heading}<p class="code" dir="ltr">{shown(code)}</p>{more}{drawn}</body></html>\n'
    )


def text(code: str, title: str, *, in_words: bool = False) -> str:
    """Write her page as plain text."""
    lines = [title, shown(code), " ".join(words(code)) if in_words else ""]
    return "\n".join(line for line in lines if line) + "\n"


def _picture(code: str) -> str:
    """Draw the bare digits as a QR code (ISO/IEC 18004): a number, never a link."""
    return segno.make(code, error="m", micro=False).svg_inline(scale=4, omitsize=True)
