"""Reports, checks and half-years from the terminal, and a half-year as a table, a chart and a sheet of paper."""

import asyncio
import csv
import io
import json
from datetime import datetime

import asyncpg
import pikepdf

from client import indicator_pages
from client.indicator_paper import paper
from client.indicator_words import CATEGORIES, LISTS, MEDIANS
from referrals import indicator_model as model
from referrals.indicator_rules import period_of
from tests.conftest import _with_database


def cell(count, share, *categories):
    return {"categories": list(categories), "count": count, "share": share}


REPORT = {
    "period": "2026-H1", "first": "2026-01-01", "last": "2026-06-30",
    "lists": [
        {"name": "FATE", "byHand": False, "hidden": None,
         "cells": [cell(6, 50, "SILENT"), cell(6, 50, "ACK_ONLY", "GOING_ON")]},
        {"name": "WITHDRAWAL", "byHand": False, "hidden": "TOO_FEW", "cells": []},
        {"name": "UNMET_NEED", "byHand": True, "hidden": None, "cells": [cell(9, 100, "CHILDCARE@AT-9")]},
    ],
    "medians": [{"name": "ACKNOWLEDGED", "days": 2}, {"name": "DECIDED", "days": None}],
}  # fmt: skip


def test_a_table_has_one_line_a_number_and_says_what_is_hidden():
    lines = list(csv.reader(io.StringIO(indicator_pages.table(REPORT))))

    assert lines[1:] == [
        ["2026-H1", "FATE", "SILENT", "6", "50", "", "", "no"],
        ["2026-H1", "FATE", "ACK_ONLY GOING_ON", "6", "50", "", "", "no"],
        ["2026-H1", "WITHDRAWAL", "", "", "", "", "TOO_FEW", "no"],
        ["2026-H1", "UNMET_NEED", "CHILDCARE@AT-9", "9", "100", "", "", "yes"],
        ["2026-H1", "MEDIAN_ACKNOWLEDGED", "", "", "", "2", "", "no"],
        ["2026-H1", "MEDIAN_DECIDED", "", "", "", "", "TOO_FEW", "no"],
    ]


def test_a_chart_has_labels_and_values_in_one_order():
    shown = indicator_pages.charts(REPORT)["charts"]

    assert shown[0]["labels"] == ["Never opened", "Opened, never decided, Still going on"]
    assert shown[0]["values"] == [6, 6]
    assert shown[2]["labels"] == ["Childcare, AT-9"]


def test_a_sheet_for_funders_is_the_same_each_time_and_names_no_program_and_nobody():
    drawn = paper(REPORT)

    assert drawn == paper(REPORT)
    with pikepdf.open(io.BytesIO(drawn)) as read:
        assert len(read.pages) == 1
        assert str(read.docinfo["/Title"]) == "Referrals in the network, 2026-H1"
        assert str(read.docinfo.get("/Author", "")) in ("", "anonymous")


def test_everything_that_can_be_published_has_words():
    lists = {*model.REFERRAL_LISTS, "WITHDRAWAL", *model.HAND_LISTS}
    named = {*model.FATES, *model.OPTIONS, *model.WITHDRAWALS, *(model.HAND_LISTS["FELT_SAFE"] or ()),
             *(model.HAND_LISTS["AS_TOLD"] or ()), "OTHER"}  # fmt: skip

    assert (set(LISTS), set(CATEGORIES), set(MEDIANS)) == (lists, named, set(model.MEDIANS))


def test_the_terminal_reports_counts_and_says_no_in_a_sentence(street):
    now = period_of(datetime.now().date())
    counts = json.dumps({"FELT_SAFE": {"YES": 9}, "UNMET_NEED": {"CHILDCARE@AT-9": 6}})

    assert street.run("giulia", "indicators").out == "Nothing is published yet.\n"
    refused = street.run("giulia", "indicators", "2026-Q1")
    assert (refused.code, "BAD_PERIOD" in refused.err) == (3, True)
    assert street.run("giulia", "count-by-hand", now, "-", given=counts).out == "2 numbers were taken.\n"
    stranger = street.run("giulia", "report-service", "0" * 32, "1", "NOT_SAFE_AGAIN", "--will-not-expose-her")
    assert (stranger.code, "NEVER_REFERRED" in stranger.err) == (3, True)
    assert "ROLE_MISSING" in street.run("giulia", "checks", "0" * 32).err
    assert "ROLE_MISSING" in street.run("giulia", "end-check", "0" * 32).err


def test_who_sent_somebody_reports_and_a_half_year_goes_to_funders_by_command_line(
    street, sent, postgres_url, template
):
    body = {
        "lists": {**dict.fromkeys((*model.REFERRAL_LISTS, "WITHDRAWAL", *model.HAND_LISTS)), "FATE": [[["SILENT"], 6]]},
        "medians": {"ACKNOWLEDGED": 2, "DECIDED": None, "FIRST_CONTACT": None},
    }
    url = _with_database(postgres_url, f"{template}_client")
    listing, version = asyncio.run(_published(url, json.dumps(body), sent().id))

    said = street.run("giulia", "report-service", listing, str(version), "NOT_SAFE_AGAIN", "--will-not-expose-her")
    assert (said.code, said.out) == (0, "It was kept: the day, neither the referral nor who said it.\n")
    assert street.run("vera", "checks", listing).out == "No check is open.\n"
    assert street.run("giulia", "indicators").out == "2025-H1\n"
    shown = street.run("leyla", "indicators", "2025-H1").out
    assert "Never opened" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert street.run("leyla", "indicators", "2025-H1", "--csv").out.startswith("period,list,categories")
    assert json.loads(street.run("leyla", "indicators", "2025-H1", "--chart").out)["charts"][0]["values"] == [6]
    drawn = street.homes / "report.pdf"
    assert street.run("leyla", "indicators", "2025-H1", "--pdf", str(drawn)).code == 0
    assert drawn.read_bytes().startswith(b"%PDF")


async def _published(url, body, referral):
    """Publish a half-year by hand; gives the listing and the version that a referral went to."""
    connection = await asyncpg.connect(url)
    await connection.execute("INSERT INTO referrals.indicator_snapshots VALUES ('2025-H1', now(), $1)", body)
    went = "SELECT listing_id, listing_version FROM referrals.referrals WHERE id = $1"
    found = await connection.fetchrow(went, referral)
    await connection.close()
    return tuple(found)
