"""A new device and an officer's device say to each other what both show as one short code (SPEC.md section 22).

The node carries it and checks the order. What it could swap changes the code that two people compare.
"""

from datetime import datetime

from kit.ids import check_id
from network import errors, pairing_rules, rules, store, store_pairing
from network.context import Transaction
from network.journal import record
from network.model import ANONYMOUS, Caller, Device, Pairing, Role


async def pairing(tx: Transaction, device_id: str) -> Pairing:
    """Show either device what the other said, in the realm `node`; nothing of it is secret by then.

    Raises:
        NoPairing: no device waits under this id.
    """
    return pairing_rules.found(await store_pairing.pairing(tx, check_id(device_id, "deviceId")))


async def answer(tx: Transaction, caller: Caller, device_id: str, nonce: bytes, *, now: datetime) -> Pairing:
    """Answer a new device's commitment with a number, once; the same answer again changes nothing.

    Raises:
        NoPairing: no device of the organisation waits under this id.
        NotVouchedFor: the caller's device may not vouch.
        PairingAnswered: another answer was given.
    """
    rules.require(caller, Role.ORG_ADMIN)
    officer = await _device(tx, caller.device_id)
    before = await pairing(tx, device_id)
    pairing_rules.may_answer(officer)
    if before.answer is None:
        await store_pairing.answer(tx, device_id, officer.id, nonce)
        await record(tx, caller, "device.answer", "Device", device_id, now)
    after = await pairing(tx, device_id)
    pairing_rules.answered(after, officer, nonce)
    return after


async def open_(tx: Transaction, device_id: str, nonce: bytes, *, now: datetime) -> Pairing:
    """Open a new device's commitment, in the realm `node`: only the device itself knows the number.

    Raises:
        NoPairing: no device waits under this id.
        PairingUnanswered: nobody has answered it.
        BadOpening: the number is another one.
    """
    before = await pairing(tx, device_id)
    pairing_rules.opens(before, await _device(tx, device_id), nonce)
    await store_pairing.open_(tx, device_id, nonce)
    await record(tx, ANONYMOUS, "device.open", "Device", device_id, now)
    return await pairing(tx, device_id)


async def _device(tx: Transaction, device_id: str) -> Device:
    found = await store.device(tx, device_id)
    if found is None:
        raise errors.NoSuchDevice("deviceId")
    return found
