"""A half-year as a table for a spreadsheet, and as lists for a chart."""

import csv
import io
from typing import Any

from client.indicator_words import LISTS, MEDIANS, together
from client.shapes_learning import Report


def table(report: Report) -> str:
    """Write a half-year as CSV (RFC 4180): one line a number; a hidden list or median has none."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(("period", "list", "categories", "count", "share_percent", "days", "hidden", "counted_by_hand"))
    for each in report["lists"]:
        mark = "yes" if each["byHand"] else "no"
        if each["hidden"]:
            lines.writerow((report["period"], each["name"], "", "", "", "", each["hidden"], mark))
        for cell in each["cells"]:
            named = " ".join(cell["categories"])
            lines.writerow((report["period"], each["name"], named, cell["count"], cell["share"], "", "", mark))
    for median in report["medians"]:
        hidden = "TOO_FEW" if median["days"] is None else ""
        lines.writerow((report["period"], f"MEDIAN_{median['name']}", "", "", "", median["days"], hidden, "no"))
    return written.getvalue()


def charts(report: Report) -> dict[str, Any]:
    """Give each list as labels and values in one order, as chart programs take them."""
    lists = [
        {
            "id": each["name"],
            "title": LISTS[each["name"]][0],
            "hidden": each["hidden"],
            "labels": [together(cell["categories"]) for cell in each["cells"]],
            "values": [cell["count"] for cell in each["cells"]],
            "percent": [cell["share"] for cell in each["cells"]],
        }
        for each in report["lists"]
    ]
    medians = [{"title": MEDIANS[each["name"]], "days": each["days"]} for each in report["medians"]]
    return {"period": report["period"], "charts": lists, "medians": medians}
