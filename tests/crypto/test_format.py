"""Bytes with one spelling only."""

from decimal import Decimal

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from crypto.format import b64u, blake2b, exact, integer, jcs, lp, strict_json, text, unb64u, unlp

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_joined_parts_come_apart_as_they_were(parts):
    assert unlp(lp(*parts), len(parts)) == parts


@given(st.lists(st.binary(max_size=6), max_size=4), st.lists(st.binary(max_size=6), max_size=4))
def test_two_lists_of_parts_never_give_the_same_bytes(one, other):
    assert (lp(*one) == lp(*other)) == (one == other)


@pytest.mark.parametrize("data, count", [(b"\x00\x00\x00\x02a", 1), (b"\x00\x00", 1), (lp("a", "b"), 1), (b"", 1)])
def test_parts_that_do_not_add_up_are_refused(data, count):
    with pytest.raises(ValueError, match="part"):
        unlp(data, count)


@given(st.binary(max_size=50))
def test_base64url_reads_back(data):
    assert unb64u(b64u(data)) == data


@pytest.mark.parametrize("bad", ["A", "AA==", "AB", "A+", "A/", "A\n", "é", None, 1, "AAA\n"])
def test_base64url_has_one_spelling(bad):
    with pytest.raises(ValueError, match=r"base64url|another size"):
        unb64u(bad)


def test_base64url_of_another_size_is_refused():
    with pytest.raises(ValueError, match="another size"):
        unb64u("AAAA", 4)


@given(JSON)
def test_our_json_is_that_of_rfc_8785(value):
    try:
        ours = jcs(value)
    except ValueError:
        return
    assert ours == rfc8785.dumps(value)
    assert strict_json(ours, most=10_000) == value


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), 2**53, -(2**53), "e\u0301", {"é": 1}, {1: 2}, "\ud800", b"x", Decimal(1)],
    ids=repr,
)
def test_what_has_two_spellings_is_not_written(value):
    with pytest.raises((ValueError, UnicodeEncodeError)):
        jcs(value)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1,"a":1}',
        b'{"b":1,"a":2}',
        b'{ "a":1}',
        b"1.0",
        b"1e2",
        b"NaN",
        b"-Infinity",
        b"-0",
        b"01",
        b"9007199254740992",
        b"1" * 30,
        b'"\\u0041"',
        b'"\\ud800"',
        '"e\u0301"'.encode(),
        b"\xff",
        b'\xef\xbb\xbf"a"',
        b"[" * 17 + b"]" * 17,
        b"[" * 50_000 + b"]" * 50_000,
        b'{"a":' * 17 + b"1" + b"}" * 17,
        b"",
        b"[1]\n",
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(raw):
    with pytest.raises(ValueError):  # noqa: PT011 - each kind of doubt has words of its own
        strict_json(raw, most=200_000)


def test_sixteen_levels_can_be_read():
    assert strict_json(b"[" * 16 + b"]" * 16, most=100) == [[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]


def test_too_long_is_refused_before_it_is_read():
    with pytest.raises(ValueError, match="too long"):
        strict_json(b"[1]", most=2)


def test_fields_texts_and_numbers_have_one_form():
    assert exact({"a": 1}, "a") == {"a": 1}
    assert text("ab", "[a-z]+") == "ab"
    assert integer(0) == 0
    for bad in (lambda: exact([], "a"), lambda: exact({"a": 1}, "b"), lambda: text(1, "a"), lambda: text("a\n", "a")):
        with pytest.raises(ValueError):  # noqa: PT011
            bad()
    for number in (True, -1, "1", None):
        with pytest.raises(ValueError):  # noqa: PT011
            integer(number)


def test_blake2b_is_the_one_of_rfc_7693():
    assert blake2b(b"abc", size=64).hex().startswith("ba80a53f981c4d0d6a2797b69f12f6e9")
