"""A thread says what is not in it: numbers that are skipped, and letters that nobody shows."""

from dataclasses import replace

import pytest

from client.threads import thread_gaps
from crypto.errors import MalformedEnvelope, NotAllowed
from crypto.format import b64u
from tests.crypto.seals import A, B, Post


class Thread:
    """A thread of A and B, as a node lists it."""

    def __init__(self) -> None:
        self.post, self.listed = Post(), []

    def write(self, sender: str, seq: int, prev: bytes | None = None) -> bytes:
        """Add a letter, which answers the last one unless `prev` says otherwise; gives its id."""
        last = self.listed[-1]["id"] if self.listed else b""
        context = replace(
            self.post.context,
            sender=sender,
            recipient=B if sender == A else A,
            seq=seq,
            prev=last if prev is None else prev,
        )
        sealed = self.post.seal("status", body={}, context=context)
        one = {"id": sealed.env_id, "envelopeId": b64u(sealed.env_id), "data": sealed.to_bytes().decode()}
        self.listed.append(one)
        return sealed.env_id

    def gaps(self, without: set[int] = frozenset()) -> list[int]:
        return list(thread_gaps([one for at, one in enumerate(self.listed) if at not in without]).values())


@pytest.fixture
def thread() -> Thread:
    """Give a thread of six letters, three of each."""
    made = Thread()
    for seq in range(3):
        made.write(A, seq)
        made.write(B, seq)
    return made


def test_in_a_whole_thread_nothing_is_missing(thread):
    assert thread.gaps() == [0] * 6
    assert thread_gaps([]) == {}


@pytest.mark.parametrize(
    "without, said",
    [
        ({0}, [1, 1, 0, 0, 0]),
        ({1}, [0, 1, 1, 0, 0]),
        ({2}, [0, 0, 1, 1, 0]),
        ({1, 2}, [0, 1, 1, 0]),
        ({0, 1, 2, 3}, [2, 2]),
        ({1, 3}, [0, 1, 1, 2]),
        ({5}, [0] * 5),
    ],
)
def test_what_is_kept_back_is_missing_before_the_next_letters(thread, without, said):
    assert thread.gaps(without) == said


def test_a_number_that_is_skipped_shows_even_if_nobody_answered_it(thread):
    made = Thread()
    first = made.write(A, 0)
    made.write(A, 3, prev=first)

    assert made.gaps() == [0, 2]


def test_a_letter_that_holds_nothing_any_more_is_missing(thread):
    thread.listed[2] = {**thread.listed[2], "data": None}

    assert thread.gaps() == [0, 0, 1, 1, 0]


def test_two_letters_written_at_once_answer_the_same_one():
    made = Thread()
    first = made.write(A, 0)
    made.write(A, 1, prev=first)
    made.write(B, 0, prev=first)

    assert made.gaps() == [0, 0, 0]


def test_a_letter_of_the_woman_herself_leaves_no_gap(thread):
    sealed = thread.post.seal("feedback", body={}, context=replace(thread.post.context, sender="", recipient=A, seq=99))
    thread.listed.append({"envelopeId": b64u(sealed.env_id), "data": sealed.to_bytes().decode()})

    assert thread.gaps() == [0] * 7


@pytest.mark.parametrize("again", [0, 5])
def test_a_letter_that_stands_twice_is_refused(thread, again):
    thread.listed.append(thread.listed[again])

    with pytest.raises(NotAllowed) as refused:
        thread.gaps()

    assert refused.value.reason == "order"


def test_two_letters_of_one_number_are_refused(thread):
    thread.write(A, 2)

    with pytest.raises(NotAllowed):
        thread.gaps()


def test_a_letter_before_the_one_that_it_answers_is_refused(thread):
    thread.listed[2], thread.listed[3] = thread.listed[3], thread.listed[2]

    with pytest.raises(NotAllowed):
        thread.gaps()


def test_what_is_no_letter_is_refused(thread):
    thread.listed[0] = {**thread.listed[0], "data": "{}"}

    with pytest.raises(MalformedEnvelope):
        thread.gaps()
