"""The people of the stories: Anker refers, Hafen receives, Lotse has nothing to do with it."""

from collections.abc import Callable

import pytest

from crypto.format import b64u
from crypto.keys import SealingKey, SigningKey
from crypto.log_entries import sign_entry
from crypto.signing import DeviceStatement, EpochStatement, OfficersStatement, sign_statement
from crypto.wrapping import wrap_seed
from kit.ids import new_id
from network import actions, authority, enrolment, intake
from network.context import Context
from network.model import ANONYMOUS, Caller, Invitation, MemberKind, Role
from tests.referrals.listing import vetted_listing
from tests.referrals.world import Desk, World

YEAR = 365 * 86400


async def _enrol(context_of: Callable[[Caller], Context], invitation: Invitation, roles: set[Role], realm: str) -> Desk:
    """Let a founder's device make its keys and vouch for itself."""
    context = context_of(ANONYMOUS)
    sign, seal, now = SigningKey.generate(), SealingKey.generate(), int(context.now.timestamp())
    member = invitation.member_id
    officers = OfficersStatement(member, (sign.public,), 1, 0)
    device = DeviceStatement(member, sign.kid, sign.public, seal.public, now - 60, now + YEAR, True)
    asked = enrolment.Enrolment(
        invitation.token,
        sign.public,
        seal.public,
        sign.sign(enrolment.PROOF, invitation.token, sign.public, seal.public),
        sign_statement(OfficersStatement.KIND, officers.body(), sign),
        sign_statement(DeviceStatement.KIND, device.body(), sign),
    )
    async with context.write(realm="node") as tx:
        await enrolment.enrol(tx, asked, now=context.now)
    return Desk(Caller(member, invitation.staff_id, sign.kid, frozenset(roles), realm), sign, seal)


async def _admit(context_of: Callable[[Caller], Context], secretariat: Desk, name: str) -> Desk:
    context = context_of(secretariat.caller)
    async with context.write() as tx:
        _, invitation = await actions.admit_member(
            tx, secretariat.caller, name, "AT", MemberKind.MEMBER, "Founder", f"admit-{name}", now=context.now
        )
    assert invitation is not None
    return await _enrol(context_of, invitation, {Role.ORG_ADMIN}, "member")


async def _publish(context_of: Callable[[Caller], Context], desk: Desk, epoch: int = 1) -> SealingKey:
    context, key = context_of(desk.caller), SealingKey.generate()
    now, member = int(context.now.timestamp()), desk.caller.member_id
    statement = sign_statement(
        EpochStatement.KIND, EpochStatement(member, epoch, key.public, now - 60, now + YEAR).body(), desk.sign
    )
    wrap = wrap_seed(key.seed, desk.seal.public, member=member, epoch=epoch, to_device=desk.caller.device_id)
    async with context.write() as tx:
        await intake.publish(
            tx, desk.caller, statement, [(desk.caller.device_id, wrap)], f"publish-intake-{epoch}", now=context.now
        )
    return key


async def vouch(
    context_of: Callable[[Caller], Context],
    secretariat: Desk,
    desk: Desk,
    *,
    seconds: int = 3600,
    now: int | None = None,
) -> None:
    """Let the board, which is one person here, vouch for an organisation for so long."""
    context = context_of(secretariat.caller)
    begins = (now or int(context.now.timestamp())) - 60
    said = {"member": desk.caller.member_id, "keys": [b64u(desk.sign.public)], "k": 1, "nbf": begins}
    entry = sign_entry("vetted.v1", {**said, "exp": begins + 60 + seconds}, secretariat.sign)
    async with context.write() as tx:
        await authority.publish(tx, secretariat.caller, entry, new_id(), now=context.now)


@pytest.fixture
async def world(context_of: Callable[[Caller], Context]) -> World:
    """Give a network of three members, one of which offers a service that is in force."""
    return await founded(context_of)


async def founded(context_of: Callable[[Caller], Context]) -> World:
    """Found a network of three members, one of which offers a service that is in force."""
    context = context_of(ANONYMOUS)
    async with context.write(realm="node") as tx:
        _, invitation = await actions.found(tx, ANONYMOUS, "Secretariat", "AT", "Founder", now=context.now)
    secretariat = await _enrol(context_of, invitation, {Role.ORG_ADMIN, Role.SECRETARIAT}, "secretariat")
    anker, hafen, lotse = [await _admit(context_of, secretariat, name) for name in ("Anker", "Hafen", "Lotse")]
    for desk in (anker, hafen, lotse):
        await vouch(context_of, secretariat, desk, seconds=89 * 86400)
    key = await _publish(context_of, hafen)
    listing, version = await vetted_listing(context_of, secretariat, hafen, lotse)
    return World(context_of, anker, hafen, lotse, listing, version, key, 1, secretariat=secretariat)
