"""`POST /graphql`: one door, plain ASGI, for every house.

What nobody expected is masked: the caller gets a trace id, the log gets the kind of fault, and neither gets content.
"""

import asyncio
import re
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from inspect import isawaitable
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, OperationType
from graphql.execution import execute

from kit.graph import AWAY, TRY_AGAIN, refused
from network.context import Context
from network.errors import NotSignedIn
from server.compiled import CompilingExecutor
from server.documents import BadDocument, Documents, Operation
from server.limits import LimitExceeded, check_cost
from server.logs import log
from server.metrics import Metrics
from server.page import PAGE
from server.wire import (
    GRAPHQL_JSON,
    SAFE_HEADERS,
    BadRequest,
    answer_type,
    check_content_type,
    error_body,
    read_request,
)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
MakeContext = Callable[[str | None], Awaitable[Context]]

_VARIABLE = re.compile(r"Variable '\$(\w+)'")
_HTML = [(b"content-type", b"text/html; charset=utf-8")]


class Endpoint:
    """Answer GraphQL requests under the limits of `server.limits`."""

    def __init__(
        self, documents: Documents, make_context: MakeContext, metrics: Metrics, *, body_bytes: int, seconds: float
    ) -> None:
        self.documents = documents
        self.make_context = make_context
        self.metrics = metrics
        self.body_bytes = body_bytes
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        media = GRAPHQL_JSON
        try:
            if scope["method"] != "POST":
                await self._not_post(scope, send)
                return
            headers = dict(scope["headers"])
            media = answer_type(headers.get(b"accept", b""))
            check_content_type(headers.get(b"content-type", b""))
            query, name, variables = read_request(await self._body(receive))
            status, body = await self._answer(query, name, variables, _bearer(headers), media)
        except BadRequest as no:
            self.metrics.refused.labels(no.code).inc()
            status, body = no.status, error_body(no.code, no.sentence)
        await _respond(send, status, body, [(b"content-type", media + b"; charset=utf-8"), *_challenge(status)])

    async def _not_post(self, scope: Scope, send: Send) -> None:
        if scope["method"] == "GET" and self.documents.demo:
            await _respond(send, 200, PAGE, _HTML)
        else:
            body = error_body("POST_ONLY", "Send a POST request.")
            await _respond(send, 405, body, [(b"allow", b"POST"), (b"content-type", GRAPHQL_JSON)])

    async def _body(self, receive: Receive) -> bytes:
        parts, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise BadRequest(400, "CUT_OFF", "The request was cut off.")
            part = message.get("body", b"")
            size += len(part)
            if size > self.body_bytes:
                raise BadRequest(413, "BODY_TOO_LARGE", f"A request holds {self.body_bytes // 1024} KiB at the most.")
            parts.append(part)
            if not message.get("more_body"):
                return b"".join(parts)

    async def _answer(
        self, query: str, name: str | None, variables: dict[str, Any], bearer: str | None, media: bytes
    ) -> tuple[int, bytes]:
        begun = time.perf_counter()
        try:
            operation = self.documents.operation(query, name)
            check_cost(operation.cost, variables, self.documents.limits)
        except LimitExceeded as no:
            raise BadRequest(400, f"LIMIT_{no.code}", no.sentence) from None
        except BadDocument as no:
            found = [{"message": e.message, "locations": e.formatted.get("locations")} for e in no.errors]
            wrong = [{**each, "extensions": {"code": no.code}} for each in found]
            return (400 if media == GRAPHQL_JSON else 200), orjson.dumps({"errors": wrong})
        kind = "mutation" if operation.kind is OperationType.MUTATION else "query"
        if operation.kind is OperationType.SUBSCRIPTION:
            raise BadRequest(400, "NO_SUBSCRIPTIONS", "A subscription comes over a WebSocket (graphql-transport-ws).")
        result = await self._execute(operation, name, variables, bearer)
        errors = [said(error, self.metrics) for error in result.errors or ()]
        asked = result.data is None and result.errors and all(not error.path for error in result.errors)
        self.metrics.operations.labels(kind, "errors" if errors else "ok").inc()
        self.metrics.seconds.labels(kind).observe(time.perf_counter() - begun)
        body = {"data": result.data} if not errors else {"errors": errors, "data": result.data}
        if asked:
            body.pop("data")
        return (400 if asked and media == GRAPHQL_JSON else 200), orjson.dumps(body, default=str)

    async def _execute(
        self, operation: Operation, name: str | None, variables: dict[str, Any], bearer: str | None
    ) -> ExecutionResult:
        try:
            async with asyncio.timeout(self.seconds):
                context = await self.make_context(bearer)
                if operation.asks_for_the_schema and bearer is None:
                    raise NotSignedIn
                result = execute(
                    self.documents.schema, operation.document, None, context, variables, name,
                    executor_class=CompilingExecutor, readers=operation.readers,
                )  # fmt: skip
                return await result if isawaitable(result) else result
        except NotSignedIn as no:
            raise BadRequest(401, no.code, str(no)) from None
        except AWAY as error:
            log().error("database away", fault=type(error).__name__)
            raise BadRequest(503, *TRY_AGAIN) from None


def said(error: GraphQLError, metrics: Metrics) -> dict[str, Any]:
    """Say what went wrong without a word that could be about her."""
    where: dict[str, Any] = {"path": error.path} if error.path else {}
    known = refused(error.original_error) if error.original_error else None
    if known is not None:
        return {"message": known.sentence, **where, "extensions": {"code": known.code}}
    if error.original_error is None or isinstance(error.original_error, GraphQLError):
        if found := _VARIABLE.match(error.message):
            sentence = f"The variable ${found[1]} does not fit its type."
            return {"message": sentence, "extensions": {"code": "BAD_VARIABLE"}}
        return {"message": error.message, **where, "extensions": {"code": "BAD_REQUEST"}}
    if isinstance(error.original_error, AWAY):
        log().error("database away", fault=type(error.original_error).__name__)
        code, sentence = TRY_AGAIN
        return {"message": sentence, **where, "extensions": {"code": code}}
    trace, sentence = told(error.original_error, metrics)
    return {"message": sentence, **where, "extensions": {"code": "INTERNAL", "trace": trace}}


def told(error: Exception, metrics: Metrics) -> tuple[str, str]:
    """Note a fault that nobody expected; gives its number, and a sentence that says nothing of what was in it."""
    trace = secrets.token_hex(8)
    metrics.faults.inc()
    log().error("fault", trace=trace, fault=type(error).__name__)
    return trace, f"Something went wrong here. Tell the node's operator this number: {trace}."


def _bearer(headers: dict[bytes, bytes]) -> str | None:
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    if not scheme:
        return None
    if scheme.lower() != b"bearer":
        raise BadRequest(401, "NOT_SIGNED_IN", "Sign in with a Bearer token.")
    return token.strip().decode("latin-1")


def _challenge(status: int) -> list[tuple[bytes, bytes]]:
    return [(b"www-authenticate", b'Bearer error="invalid_token"')] if status == 401 else []


async def _respond(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length, *SAFE_HEADERS]})
    await send({"type": "http.response.body", "body": body})
