"""The keys that the network vouches for, as the desks of this house need them."""

from datetime import datetime

from crypto.envelope import Envelope
from crypto.keys import kid
from network import authority, enrolment, intake
from network.context import Transaction
from network.model import Caller, DeviceState
from referrals import thread


async def statement_of(tx: Transaction, caller: Caller) -> bytes | None:
    """Give the statement that vouches for the device that asks."""
    found = [held.device for held in await enrolment.devices(tx, caller) if held.device.id == caller.device_id]
    return found[0].statement if found else None


async def public_key_of(tx: Transaction, caller: Caller) -> bytes:
    """Give the public key of the device that asks (32 bytes); empty when it may not work any more."""
    for held in await enrolment.devices(tx, caller):
        if held.device.id == caller.device_id and held.device.state is DeviceState.ACTIVE:
            return held.device.sign_key
    return b""


async def both_vouched_for(tx: Transaction, sender: str, recipient: str, now: datetime) -> None:
    """Refuse a letter from or to an organisation for which the board does not vouch now.

    Raises:
        MemberNotVouchedFor: it is.
    """
    thread.both_vouched_for(
        await authority.vouched_for(tx, sender, now), await authority.vouched_for(tx, recipient, now)
    )


async def sealed_to_today(tx: Transaction, envelope: Envelope, member_id: str, now: datetime) -> None:
    """Refuse a letter that is not sealed to the key of today of the organisation it goes to.

    Raises:
        RecipientKeyRevoked: it is sealed to another key, or there is none.
    """
    key = await intake.key_now(tx, member_id, now=now)
    thread.sealed_to(envelope, key.epoch if key else None, [kid(key.public_key)] if key else [])
