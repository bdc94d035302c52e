"""The line to a node: GraphQL over HTTP, with a sign-in that renews itself. The only file that knows httpx."""

import asyncio
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import OKPKey

from client.errors import NodeAway, NodeRefused, NodeStrange, NotSecure
from crypto.format import b64u
from crypto.keys import SigningKey
from kit import clock

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
MOST_BYTES = 16 * 1024 * 1024
"""The longest answer that is read; a longer one would only fill this machine's memory."""
BAD_VARIABLE = "A name or value in what was given is not one that the node knows; schema.graphql lists them."
SIGN_IN = (
    "The node does not let this device in: it is not approved yet, was shut out, or this machine's clock is wrong."
)
_EARLY = timedelta(seconds=30)
_HERE = {"localhost", "127.0.0.1", "::1"}


class Wire:
    """Ask one node as one device, or as nobody in particular.

    `seconds` is how long one answer may take. `transport` takes the place of the network, in a test.
    """

    def __init__(
        self,
        node: str,
        key: SigningKey | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        seconds: float = 60,
    ) -> None:
        self.node = node.rstrip("/")
        self.key = key
        self.seconds = seconds
        self._check(transport)
        self._http = httpx.AsyncClient(base_url=self.node, timeout=seconds, transport=transport)
        self._token = ""
        self._until = clock.now()
        self._about: dict[str, Any] = {}
        self.recovery_asked: dict[str, Any] = {}
        """What the node said at sign-in of a new device that asks to take over: its name, and until when to stop it."""

    def _check(self, transport: httpx.AsyncBaseTransport | None) -> None:
        try:
            parts = urlsplit(self.node)
            host, _ = parts.hostname, httpx.URL(self.node)
        except (ValueError, httpx.InvalidURL):
            raise NodeStrange from None
        if not host or parts.scheme not in ("http", "https"):
            raise NodeStrange
        if parts.scheme == "http" and host not in _HERE and transport is None:
            raise NotSecure

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    @contextmanager
    def unsigned(self) -> Iterator[None]:
        """Ask as nobody in particular meanwhile: a device that waits cannot sign in."""
        key, self.key = self.key, None
        try:
            yield
        finally:
            self.key = key

    @property
    def signed_in(self) -> bool:
        """Say whether the node has let this device in."""
        return bool(self._token)

    async def node_id(self) -> str:
        """Ask the node for its name, which consents are bound to."""
        if not self._about:
            status, said = await self._exchange("GET", "/")
            if status != 200 or not isinstance(said.get("node"), str):
                raise NodeStrange
            self._about = said
        return str(self._about["node"])

    async def ask(self, document: str, **variables: Any) -> Any:
        """Send one document with one root field; gives that field's value.

        Raises:
            NodeRefused: the node says no.
            NodeAway: it does not answer, or does not answer like a node.
        """
        status, said = await self._post(document, variables)
        if status == 401 and self.key is not None:
            self._token = ""
            status, said = await self._post(document, variables)
        return value_of(said)

    async def token(self) -> str:
        """Give a token that lets this device in; a new one where the last has run out.

        Raises:
            NodeRefused: the node does not let it in.
            NodeAway: it does not answer.
        """
        return await self._access(self.key) if self.key is not None else ""

    def forget_token(self) -> None:
        """Ask for a new token next time: the node did not take this one."""
        self._token = ""

    async def _post(self, document: str, variables: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        headers = {"accept": "application/graphql-response+json"}
        if self.key is not None:
            headers["authorization"] = f"Bearer {await self._access(self.key)}"
        return await self._exchange(
            "POST", "/graphql", json={"query": document, "variables": variables}, headers=headers
        )

    async def bytes_of(
        self, method: str, path: str, headers: dict[str, str], content: bytes = b""
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Send one signed-in request that carries or asks for bytes; gives status, headers and body.

        Raises:
            NodeAway: it does not answer, or cannot now.
        """
        for _ in range(2):
            signed = dict(headers)
            if self.key is not None:
                signed["authorization"] = f"Bearer {await self._access(self.key)}"
            answer, body = await self._fetch(method, path, headers=signed, content=content)
            if answer.status_code != 401:
                break
            self._token = ""
        if answer.status_code >= 500:
            raise NodeAway
        return answer.status_code, answer.headers, body

    async def _fetch(self, method: str, path: str, **sent: Any) -> tuple[httpx.Response, bytes]:
        """Send one request, and read its answer no further than is sensible."""
        try:
            async with asyncio.timeout(self.seconds), self._http.stream(method, path, **sent) as answer:
                body = bytearray()
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > MOST_BYTES:
                        raise NodeStrange
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, TimeoutError, OSError):
            raise NodeAway from None
        return answer, bytes(body)

    async def _exchange(self, method: str, path: str, **sent: Any) -> tuple[int, dict[str, Any]]:
        """Send one request; gives the status and the JSON."""
        answer, body = await self._fetch(method, path, **sent)
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            raise (NodeAway if answer.status_code >= 500 else NodeStrange) from None
        if not isinstance(said, dict):
            raise NodeStrange
        return answer.status_code, said

    async def _access(self, key: SigningKey) -> str:
        now = clock.now()
        if self._token and now < self._until - _EARLY:
            return self._token
        form = {"grant_type": GRANT, "assertion": self._assertion(key, now)}
        status, said = await self._exchange("POST", "/oauth/token", data=form)
        if status >= 500:
            raise NodeAway
        if status != 200:
            raise NodeRefused("SIGN_IN_REFUSED", SIGN_IN)
        token, seconds = said.get("access_token"), said.get("expires_in")
        if not isinstance(token, str) or not token.isascii() or not isinstance(seconds, int):
            raise NodeStrange
        asked = said.get("recovery_asked")
        self.recovery_asked = asked if isinstance(asked, dict) else {}
        self._token = token
        self._until = now + timedelta(seconds=min(max(seconds, 0), 3600))
        return self._token

    def _assertion(self, key: SigningKey, now: datetime) -> str:
        """Sign who we are, for this node, for one minute, once (RFC 7523)."""
        issued = int(now.timestamp())
        claims = {
            "iss": key.kid,
            "sub": key.kid,
            "aud": f"{self.node}/oauth/token",
            "iat": issued,
            "exp": issued + 60,
            "jti": secrets.token_hex(16),
        }
        okp = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": b64u(key.public), "d": b64u(key.seed)})
        return jwt.encode({"alg": "Ed25519"}, claims, okp, algorithms=["Ed25519"])


def value_of(said: dict[str, Any]) -> Any:
    """Give the value of the one root field of an answer.

    Raises:
        NodeRefused: the node says no.
        NodeAway: it cannot answer now, or does not answer like a node.
    """
    if errors := said.get("errors"):
        raise error_of(errors)
    data = said.get("data")
    if not isinstance(data, dict) or len(data) != 1:
        raise NodeStrange
    [value] = data.values()
    if isinstance(value, dict) and "code" in value and "sentence" in value:
        code, sentence = str(value["code"]), str(value["sentence"])
        now = (value.get("currentVersion"), value.get("currentState"))
        raise NodeRefused(code, sentence, value.get("field"), *now, decided=True)
    return value


def error_of(errors: Any) -> NodeRefused | NodeAway:
    """Read the first error of an answer."""
    first = errors[0] if isinstance(errors, list) else None
    if not isinstance(first, dict) or not isinstance(first.get("message"), str):
        return NodeStrange()
    extensions = first.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    if code == "TRY_AGAIN":
        return NodeAway()
    if code == "BAD_VARIABLE":
        return NodeRefused(code, BAD_VARIABLE)
    return NodeRefused(code if isinstance(code, str) else "UNKNOWN", first["message"])
