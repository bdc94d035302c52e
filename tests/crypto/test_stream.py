"""Sealed files: what goes in comes out, in constant memory, and nothing else ever does."""

import io
import os
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.attachments import CHUNK, HEADER, MOST, OVERHEAD, Attachment, sealed_size
from crypto.errors import NotAllowed, Tampered
from crypto.sealing import blocks
from crypto.stream import open_stream, seal_stream
from tests.crypto.seals import Post

ID, KEY, PDF = "7" * 32, b"k" * 32, "application/pdf"


def sealed(plain: bytes, key: bytes = KEY) -> tuple[bytes, Attachment]:
    target = io.BytesIO()
    made = seal_stream(io.BytesIO(plain), target, att_id=ID, key=key, size=len(plain), mime=PDF)
    return target.getvalue(), made


def opened(data: bytes, attachment: Attachment) -> bytes:
    target = io.BytesIO()
    open_stream(io.BytesIO(data), target, attachment)
    return target.getvalue()


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 300_000), st.binary(min_size=1, max_size=8))
def test_a_file_comes_out_as_it_went_in_and_shows_only_its_bucket(size, unit):
    plain = (unit * (size // len(unit) + 1))[:size]

    data, made = sealed(plain)

    assert opened(data, made) == plain
    assert len(data) == sealed_size(size)
    assert plain[:64] not in data or size < 16


@settings(max_examples=40, deadline=None)
@given(st.integers(0, sealed_size(1) * 8 - 1))
def test_one_changed_bit_anywhere_is_found_before_anything_is_opened(at):
    data, made = sealed(b"Zeugnis" * 100)
    changed = bytearray(data)
    changed[at // 8] ^= 1 << at % 8
    target = io.BytesIO()

    with pytest.raises(Tampered):
        open_stream(io.BytesIO(bytes(changed)), target, made)

    assert target.getvalue() == b""


def test_the_same_file_never_looks_the_same():
    assert sealed(b"Zeugnis")[0] != sealed(b"Zeugnis")[0]


def test_a_large_file_is_sealed_and_opened_in_constant_memory(tmp_path):
    plain, closed, back = tmp_path / "plain", tmp_path / "sealed", tmp_path / "back"
    with plain.open("wb") as file:
        for _ in range(MOST // CHUNK):
            file.write(os.urandom(CHUNK))

    tracemalloc.start()
    with plain.open("rb") as source, closed.open("wb") as target:
        made = seal_stream(source, target, att_id=ID, key=KEY, size=MOST, mime=PDF)
    with closed.open("rb") as source, back.open("wb") as target:
        open_stream(source, target, made)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert back.read_bytes() == plain.read_bytes()
    assert closed.stat().st_size == sealed_size(MOST)
    assert most < 2 * 1024 * 1024


@pytest.mark.parametrize("size", [0, 5, 7])
def test_a_file_that_is_not_as_long_as_was_said_is_not_sealed(size):
    with pytest.raises(NotAllowed) as refused:
        seal_stream(io.BytesIO(b"sixsix"), io.BytesIO(), att_id=ID, key=KEY, size=size, mime=PDF)

    assert refused.value.reason == "form"


def test_a_file_of_more_than_20_mib_is_refused_before_it_is_read():
    with pytest.raises(NotAllowed) as refused:
        seal_stream(io.BytesIO(), io.BytesIO(), att_id=ID, key=KEY, size=MOST + 1, mime=PDF)

    assert refused.value.reason == "too-large"


def test_every_refusal_of_a_sealed_file_looks_alike():
    data, made = sealed(b"Zeugnis" * 50_000)
    other, _ = sealed(b"Zeugnis" * 50_000)
    first, second = (
        slice(HEADER, HEADER + CHUNK + OVERHEAD),
        slice(HEADER + CHUNK + OVERHEAD, HEADER + 2 * (CHUNK + 17)),
    )
    wrong = [
        b"", data[:-1], data + b"\0", data[:HEADER] + data[second] + data[first] + data[second.stop :],
        data[:HEADER] + other[first] + data[first.stop :],
    ]  # fmt: skip

    said = []
    for one in wrong:
        with pytest.raises(Tampered) as refused:
            opened(one, made)
        said.append((type(refused.value), str(refused.value), vars(refused.value)))

    assert len({str(one) for one in said}) == 1


def test_a_letter_says_which_files_belong_to_it_and_its_key_never_shows_in_a_repr():
    _, made = sealed(b"Zeugnis")
    post = Post()
    letter = post.seal(body=blocks({"CONTACT": {"attachments": [ID]}}), attachments=[made])

    found = post.open(letter)

    assert found.attachments == (made,)
    assert repr(KEY)[2:-1] not in repr(found)
    assert repr(KEY)[2:-1] not in repr(made)


def test_attachments_are_listed_in_order_whatever_order_they_are_given_in():
    post, made = Post(), [Attachment(name * 32, KEY, bytes(32), 1, PDF) for name in "ba"]
    letter = post.seal(body=blocks({"NEED": {"attachments": ["a" * 32, "b" * 32]}}), attachments=made)

    assert [one.id[0] for one in post.open(letter).attachments] == ["a", "b"]
