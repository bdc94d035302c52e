"""The sheet that an officer keeps: words and a picture on one A4 page that prints without a network.

Nothing on it says whose key it is, what it opens or for what; whoever finds it learns that it is one of several parts.
"""

from html import escape

import segno

from client.share_text import words
from crypto.shares import Share

COLUMNS = 4
_STYLE = """
@page { size: A4; margin: 16mm }
body { font: 11pt/1.4 sans-serif; color: #000; background: #fff; margin: 0 auto; max-width: 178mm }
h1 { font-size: 15pt; margin: 0 0 2mm } p, li { margin: 0 0 1.5mm } ol { padding-left: 6mm }
table { border-collapse: collapse; width: 100%; margin: 3mm 0; font: 11.5pt/1.35 monospace }
td { border: 0.3mm solid #999; padding: 0.6mm 2mm; width: 25% }
td b { display: inline-block; width: 8mm; color: #444; font-weight: normal; text-align: right; margin-right: 2mm }
figure { float: right; margin: 0 0 2mm 6mm; width: 46mm } figure svg { width: 46mm; height: 46mm }
.line { border-bottom: 0.3mm solid #000; height: 9mm }
""".strip()
_STEPS = (
    "Print this page on paper, from a printer that keeps no copies. Then delete the file.",
    "Check it once: type the words, or let a camera read the picture, at the command <code>recovery check</code>.",
    "Put it in an envelope, write your name across the flap, and lock it away where only you get at it.",
    "Keep it apart from the other sheets and from any device. Never photograph it, and never send it.",
    "Check it again every six months. If it is lost, seen by somebody, or you leave: say so at once. A new set is "
    "made, and this sheet is worth nothing then.",
    "If somebody asks for it in a hurry, call the others first. A real need can wait a day.",
)


def page(share: Share) -> str:
    """Write one sheet as a HTML page that needs nothing from outside."""
    title = f"Sheet {share.index} of {share.n}"
    steps = "".join(f"<li>{step}</li>" for step in _STEPS)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        f"<figure>{picture(share)}</figure><h1>{escape(title)}</h1>"
        f"<p>Set {escape(share.ceremony)}. Any {share.k} of these {share.n} sheets together make a key. "
        f"{share.k - 1} say nothing at all.</p><ol>{steps}</ol>{_table(words(share))}"
        "<p>The last four words check the others. The first four letters of each word are enough.</p>"
        '<p>Checked on:</p><div class="line"></div><div class="line"></div></body></html>\n'
    )


def picture(share: Share) -> str:
    """Draw the share's text as a QR code (ISO/IEC 18004) that stands paper's creases."""
    return segno.make(share.text(), error="q", micro=False).svg_inline(scale=4, omitsize=True)


def _table(said: list[str]) -> str:
    rows = -(-len(said) // COLUMNS)
    cells = [
        "".join(f"<td><b>{at + 1}</b>{escape(said[at])}</td>" for at in range(row, len(said), rows))
        for row in range(rows)
    ]
    return "<table>" + "".join(f"<tr>{cell}</tr>" for cell in cells) + "</table>"
