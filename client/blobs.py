"""Sealed files at a node: announced, sent in pieces that go on where they were cut, taken in pieces, deleted.

Follows draft-ietf-httpbis-resumable-upload-10, as the node does.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from client.attachment_errors import AttachmentGone
from client.errors import NodeAway, NodeRefused, NodeStrange
from client.wire import Wire
from crypto.attachments import capability_commitment, delete_capability, read_capability
from crypto.format import b64u, unb64u
from kit.ids import check_id

PIECE = 256 * 1024
TRIES = 3
"""How often a piece is tried before a person is told to do it again later."""
PAUSE = 1.0
Progress = Callable[[int, int], None]
"""Hear how many bytes of how many have gone."""


def silent(done: int, whole: int) -> None:
    """Say nothing about progress."""


class Blobs:
    """Speak with one node about sealed files."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def announce(self, size: int, key: bytes) -> tuple[str, bytes]:
        """Make room for a sealed file of `size` bytes; gives its id and the secret of sending it (32 bytes)."""
        headers = {
            "Upload-Length": str(size),
            "Upload-Complete": "?0",
            "Blob-Read": b64u(capability_commitment(read_capability(key))),
            "Blob-Delete": b64u(capability_commitment(delete_capability(key))),
        }
        status, _, body = await self._patiently("POST", "/blobs", headers)
        said = _said(status, body, 201)
        try:
            return check_id(str(said["id"])), unb64u(str(said["uploadSecret"]), 32)
        except (KeyError, ValueError):
            raise NodeStrange from None

    async def send(self, blob_id: str, secret: bytes, source: BinaryIO, size: int, progress: Progress) -> None:
        """Send what the node does not have yet.

        Raises:
            AttachmentGone: the node has forgotten the upload.
            NodeAway: the line is cut; the same call goes on later.
        """
        path, shown = f"/blobs/{blob_id}", {"Blob-Capability": b64u(secret)}
        status, headers, body = await self._patiently("HEAD", path, shown)
        offset = _offset(status, headers, body, size)
        while offset < size:
            progress(offset, size)
            source.seek(offset)
            piece = source.read(PIECE)
            more = {"Upload-Offset": str(offset), "Content-Type": "application/partial-upload"}
            more["Upload-Complete"] = "?1" if offset + len(piece) == size else "?0"
            status, headers, body = await self._patiently("PATCH", path, {**shown, **more}, piece)
            offset = _offset(status, headers, body, size)
        progress(size, size)

    async def take(self, blob_id: str, key: bytes, target: BinaryIO, size: int, progress: Progress) -> None:
        """Take a sealed file of `size` bytes.

        Raises:
            AttachmentGone: it is no longer there.
        """
        shown = {"Blob-Capability": b64u(read_capability(key))}
        done = 0
        while done < size:
            progress(done, size)
            asked = {**shown, "Range": f"bytes={done}-{min(done + PIECE, size) - 1}"}
            status, _, body = await self._patiently("GET", f"/blobs/{blob_id}", asked)
            if status not in {200, 206}:
                _said(status, body, 206)
            if not 0 < len(body) <= size - done:
                raise NodeStrange
            target.write(body)
            done += len(body)
        progress(size, size)

    async def delete(self, blob_id: str, capability: bytes) -> None:
        """Delete a sealed file; one that is gone already is gone."""
        shown = {"Blob-Capability": b64u(capability)}
        status, _, body = await self._patiently("DELETE", f"/blobs/{blob_id}", shown)
        if status not in {204, 404}:
            _said(status, body, 204)

    async def _patiently(
        self, method: str, path: str, headers: dict[str, str], content: bytes = b""
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Try a little before giving up; a piece that arrived although its answer was lost says so by its offset."""
        for left in reversed(range(TRIES)):
            try:
                return await self._wire.bytes_of(method, path, headers, content)
            except NodeStrange:
                raise
            except NodeAway:
                if not left:
                    raise
                await asyncio.sleep(PAUSE)
        raise NodeAway


def _offset(status: int, headers: Mapping[str, str], body: bytes, size: int) -> int:
    """Read where an upload stands, out of an answer or out of a refusal that says it."""
    if status not in {204, 409}:
        _said(status, body, 204)
    said = headers.get("upload-offset", "")
    if not said.isascii() or not said.isdigit() or int(said) > size:
        raise NodeStrange
    return int(said)


def _said(status: int, body: bytes, wanted: int) -> dict[str, Any]:
    if status == 404:
        raise AttachmentGone
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise NodeStrange from None
    if not isinstance(said, dict):
        raise NodeStrange
    if status == wanted:
        return said
    if isinstance(said.get("code"), str) and isinstance(said.get("sentence"), str):
        raise NodeRefused(said["code"], said["sentence"], said.get("field"), decided=True)
    raise NodeStrange
