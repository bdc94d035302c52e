"""A half-year as a report on paper, for funders and for whoever asks what the network does."""

import io
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from client.indicator_words import LISTS, MEDIANS, TOO_FEW, TOO_FEW_DAYS, category
from client.shapes_learning import Cell, IndicatorList, Report

INK, BAR, QUIET = colors.HexColor("#1f2a36"), colors.HexColor("#2f6f8f"), colors.HexColor("#5a6672")
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=18, leading=22, textColor=INK)
HEAD = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=12, leading=15, textColor=INK, spaceBefore=10)
TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=9.5, leading=13, textColor=INK)
NOTE = ParagraphStyle("note", parent=TEXT, fontSize=8.5, leading=11, textColor=QUIET)
WIDTHS = (78 * mm, 18 * mm, 16 * mm, 58 * mm)
RULES = (
    "No number here tells of fewer than five women. What would is shown together with others, or not at all. Numbers "
    "are counted once, 92 days after the half-year, and never again. Shares are percent of the numbers of their list.",
    "The network cannot read what women say: their accounts are sealed. What is marked as counted by hand was added "
    "up by organisations, as far as they wished, and says nothing about those who did not count.",
)


def paper(report: Report) -> bytes:
    """Draw a half-year as a PDF on A4, for funders and for whoever asks what the network does."""
    drawn = io.BytesIO()
    title = f"Referrals in the network, {report['period']}"
    page = SimpleDocTemplate(
        drawn, pagesize=A4, title=title, author="", creator="", producer="", invariant=1,
        leftMargin=20 * mm, rightMargin=20 * mm, topMargin=18 * mm, bottomMargin=18 * mm,
    )  # fmt: skip
    story: list[Flowable] = [
        Paragraph(title, TITLE),
        Paragraph(f"From {report['first']} to {report['last']}.", TEXT),
        Spacer(1, 4 * mm),
        *(Paragraph(rule, NOTE) for rule in RULES),
    ]
    story += [KeepTogether(_list(each)) for each in report["lists"]]
    story.append(KeepTogether(_medians(report)))
    page.build(story, onFirstPage=_foot, onLaterPages=_foot)
    return drawn.getvalue()


def _list(each: IndicatorList) -> list[Flowable]:
    title, about = LISTS[each["name"]]
    found: list[Flowable] = [Paragraph(title, HEAD), Paragraph(about, NOTE), Spacer(1, 1.5 * mm)]
    if each["hidden"]:
        return [*found, Paragraph(TOO_FEW, TEXT)]
    rows = sorted(each["cells"], key=lambda cell: (len(cell["categories"]) > 1, -cell["count"]))
    drawn = Table([_row(cell) for cell in rows], colWidths=WIDTHS, hAlign="LEFT")
    drawn.setStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("ALIGN", (1, 0), (2, -1), "RIGHT"),
                    ("FONT", (1, 0), (2, -1), "Helvetica", 9.5), ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5), ("LEFTPADDING", (0, 0), (0, -1), 0)])  # fmt: skip
    return [*found, drawn]


def _row(cell: Cell) -> list[Any]:
    named = ", ".join(category(code) for code in cell["categories"])
    merged = len(cell["categories"]) > 1
    bar = Table(
        [[""]], colWidths=[max(cell["share"], 1) / 100 * (WIDTHS[3] - 4 * mm)], rowHeights=[3 * mm], hAlign="LEFT"
    )
    bar.setStyle([("BACKGROUND", (0, 0), (-1, -1), BAR)])
    return [
        Paragraph(f"These together: {named}" if merged else named, NOTE if merged else TEXT),
        str(cell["count"]),
        f"{cell['share']} %",
        bar,
    ]


def _medians(report: Report) -> list[Flowable]:
    found: list[Flowable] = [Paragraph("How long answers took", HEAD), Paragraph("Medians, in days.", NOTE)]
    for each in report["medians"]:
        days = TOO_FEW_DAYS if each["days"] is None else str(each["days"])
        found.append(Paragraph(f"{MEDIANS[each['name']]}: {days}", TEXT))
    return found


def _foot(canvas: Any, page: Any) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(A4[0] - 20 * mm, 10 * mm, f"Page {page.page}")
