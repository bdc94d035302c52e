"""Case keys as a device brings them, for tests of the node, which cannot tell right ones from wrong ones."""

import secrets
from typing import Any

from crypto.cases import Case, close_letter_key, wrap_case_key
from crypto.format import b64u, unb64u
from tests.referrals.world import REFUSED, Desk, World

SHOWN = "holders barred missing settled keys { number wrap renew } letters { envelopeId number sealed }"
ENVELOPES = (
    "query($id: ID!) { envelopes(referralId: $id) { ... on EnvelopeList { envelopes { envelopeId data } "
    f"case {{ {SHOWN} }} }} {REFUSED} }} }}"
)
KEEP = f"mutation($i: KeepCaseKeyInput!) {{ keepCaseKey(input: $i) {{ ... on CaseKeys {{ {SHOWN} }} {REFUSED} }} }}"
SETTLE = (
    f"mutation($i: SettleCaseKeyInput!) {{ settleCaseKey(input: $i) {{ ... on CaseKeys {{ {SHOWN} }} {REFUSED} }} }}"
)


async def letters(world: World, desk: Desk, referral: str) -> Any:
    """Ask for the letters of a referral and the keys of its case."""
    return await world.ask(desk, ENVELOPES, id=referral)


def made(desk: Desk, referral: str, names: list[str], number: int = 1) -> dict[str, Any]:
    """Make a case key for one device, with a key for each letter."""
    at, key, to = Case(desk.caller.member_id, referral, number), secrets.token_bytes(32), desk.caller.device_id
    sealed = [close_letter_key(secrets.token_bytes(32), key, at, unb64u(name)) for name in names]
    return {
        "number": number,
        "wraps": [{"reader": to, "wrap": b64u(wrap_case_key(key, desk.seal.public, at, to=to))}],
        "letters": [{"envelopeId": a, "sealed": b64u(b)} for a, b in zip(names, sealed, strict=True)],
    }


async def keep(world: World, desk: Desk, referral: str, brought: dict[str, Any]) -> Any:
    """Bring a case key."""
    return await world.ask(desk, KEEP, i={"referralId": referral, "caseKey": brought, "idempotencyKey": world.key()})


async def settle(world: World, desk: Desk, referral: str, number: int) -> Any:
    """Ask for the deletion of what a case key replaces."""
    return await world.ask(desk, SETTLE, i={"referralId": referral, "number": number})


async def kept(world: World, desk: Desk, referral: str) -> dict[str, Any]:
    """Bring a case key for all letters of a referral, and settle; gives what was brought."""
    names = [one["envelopeId"] for one in (await letters(world, desk, referral))["envelopes"]]
    brought = made(desk, referral, names)
    assert "keys" in await keep(world, desk, referral, brought)
    assert (await settle(world, desk, referral, 1))["settled"] is True
    return brought
