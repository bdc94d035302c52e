"""Text of others in a terminal: every script is readable, and nothing plays tricks."""

import pytest
from rich.cells import cell_len

from client import show
from client.plain import line, plain, shown

ARABIC = "دورة ألمانية A2 للحياة اليومية"


@pytest.mark.parametrize("text", [ARABIC, "Ελληνικά", "Български", "日本語コース", "Ärztin – “ok”", "می‌خواهم"])
def test_letters_of_every_script_stay(text):
    assert plain(text) == text


@pytest.mark.parametrize(
    "trick", ["\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\r", "\b", "\x00", "\u202e", "\u2066", "\u2028", "\x7f"]
)
def test_nothing_moves_the_cursor_or_turns_words_around(trick):
    cleaned = plain(f"before{trick}after")

    assert cleaned.isprintable()
    assert cleaned.startswith("before")
    assert cleaned.endswith("after")


def test_a_name_with_lines_in_it_cannot_pass_for_another_row():
    assert line("one\ntwo\r\n  three") == "one two three"


def test_a_right_to_left_text_keeps_to_itself_and_takes_no_more_room():
    text = shown(ARABIC, "  ")

    assert text.plain == f"  \u2068{ARABIC}\u2069"
    assert cell_len(text.plain) == cell_len(ARABIC) + 2


def test_markup_of_others_is_only_text(capsys):
    said = {"type": "status", "from": "herself", "says": {"note": "[red]x[/red] [/] \x1b[31m"}, "dropped": []}
    show.letters([{**said, "attachments": [], "missing": 0}])

    assert "note: [red]x[/red] [/] [31m" in capsys.readouterr().out


def _edge(name, why):
    criterion = {"verdict": "UNKNOWN", "askSentence": why, "changeSentence": None, "sentence": "s"}
    listing = {"name": name, "provider": {"name": name}, "id": "a" * 32, "version": 1, "areasServed": ["AT-9"]}
    return {
        "node": {"listing": listing, "verdict": "ASK", "distanceKm": 3.2, "criteria": [criterion], "conditions": []}
    }


@pytest.mark.parametrize("name", [ARABIC * 6, "日本語のコース" * 12, "x" * 300, "[bold]", "\x1b[2J"])
def test_a_match_fits_80_columns_whatever_a_service_is_called(capsys, name):
    counts = {"eligible": 0, "ask": 1, "notYet": 0, "notEligible": 0}
    found = {"edges": [_edge(name, name)], "totalCount": 1, "counts": counts, "pageInfo": {"hasNextPage": False}}
    show.matches({**found, "language": "de", "wordingOrigin": "MACHINE"})
    lines = capsys.readouterr().out.splitlines()

    assert max(map(cell_len, lines)) <= 80
    assert any(f"{'a' * 32}@1" in one for one in lines)
    assert not any("\x1b" in one for one in lines)


def test_a_letter_shows_nested_facts_and_what_was_dropped(capsys):
    says = {"blocks": {"CONTACT": {"data": {"name": ARABIC, "when": {"days": ["mon"]}}, "salt": "x"}}}
    said = {"type": "referral", "from": "a" * 32, "says": says, "dropped": ["HEALTH"], "attachments": [], "missing": 2}
    show.letters([said])
    out = capsys.readouterr().out

    assert f"\u2068name: {ARABIC}\u2069" in out or f"name: {ARABIC}" in out
    assert 'days: ["mon"]' in out
    assert "2 LETTERS ARE MISSING BEFORE THIS ONE" in " ".join(out.split())
    assert "NOT SHOWN" in out
    assert "HEALTH" in out
