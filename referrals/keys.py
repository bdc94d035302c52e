"""The keys that the network vouches for, as the desks of this house need them."""

from datetime import datetime

from crypto.keys import kid
from network import enrolment, intake
from network.context import Transaction
from network.model import Caller, DeviceState


async def public_key_of(tx: Transaction, caller: Caller) -> bytes:
    """Give the public key of the device that asks (32 bytes); empty when it may not work any more."""
    for held in await enrolment.devices(tx, caller):
        if held.device.id == caller.device_id and held.device.state is DeviceState.ACTIVE:
            return held.device.sign_key
    return b""


async def key_of_today(tx: Transaction, member_id: str, now: datetime) -> tuple[int | None, bytes]:
    """Give number and name of the key that an organisation is sealed to today; (None, b"") when there is none."""
    key = await intake.key_now(tx, member_id, now=now)
    return (None, b"") if key is None else (key.epoch, kid(key.public_key))
