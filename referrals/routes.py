"""`/blobs`: sealed files come and go in pieces, and go on where they were cut.

Follows the Internet-Draft "Resumable Uploads for HTTP" (draft-ietf-httpbis-resumable-upload-10, October 2025) in its
headers and status codes, without its 104 answers; refusals have this node's form. What must not be seen stands in
headers: an address holds a random id and nothing else.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.requests import ClientDisconnect

from crypto.attachments import HASH
from crypto.format import b64u, unb64u
from kit.errors import Refusal
from network import routes_door as door
from network.context import Context
from network.routes_door import Contexts, answer, refused
from referrals import blob_errors as errors
from referrals import blobs
from referrals.blob_rules import KEPT, PIECE, SIZES, Blob, check_range

HEADERS = door.HEADERS | {
    "Upload-Limit": f"max-size={max(SIZES)}, max-append-size={PIECE}, max-age={int(KEPT.total_seconds())}",
}
PARTIAL = "application/partial-upload"
PATIENCE = 45.0
"""How long (seconds) a piece may take to come; of a slower one what came is kept, and the sender goes on from there."""
CAPABILITY = "Blob-Capability"
_STATUS: dict[type[Refusal], int] = {
    errors.BlobNotFound: 404,
    errors.OffsetWrong: 409,
    errors.PieceTooLarge: 413,
    errors.UploadQuota: 429,
}
_NUMBER, _RANGE = re.compile(r"[0-9]{1,9}"), re.compile(r"bytes=([0-9]{1,9})-([0-9]{1,9})?")
_TRUTH = {"?0": False, "?1": True}

Act = Callable[[Context], Awaitable[Response]]


def router(contexts: Contexts) -> APIRouter:
    """Give the door of sealed files."""
    api = APIRouter(prefix="/blobs")

    @api.post("")
    async def announce(request: Request) -> Response:
        async def act(ctx: Context) -> Response:
            kept = (_bytes(request, "Blob-Read"), _bytes(request, "Blob-Delete"))
            made = await blobs.announce(ctx, _number(request, "Upload-Length"), *kept)
            said = {"id": made.id, "uploadSecret": b64u(made.secret)}
            more = {"Location": f"/blobs/{made.id}", "Upload-Offset": "0", "Upload-Complete": "?0"}
            return JSONResponse(said, 201, HEADERS | more)

        return await _answer(contexts, request, act)

    @api.head("/{blob_id}")
    async def state(request: Request, blob_id: str) -> Response:
        async def act(ctx: Context) -> Response:
            return _stands(await blobs.state(ctx, blob_id, _bytes(request, CAPABILITY)))

        return await _answer(contexts, request, act)

    @api.patch("/{blob_id}")
    async def append(request: Request, blob_id: str) -> Response:
        async def act(ctx: Context) -> Response:
            if request.headers.get("content-type") != PARTIAL:
                raise errors.BadUpload("Content-Type")
            secret, offset = _bytes(request, CAPABILITY), _number(request, "Upload-Offset")
            last = _truth(request, "Upload-Complete")
            data, cut = await _piece(request)
            return _stands(await blobs.append(ctx, blob_id, secret, offset, data, last=last, cut=cut))

        return await _answer(contexts, request, act)

    _add_taking(api, contexts)
    return api


def _add_taking(api: APIRouter, contexts: Contexts) -> None:
    @api.get("/{blob_id}")
    async def take(request: Request, blob_id: str) -> Response:
        async def act(ctx: Context) -> Response:
            blob = await blobs.readable(ctx, blob_id, _bytes(request, CAPABILITY))
            begin, end = _range(request, blob)
            more = {"Content-Length": str(end - begin), "Accept-Ranges": "bytes"}
            status = 200 if (begin, end) == (0, blob.size) else 206
            if status == 206:
                more["Content-Range"] = f"bytes {begin}-{end - 1}/{blob.size}"
            content = blobs.pieces(ctx, blob, begin, end)
            return StreamingResponse(content, status, HEADERS | more, media_type="application/octet-stream")

        return await _answer(contexts, request, act)

    @api.delete("/{blob_id}")
    async def delete(request: Request, blob_id: str) -> Response:
        async def act(ctx: Context) -> Response:
            await blobs.delete(ctx, blob_id, _bytes(request, CAPABILITY))
            return Response(status_code=204, headers=HEADERS)

        return await _answer(contexts, request, act)


async def _answer(contexts: Contexts, request: Request, act: Act) -> Response:
    async def tell_the_offset(ctx: Context) -> Response:
        try:
            return await act(ctx)
        except errors.OffsetWrong as no:
            return refused(no, _STATUS, {**HEADERS, "Upload-Offset": str(no.facts["offset"])})

    return await answer(contexts, request, tell_the_offset, _STATUS, HEADERS)


def _stands(blob: Blob) -> Response:
    more = {"Upload-Offset": str(blob.received), "Upload-Length": str(blob.size)}
    more["Upload-Complete"] = "?1" if blob.complete else "?0"
    return Response(status_code=204, headers=HEADERS | more)


async def _piece(request: Request) -> tuple[bytes, bool]:
    """Read a piece, no further and no longer than is sensible; says whether it was cut on its way."""
    data = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                data += chunk
                if len(data) > PIECE:
                    raise errors.PieceTooLarge(most=PIECE)
    except (ClientDisconnect, TimeoutError):
        return bytes(data), True
    return bytes(data), False


def _number(request: Request, name: str) -> int:
    said = request.headers.get(name, "")
    if not _NUMBER.fullmatch(said):
        raise errors.BadUpload(name)
    return int(said)


def _truth(request: Request, name: str) -> bool:
    said = request.headers.get(name, "")
    if said not in _TRUTH:
        raise errors.BadUpload(name)
    return _TRUTH[said]


def _bytes(request: Request, name: str) -> bytes:
    try:
        return unb64u(request.headers.get(name, ""), HASH)
    except ValueError:
        raise errors.BadUpload(name) from None


def _range(request: Request, blob: Blob) -> tuple[int, int]:
    said = request.headers.get("range")
    if said is None:
        return 0, blob.size
    found = _RANGE.fullmatch(said)
    if found is None:
        raise errors.BadUpload("Range")
    return check_range(blob, int(found[1]), int(found[2]) if found[2] else None)
