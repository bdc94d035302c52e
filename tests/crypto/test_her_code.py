"""Her code: a slip is seen before anybody is asked, and digits of any script are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import her_code
from crypto.errors import BadCode

CODE = her_code.complete("012345678901234567890123")
SHOWN = her_code.shown(CODE)
codes = st.integers(0, 10**24 - 1).map(lambda number: her_code.complete(f"{number:024}"))


def refused(typed: str) -> tuple[str, int]:
    with pytest.raises(BadCode) as no:
        her_code.read(typed)
    assert not set(str(no.value)) & {"\u0660"}
    return no.value.reason, no.value.at


def test_every_single_slip_and_every_swap_of_neighbours_is_caught_for_every_code():
    """Whatever stood before is one of ten states; what follows keeps two different states different.

    So the cases below are all there are: ten states, each digit or pair, each other digit or the swapped pair.
    """
    table = [[int(one) for one in row] for row in her_code._DAMM]
    for digit in range(10):
        assert len({row[digit] for row in table}) == 10  # a digit never joins two states
    for row in table:
        assert len(set(row)) == 10  # another digit leads to another state
        for one in range(10):
            for other in range(10):
                assert one == other or table[row[one]][other] != table[row[other]][one]
    assert all(table[at][at] == 0 for at in range(10))  # so the check digit is one digit like the others


def test_the_slips_and_swaps_of_one_code_are_refused_one_by_one():
    for at in range(25):
        for digit in "0123456789":
            if digit != CODE[at]:
                assert refused(CODE[:at] + digit + CODE[at + 1 :]) == ("check", 0)
        swapped = CODE[:at] + CODE[at : at + 2][::-1] + CODE[at + 2 :]
        assert swapped == CODE or refused(swapped) == ("check", 0)


@given(codes)
def test_a_code_is_read_as_it_is_shown_and_as_its_words(code):
    assert her_code.read(her_code.shown(code)) == code
    assert her_code.read_numbers(her_code.numbers(code)) == code


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        SHOWN.replace(" ", "-"),
        SHOWN.replace(" ", " \u2013 "),
        SHOWN.replace(" ", "\u00a0"),
        SHOWN.replace(" ", "\n"),
        "\u200f" + SHOWN + "\u200e",
        SHOWN.translate({48 + at: 0x660 + at for at in range(10)}),
        SHOWN.translate({48 + at: 0x6F0 + at for at in range(10)}),
        SHOWN.translate({48 + at: 0xFF10 + at for at in range(10)}),
        SHOWN.translate({48 + at: 0x966 + at for at in range(10)}),
        f"Sie hat uns am 25.11.2026 diese Nummer gegeben: {SHOWN}. Danke, Zimmer 12",
        f"25.11.2026, {SHOWN}",
        f"رقمي {SHOWN} شكرا",
        " ".join(CODE[at : at + 4] for at in range(0, 25, 4)),
    ],
)
def test_spaces_dashes_other_digits_and_pasted_surroundings_are_read(typed):
    assert her_code.read(typed) == CODE


def test_what_cannot_be_a_code_is_refused_and_the_wrong_group_is_named():
    groups = SHOWN.split()
    assert refused("") == ("count", 0)
    assert refused("my code") == ("count", 0)
    assert refused(CODE[:-1]) == ("count", 24)
    assert refused(CODE + "1") == ("count", 26)
    assert refused(" ".join(groups[:4])) == ("count", 20)
    for at in range(5):
        short = [*groups[:at], groups[at][:-1], *groups[at + 1 :]]
        assert refused(" ".join(short)) == ("group", at + 1)
        letter = [*groups[:at], groups[at][:-1] + "O", *groups[at + 1 :]]
        assert refused(" ".join(letter)) == ("group", at + 1)
    assert refused(" ".join([groups[0][:-1], *groups[1:4], groups[4] + "1"])) == ("check", 0)
    other = her_code.shown(her_code.complete("9" * 24))
    assert refused(f"{SHOWN} or {other}") == ("check", 0)


def test_words_that_are_others_too_few_or_swapped_are_refused():
    numbers = her_code.numbers(CODE)
    for bad in (numbers[:-1], [*numbers, 0], numbers[::-1], [2047] * 8, [numbers[0] ^ 1, *numbers[1:]], []):
        with pytest.raises(BadCode) as no:
            her_code.read_numbers(bad)
        assert no.value.reason == "words"


def test_new_codes_differ_and_have_24_digits_of_chance():
    made = {her_code.make() for _ in range(50)}

    assert len(made) == 50
    assert all(her_code.read(one) == one and len(one) == 25 for one in made)
    assert len({one[:4] for one in made}) > 30
