"""Sign-in: a device proves itself with its key and gets ten minutes; every request asks again whether it may work.

Sources: RFC 7523 (assertions), RFC 8037 (EdDSA tokens), RFC 9068 (access tokens), RFC 6749 section 5.2 (errors).
"""

import hashlib
import json
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry, extract_compact

from crypto.format import b64u
from crypto.keys import SigningKey
from kit.errors import BadId
from kit.ids import check_id
from network import errors, rules, store, store_recovery
from network.context import Context, Transaction
from network.model import ANONYMOUS, Caller, DeviceState, Role
from network.recovery_model import RecoveryRequest

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LASTS = timedelta(minutes=10)
ASSERTION_LASTS = 60
SKEW = 5
_KEPT = 4096
_EDDSA = JWSRegistry(algorithms=["EdDSA", "Ed25519"])


def okp_key(key: SigningKey) -> OKPKey:
    """Give a signing key in the form that tokens are signed with (RFC 8037)."""
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": b64u(key.public), "d": b64u(key.seed)})


def node_key(folder: Path) -> SigningKey:
    """Load the node's own key out of its state folder; make it at the first start, readable by the node alone."""
    return key_in(folder / "node.key")


def key_in(path: Path) -> SigningKey:
    """Load a key that the node signs with; make it at the first start, readable by the node alone."""
    try:
        return SigningKey(bytes.fromhex(path.read_text(encoding="ascii").strip()))
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        key = SigningKey.generate()
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(key.seed.hex() + "\n", encoding="ascii")
        return key


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Hold an access token, and what a person should hear whatever she came for: who asks to take over."""

    token: str = field(repr=False)
    recovery: RecoveryRequest | None


@dataclass(slots=True)
class Issuer:
    """Give and believe this node's access tokens."""

    node_id: str
    audience: str
    key: SigningKey = field(repr=False)
    _okp: OKPKey = field(init=False, repr=False)
    _believed: "OrderedDict[str, tuple[str, int]]" = field(init=False, repr=False, default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._okp = okp_key(self.key)

    async def sign_in(self, context: Context, assertion: str) -> SignedIn:
        """Exchange a device's assertion, once, for an access token, and say if somebody asks to take over.

        Raises:
            SignInRefused: for any reason; which one is not told.
        """
        device_id = _claimed_device(assertion)
        async with context.write(realm="node") as tx:
            member_id, claims = await self._assertion(tx, device_id, assertion, context.now)
            expires = datetime.fromtimestamp(claims["exp"] + SKEW, UTC)
            jti = hashlib.sha256(f"{device_id} {claims['jti']}".encode()).digest()
            try:
                await store.use_assertion(tx, jti, expires, context.now)
            except asyncpg.UniqueViolationError:
                raise errors.SignInRefused from None
            await context.journal(tx, ANONYMOUS, "device.sign-in", "Device", device_id, context.now)
            waits = await store_recovery.waiting(tx, member_id)
        return SignedIn(self._token(device_id, context.now), waits)

    async def _assertion(
        self, tx: Transaction, device_id: str, assertion: str, now: datetime
    ) -> tuple[str, dict[str, Any]]:
        device = await store.device(tx, device_id)
        if device is None or device.state is not DeviceState.ACTIVE:
            raise errors.SignInRefused
        if await tx.fetchrow(store.Q["caller"], device_id) is None:
            raise errors.SignInRefused
        public = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": b64u(device.sign_key)})
        try:
            claims = jwt.decode(assertion, public, registry=_EDDSA).claims
        except (JoseError, ValueError):
            raise errors.SignInRefused from None
        if not _fits(claims, device_id, self.audience, int(now.timestamp())):
            raise errors.SignInRefused
        return device.member_id, claims

    def _token(self, device_id: str, now: datetime) -> str:
        issued = int(now.timestamp())
        claims = {
            "iss": self.node_id,
            "aud": self.node_id,
            "sub": device_id,
            "client_id": device_id,
            "iat": issued,
            "exp": issued + int(LASTS.total_seconds()),
            "jti": secrets.token_hex(16),
        }
        return jwt.encode({"alg": "Ed25519", "typ": "at+jwt"}, claims, self._okp, registry=_EDDSA)

    def _device_of(self, token: str, now: datetime) -> str:
        seconds = int(now.timestamp())
        known = self._believed.get(token)
        if known is None:
            known = self._believe(token)
            self._believed[token] = known
            if len(self._believed) > _KEPT:
                self._believed.popitem(last=False)
        device_id, expires = known
        if expires <= seconds:
            self._believed.pop(token, None)
            raise errors.NotSignedIn
        return device_id

    def _believe(self, token: str) -> tuple[str, int]:
        try:
            read = jwt.decode(token, self._okp, registry=_EDDSA)
            claims = read.claims
            fits = read.header.get("typ") == "at+jwt" and claims["iss"] == claims["aud"] == self.node_id
            if not fits:
                raise errors.NotSignedIn
            return str(claims["sub"]), int(claims["exp"])
        except (JoseError, ValueError, KeyError, TypeError):
            raise errors.NotSignedIn from None

    async def authenticate(self, pool: "asyncpg.Pool[asyncpg.Record]", bearer: str | None, now: datetime) -> Caller:
        """Say who sends a request; somebody without a token is nobody in particular. One round trip.

        Raises:
            NotSignedIn: the token is not this node's, is too old, or its device, person or organisation may not work.
        """
        if bearer is None:
            return ANONYMOUS
        device_id = self._device_of(bearer, now)
        row = await pool.fetchrow(store.Q["caller"], device_id)
        if row is None:
            raise errors.NotSignedIn
        roles = frozenset(Role(role) for role in row["roles"])
        return Caller(row["member_id"], row["staff_id"], device_id, roles, rules.realm_of(roles))


def _claimed_device(assertion: str) -> str:
    """Read who an assertion says it is from, without believing it."""
    try:
        claims = json.loads(extract_compact(assertion.encode()).payload)
        return check_id(str(claims["sub"]))
    except (JoseError, ValueError, KeyError, TypeError, BadId):
        raise errors.SignInRefused from None


def _fits(claims: dict[str, Any], device_id: str, audience: str, now: int) -> bool:
    issued, expires, jti = claims.get("iat"), claims.get("exp"), claims.get("jti")
    if type(issued) is not int or type(expires) is not int or not isinstance(jti, str):
        return False
    right = claims.get("iss") == claims.get("sub") == device_id and claims.get("aud") == audience
    timely = issued - SKEW <= now < expires and 0 < expires - issued <= ASSERTION_LASTS
    return right and timely and 16 <= len(jti) <= 64 and jti.isascii() and jti.isprintable()
