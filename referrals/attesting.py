"""The desk of attesting: a recipient's signed word that it erased, who owes one, and who hears when none comes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crypto.format import exact, text
from kit import page
from kit.errors import BadCursor
from kit.ids import check_id
from network import actions as network
from network.context import Context, Transaction
from network.model import Caller
from network.rules import require
from referrals import errors, store_consents, store_erasure, store_lives, store_withdrawals
from referrals.erasure import ATTEST_DAYS
from referrals.store_erasure import Owed
from referrals.transitions import TERMINAL

ATTESTATION = "erasure.v1"
_FIRST = datetime(1, 1, 1, tzinfo=UTC)


async def attest(tx: Transaction, caller: Caller, *, referral_id: str, statement: bytes, now: datetime) -> datetime:
    """Keep the recipient's signed word that it erased, or the ground on which it may not; gives since when it is kept.

    The statement is of the kind `erasure.v1`: {referral, member, erased: bool, ground: code or "", at: unix seconds}.

    Raises:
        ReferralNotFound: the caller's organisation did not receive it.
        WrongState: the referral has not ended.
        AttestationWrong: the statement speaks of another referral or organisation, or of neither erasure nor ground.
    """
    row = await store_consents.referral_row(tx, check_id(referral_id, "referralId"))
    if row is None or row["to_member"] != caller.member_id:
        raise errors.ReferralNotFound("referralId")
    if row["state"] not in TERMINAL:
        raise errors.WrongState(state=row["state"])
    if (kept := await store_withdrawals.attestation_of(tx, referral_id, caller.member_id)) is not None:
        at: datetime = kept["at"]
        return at
    body = await network.verify_device_statement(tx, caller, statement, ATTESTATION)
    try:
        fields = exact(body, "referral", "member", "erased", "ground", "at")
        erased, ground = fields["erased"], text(fields["ground"], r"[A-Z_]{0,40}") or None
    except ValueError:
        raise errors.AttestationWrong("statement") from None
    if (fields["referral"], fields["member"]) != (referral_id, caller.member_id) or erased is not (ground is None):
        raise errors.AttestationWrong("statement")
    await store_withdrawals.add_attestation(
        tx, referral_id, caller.member_id, erased, ground, statement, caller.device_id, now
    )
    await network.record(tx, caller, "attest-erasure", "referral", referral_id, now)
    return now.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Owing:
    """Hold one recipient that has not said, signed, that it erased; `due` is seven days after the end."""

    owed: Owed
    due: datetime


async def open_erasures(
    tx: Transaction, caller: Caller, first: int | None, after: str | None
) -> tuple[list[Owing], bool]:
    """Show who has not attested yet, oldest first, and whether more follow.

    An organisation sees what it sent, and what it received itself; the secretariat sees all, without content.
    """
    require(caller)
    count = page.check_first(first)
    found = await store_erasure.owed(tx, *_after(after), count + 1)
    shown = [Owing(one, one.asked_at + timedelta(days=ATTEST_DAYS)) for one in found[:count]]
    return shown, len(found) > count


def _after(cursor: str | None) -> tuple[datetime, str]:
    if cursor is None:
        return _FIRST, ""
    at, last = page.decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(str(at)), str(last)
    except ValueError:
        raise BadCursor("after") from None


async def escalate(ctx: Context) -> int:
    """Tell the sender, the recipient and the secretariat, once, that an attestation is seven days late; how many."""
    async with ctx.write(realm="node") as tx:
        whole = await store_erasure.escalate(tx, ctx.now - timedelta(days=ATTEST_DAYS), ctx.now)
        return whole + await store_lives.escalate(tx, ctx.now)
