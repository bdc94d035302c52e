"""Invented organisations with real keys: found a network, admit members, enrol devices, publish intake keys."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from crypto.format import b64u
from crypto.keys import SealingKey, SigningKey
from crypto.log_entries import sign_entry
from crypto.signing import DeviceStatement, EpochStatement, OfficersStatement, sign_statement
from crypto.wrapping import wrap_seed
from kit import clock
from kit.ids import new_id
from network import actions, enrolment, intake, rules
from network.context import Context
from network.model import ANONYMOUS, Caller, DeviceState, MemberKind, Role

YEAR = 365 * 24 * 3600


@dataclass
class Colleague:
    """A person of an organisation with her device."""

    member_id: str
    staff_id: str
    signing: SigningKey
    sealing: SealingKey
    roles: frozenset[Role]

    @property
    def device_id(self) -> str:
        return self.signing.kid

    @property
    def caller(self) -> Caller:
        return Caller(self.member_id, self.staff_id, self.device_id, self.roles, rules.realm_of(self.roles))

    def vouch(self, other: "Colleague | None" = None, *, officer: bool = False, **changes: object) -> bytes:
        """Sign a device statement about a colleague's device (or one's own)."""
        about = other or self
        now = int(clock.now().timestamp())
        said = DeviceStatement(
            about.member_id, about.device_id, about.signing.public, about.sealing.public, now - 60, now + YEAR, officer
        )
        return sign_statement("device.v1", {**said.body(), **changes}, self.signing)


def suspension(member_id: str, *signers: Colleague, hours: float = 1, **changes: object) -> bytes:
    """Let some of the board sign that an organisation is suspended."""
    now = int(clock.now().timestamp())
    said = {"member": member_id, "nbf": now - 60, "exp": now + int(hours * 3600), **changes}
    return sign_entry("suspended.v1", said, *(one.signing for one in signers))


def vouching(founder: Colleague, *signers: Colleague, **changes: object) -> bytes:
    """Let some of the board sign that an organisation with one officer is vetted."""
    now = int(clock.now().timestamp())
    said = {"member": founder.member_id, "keys": [b64u(founder.signing.public)], "k": 1, "nbf": now - 60,
            "exp": now + 3600}  # fmt: skip
    return sign_entry("vetted.v1", {**said, **changes}, *(one.signing for one in signers))


def revocation(device: Colleague, by: Colleague, **changes: object) -> bytes:
    """Let somebody sign that a device is shut out."""
    said = {"member": device.member_id, "device": device.device_id, "nbf": int(clock.now().timestamp()), **changes}
    return sign_entry("device-revoked.v1", said, by.signing)


class Street:
    """Set people up through the actions that the doors use."""

    def __init__(self, context_of: Callable[[Caller], Context]) -> None:
        self.context_of = context_of
        self.nobody = context_of(ANONYMOUS)

    async def found(self, name: str = "Secretariat (Demo)") -> Colleague:
        async with self.nobody.write(realm="node") as tx:
            _, invitation = await actions.found(tx, ANONYMOUS, name, "AT", "Vera", now=clock.now())
        return await self.founder(invitation, MemberKind.SECRETARIAT)

    async def admit(self, by: Colleague, name: str, kind: MemberKind = MemberKind.MEMBER) -> Colleague:
        context = self.context_of(by.caller)
        async with context.write() as tx:
            _, invitation = await actions.admit_member(
                tx, by.caller, name, "IT", kind, "Administrator", new_id(), now=clock.now()
            )
        assert invitation is not None
        return await self.founder(invitation, kind)

    def enrolment(self, invitation, person: Colleague, *, founder: bool) -> enrolment.Enrolment:
        officers = OfficersStatement(person.member_id, (person.signing.public,), 1, 0)
        keys = (person.signing.public, person.sealing.public)
        return enrolment.Enrolment(
            invitation.token,
            *keys,
            person.signing.sign(enrolment.PROOF, invitation.token, *keys),
            sign_statement("officers.v1", officers.body(), person.signing) if founder else None,
            person.vouch(officer=True) if founder else None,
        )

    def person(self, invitation, roles: frozenset[Role]) -> Colleague:
        return Colleague(invitation.member_id, invitation.staff_id, SigningKey.generate(), SealingKey.generate(), roles)

    async def founder(self, invitation, kind: MemberKind) -> Colleague:
        person = self.person(invitation, rules.founder_roles(kind))
        async with self.nobody.write(realm="node") as tx:
            device = await enrolment.enrol(tx, self.enrolment(invitation, person, founder=True), now=clock.now())
        assert device.state is DeviceState.ACTIVE
        return person

    async def invite(self, admin: Colleague, name: str, *roles: Role):
        async with self.context_of(admin.caller).write() as tx:
            _, invitation = await actions.invite_staff(tx, admin.caller, name, roles, new_id(), now=clock.now())
        assert invitation is not None
        return invitation

    async def waiting(self, admin: Colleague, name: str, *roles: Role) -> Colleague:
        invitation = await self.invite(admin, name, *roles)
        person = self.person(invitation, frozenset(roles))
        async with self.nobody.write(realm="node") as tx:
            await enrolment.enrol(tx, self.enrolment(invitation, person, founder=False), now=clock.now())
        return person

    async def colleague(self, admin: Colleague, name: str, *roles: Role) -> Colleague:
        person = await self.waiting(admin, name, *roles)
        async with self.context_of(admin.caller).write() as tx:
            await enrolment.approve_device(
                tx, admin.caller, person.device_id, admin.vouch(person), 1, new_id(), now=clock.now()
            )
        return person

    async def publish(self, admin: Colleague, *readers: Colleague, epoch: int = 1) -> SealingKey:
        key = SealingKey.generate()
        statement, wraps = epoch_of(admin, key, [admin, *readers], epoch)
        async with self.context_of(admin.caller).write() as tx:
            await intake.publish(tx, admin.caller, statement, wraps, new_id(), now=clock.now())
        return key


def epoch_of(
    admin: Colleague, key: SealingKey, readers: list[Colleague], epoch: int = 1, now: datetime | None = None
) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Sign an intake key and wrap its seed for readers."""
    moment = int((now or clock.now()).timestamp())
    said = EpochStatement(admin.member_id, epoch, key.public, moment - 60, moment + 7 * 24 * 3600)
    wraps = [
        (r.device_id, wrap_seed(key.seed, r.sealing.public, member=admin.member_id, epoch=epoch, to_device=r.device_id))
        for r in readers
    ]
    return sign_statement("epoch.v1", said.body(), admin.signing), wraps
