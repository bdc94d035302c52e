"""The network's door over GraphQL."""

from typing import Annotated

import strawberry

from kit.graph import Refused, door
from network import actions, authority, enrolment, epochs, intake
from network.api_audit import AuditPage
from network.api_authority import LogMutation
from network.api_inputs import (
    AddIntakeWrapsInput,
    AdmitMemberInput,
    ApproveDeviceInput,
    EnrolDeviceInput,
    InviteStaffInput,
    MemberStateInput,
    PublishIntakeKeyInput,
    RevokeDeviceInput,
)
from network.api_log import LogQuery
from network.api_types import (
    Admission,
    Device,
    DeviceList,
    IntakeKey,
    IntakeWrapList,
    Invitation,
    Me,
    MemberConnection,
    MemberNode,
    WrapsAdded,
    bytes_of,
)
from network.model import MemberState

First = Annotated[int | None, strawberry.argument(description="How many entries to show: 1 to 100, 20 unless given.")]
After = Annotated[str | None, strawberry.argument(description="Show what follows this marker.")]
MemberId = Annotated[strawberry.ID, strawberry.argument(description="The organisation's id.")]


@strawberry.type
class NetworkQuery(LogQuery):
    """Ask who is here."""

    @strawberry.field(description="Who you are here.")
    @door
    async def me(self, info: strawberry.Info) -> Me | Refused:
        """Tell a person who the network thinks she is."""
        ctx = info.context
        async with ctx.read() as tx:
            member, staff = await actions.me(tx, ctx.caller)
        return Me(
            staff_id=strawberry.ID(staff.id),
            device_id=strawberry.ID(ctx.caller.device_id),
            display_name=staff.display_name,
            roles=sorted(staff.roles),
            member=MemberNode.of(member),
        )

    @strawberry.field(description="One organisation of the network.")
    @door
    async def member(self, info: strawberry.Info, id: MemberId) -> MemberNode | Refused:
        """Show an organisation."""
        ctx = info.context
        async with ctx.read() as tx:
            return MemberNode.of(await actions.member(tx, ctx.caller, id))

    @strawberry.field(description="The organisations of the network, by name.")
    @door
    async def members(
        self, info: strawberry.Info, first: First = None, after: After = None
    ) -> MemberConnection | Refused:
        """Show the organisations of the network."""
        ctx = info.context
        async with ctx.read() as tx:
            return MemberConnection.of(*await actions.members(tx, ctx.caller, first, after))

    @strawberry.field(description="The devices of your organisation.")
    @door
    async def devices(self, info: strawberry.Info) -> DeviceList | Refused:
        """Show a person her organisation's devices."""
        ctx = info.context
        async with ctx.read() as tx:
            found = await enrolment.devices(tx, ctx.caller)
        return DeviceList(devices=[Device.of(held.device, held) for held in found])

    @strawberry.field(description="The key that referrals to an organisation are sealed to now; null if there is none.")
    @door
    async def intake_key(self, info: strawberry.Info, member_id: MemberId) -> IntakeKey | Refused | None:
        """Show what to seal to."""
        ctx = info.context
        async with ctx.read() as tx:
            found = await intake.intake_key(tx, ctx.caller, member_id, now=ctx.now)
        return IntakeKey.of(found) if found else None

    @strawberry.field(description="The intake seeds that your device can open, and those that it must delete.")
    @door
    async def my_intake_wraps(self, info: strawberry.Info) -> IntakeWrapList | Refused:
        """Give a device the seeds that it can open."""
        ctx = info.context
        async with ctx.read() as tx:
            return IntakeWrapList.of(await epochs.my_post(tx, ctx.caller, ctx.settings.intake_days, now=ctx.now))

    @strawberry.field(description="Your organisation's audit trail, newest first; an auditor sees all of it.")
    @door
    async def audit_trail(self, info: strawberry.Info, first: First = None, after: After = None) -> AuditPage | Refused:
        """Show who did what, without content."""
        ctx = info.context
        async with ctx.read() as tx:
            return AuditPage.of(*await actions.audit_trail(tx, ctx.caller, first, after, now=ctx.now))


@strawberry.type
class NetworkMutation(LogMutation):
    """Change who is here."""

    @strawberry.mutation(description="Admit an organisation (secretariat). Its founder gets a one-time invitation.")
    @door
    async def admit_member(self, info: strawberry.Info, input: AdmitMemberInput) -> Admission | Refused:
        """Admit an organisation."""
        ctx = info.context
        async with ctx.write() as tx:
            member, given = await actions.admit_member(
                tx, ctx.caller, input.name, input.country, input.kind, input.administrator, input.idempotency_key,
                now=ctx.now,
            )  # fmt: skip
        return Admission(
            member=MemberNode.of(member), invitation=Invitation.of(given.staff_id, given) if given else None
        )

    @strawberry.mutation(description="Suspend an organisation at once (secretariat).")
    @door
    async def suspend_member(self, info: strawberry.Info, input: MemberStateInput) -> MemberNode | Refused:
        """Suspend an organisation."""
        return await _set_state(info, input, MemberState.SUSPENDED)

    @strawberry.mutation(description="Reinstate a suspended organisation (secretariat).")
    @door
    async def reinstate_member(self, info: strawberry.Info, input: MemberStateInput) -> MemberNode | Refused:
        """Reinstate an organisation."""
        return await _set_state(info, input, MemberState.ADMITTED)

    @strawberry.mutation(description="Invite a colleague, with one device (administrator).")
    @door
    async def invite_staff(self, info: strawberry.Info, input: InviteStaffInput) -> Invitation | Refused:
        """Invite a colleague."""
        ctx = info.context
        async with ctx.write() as tx:
            staff_id, given = await actions.invite_staff(
                tx, ctx.caller, input.display_name, input.roles, input.idempotency_key, now=ctx.now
            )
        return Invitation.of(staff_id, given)

    @strawberry.mutation(description="Enrol a device with a one-time invitation. No sign-in is needed.")
    @door
    async def enrol_device(self, info: strawberry.Info, input: EnrolDeviceInput) -> Device | Refused:
        """Enrol a device that made its own keys."""
        ctx = info.context
        async with ctx.write(realm="node") as tx:
            return Device.of(await enrolment.enrol(tx, input.to_model(), now=ctx.now))

    @strawberry.mutation(description="Take a colleague's device in on officers' word, or renew it (administrator).")
    @door
    async def approve_device(self, info: strawberry.Info, input: ApproveDeviceInput) -> Device | Refused:
        """Vouch for a device."""
        ctx = info.context
        async with ctx.write() as tx:
            return Device.of(
                await enrolment.approve_device(
                    tx, ctx.caller, input.device_id, bytes_of(input.statement, "statement"), input.expected_version,
                    input.idempotency_key, now=ctx.now,
                )
            )  # fmt: skip

    @strawberry.mutation(description="Shut a device out at once (administrator).")
    @door
    async def revoke_device(self, info: strawberry.Info, input: RevokeDeviceInput) -> Device | Refused:
        """Shut a device out."""
        ctx = info.context
        async with ctx.write() as tx:
            return Device.of(
                await enrolment.revoke_device(
                    tx, ctx.caller, input.device_id, bytes_of(input.statement, "statement"), input.expected_version,
                    input.idempotency_key, now=ctx.now,
                )
            )  # fmt: skip

    @strawberry.mutation(description="Publish your organisation's next intake key (administrator).")
    @door
    async def publish_intake_key(self, info: strawberry.Info, input: PublishIntakeKeyInput) -> IntakeKey | Refused:
        """Publish what referrals to the organisation are sealed to."""
        ctx = info.context
        async with ctx.write() as tx:
            return IntakeKey.of(
                await intake.publish(
                    tx, ctx.caller, bytes_of(input.statement, "statement"), input.pairs(), input.idempotency_key,
                    now=ctx.now,
                )
            )  # fmt: skip

    @strawberry.mutation(description="Hand an intake key to devices that were enrolled after it was published.")
    @door
    async def add_intake_wraps(self, info: strawberry.Info, input: AddIntakeWrapsInput) -> WrapsAdded | Refused:
        """Hand an intake key to later devices."""
        ctx = info.context
        async with ctx.write() as tx:
            count = await intake.add_wraps(
                tx, ctx.caller, input.epoch, input.pairs(), input.idempotency_key, now=ctx.now
            )
        return WrapsAdded(devices=count)


async def _set_state(info: strawberry.Info, input: MemberStateInput, to: MemberState) -> MemberNode:
    ctx = info.context
    async with ctx.write() as tx:
        return MemberNode.of(
            await authority.set_member_state(
                tx, ctx.caller, input.member_id, to, bytes_of(input.statement, "statement"), input.expected_version,
                input.idempotency_key, now=ctx.now,
            )
        )  # fmt: skip
