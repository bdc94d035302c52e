"""The desk of alerts: a sealed word to the secretariat or the auditor, past the organisation that helps her.

It is for the case that the organisation itself, or the secretariat, is the problem. No row says who wrote it: whether a
card or a device stands behind it is checked and forgotten, and nothing is in the audit trail but that it was answered.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crypto import consent as tokens
from crypto.envelope import Envelope
from crypto.errors import BadSignature
from kit.ids import new_id
from network import actions as network
from network import intake
from network.context import Context, Transaction
from network.model import ANONYMOUS, Caller, IntakeKey, MemberKind, Role
from network.rules import require
from referrals import alert_errors, alert_rules, errors, keys, store_alerts, store_consents, store_withdrawals
from referrals.alert_model import Alert, AlertAnswer, Proof, Stood
from referrals.her_copy_errors import CopyQuota

TO = (MemberKind.SECRETARIAT, MemberKind.AUDITOR)
READERS = (Role.SECRETARIAT, Role.AUDITOR)


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
    """Give the alerts that were sealed to the caller's organisation and are not answered, oldest day first.

    Raises:
        RoleMissing: the caller is neither the secretariat nor the auditor.
    """
    require(caller, *READERS)
    return await store_alerts.of(tx, caller.member_id)


async def read(tx: Transaction, caller: Caller, env_ids: Sequence[bytes]) -> int:
    """Write down that somebody opened these, for her to see; gives how many had waited.

    Raises:
        RoleMissing: the caller is neither the secretariat nor the auditor.
    """
    require(caller, *READERS)
    return await store_alerts.read(tx, env_ids, caller.member_id)


async def answer(tx: Transaction, caller: Caller, env_id: bytes, done: AlertAnswer, *, now: datetime) -> bool:
    """Write down what was done about an alert, and delete its words; says whether there was one to answer.

    Raises:
        RoleMissing: the caller is neither the secretariat nor the auditor.
        BadBytes: it is not the name of one.
    """
    require(caller, *READERS)
    if len(env_id) != 32:
        raise errors.BadBytes("id")
    answered = await store_alerts.answer(tx, env_id, caller.member_id, done, now.date())
    if answered:
        await network.record(tx, caller, "answer-alert", "", "", now)
    return answered


async def states(tx: Transaction, keys_: Sequence[bytes]) -> list[Stood]:
    """Say how the alerts with these keys stand, in the realm `node`; only who wrote one can name its key.

    Raises:
        BadBytes: they are too many.
    """
    if len(keys_) > alert_rules.MOST_KEYS:
        raise errors.BadBytes("keys")
    return await store_alerts.states(tx, keys_)


async def tell(ctx: Context) -> int:
    """Tell whom alerts wait for, at a few hours of the day only, so that no notice says when one came.

    What nobody answers for two working days is told again, and to the auditor where it waits for the secretariat. Never
    to anybody else: neither who wrote it nor whom it is about is known. Gives how many were told.
    """
    if ctx.now.hour not in alert_rules.TOLD_AT:
        return 0
    today, told, about = ctx.now.date(), set[tuple[str, str]](), list[bytes]()
    async with ctx.write(realm="node") as tx:
        auditors = await store_alerts.members(tx, MemberKind.AUDITOR)
        for one in await store_alerts.waiting(tx):
            if (word := alert_rules.word(one.told_on, one.country, today)) is not None:
                about.append(one.env_id)
                told |= {(member, word) for member in alert_rules.hear(one, word, auditors)}
        await store_alerts.told(tx, about, today)
        await store_withdrawals.add_notices(
            tx, [(new_id(), member, None, word, None, ctx.now) for member, word in sorted(told)]
        )
    return len(told)


async def sweep(ctx: Context) -> int:
    """Delete the words that nobody answered in the days that they open, and later what came of each; gives the number.

    She can see for as long again that it was answered, or that nobody did.
    """
    today = ctx.now.date()
    before = today - timedelta(days=alert_rules.KEPT_DAYS)
    async with ctx.write(realm="node") as tx:
        await store_alerts.forget(tx, before)
        return await store_alerts.run_out(tx, before, today)
