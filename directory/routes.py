"""`/hsds/`: the directory for other programs, as the HSDS 3.1 API says; every answer passes the rules of GraphQL."""

import tempfile
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, BinaryIO, cast

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from directory import actions, exchange, taxonomy
from directory import exchange_errors as errors
from directory.exchange_asking import Asked, read
from directory.exchange_openapi import document
from directory.exporting import Form
from network.context import Context
from network.routes_door import HEADERS, Contexts, answer

LONGEST = 16 * 1024
IN_MEMORY = 8 << 20

Find = Callable[[Context, Asked], Awaitable[Any]]


class _Door:
    """Answer one request: who asks, what is asked, and a refusal as a code and a sentence."""

    def __init__(self, contexts: Contexts) -> None:
        self.contexts = contexts

    async def answer(self, request: Request, what: str, find: Find) -> Response:
        async def act(context: Context) -> Response:
            found = await find(context, await _asked(request, what))
            return found if isinstance(found, Response) else JSONResponse(found, headers=HEADERS)

        return await answer(self.contexts, request, act, {errors.NothingHere: 404})


async def _asked(request: Request, what: str) -> Asked:
    address = dict(request.query_params)
    if request.method != "POST":
        return read(what, address, {})
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            raise errors.NotThatForm
    try:
        said = orjson.loads(body or b"{}")  # which takes no half of a character
    except orjson.JSONDecodeError:
        raise errors.NotThatForm from None
    if not isinstance(said, dict):
        raise errors.NotThatForm
    return read(what, address, said)


def router(contexts: Contexts, public_url: str) -> APIRouter:
    """Give the door; `public_url` is the node's address, which its own documents name."""
    api, door, here = APIRouter(prefix="/hsds"), _Door(contexts), public_url + "/hsds"

    @api.get("/")
    async def about() -> JSONResponse:
        said = {"version": taxonomy.HSDS, "profile": f"{here}/profile", "openapi_url": f"{here}/openapi.json"}
        return JSONResponse(said, headers=HEADERS)

    @api.get("/openapi.json")
    async def openapi() -> JSONResponse:
        return JSONResponse(document(here), headers=HEADERS)

    @api.get("/profile")
    async def profile() -> JSONResponse:
        return JSONResponse(taxonomy.profile(here), headers=HEADERS)

    @api.get("/open-eligibility")
    async def mapping() -> JSONResponse:
        return JSONResponse(taxonomy.mapping(), headers=HEADERS)

    _add_lists(api, door)
    _add_ones(api, door)
    _add_export(api, door)
    return api


def _add_lists(api: APIRouter, door: _Door) -> None:
    for what, found in (
        ("services", exchange.services),
        ("organizations", exchange.organizations),
        ("service_at_locations", exchange.places),
    ):
        _add_list(api, door, what, found)
    for what, ours in (("taxonomies", exchange.our_taxonomies), ("taxonomy_terms", exchange.our_terms)):
        _add_words(api, door, what, ours)


def _add_list(api: APIRouter, door: _Door, what: str, found: Any) -> None:
    @api.api_route(f"/{what}", methods=["GET", "POST"])
    async def listed(request: Request) -> Response:
        async def find(ctx: Context, asked: Asked) -> Any:
            async with ctx.read() as tx:
                return await found(tx, ctx.caller, asked, now=ctx.now)

        return await door.answer(request, what, find)


def _add_words(api: APIRouter, door: _Door, what: str, ours: Callable[[Asked], taxonomy.Record]) -> None:
    records = {"taxonomies": taxonomy.taxonomies, "taxonomy_terms": taxonomy.terms}[what]

    @api.api_route(f"/{what}", methods=["GET", "POST"])
    async def words(request: Request) -> Response:
        async def find(_ctx: Context, asked: Asked) -> Any:
            return ours(asked)

        return await door.answer(request, what, find)

    @api.get(f"/{what}/{{own}}")
    async def one(request: Request, own: str) -> Response:
        async def find(_ctx: Context, _asked: Asked) -> Any:
            return exchange.our(records, own)

        return await door.answer(request, "one", find)


def _add_ones(api: APIRouter, door: _Door) -> None:
    @api.get("/services/{own}")
    async def one_service(request: Request, own: str) -> Response:
        async def find(ctx: Context, _asked: Asked) -> Any:
            async with ctx.read() as tx:
                return await exchange.one_service(tx, ctx.caller, own, now=ctx.now)

        return await door.answer(request, "one", find)

    @api.get("/organizations/{own}")
    async def one_organization(request: Request, own: str) -> Response:
        async def find(ctx: Context, asked: Asked) -> Any:
            async with ctx.read() as tx:
                return await exchange.one_organization(tx, ctx.caller, own, asked, now=ctx.now)

        return await door.answer(request, "one", find)

    @api.get("/service_at_locations/{own}")
    async def one_place(request: Request, own: str) -> Response:
        async def find(ctx: Context, _asked: Asked) -> Any:
            async with ctx.read() as tx:
                return await exchange.one_place(tx, ctx.caller, own, now=ctx.now)

        return await door.answer(request, "one", find)


def _add_export(api: APIRouter, door: _Door) -> None:
    @api.get("/export.{form}")
    async def export(request: Request, form: Form) -> Response:
        async def find(ctx: Context, asked: Asked) -> Any:
            out = cast(BinaryIO, tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115
            try:
                async with ctx.write(realm="node") as tx:
                    await actions.export(
                        tx, ctx.caller, out, form, every=asked.every, public=asked.public, now=ctx.now
                    )  # fmt: skip
            except BaseException:
                out.close()
                raise
            return _file(out, form)

        return await door.answer(request, "export", find)


def _file(out: BinaryIO, form: Form) -> StreamingResponse:
    def chunks() -> Iterator[bytes]:
        with out:
            out.seek(0)
            while chunk := out.read(1 << 16):
                yield chunk

    kind, name = (
        ("application/jsonl", "directory.jsonl") if form is Form.JSONL else ("application/zip", "directory.zip")
    )
    return StreamingResponse(
        chunks(), 200, HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}, media_type=kind
    )
