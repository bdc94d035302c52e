"""Sign-in: a device proves itself once a minute at most, and may work only while everybody may."""

import time
from datetime import timedelta

import httpx
import pytest
from authlib.oauth2.rfc7523.assertion import sign_jwt_bearer_assertion
from fastapi import FastAPI
from joserfc import jwt

from crypto.keys import SigningKey
from kit import clock
from kit.ids import new_id
from network import enrolment, errors
from network.identity import GRANT, Issuer, node_key, okp_key
from network.model import ANONYMOUS, Role
from network.routes import router
from tests.network.people import revocation

NODE, AUDIENCE = "node.test", "http://127.0.0.1:8000/oauth/token"


@pytest.fixture
def issuer() -> Issuer:
    return Issuer(NODE, AUDIENCE, SigningKey.generate())


@pytest.fixture
async def rosa(street):
    return await street.admit(await street.found(), "A")


def _assertion(key: SigningKey, device: str | None = None, **changes) -> str:
    now = int(time.time())
    me = device or key.kid
    said = {name: value(now) if callable(value) else value for name, value in changes.items()}
    claims = {"iss": me, "sub": me, "aud": AUDIENCE, "iat": now, "exp": now + 60, "jti": new_id(), **said}
    return jwt.encode({"alg": "Ed25519"}, claims, okp_key(key), algorithms=["Ed25519"])


async def _sign_in(street, issuer, assertion, now=None):
    context = street.context_of(ANONYMOUS)
    context.now = now or clock.now()
    return (await issuer.sign_in(context, assertion)).token


async def test_a_device_signs_in_and_is_known(street, issuer, rosa, pool):
    token = await _sign_in(street, issuer, _assertion(rosa.signing))

    for _ in range(2):
        assert await issuer.authenticate(pool, token, clock.now()) == rosa.caller
    assert await issuer.authenticate(pool, None, clock.now()) == ANONYMOUS


async def test_an_assertion_made_with_authlib_signs_in(street, issuer, rosa, pool):
    made = sign_jwt_bearer_assertion(
        okp_key(rosa.signing).as_dict(private=True),
        rosa.device_id,
        AUDIENCE,
        rosa.device_id,
        expires_at=int(time.time()) + 50,
        header={"alg": "EdDSA"},
        claims={"jti": new_id(), "iat": int(time.time())},
        alg="EdDSA",
    )

    assert await _sign_in(street, issuer, made)


async def test_an_assertion_signs_in_once(street, issuer, rosa, owner):
    assertion = _assertion(rosa.signing)
    await _sign_in(street, issuer, assertion)

    with pytest.raises(errors.SignInRefused):
        await _sign_in(street, issuer, assertion)
    assert await owner.fetchval("SELECT count(*) FROM network.assertions") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://other.example/oauth/token"},
        {"iss": "f" * 32},
        {"sub": "f" * 32},
        {"sub": None},
        {"exp": lambda now: now - 1},
        {"exp": lambda now: now + 600},
        {"iat": lambda now: now + 60, "exp": lambda now: now + 90},
        {"iat": "now"},
        {"jti": "short"},
        {"jti": 7},
        {"sub": "\x00"},
        {"jti": "\x00" * 16},
        {"jti": "é" * 16},
    ],
    ids=lambda changes: ", ".join(changes),
)
async def test_an_assertion_that_says_something_else_is_refused(street, issuer, rosa, owner, changes):
    with pytest.raises(errors.SignInRefused):
        await _sign_in(street, issuer, _assertion(rosa.signing, **changes))
    assert await owner.fetchval("SELECT count(*) FROM network.assertions") == 0


async def test_an_assertion_signed_by_another_key_is_refused(street, issuer, rosa):
    for bad in (_assertion(SigningKey.generate(), rosa.device_id), _assertion(SigningKey.generate()), "x", "a.b.c", ""):
        with pytest.raises(errors.SignInRefused):
            await _sign_in(street, issuer, bad)


async def test_a_waiting_or_lost_device_does_not_sign_in(street, issuer, rosa, pool):
    waiting = await street.waiting(rosa, "Giulia", Role.INTAKE)
    lost = await street.colleague(rosa, "Ines", Role.INTAKE)
    token = await _sign_in(street, issuer, _assertion(lost.signing))
    async with street.context_of(rosa.caller).write() as tx:
        statement = revocation(lost, rosa)
        await enrolment.revoke_device(tx, rosa.caller, lost.device_id, statement, 2, new_id(), now=clock.now())

    for device in (waiting, lost):
        with pytest.raises(errors.SignInRefused):
            await _sign_in(street, issuer, _assertion(device.signing))
    with pytest.raises(errors.NotSignedIn):
        await issuer.authenticate(pool, token, clock.now())


async def test_a_suspended_organisation_does_not_sign_in(street, issuer, rosa, pool, owner):
    token = await _sign_in(street, issuer, _assertion(rosa.signing))
    await owner.execute("UPDATE network.members SET state = 'SUSPENDED' WHERE id = $1", rosa.member_id)

    with pytest.raises(errors.SignInRefused):
        await _sign_in(street, issuer, _assertion(rosa.signing))
    with pytest.raises(errors.NotSignedIn):
        await issuer.authenticate(pool, token, clock.now())


async def test_a_token_lasts_ten_minutes(street, issuer, rosa, pool):
    token = await _sign_in(street, issuer, _assertion(rosa.signing))

    assert await issuer.authenticate(pool, token, clock.now() + timedelta(minutes=9))
    with pytest.raises(errors.NotSignedIn):
        await issuer.authenticate(pool, token, clock.now() + timedelta(minutes=11))


async def test_a_token_of_another_node_is_refused(street, issuer, rosa, pool):
    other = Issuer("other.test", AUDIENCE, SigningKey.generate())
    namesake = Issuer("other.test", AUDIENCE, issuer.key)
    for stranger in (other, namesake):
        token = await _sign_in(street, stranger, _assertion(rosa.signing))
        with pytest.raises(errors.NotSignedIn):
            await issuer.authenticate(pool, token, clock.now())
    for bad in ("", "x", "a.b.c", _assertion(issuer.key)):
        with pytest.raises(errors.NotSignedIn):
            await issuer.authenticate(pool, bad, clock.now())


def test_the_nodes_key_is_made_once_and_is_readable_by_the_node_alone(tmp_path):
    key = node_key(tmp_path / "state")

    assert node_key(tmp_path / "state").public == key.public
    assert (tmp_path / "state" / "node.key").stat().st_mode & 0o777 == 0o600
    assert key.seed.hex() not in repr(Issuer(NODE, AUDIENCE, key))


@pytest.fixture
def wire(street, issuer) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(router(lambda: issuer, lambda: street.context_of(ANONYMOUS)))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000")


async def test_the_token_endpoint_gives_a_token_and_says_no_in_the_words_of_rfc_6749(wire, rosa):
    good = {"grant_type": GRANT, "assertion": _assertion(rosa.signing)}
    answer = await wire.post("/oauth/token", data=good)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert {key: answer.json()[key] for key in ("token_type", "expires_in")} == {
        "token_type": "Bearer",
        "expires_in": 600,
    }

    for data, error in (
        (good, "invalid_grant"),
        ({**good, "grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": GRANT}, "invalid_request"),
        ({"grant_type": GRANT, "assertion": ["a", "b"]}, "invalid_request"),
    ):
        refused = await wire.post("/oauth/token", data=data)
        assert (refused.status_code, refused.json()["error"]) == (400, error)
    for content, kind in ((b"{}", "application/json"), (b"\xff", None), (b"a=" + b"x" * 9000, None)):
        headers = {"content-type": kind or "application/x-www-form-urlencoded"}
        refused = await wire.post("/oauth/token", content=content, headers=headers)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
