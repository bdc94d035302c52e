"""The form of an envelope: one spelling, and anything else is refused before a key is touched."""

import json
from dataclasses import replace

import pytest

from crypto.envelope import Envelope, Header
from crypto.errors import MalformedEnvelope, UnsupportedVersion
from crypto.format import b64u, jcs
from tests.crypto.seals import Post


def _changed(**changes):
    outside = json.loads(Post().seal().to_bytes())
    header = json.loads(Post().seal().protected)
    for name, value in changes.items():
        (header if name in header or name == "extra" else outside)[name] = value
    return jcs({**outside, "protected": b64u(jcs(header))})


def test_an_envelope_reads_back_as_it_was_written():
    sealed = Post().seal()

    assert Envelope.parse(sealed.to_bytes()) == sealed
    assert Envelope.parse(sealed.to_bytes().decode()) == sealed


def test_an_envelope_of_64_kib_and_one_byte_is_refused():
    raw = Post().seal().to_bytes()
    largest = raw + b" " * (65536 - len(raw))

    with pytest.raises(MalformedEnvelope):
        Envelope.parse(largest + b" ")


@pytest.mark.parametrize("changes", [{"v": 2}, {"v": True}, {"suite": "XW2"}, {"v": "1"}])
def test_another_version_or_suite_is_refused_as_that(changes):
    with pytest.raises(UnsupportedVersion):
        Envelope.parse(_changed(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": 1},
        {"ref": "1" * 31},
        {"ref": "G" * 32},
        {"seq": -1},
        {"seq": True},
        {"seq": "0"},
        {"prev": "AA"},
        {"prev": 1},
        {"from": "x"},
        {"to": ""},
        {"svc": None},
        {"rev": 0},
        {"consent": ""},
        {"exp": 2**53},
        {"epoch": 0},
        {"rcpt": []},
        {"rcpt": "x"},
        {"rcpt": [b64u(b"k" * 32)]},
        {"rcpt": [b64u(b"k" * 32)] * 2},
        {"rcpt": [1, 2]},
        {"man": {}},
        {"man": [1]},
        {"man": [["NEED"]]},
        {"man": [["need", b64u(b"c" * 32)]]},
        {"man": [["NEED", b64u(b"c" * 31)]]},
        {"man": [["NEED", b64u(b"c" * 32)], ["CONTACT", b64u(b"c" * 32)]]},
        {"man": [["NEED", b64u(b"c" * 32)], ["NEED", b64u(b"c" * 32)]]},
        {"log": {"size": 1, "root": ""}},
        {"log": []},
        {"wraps": []},
        {"wraps": "x"},
        {"wraps": [b64u(b"w" * 1167)] * 2},
        {"commit": b64u(b"c" * 31)},
        {"nonce": b64u(b"n" * 23)},
        {"nonce": 1},
        {"ct": b64u(b"x" * 4000)},
        {"more": 1},
    ],
    ids=str,
)
def test_any_other_form_is_refused(changes):
    try:
        raw = _changed(**changes)
    except ValueError:
        raw = json.dumps(changes).encode()

    with pytest.raises(MalformedEnvelope):
        Envelope.parse(raw)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"null", b"\xff", b"x", "ж", b'{"protected":"e30"}'])
def test_what_is_no_envelope_at_all_is_refused(raw):
    with pytest.raises(MalformedEnvelope):
        Envelope.parse(raw)


def test_a_header_without_a_version_is_no_header():
    for raw in (b"[]", b"{}", b'{"v":1}'):
        with pytest.raises(ValueError, match="no header"):
            Header.parse(raw)


def test_a_header_reads_back_as_it_was_written():
    header = Post().seal().header
    first = replace(header, context=replace(header.context, prev=b"p" * 32, sender=""))

    assert Header.parse(first.to_bytes()) == first
