"""`POST /oauth/token`: where a device signs in (RFC 7523; errors as in RFC 6749 section 5.2)."""

from collections.abc import Callable
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from network.context import Context
from network.errors import SignInRefused
from network.identity import GRANT, LASTS, Issuer, SignedIn

LONGEST = 8 * 1024
_NEVER_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def _refused(error: str, sentence: str, status: int = 400) -> JSONResponse:
    return JSONResponse({"error": error, "error_description": sentence}, status, _NEVER_KEPT)


def _told(done: SignedIn) -> dict[str, object]:
    """Say beside the token that a new device asks to take over (RFC 6749 section 5.1: others pass over it)."""
    if (asked := done.recovery) is None:
        return {}
    return {"recovery_asked": {"device": asked.device_id, "until": asked.ripe_at.isoformat()}}


async def _body(request: Request) -> bytes | None:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            return None
    return body


def router(issuer: Callable[[], Issuer], context: Callable[[], Context]) -> APIRouter:
    """Give the token endpoint; `context` makes the context of a request by nobody in particular."""
    api = APIRouter()

    @api.post("/oauth/token")
    async def token(request: Request) -> JSONResponse:
        """Exchange a device's assertion for an access token of ten minutes."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await _body(request)
        if kind != "application/x-www-form-urlencoded" or body is None:
            return _refused("invalid_request", "Send a form of at most 8 KiB, as RFC 6749 says.")
        try:
            form = parse_qs(body.decode("ascii"), strict_parsing=True, max_num_fields=8)
        except ValueError:
            return _refused("invalid_request", "The form cannot be read.")
        if form.get("grant_type") != [GRANT]:
            return _refused("unsupported_grant_type", "A device signs in with an assertion (RFC 7523).")
        if len(form.get("assertion", [])) != 1:
            return _refused("invalid_request", "The form holds one assertion.")
        try:
            done = await issuer().sign_in(context(), form["assertion"][0])
        except SignInRefused as no:
            return _refused("invalid_grant", str(no))
        answer = {"access_token": done.token, "token_type": "Bearer", "expires_in": int(LASTS.total_seconds())}
        return JSONResponse({**answer, **_told(done)}, headers=_NEVER_KEPT)

    return api
