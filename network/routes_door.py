"""What every door outside GraphQL shares: who asks, and a refusal as a code and a sentence."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from kit.errors import Refusal
from kit.graph import AWAY, TRY_AGAIN
from network.context import Context
from network.errors import NotSignedIn, RoleMissing

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
Statuses = Mapping[type[Refusal], int]
_STATUS: Statuses = {NotSignedIn: 401, RoleMissing: 403}


class Contexts(Protocol):
    """Make the context of a request by whoever holds a token (`server.app.Node.context_for`)."""

    def __call__(self, bearer: str | None, /) -> Awaitable[Context]:
        """Make it.

        Raises:
            NotSignedIn: the token is not good.
        """


def bearer(request: Request) -> str | None:
    """Give the token that a request carries.

    Raises:
        NotSignedIn: it comes with something else.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme and scheme.lower() != "bearer":
        raise NotSignedIn
    return token.strip() or None


async def answer(
    contexts: Contexts, request: Request, act: Callable[[Context], Awaitable[Response]], statuses: Statuses,
    headers: Mapping[str, str] = HEADERS,
) -> Response:  # fmt: skip
    """Say who asks, act, and tell a refusal; of that nothing is written down but the code."""
    context = None
    try:
        context = await contexts(bearer(request))
        return await act(context)
    except Refusal as no:
        if context is not None:
            await context.note_refusal(no.code)
        return refused(no, statuses, headers)
    except AWAY:
        return away(headers)


def refused(no: Refusal, statuses: Statuses, headers: Mapping[str, str] = HEADERS) -> Response:
    """Tell a refusal; 400 where `statuses` has no other status for it (RFC 6750 section 3 for 401)."""
    status = {**_STATUS, **statuses}.get(type(no), 400)
    challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'} if status == 401 else {}
    return said(status, no.code, str(no), {**headers, **challenge}, field=no.field)


def away(headers: Mapping[str, str] = HEADERS) -> Response:
    """Tell that the database does not answer now."""
    return said(503, *TRY_AGAIN, headers)


def said(
    status: int, code: str, sentence: str, headers: Mapping[str, str] = HEADERS, *, field: str | None = None
) -> Response:
    """Say no in the one form of every route: a code for programs, a sentence for people, the field that it is about."""
    return JSONResponse({"code": code, "sentence": sentence, "field": field}, status, dict(headers))
