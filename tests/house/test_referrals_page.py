"""The page about a referral's way says what the code does."""

import re
from pathlib import Path

from directory import errors as directory_errors
from kit.errors import Refusal
from network import errors as network_errors
from referrals.guards import GUARDS
from referrals.model import State
from referrals.transitions import ALL, LIVE, TABLE, UNSENT, Transition

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "referrals.md").read_text(encoding="utf-8")
GROUPS = {"any": ALL, "any live": LIVE, "any live once sent": LIVE - UNSENT, "-": frozenset()}


def chapter(title: str) -> str:
    return PAGE.split(f"## {title}\n")[1].split("\n## ")[0]


def cells(text: str) -> list[list[str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return rows[2:]


def codes(cell: str) -> list[str]:
    return re.findall(r"`([A-Z_0-9]+)`", cell)


def sources(cell: str) -> frozenset[State]:
    group, _, but = cell.partition(" but ")
    named = GROUPS[group] if group in GROUPS else frozenset(State(code) for code in codes(group))
    return named - {State(code) for code in codes(but)}


def target(cell: str) -> State | None:
    return State(codes(cell)[0]) if codes(cell) else None


def said(row: Transition) -> tuple[object, ...]:
    effect = {word for word, holds in (("shreds", row.shreds), ("hidden", row.hidden)) if holds}
    return (row.number, row.name, row.sources, row.target, {str(one) for one in row.actors}, row.reasons, effect)


HOUSES = (network_errors, directory_errors)
"""Read, so that every refusal of the houses below is known here."""


def every_refusal(of: type[Refusal] = Refusal) -> set[str]:
    return {of.code}.union(*(every_refusal(one) for one in of.__subclasses__()))


def test_the_table_of_steps_is_the_one_of_the_code():
    written = [
        (int(number), codes(name)[0], sources(start), target(end), set(by.split(", ")), frozenset(codes(reason)),
         set(effect.split(", ")) - {"-"})
        for number, name, start, end, by, reason, effect in cells(chapter("Steps"))
    ]  # fmt: skip

    assert written == [said(row) for row in TABLE]


def test_every_state_is_explained():
    assert [codes(row[0])[0] for row in cells(chapter("States"))] == list(State)


def test_every_guard_has_a_row_and_every_refusal_that_is_named_exists():
    rows = cells(chapter("What must hold before anything is sent"))

    assert len(rows) == len(GUARDS) + 1, "one row a guard, and one for the listing"
    assert {code for row in rows for code in codes(row[1])} <= every_refusal()
