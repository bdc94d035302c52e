"""The key that referrals to an organisation are sealed to: the node keeps wraps of its seed, and can open none."""

from datetime import UTC, datetime

from crypto.errors import BadSignature, MalformedStatement
from crypto.signing import EpochStatement, verify_statement
from network import errors, rules, store, store_epochs
from network.actions import member_by_id, recall, record, remember, request_hash
from network.context import Transaction
from network.log import append
from network.model import Caller, IntakeKey, Role

Wraps = list[tuple[str, bytes]]


async def publish(
    tx: Transaction, caller: Caller, statement: bytes, wraps: Wraps, key: str, *, now: datetime
) -> IntakeKey:
    """Publish the next intake key of the caller's organisation, wrapped for each device that may open post.

    Raises:
        NotVouchedFor: the statement is not signed by the caller's device, or is about something else.
        EpochTaken: the number is not the next one.
        WrapsIncomplete: a device is left out, or must not have it.
    """
    rules.require(caller, Role.ORG_ADMIN)
    asked = request_hash("publishIntakeKey", statement, [[device, wrap.hex()] for device, wrap in wraps])
    device = await store.device(tx, caller.device_id)
    try:
        said = EpochStatement.parse(
            verify_statement(statement, EpochStatement.KIND, device.sign_key if device else b"")
        )
    except (MalformedStatement, BadSignature):
        raise errors.NotVouchedFor("statement") from None
    new = IntakeKey(
        said.member, said.epoch, said.key, statement,
        datetime.fromtimestamp(said.nbf, UTC), datetime.fromtimestamp(said.exp, UTC),
    )  # fmt: skip
    if await recall(tx, caller, key, asked) is not None:
        return new
    rules.publish(caller, bool(device and device.officer), said, await store.newest_epoch(tx, caller.member_id), now)
    rules.check_wraps([to for to, _ in wraps], await store.devices_of(tx, caller.member_id), now, complete=True)
    await store.add_intake_key(tx, new)
    await store.add_intake_wraps(tx, caller.member_id, said.epoch, wraps)
    await remember(tx, caller, key, asked, str(said.epoch))
    await record(tx, caller, "intake.publish", "Member", caller.member_id, now)
    await append(tx, statement)
    return new


async def add_wraps(tx: Transaction, caller: Caller, epoch: int, wraps: Wraps, key: str, *, now: datetime) -> int:
    """Hand an intake key to devices that came later; gives the number of devices.

    Raises:
        WrapsIncomplete: a device must not have it, or stands twice.
        EpochTaken: there is no intake key with this number.
        EpochOver: its time is over.
    """
    rules.require(caller, *rules.READS_POST)
    asked = request_hash("addIntakeWraps", epoch, [[device, wrap.hex()] for device, wrap in wraps])
    if (before := await recall(tx, caller, key, asked)) is not None:
        return int(before)
    newest = await store.newest_epoch(tx, caller.member_id)
    if not 1 <= epoch <= newest:
        raise errors.EpochTaken("epoch", next=newest + 1)
    rules.check_kept([epoch], await store_epochs.over(tx, caller.member_id))
    rules.check_wraps([to for to, _ in wraps], await store.devices_of(tx, caller.member_id), now, complete=False)
    await store.add_intake_wraps(tx, caller.member_id, epoch, wraps)
    await remember(tx, caller, key, asked, str(len(wraps)))
    await record(tx, caller, "intake.wrap", "Member", caller.member_id, now)
    return len(wraps)


async def intake_key(tx: Transaction, caller: Caller, member_id: str, *, now: datetime) -> IntakeKey | None:
    """Show the key that an organisation is sealed to now; None if it cannot be sealed to.

    Raises:
        NoSuchMember: there is no such organisation.
    """
    rules.require(caller)
    await member_by_id(tx, member_id)
    return await store.intake_key(tx, member_id, now)


async def key_now(tx: Transaction, member_id: str, *, now: datetime) -> IntakeKey | None:
    """Give the key that an organisation is sealed to now, for the node's own checks."""
    return await store.intake_key(tx, member_id, now)
