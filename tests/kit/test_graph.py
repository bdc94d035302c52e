"""The door: an expected no leaves as data, an unexpected error leaves as it is."""

import asyncpg
import pytest

from kit.errors import Refusal, register_constraints
from kit.graph import AWAY, Refused, door, refused


class Old(Refusal):
    code = "OLD"
    sentence = "It is at version {current} now."


class Sealed(Exception):
    code = "TAMPERED"
    sentence = "Somebody changed this."


class Noted:
    def __init__(self) -> None:
        self.codes: list[str] = []
        self.context = self

    async def note_refusal(self, code: str) -> None:
        self.codes.append(code)


async def test_a_refusal_is_answered_as_data_and_noted_once() -> None:
    info = Noted()

    @door
    async def resolver(info: Noted) -> object:
        raise Old("expectedVersion", current=4)

    answer = await resolver(info=info)
    assert answer == Refused(code="OLD", sentence="It is at version 4 now.", field="expectedVersion", current_version=4)
    assert info.codes == ["OLD"]


async def test_an_error_that_nobody_expected_is_not_swallowed() -> None:
    info = Noted()

    @door
    async def resolver(info: Noted) -> object:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await resolver(info=info)
    assert info.codes == []


def test_a_seal_says_its_own_no() -> None:
    assert refused(Sealed("three bytes of a secret")) == Refused(code="TAMPERED", sentence="Somebody changed this.")


class Twice(Refusal):
    code = "TWICE"
    sentence = "This was done before."


def test_a_named_constraint_refuses_in_the_words_of_its_house() -> None:
    register_constraints({"test_only_twice": Twice})
    error = asyncpg.UniqueViolationError("a row that nobody may read")
    error.constraint_name = "test_only_twice"
    assert refused(error) == Refused(code="TWICE", sentence="This was done before.")


@pytest.mark.parametrize("kind", [asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError])
def test_a_text_that_no_database_keeps_is_refused_without_a_word_of_it(kind: type[Exception]) -> None:
    answer = refused(kind('invalid byte sequence for encoding "UTF8": 0x00'))
    assert answer is not None
    assert answer.code == "BAD_TEXT"
    assert "UTF8" not in answer.sentence


def test_a_constraint_that_nobody_named_stays_an_error() -> None:
    error = asyncpg.UniqueViolationError("a row that nobody may read")
    error.constraint_name = "test_only_unknown"
    assert refused(error) is None


@pytest.mark.parametrize(
    "kind",
    [
        asyncpg.AdminShutdownError,
        asyncpg.CrashShutdownError,
        asyncpg.CannotConnectNowError,
        asyncpg.QueryCanceledError,
        asyncpg.TooManyConnectionsError,
        asyncpg.ConnectionDoesNotExistError,
        ConnectionRefusedError,
    ],
)
def test_a_database_that_ends_begins_or_is_full_is_one_to_ask_again(kind: type[Exception]) -> None:
    assert isinstance(kind("a row that nobody may read"), AWAY)
