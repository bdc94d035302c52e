"""Devices: each makes its keys itself, and an officer of the same organisation vouches for it.

The secretariat can invite a founder once. It can never add a key to an organisation that has a device.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from crypto.errors import BadKey, BadSignature, MalformedStatement
from crypto.keys import check_sealing_key, sign_kid, verify
from crypto.log_entries import verify_as, verify_entry
from crypto.signing import DeviceStatement, OfficersStatement, verify_statement
from network import authority_rules, errors, log_errors, rules, store, store_pairing
from network.actions import member_by_id, recall, record, remember, request_hash, use_invitation
from network.authority import acting_officers, officers_of
from network.context import Transaction
from network.log import append
from network.model import ANONYMOUS, Caller, Device, DeviceState, Role, StaffDevice

PROOF = "tolerant/v1/enrol"
REVOKED = "device-revoked.v1"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Hold what a new device says of itself: its public keys, and the proof that it holds them.

    `officers` and `statement` are there for a founder's device only: its word as the organisation's first officer.
    `commitment` (32 bytes) is every other device's: what it opens to the officer's device that answers it.
    """

    invitation: str = field(repr=False)
    sign_key: bytes
    seal_key: bytes
    proof: bytes
    officers: bytes | None
    statement: bytes | None
    commitment: bytes | None = None


async def enrol(tx: Transaction, asked: Enrolment, *, now: datetime) -> Device:
    """Enrol a device with a one-time invitation, in the realm `node`; a founder's device is active at once.

    Raises:
        BadInvitation: the invitation was used, is too old, or never existed.
        BadProof: the device does not hold the keys, or they are no keys.
        NotVouchedFor: a founder's statements are about something else.
    """
    try:
        check_sealing_key(asked.seal_key)
        verify(asked.sign_key, asked.proof, PROOF, asked.invitation, asked.sign_key, asked.seal_key)
    except (BadSignature, BadKey):
        raise errors.BadProof("proof") from None
    member_id, staff_id, founder = await use_invitation(tx, asked.invitation, now)
    device = Device(
        sign_kid(asked.sign_key), member_id, staff_id, asked.sign_key, asked.seal_key, DeviceState.PENDING, False, None,
        now, 1,
    )  # fmt: skip
    if founder:
        device = _founders(device, asked)
        await store.set_officers(tx, member_id, asked.officers or b"")
    await store.add_device(tx, device)
    if asked.commitment and not founder:
        await store_pairing.add(tx, device.id, member_id, asked.commitment)
    await record(tx, ANONYMOUS, "device.enrol", "Device", device.id, now)
    if founder:
        await append(tx, asked.officers or b"")
        await append(tx, asked.statement or b"")
    return device


def _founders(device: Device, asked: Enrolment) -> Device:
    try:
        officers = OfficersStatement.parse(
            verify_statement(asked.officers or b"", OfficersStatement.KIND, asked.sign_key)
        )
        vouched = DeviceStatement.parse(verify_statement(asked.statement or b"", DeviceStatement.KIND, asked.sign_key))
    except (MalformedStatement, BadSignature):
        raise errors.NotVouchedFor("statement") from None
    rules.found_device(officers, vouched, device.member_id, device.sign_key)
    if vouched.seal != device.seal_key:
        raise errors.NotVouchedFor("statement")
    return Device(
        device.id, device.member_id, device.staff_id, device.sign_key, device.seal_key, DeviceState.ACTIVE, True,
        asked.statement, device.enrolled_at, device.version, datetime.fromtimestamp(vouched.exp, UTC),
    )  # fmt: skip


async def _own_device(tx: Transaction, device_id: str) -> Device:
    device = await store.device(tx, device_id)
    if device is None:
        raise errors.NoSuchDevice("deviceId")
    return device


async def approve_device(
    tx: Transaction, caller: Caller, device_id: str, statement: bytes, expected: int, key: str, *, now: datetime
) -> Device:
    """Take a colleague's device in on the word of as many officers as decide together; an administrator brings it.

    Their word lasts for a year at most. For a device that is in, a newer one with a later end takes its place.

    Raises:
        NoSuchDevice: the organisation has no such device.
        DeviceCannotChange: it was shut out.
        NotVouchedFor: no officer's device signed the statement, or it is about other keys.
        NotEnoughSignatures: fewer officers signed it than decide together.
        StaleVersion: somebody was quicker.
    """
    rules.require(caller, Role.ORG_ADMIN)
    asked = request_hash("approveDevice", device_id, statement, expected)
    device = await _own_device(tx, device_id)
    if await recall(tx, caller, key, asked) is not None:
        return device
    vouched = _by_officers(statement, *await acting_officers(tx, caller.member_id))
    renews = device.state is DeviceState.ACTIVE
    (rules.renew if renews else rules.approve)(device, vouched, now)
    approved = await store.approve_device(
        tx, device_id, expected, statement, device.officer, datetime.fromtimestamp(vouched.exp, UTC)
    )
    if approved is None:
        raise errors.StaleVersion("expectedVersion", current=device.version)
    await remember(tx, caller, key, asked, device_id)
    await record(tx, caller, "device.renew" if renews else "device.approve", "Device", device_id, now)
    await append(tx, statement)
    return approved


def _by_officers(statement: bytes, officers: list[bytes], k: int) -> DeviceStatement:
    for needed in (k, 1):
        try:
            said = verify_as(DeviceStatement, statement, officers, needed)
        except (MalformedStatement, BadSignature):
            continue
        if needed == k:
            return said
        raise log_errors.NotEnoughSignatures("statement", k=k)
    raise errors.NotVouchedFor("statement")


async def revoke_device(
    tx: Transaction, caller: Caller, device_id: str, statement: bytes, expected: int, key: str, *, now: datetime
) -> Device:
    """Shut a lost device out at once, on the word of an officer's device or of the device itself.

    Raises:
        NoSuchDevice: the organisation has no such device.
        DeviceCannotChange: it is shut out already.
        NotVouchedFor: the statement is of somebody else, or about another device.
        StaleVersion: somebody was quicker.
    """
    rules.require(caller, Role.ORG_ADMIN)
    asked = request_hash("revokeDevice", device_id, statement, expected)
    device = await _own_device(tx, device_id)
    if await recall(tx, caller, key, asked) is not None:
        return device
    officers = officers_of(await member_by_id(tx, caller.member_id))
    rules.revoke(device, await store.active_officers(tx, caller.member_id), officers.k)
    try:
        said = verify_entry(statement, REVOKED, (*officers.officers, device.sign_key), 1)
    except (MalformedStatement, BadSignature):
        raise errors.NotVouchedFor("statement") from None
    authority_rules.shuts_out(said, device)
    revoked = await store.revoke_device(tx, device_id, expected)
    if revoked is None:
        raise errors.StaleVersion("expectedVersion", current=device.version)
    await remember(tx, caller, key, asked, device_id)
    await record(tx, caller, "device.revoke", "Device", device_id, now)
    await append(tx, statement)
    return revoked


async def devices(tx: Transaction, caller: Caller) -> list[StaffDevice]:
    """Show a person her organisation's devices."""
    rules.require(caller)
    return await store.devices_of(tx, caller.member_id)
