"""The line to a node: GraphQL over HTTP, with a sign-in that renews itself. The only file that knows httpx."""

import secrets
from datetime import datetime, timedelta
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import OKPKey

from client.errors import NodeAway, NodeRefused
from crypto.format import b64u
from crypto.keys import SigningKey
from kit import clock

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_EARLY = timedelta(seconds=30)


class Wire:
    """Ask one node as one device, or as nobody in particular."""

    def __init__(
        self, node: str, key: SigningKey | None = None, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.node = node.rstrip("/")
        self.key = key
        self._http = httpx.AsyncClient(base_url=self.node, timeout=30, transport=transport)
        self._token = ""
        self._until = clock.now()
        self._about: dict[str, Any] = {}

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    async def node_id(self) -> str:
        """Ask the node for its name, which consents are bound to."""
        if not self._about:
            try:
                self._about = (await self._http.get("/")).raise_for_status().json()
            except (httpx.HTTPError, ValueError):
                raise NodeAway from None
        return str(self._about["node"])

    async def ask(self, document: str, **variables: Any) -> Any:
        """Send one document with one root field; gives that field's value.

        Raises:
            NodeRefused: the node says no.
            NodeAway: it does not answer.
        """
        headers = {"accept": "application/graphql-response+json"}
        if self.key is not None:
            headers["authorization"] = f"Bearer {await self._access(self.key)}"
        try:
            answer = await self._http.post(
                "/graphql", json={"query": document, "variables": variables}, headers=headers
            )
            said = answer.json()
        except (httpx.HTTPError, ValueError):
            raise NodeAway from None
        if errors := said.get("errors"):
            code = errors[0].get("extensions", {}).get("code", "UNKNOWN")
            if code == "TRY_AGAIN":
                raise NodeAway
            raise NodeRefused(code, errors[0]["message"])
        [value] = said["data"].values()
        if isinstance(value, dict) and "code" in value and "sentence" in value:
            raise NodeRefused(value["code"], value["sentence"], value.get("field"), value.get("currentVersion"))
        return value

    async def _access(self, key: SigningKey) -> str:
        now = clock.now()
        if self._token and now < self._until - _EARLY:
            return self._token
        form = {"grant_type": GRANT, "assertion": self._assertion(key, now)}
        try:
            answer = await self._http.post("/oauth/token", data=form)
            said = answer.json()
        except (httpx.HTTPError, ValueError):
            raise NodeAway from None
        if answer.status_code != 200:
            raise NodeRefused("SIGN_IN_REFUSED", said.get("error_description", "This sign-in is not valid."))
        self._token = said["access_token"]
        self._until = now + timedelta(seconds=said["expires_in"])
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
