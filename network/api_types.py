"""What the network looks like over GraphQL."""

from datetime import datetime

import strawberry

from crypto.errors import MalformedStatement
from crypto.format import b64u, unb64u
from kit.graph import PageInfo
from kit.page import encode_cursor
from network import errors, model

strawberry.enum(model.Role, description="What a member of staff may do.")
strawberry.enum(model.MemberKind, description="What an organisation is in the network.")
strawberry.enum(model.MemberState, description="Whether an organisation may work in the network.")
strawberry.enum(model.DeviceState, description="Whether a device may sign in.")


def bytes_of(text: str, field: str, size: int | None = None) -> bytes:
    """Read bytes out of a field.

    Raises:
        BadBytes: it is not base64url without padding, or has another length.
    """
    try:
        return unb64u(text, size)
    except (ValueError, MalformedStatement):
        raise errors.BadBytes(field) from None


@strawberry.federation.type(name="Member", keys=["id"], description="An organisation of the network.")
class MemberNode:
    """Show an organisation."""

    id: strawberry.ID = strawberry.field(description="The organisation's id.")
    name: str = strawberry.field(description="Its name.")
    country: str = strawberry.field(description="Its country, ISO 3166-1 alpha-2.")
    kind: model.MemberKind = strawberry.field(description="What it is in the network.")
    state: model.MemberState = strawberry.field(description="Whether it may work in the network.")
    officers: str | None = strawberry.field(
        description="Its signed word on who may vouch for its devices (`officers.v1`), base64url."
    )
    admitted_at: datetime = strawberry.field(description="When it was admitted.")
    suspended_until: datetime | None = strawberry.field(description="When its suspension lapses by itself.")
    vouched_until: datetime | None = strawberry.field(description="When the board's word for it ends; null for never.")
    version: int = strawberry.field(description="The version to name when changing it.")

    @staticmethod
    def of(member: model.Member) -> "MemberNode":
        """Make it from the noun."""
        return MemberNode(
            id=strawberry.ID(member.id),
            name=member.name,
            country=member.country,
            kind=member.kind,
            state=member.state,
            officers=b64u(member.officers) if member.officers else None,
            admitted_at=member.admitted_at,
            suspended_until=member.suspended_until,
            vouched_until=member.vouched_until,
            version=member.version,
        )

    @classmethod
    async def resolve_reference(cls, info: strawberry.Info, id: strawberry.ID) -> "MemberNode":
        """Answer a gateway under the same rule as the field `member`."""
        from network import actions

        context = info.context
        async with context.read() as tx:
            return cls.of(await actions.member(tx, context.caller, id))


@strawberry.type(description="An organisation in a list.")
class MemberEdge:
    """Hold one entry of a list."""

    cursor: str = strawberry.field(description="The marker of this entry.")
    node: MemberNode = strawberry.field(description="The organisation.")


@strawberry.type(description="A page of organisations, by name.")
class MemberConnection:
    """Hold a page of organisations."""

    edges: list[MemberEdge] = strawberry.field(description="The organisations of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page ends.")

    @staticmethod
    def of(members: list[model.Member], more: bool) -> "MemberConnection":
        """Make it from nouns."""
        edges = [MemberEdge(cursor=encode_cursor([m.name, m.id]), node=MemberNode.of(m)) for m in members]
        return MemberConnection(
            edges=edges, page_info=PageInfo(has_next_page=more, end_cursor=edges[-1].cursor if edges else None)
        )


@strawberry.type(description="Who you are here.")
class Me:
    """Tell a person who the network thinks she is."""

    staff_id: strawberry.ID = strawberry.field(description="Your id.")
    device_id: strawberry.ID = strawberry.field(description="The device that you are signed in with.")
    display_name: str = strawberry.field(description="The name that your organisation shows for you.")
    roles: list[model.Role] = strawberry.field(description="What you may do.")
    member: MemberNode = strawberry.field(description="Your organisation.")


@strawberry.type(description="A device of your organisation.")
class Device:
    """Show a device."""

    id: strawberry.ID = strawberry.field(description="The device's id: the name of its signing key.")
    staff_id: strawberry.ID = strawberry.field(description="The person who holds it.")
    display_name: str | None = strawberry.field(description="Her name, where it is known here.")
    roles: list[model.Role] = strawberry.field(description="What she may do.")
    sign_key: str = strawberry.field(description="Its Ed25519 public key, base64url.")
    seal_key: str = strawberry.field(description="Its X-Wing public key, base64url.")
    state: model.DeviceState = strawberry.field(description="Whether it may sign in.")
    officer: bool = strawberry.field(description="Whether it may vouch for other devices.")
    statement: str | None = strawberry.field(description="The statement that vouches for it (`device.v1`), base64url.")
    expires_at: datetime | None = strawberry.field(description="Until when it is vouched for.")
    version: int = strawberry.field(description="The version to name when changing it.")

    @staticmethod
    def of(device: model.Device, held: model.StaffDevice | None = None) -> "Device":
        """Make it from the noun."""
        return Device(
            id=strawberry.ID(device.id),
            staff_id=strawberry.ID(device.staff_id),
            display_name=held.display_name if held else None,
            roles=sorted(held.roles) if held else [],
            sign_key=b64u(device.sign_key),
            seal_key=b64u(device.seal_key),
            state=device.state,
            officer=device.officer,
            statement=b64u(device.statement) if device.statement else None,
            expires_at=device.expires_at,
            version=device.version,
        )


@strawberry.type(description="The devices of your organisation.")
class DeviceList:
    """Hold an organisation's devices."""

    devices: list[Device] = strawberry.field(description="The devices, oldest first.")


@strawberry.type(description="A one-time invitation. It is shown once.")
class Invitation:
    """Show an invitation at the only moment at which it is known."""

    staff_id: strawberry.ID = strawberry.field(description="The person whom it invites.")
    token: str | None = strawberry.field(description="The invitation; null when the request is a repeat.")
    expires_at: datetime | None = strawberry.field(description="Until when it can be used.")

    @staticmethod
    def of(staff_id: str, given: model.Invitation | None) -> "Invitation":
        """Make it from the noun."""
        return Invitation(
            staff_id=strawberry.ID(staff_id),
            token=given.token if given else None,
            expires_at=given.expires_at if given else None,
        )


@strawberry.type(description="An organisation that was admitted, with the invitation for the person who sets it up.")
class Admission:
    """Hold a new organisation and its founder's invitation."""

    member: MemberNode = strawberry.field(description="The organisation.")
    invitation: Invitation | None = strawberry.field(description="The invitation; null when the request is a repeat.")

    @staticmethod
    def of(member: model.Member, given: model.Invitation | None) -> "Admission":
        """Make it from the nouns."""
        shown = Invitation.of(given.staff_id, given) if given else None
        return Admission(member=MemberNode.of(member), invitation=shown)


@strawberry.type(description="The key that referrals to an organisation are sealed to.")
class IntakeKey:
    """Show an intake key."""

    member_id: strawberry.ID = strawberry.field(description="The organisation.")
    epoch: int = strawberry.field(description="The key's number.")
    public_key: str = strawberry.field(description="The X-Wing public key, base64url.")
    statement: str = strawberry.field(description="The statement that vouches for it (`epoch.v1`), base64url.")
    expires_at: datetime = strawberry.field(description="Until when one may seal to it.")

    @staticmethod
    def of(key: model.IntakeKey) -> "IntakeKey":
        """Make it from the noun."""
        return IntakeKey(
            member_id=strawberry.ID(key.member_id),
            epoch=key.epoch,
            public_key=b64u(key.public_key),
            statement=b64u(key.statement),
            expires_at=key.expires_at,
        )


@strawberry.type(description="An intake seed sealed to the device that you are signed in with.")
class IntakeWrap:
    """Show a wrapped seed."""

    epoch: int = strawberry.field(description="The key's number.")
    wrap: str = strawberry.field(description="The seed, sealed to your device, base64url.")
    public_key: str = strawberry.field(description="The public key that the seed belongs to, base64url.")
    expires_at: datetime = strawberry.field(description="Until when others may seal to it.")

    @staticmethod
    def of(given: model.IntakeWrap) -> "IntakeWrap":
        """Make it from the noun."""
        return IntakeWrap(
            epoch=given.epoch, wrap=b64u(given.wrap), public_key=b64u(given.public_key), expires_at=given.expires_at
        )


@strawberry.type(description="The intake seeds that your device can open, newest first.")
class IntakeWrapList:
    """Hold wrapped seeds."""

    wraps: list[IntakeWrap] = strawberry.field(description="The seeds, each sealed to your device.")
    over: list[int] = strawberry.field(description="The numbers of keys that have ended: delete their seeds.")
    renew_by: datetime | None = strawberry.field(description="When the next key is due; null if there was never one.")

    @staticmethod
    def of(post: model.Post) -> "IntakeWrapList":
        """Make it from the noun."""
        return IntakeWrapList(
            wraps=[IntakeWrap.of(wrap) for wrap in post.wraps], over=post.over, renew_by=post.renew_by
        )


@strawberry.type(description="How many devices were given an intake key.")
class WrapsAdded:
    """Tell how many devices were reached."""

    devices: int = strawberry.field(description="The number of devices.")
