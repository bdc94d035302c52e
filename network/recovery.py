"""Recovery inside an organisation: its officers opt in, and after a day of notice one new device takes over.

The node keeps statements and sealed seeds. It opens none, holds no share, and can neither begin nor hasten a recovery.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from crypto.errors import BadKey, BadSignature, MalformedStatement
from crypto.keys import check_sealing_key, sign_kid, verify
from crypto.log_entries import read_entry, verify_as
from crypto.recovery import RecoveryStatement
from crypto.signing import DeviceStatement, OfficersStatement, verify_statement
from kit.ids import check_id
from network import recovery_errors, recovery_rules, rules, store, store_epochs, store_recovery
from network.actions import recall, record, remember, request_hash
from network.authority import acting_officers, said_anew
from network.context import Transaction
from network.log import append
from network.model import Caller, Device, DeviceState, Role
from network.recovery_model import Recovery, RecoveryRequest, RecoveryWrap, RequestState

ASKS = "tolerant/v1/recovery-request"
PROOF = "tolerant/v1/recovery-device"
Wraps = list[tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold a new device's keys, with two proofs: `k` shares came together, and the device holds the keys."""

    member_id: str
    ceremony: str
    sign_key: bytes
    seal_key: bytes
    shares_proof: bytes = field(repr=False)
    device_proof: bytes = field(repr=False)


def checked(member_id: str) -> str:
    """Refuse what is no organisation's id, before a transaction is opened in its name.

    Raises:
        BadId: it is none.
    """
    return check_id(member_id, "memberId")


async def opt_in(
    tx: Transaction, caller: Caller, statement: bytes, wraps: Wraps, key: str, *, now: datetime
) -> Recovery:
    """Opt the caller's organisation in, in place of an earlier ceremony; its seeds are deleted.

    Raises:
        BadRecovery: too few officers signed the statement, or it says something else.
        RecoveryTooWeak: fewer sheets would be enough than officers decide together.
        WrapsIncomplete: a seed is of an intake key that there is not. EntryLogged: officers signed it before.
    """
    rules.require(caller, Role.ORG_ADMIN)
    asked = request_hash("optInToRecovery", statement, [[epoch, wrap.hex()] for epoch, wrap in wraps])
    officers, k = await acting_officers(tx, caller.member_id)
    try:
        said = verify_as(RecoveryStatement, statement, officers, k)
    except (MalformedStatement, BadSignature):
        raise recovery_errors.BadRecovery("statement") from None
    new = Recovery(said.ceremony, statement, datetime.fromtimestamp(said.exp, UTC))
    if await recall(tx, caller, key, asked) is not None:
        return new
    newest = await store.newest_epoch(tx, caller.member_id)
    recovery_rules.opt_in(caller, said, k, [epoch for epoch, _ in wraps], newest, now)
    await said_anew(tx, read_entry(statement))
    rules.check_kept([epoch for epoch, _ in wraps], await store_epochs.over(tx, caller.member_id))
    await store_recovery.end(tx, caller.member_id)
    await store_recovery.add(tx, caller.member_id, new)
    await store_recovery.add_wraps(tx, caller.member_id, wraps)
    await remember(tx, caller, key, asked, said.ceremony)
    await record(tx, caller, "recovery.opt-in", "Member", caller.member_id, now)
    await append(tx, statement)
    return new


async def opt_out(tx: Transaction, caller: Caller, key: str, *, now: datetime) -> bool:
    """Delete the seeds that were sealed to the recovery key; says whether there was anything to opt out of."""
    rules.require(caller, Role.ORG_ADMIN)
    asked = request_hash("optOutOfRecovery")
    if (before := await recall(tx, caller, key, asked)) is not None:
        return before == "1"
    there = await store_recovery.recovery(tx, caller.member_id) is not None
    await store_recovery.end(tx, caller.member_id)
    await remember(tx, caller, key, asked, str(int(there)))
    await record(tx, caller, "recovery.opt-out", "Member", caller.member_id, now)
    return there


async def add_wraps(tx: Transaction, caller: Caller, ceremony: str, wraps: Wraps, *, now: datetime) -> int:
    """Seal later intake seeds to the recovery key; the same seed again is kept once. Gives their number.

    Raises:
        NoRecovery: another ceremony counts, or none.
        WrapsIncomplete: a seed is of an intake key that there is not.
    """
    rules.require(caller, *rules.READS_POST)
    recovery_rules.live(await store_recovery.recovery(tx, caller.member_id), ceremony, now)
    recovery_rules.check_epochs([epoch for epoch, _ in wraps], await store.newest_epoch(tx, caller.member_id))
    rules.check_kept([epoch for epoch, _ in wraps], await store_epochs.over(tx, caller.member_id))
    await store_recovery.add_wraps(tx, caller.member_id, wraps)
    await record(tx, caller, "recovery.wrap", "Member", caller.member_id, now)
    return len(wraps)


async def status(tx: Transaction, caller: Caller) -> tuple[Recovery | None, list[RecoveryRequest]]:
    """Show a person what her organisation opted in to, and who asked for it."""
    rules.require(caller)
    found = await store_recovery.recovery(tx, caller.member_id)
    return found, await store_recovery.requests(tx, caller.member_id)


async def missing(tx: Transaction, caller: Caller) -> list[int]:
    """Show a person which intake keys a recovery would not open; none where her organisation has not opted in."""
    rules.require(caller)
    return await store_recovery.missing(tx, caller.member_id)


async def statement_of(tx: Transaction, member_id: str, ceremony: str, *, now: datetime) -> Recovery:
    """Show what a ceremony published to whoever holds a share of it and so knows its name.

    Raises:
        NoRecovery: there is no such ceremony.
    """
    return recovery_rules.live(await store_recovery.recovery(tx, member_id), ceremony, now)


async def published(
    tx: Transaction, member_id: str, ceremony: str, *, now: datetime
) -> tuple[Recovery, OfficersStatement]:
    """Show what a ceremony published, and the officers whom a recovered device follows.

    Raises:
        NoRecovery: there is no such ceremony.
    """
    found = await statement_of(tx, member_id, ceremony, now=now)
    return found, await _officers(tx, member_id)


async def ask(tx: Transaction, asked: Asked, *, now: datetime) -> RecoveryRequest:
    """Write down that `k` shares came together at a new device, in the realm `node`; it waits for a day.

    Raises:
        NoRecovery: there is no such ceremony.
        BadRecovery: a proof does not hold.
        RecoveryAsked: another request waits.
        RecoveryOver: this one was stopped.
    """
    found = await statement_of(tx, asked.member_id, asked.ceremony, now=now)
    said = RecoveryStatement.parse(read_entry(found.statement).body)
    keys = (asked.member_id, asked.ceremony, asked.sign_key, asked.seal_key)
    try:
        check_sealing_key(asked.seal_key)
        verify(said.sign, asked.shares_proof, ASKS, *keys)
        verify(asked.sign_key, asked.device_proof, PROOF, *keys)
    except (BadKey, BadSignature):
        raise recovery_errors.BadRecovery("sharesProof") from None
    new = RecoveryRequest(
        sign_kid(asked.sign_key), *keys, now, now + recovery_rules.DELAY, RequestState.WAITING,
    )  # fmt: skip
    before = await store_recovery.request(tx, new.device_id)
    if before is not None and before.state is RequestState.STOPPED:
        raise recovery_errors.RecoveryOver(state="stopped")
    if before is not None:
        return before
    await store_recovery.add_request(tx, new)
    await record(tx, _nobody(asked.member_id), "recovery.ask", "Device", new.device_id, now)
    return new


async def stop(tx: Transaction, caller: Caller, device_id: str, *, now: datetime) -> RecoveryRequest:
    """Stop a request, from any device of the organisation, without a reason.

    Raises:
        NoRecovery: the organisation has no such request.
        RecoveryOver: it is done.
    """
    rules.require(caller)
    found = await _request(tx, device_id)
    if found.state is RequestState.DONE:
        raise recovery_errors.RecoveryOver(state="done")
    await store_recovery.end_request(tx, device_id, RequestState.STOPPED)
    await record(tx, caller, "recovery.stop", "Device", device_id, now)
    return await _request(tx, device_id)


async def finish(tx: Transaction, device_id: str, officers: bytes, statement: bytes, *, now: datetime) -> Device:
    """Make the new device the organisation's only one, in the realm `node`, a day after it asked.

    Raises:
        NoRecovery: there is no such request or ceremony.
        RecoveryWaits, RecoveryOver: it is too early, or too late.
        BadRecovery: the statements are not signed by the recovery key and the device, or are about other keys.
    """
    found = await _request(tx, device_id)
    recovery_rules.finish(found, now)
    published = await statement_of(tx, found.member_id, found.ceremony, now=now)
    keys = [RecoveryStatement.parse(read_entry(published.statement).body).sign, found.sign_key]
    try:
        new = verify_as(OfficersStatement, officers, keys, 2)
        vouched = DeviceStatement.parse(verify_statement(statement, DeviceStatement.KIND, found.sign_key))
    except (MalformedStatement, BadSignature):
        raise recovery_errors.BadRecovery("statement") from None
    recovery_rules.found_again(found, await _officers(tx, found.member_id), new, vouched, now)
    staff_id = await store_recovery.take_over(tx, device_id, statement, officers, now)
    await record(tx, _nobody(found.member_id), "recovery.finish", "Device", device_id, now)
    await append(tx, officers)
    await append(tx, statement)
    return Device(
        device_id, found.member_id, staff_id, found.sign_key, found.seal_key, DeviceState.ACTIVE, True, statement,
        now, 1,
    )  # fmt: skip


async def wraps(tx: Transaction, caller: Caller) -> list[RecoveryWrap]:
    """Give the recovered device, and no other, the seeds that were sealed to the recovery key.

    Raises:
        NoRecovery: the caller's device did not ask, or its day is not over.
    """
    rules.require(caller)
    found = await store_recovery.request(tx, caller.device_id)
    if found is None or found.state is not RequestState.DONE:
        raise recovery_errors.NoRecovery
    return await store_recovery.wraps(tx, caller.member_id)


async def _request(tx: Transaction, device_id: str) -> RecoveryRequest:
    found = await store_recovery.request(tx, check_id(device_id, "deviceId"))
    if found is None:
        raise recovery_errors.NoRecovery("deviceId")
    return found


async def _officers(tx: Transaction, member_id: str) -> OfficersStatement:
    member = await store.member(tx, member_id)
    if member is None or member.officers is None:
        raise recovery_errors.NoRecovery
    return OfficersStatement.parse(read_entry(member.officers).body)


def _nobody(member_id: str) -> Caller:
    """Write down for an organisation what nobody signed in did."""
    return Caller(member_id, "", "", frozenset(), "node")
