"""The ground floor holds what stands on it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import errors, ids, page, sql
from kit.clock import now


def test_a_refusal_speaks_a_sentence_with_its_facts():
    refusal = errors.BadPageSize("first", most=100)

    assert str(refusal) == "A page holds between 1 and 100 entries."
    assert refusal.code == "BAD_PAGE_SIZE"
    assert refusal.field == "first"


def test_a_constraint_stands_for_one_refusal_only():
    errors.register_constraints({"kit_test_constraint": errors.BadId})
    errors.register_constraints({"kit_test_constraint": errors.BadId})

    with pytest.raises(ValueError, match="kit_test_constraint"):
        errors.register_constraints({"kit_test_constraint": errors.BadCursor})

    assert errors.CONSTRAINTS.pop("kit_test_constraint") is errors.BadId


def test_new_ids_are_accepted_and_differ():
    made = {ids.new_id() for _ in range(50)}

    assert len(made) == 50
    assert {ids.check_id(one) for one in made} == made


@pytest.mark.parametrize("text", ["", "g" * 32, "A" * 32, "0" * 31, "0" * 33, "0" * 32 + "\n"])
def test_anything_else_is_no_id(text):
    with pytest.raises(errors.BadId):
        ids.check_id(text, "id")


@given(st.lists(st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20)), max_size=4))
def test_a_cursor_gives_back_its_keys(keys):
    assert page.decode_cursor(page.encode_cursor(keys), len(keys)) == keys


@pytest.mark.parametrize("name", ["Ω" * 200, "\x1f" * 200, "𐀀" * 200])
def test_a_long_name_in_any_script_does_not_end_a_list(name):
    assert page.decode_cursor(page.encode_cursor([name, "f" * 32]), 2) == [name, "f" * 32]


@pytest.mark.parametrize("cursor", ["", "!!!!", "bm90IGpzb24", "e30", page.encode_cursor([1, 2]), "A" * 2400])
def test_a_cursor_of_another_list_is_refused(cursor):
    with pytest.raises(errors.BadCursor):
        page.decode_cursor(cursor, 1)


@pytest.mark.parametrize("first", [0, -1, 101])
def test_a_page_has_bounds(first):
    with pytest.raises(errors.BadPageSize):
        page.check_first(first)


def test_a_page_has_twenty_entries_unless_asked():
    assert page.check_first(None) == 20
    assert page.check_first(100) == 100


def test_queries_are_found_by_name():
    assert sql.parse("-- one\n-- Say one.\nSELECT 1;\n\n-- two\n-- Say two.\nSELECT 2;\n") == {
        "one": "-- Say one.\nSELECT 1;",
        "two": "-- Say two.\nSELECT 2;",
    }


@pytest.mark.parametrize("text", ["-- one\n-- a\nSELECT 1;\n-- one\n-- b\nSELECT 2;", "-- one\nSELECT 1;"])
def test_a_query_twice_or_without_intent_is_refused(text):
    with pytest.raises(ValueError, match="the query one"):
        sql.parse(text)


def test_the_clock_tells_utc():
    assert now().utcoffset().total_seconds() == 0
