"""The door of every house: refusals leave as data, never as a stack trace, so that a person can read the reason."""

import functools
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar

import asyncpg
import strawberry

from kit.errors import CONSTRAINTS, BadText, Refusal

AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # it was ended, is starting, or took too long
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
"""What is raised while the database cannot answer; asking again in a moment may help."""
TRY_AGAIN = ("TRY_AGAIN", "The node cannot answer right now. Try again in a moment.")
"""The code and the sentence for it, at every door."""
P = ParamSpec("P")
R = TypeVar("R")


@strawberry.type(description="The network says no, in one sentence. Nothing was changed.")
class Refused:
    """Tell a person why nothing happened, and a program which reason it was."""

    code: str = strawberry.field(description="The stable name of the reason, for programs.")
    sentence: str = strawberry.field(description="The reason in one sentence of plain English, for people.")
    field: str | None = strawberry.field(default=None, description="The input field that the reason is about.")
    current_version: int | None = strawberry.field(
        default=None, description="The version that is stored now, when the expected version was an older one."
    )
    current_state: str | None = strawberry.field(
        default=None,
        description="Where it stands now, as the caller may see it, when a step came too late or out of turn.",
    )


@strawberry.type(description="Where a page of a list begins and ends.")
class PageInfo:
    """Tell whether a list goes on, and from where."""

    has_next_page: bool = strawberry.field(description="Whether entries follow after this page.")
    end_cursor: str | None = strawberry.field(
        default=None, description="The marker to pass as `after` to get the next page."
    )


def refused(error: Exception) -> Refused | None:
    """Turn an expected no into data; give nothing for an error that nobody expected.

    Expected are refusals, errors with a `code` and a `sentence` of their own (the seals'), and violations of the
    constraints that a house registered, and a text that PostgreSQL cannot keep.
    """
    if isinstance(error, asyncpg.CharacterNotInRepertoireError | asyncpg.UntranslatableCharacterError):
        return refused(BadText())
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        known = CONSTRAINTS.get(error.constraint_name or "")
        return None if known is None else refused(known())
    if isinstance(error, Refusal):
        current, state = error.facts.get("current"), error.facts.get("state")
        return Refused(
            code=error.code,
            sentence=str(error),
            field=error.field,
            current_version=current if isinstance(current, int) else None,
            current_state=state if isinstance(state, str) else None,
        )
    code, sentence = getattr(error, "code", None), getattr(error, "sentence", None)
    if isinstance(code, str) and isinstance(sentence, str):
        return Refused(code=code, sentence=sentence)
    return None


def door(resolver: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """Let every resolver answer a refusal as `Refused` data, and note it in the audit trail.

    The resolver's transaction is already rolled back when the refusal arrives here, so nothing has changed.
    """

    @functools.wraps(resolver)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await resolver(*args, **kwargs)
        except Exception as error:
            answer = refused(error)
            if answer is None:
                raise
            info: Any = kwargs.get("info")
            if info is not None:
                await info.context.note_refusal(answer.code)
            return answer  # type: ignore[return-value]

    return guarded
