"""The desk of alerts: a sealed word to the secretariat or the auditor, past the organisation that helps her.

It is for the case that the organisation itself, or the secretariat, is the problem. No row says who wrote it: whether a
card or a device stands behind it is checked and forgotten, and nothing is in the audit trail but that it was ended.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crypto import consent as tokens
from crypto.envelope import Envelope
from crypto.errors import BadSignature
from network import actions as network
from network import intake
from network.context import Context, Transaction
from network.model import ANONYMOUS, Caller, IntakeKey, MemberKind, Role
from network.rules import require
from referrals import alert_errors, alert_rules, errors, keys, store_alerts, store_consents
from referrals.her_copy_errors import CopyQuota

TO = (MemberKind.SECRETARIAT, MemberKind.AUDITOR)
READERS = (Role.SECRETARIAT, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Alert:
    """Hold one sealed alert; `key` (32 bytes) checks its inner signature and was made for it alone."""

    env_id: bytes
    key: bytes
    envelope: Envelope
    on: date


@dataclass(frozen=True, slots=True)
class Proof:
    """Hold what shows that a card of hers stands behind an alert: her consent's hash, and her key's signature."""

    consent: bytes
    signature: bytes


async def target(tx: Transaction, kind: MemberKind, *, now: datetime) -> tuple[IntakeKey, bytes | None]:
    """Say whom an alert is sealed to, with the officers that vouch for the key; in the realm `node`.

    Raises:
        NobodyToAlert: nobody of that kind has a key now.
    """
    for member_id in await store_alerts.members(tx, kind):
        key = await intake.key_now(tx, member_id, now=now)
        if key is not None:
            return key, (await network.member_by_id(tx, member_id)).officers
    raise alert_errors.NobodyToAlert("to")


async def raise_(ctx: Context, kind: MemberKind, envelope: Envelope, key: bytes, proof: Proof | None) -> None:
    """Keep an alert from a member's device, or from whoever proves a card; the same again changes nothing.

    Raises:
        AlertNotAllowed: neither stands behind it.
        AlertForAnother, RecipientKeyRevoked: it is sealed otherwise. NobodyToAlert: to nobody.
        TooManyAlerts: many came from there.
    """
    async with ctx.write(realm="node", member="") as tx:
        behind = await _behind(tx, ctx.caller, envelope, proof)
        to, _ = await target(tx, kind, now=ctx.now)
        alert_rules.check(envelope, key, to.member_id, ctx.now)
        await keys.sealed_to_today(tx, envelope, to.member_id, ctx.now)
        _count(ctx, behind)
        await store_alerts.add(tx, envelope, key, to.member_id, ctx.now.date())


async def _behind(tx: Transaction, caller: Caller, envelope: Envelope, proof: Proof | None) -> str:
    """Name, for counting only, what stands behind an alert; a card does so also after she took her consent back."""
    if proof is None:
        if caller == ANONYMOUS or not caller.member_id:
            raise alert_errors.AlertNotAllowed("proof")
        return caller.device_id
    consent = await store_consents.consent_by_hash(tx, proof.consent)
    try:
        tokens.verify_proof((consent and consent.feedback_key) or b"", proof.signature, envelope.env_id)
    except BadSignature:
        raise alert_errors.AlertNotAllowed("proof") from None
    return proof.consent.hex()


def _count(ctx: Context, behind: str) -> None:
    try:
        ctx.gate.write(behind, ctx.now)
    except CopyQuota:
        raise alert_errors.TooManyAlerts from None


async def all_(tx: Transaction, caller: Caller) -> list[Alert]:
    """Give the alerts that were sealed to the caller's organisation, oldest day first.

    Raises:
        RoleMissing: the caller is neither the secretariat nor the auditor.
    """
    require(caller, *READERS)
    return [Alert(*one) for one in await store_alerts.of(tx, caller.member_id)]


async def end(tx: Transaction, caller: Caller, env_id: bytes, *, now: datetime) -> bool:
    """Delete an alert that was dealt with; says whether there was one.

    Raises:
        RoleMissing: the caller is neither the secretariat nor the auditor.
        BadBytes: it is not the name of one.
    """
    require(caller, *READERS)
    if len(env_id) != 32:
        raise errors.BadBytes("alert")
    gone = await store_alerts.delete(tx, env_id, caller.member_id)
    if gone:
        await network.record(tx, caller, "end-alert", "", "", now)
    return gone


async def sweep(ctx: Context) -> int:
    """Delete the alerts that nobody ended in the days that they are kept; gives the number."""
    async with ctx.write(realm="node") as tx:
        return await store_alerts.sweep(tx, ctx.now.date() - timedelta(days=alert_rules.KEPT_DAYS))
