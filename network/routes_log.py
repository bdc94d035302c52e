"""`/log/`: the key log as files for members, and the door of a witness (C2SP tlog-tiles and tlog-witness)."""

import contextlib
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from crypto.notes import LONGEST
from kit.errors import Refusal
from kit.graph import AWAY
from network import log_errors, proving
from network.context import Context
from network.routes_door import HEADERS, Contexts, away, bearer, refused
from network.witnessing import Witness

NEVER_CHANGES = HEADERS | {"Cache-Control": "private, max-age=31536000, immutable"}
_STATUS: dict[type[Refusal], int] = {
    log_errors.NoSuchLogState: 404,
    log_errors.UnknownLog: 404,
    log_errors.NotTheOperator: 403,
    log_errors.NotConsistent: 422,
    log_errors.NothingPublished: 503,
}


async def _answered(work: Awaitable[Response]) -> Response:
    try:
        return await work
    except log_errors.WitnessedOtherSize as no:
        return Response(f"{no.facts['size']}\n", 409, HEADERS, "text/x.tlog.size")
    except Refusal as no:
        return refused(no, _STATUS)
    except AWAY:
        return away()


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            raise log_errors.BadWitnessRequest
    return body


def router(contexts: Contexts, context: Callable[[], Context], witness: Callable[[], Witness]) -> APIRouter:
    """Give the log's doors; `contexts` makes the context of whoever holds a token, `context` that of nobody."""
    api = APIRouter()

    @api.get("/log/checkpoint")
    async def checkpoint(request: Request) -> Response:
        """Give the newest state that others may rely on."""

        async def work() -> Response:
            ctx = await contexts(bearer(request))
            with contextlib.suppress(log_errors.LogFenced):  # what was published before stays so
                await ctx.log.bring(ctx)
            async with ctx.read() as tx:
                note = await proving.checkpoint(tx, ctx.caller, ctx.log)
            return Response(note, headers=HEADERS, media_type="text/plain; charset=utf-8")

        return await _answered(work())

    @api.get("/log/tile/{path:path}")
    async def tile(request: Request, path: str) -> Response:
        """Give a tile of hashes, or a bundle of entries."""

        async def work() -> Response:
            ctx = await contexts(bearer(request))
            async with ctx.read() as tx:
                data = await proving.tile(tx, ctx.caller, ctx.log, f"tile/{path}")
            return Response(data, headers=NEVER_CHANGES, media_type="application/octet-stream")

        return await _answered(work())

    @api.post("/log/add-checkpoint")
    async def add_checkpoint(request: Request) -> Response:
        """Co-sign another log's state, if it only grew."""

        async def work() -> Response:
            line = await witness().add_checkpoint(context(), await _body(request))
            return Response(line, headers=HEADERS, media_type="text/plain; charset=utf-8")

        return await _answered(work())

    return api
