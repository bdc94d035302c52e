"""Whatever arrives, `open_` says no in one of five ways, and never breaks."""

import json
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crypto.errors import MalformedEnvelope, NotAllowed, NotForYou, Tampered, UnsupportedVersion
from crypto.format import b64u, jcs
from tests.crypto.seals import A, Post

REFUSALS = (MalformedEnvelope, UnsupportedVersion, NotForYou, NotAllowed, Tampered)
LIMITED = settings(max_examples=300, deadline=None)
ASCII = st.text(st.characters(max_codepoint=127), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | ASCII,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ASCII, inner, max_size=4),
    max_leaves=12,
)


@cache
def sealed() -> bytes:
    post = Post()
    return post.seal(recipients=[post.intake.public, post.copy.public]).to_bytes()


def refused(data: bytes, **changes) -> bool:
    """Open it as B does; anything but the five refusals goes through and fails the test."""
    try:
        Post().open(data, **changes)
    except REFUSALS as error:
        return type(error) in REFUSALS  # one of the five itself, not a class below
    return False


@LIMITED
@given(st.data())
def test_one_changed_bit_is_refused_by_at_least_one_of_its_two_readers(data):
    raw = bytearray(sealed())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    assert refused(bytes(raw)) | refused(bytes(raw), me=A, keys=[Post().copy])


@LIMITED
@given(st.data())
def test_one_changed_bit_outside_the_wraps_is_refused_by_every_reader(data):
    raw = bytearray(sealed())
    wraps = range(raw.index(b'"wraps":["') + 10, raw.index(b'"]'))
    at = data.draw(st.integers(0, len(raw) - 1).filter(lambda at: at not in wraps))
    raw[at] ^= 1 << data.draw(st.integers(0, 7))

    assert refused(bytes(raw))
    assert refused(bytes(raw), me=A, keys=[Post().copy])


@LIMITED
@given(st.integers(0, 9000), st.integers(0, 9000))
def test_a_piece_of_an_envelope_is_refused(start, length):
    piece = sealed()[start : start + length]

    assert refused(piece) or piece == sealed()


@LIMITED
@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"[" * 60_000)
@example(b"1" * 60_000)
@example(b'{"a":' * 10_000)
def test_any_bytes_are_refused(data):
    assert refused(data)


@LIMITED
@given(st.text(max_size=60))
def test_any_text_is_refused(text):
    assert refused(text)


@LIMITED
@given(JSON)
def test_any_json_is_refused(value):
    assert refused(json.dumps(value).encode())


@LIMITED
@given(st.sampled_from(sorted(json.loads(sealed()))), JSON)
def test_any_part_that_is_another_json_is_refused(part, value):
    assert refused(json.dumps({**json.loads(sealed()), part: value}, separators=(",", ":")).encode())


@LIMITED
@given(st.sampled_from(sorted(json.loads(Post().seal().protected))), JSON)
def test_any_field_of_the_header_that_is_another_json_is_refused(field, value):
    envelope = json.loads(sealed())
    header = json.loads(Post().seal().protected)

    assert refused(jcs({**envelope, "protected": b64u(json.dumps({**header, field: value}).encode())}))
    try:
        protected = jcs({**header, field: value})
    except ValueError:
        return
    assert refused(jcs({**envelope, "protected": b64u(protected)}))


@LIMITED
@given(st.binary(max_size=300))
def test_any_content_of_a_dishonest_sender_is_refused(plain):
    post = Post()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crypto.sealing.sodium_pad", lambda _, size: plain + b"\x80" + bytes(size - len(plain) - 1))
        data = post.seal().to_bytes()

    assert refused(data)


@LIMITED
@given(st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_statement_of_a_dishonest_sender_is_refused(statement):
    post = Post()
    sender = post.sender()
    object.__setattr__(sender, "statement", statement)

    assert refused(post.seal(sender=sender).to_bytes())
