"""`/inbox`: the page on which a house that is no member opens a sealed letter; built files, no session, no cookie.

The page can only be as honest as the node that serves it (docs/threats.md, T3). The files come from `web/`, and the
policy under which they run lies beside them.
"""

import re
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from kit.errors import Refusal
from network.routes_door import HEADERS, refused

POLICY = "content-security-policy.txt"
_KINDS = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)+")
_APART = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"}
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The name of such a file holds the hash of what is in it."""


class PageNotBuilt(Refusal):
    """Say that this node has no page to show, and what its operator does about it."""

    code = "PAGE_NOT_BUILT"
    sentence = "This page was not built. The node's operator runs `make pages`, which needs Node.js 20.19 or later."


class NoSuchPart(Refusal):
    """Say that a page asks for a file of another build."""

    code = "NO_SUCH_PART"
    sentence = "This part of the page is not here. Load the page again."


def router(folder: Path) -> APIRouter:
    """Give the door; `folder` holds the built pages, `inbox` among them."""
    api, inbox = APIRouter(), folder / "inbox"

    @api.get("/inbox")
    @api.get("/inbox/")
    def page() -> Response:
        return _file(inbox, inbox / "index.html", PageNotBuilt, {})

    @api.get("/inbox/assets/{name}")
    def part(name: str) -> Response:
        path = inbox / "assets" / name
        if not _NAME.fullmatch(name) or path.suffix not in _KINDS:
            return refused(NoSuchPart(), {NoSuchPart: 404})
        return _file(inbox, path, NoSuchPart, _FOR_EVER)

    return api


def _file(inbox: Path, path: Path, missing: type[Refusal], more: dict[str, str]) -> Response:
    try:
        policy = (inbox / POLICY).read_text(encoding="ascii").strip()
        data = path.read_bytes()
    except OSError:
        return refused(missing(), {missing: 404})
    said = {**HEADERS, **_APART, "Content-Security-Policy": policy, **more}
    return Response(data, media_type=_KINDS[path.suffix], headers=said)
