"""The desk of waiting: the node reminds, escalates and ends what nobody answers, so that silence is not the answer.

A referral's own row is the lock: whoever holds it looks at all that is due of it, and nobody else does. What was done
is written in the same transaction, so that a worker that dies has either done it or not.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any

from directory import actions as directory
from directory.codes import ServiceType
from network import actions as network
from network.context import Context, Transaction
from network.model import Caller, Role
from network.rules import require
from referrals import erasure, errors, rules, store_loop, store_timers, timer_rules
from referrals.model import Actor, Details
from referrals.once import once
from referrals.timer_errors import UnknownServiceType
from referrals.timer_model import Case, TimerSettings, Verdict, default_settings
from referrals.working_days import known

BATCH = 100
"""How many referrals one transaction looks at: a longer one would keep sign-ins waiting for the audit trail."""
FOLLOW_UP = "FOLLOW_UP_CONTACT"
"""The purpose in her consent by which she agreed to be asked months later."""
LATER = timedelta(hours=1)
"""When a referral that could not be judged is looked at again, so that it holds up no other."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Count what was done; `failed` are referrals that could not be judged."""

    reminded: int = 0
    escalated: int = 0
    ended: int = 0
    closed: int = 0
    failed: int = 0

    def __add__(self, more: "Looked") -> "Looked":
        return Looked(*(mine + yours for mine, yours in zip(astuple(self), astuple(more), strict=True)))


async def clocks_agree(ctx: Context) -> None:
    """Refuse to look while the node's clock and the database's differ.

    Raises:
        ClocksDiffer: they do, by more than five minutes.
    """
    async with ctx.read(realm="node") as tx:
        timer_rules.agree(ctx.now, await store_timers.time(tx))


async def look(ctx: Context) -> Looked:
    """Do all that is due, a batch in a transaction; several workers at once share the work."""
    async with ctx.write(realm="node") as tx:
        beat = timer_rules.beat(await store_timers.heartbeat(tx), ctx.now)
        await store_timers.beat(tx, beat)
    done = Looked()
    while True:
        async with ctx.write(realm="node") as tx:
            cases = await store_timers.take(tx, ctx.now, BATCH, FOLLOW_UP)
            done += await _work(tx, cases, beat.awake_since, ctx.now)
        if not cases:
            return done


async def _work(tx: Transaction, cases: Sequence[Case], awake_since: datetime, now: datetime) -> Looked:
    chosen = await store_timers.settings(tx)
    verdicts, failed = [], 0
    for case in cases:
        verdict = _judged(case, chosen, awake_since, now)
        failed += verdict is None
        verdicts.append((case, verdict or Verdict((), look_at=now + LATER)))
    ended = await _take_steps(tx, verdicts, "EXPIRE", now)
    closed = await _take_steps(tx, verdicts, "CLOSE", now)
    if ended:
        await erasure.begin(tx, ended, "EXPIRED", now)
    by_id = [(case.referral.id, verdict) for case, verdict in verdicts]
    await store_timers.keep(tx, by_id)
    erase_by = now + timedelta(days=erasure.ATTEST_DAYS)
    told = [(one, word, erase_by if word.kind == "EXPIRE" else None) for one, verdict in by_id for word in verdict.told]
    await store_timers.tell(tx, told, now)
    await store_timers.looked(tx, [(one, verdict) for one, verdict in by_id if verdict.step != "CLOSE"])
    for action, ids in (("expire", ended), ("close", closed)):  # last, for others wait for the end of the trail
        await network.record_all(tx, directory.NODE, action, "referral", ids, now)
    return Looked(
        sum(word.kind.startswith("DUE_") for _, word, _ in told),
        len({one for one, word, _ in told if word.kind.startswith("ESCALATED_")}),
        len(ended),
        len(closed),
        failed,
    )


def _judged(case: Case, chosen: Any, awake_since: datetime, now: datetime) -> Verdict | None:
    """Judge one referral; None where that fails, whatever the reason, for the others must not wait."""
    settings, _ = chosen.get(case.service_type) or (default_settings(case.service_type), 0)
    try:
        return timer_rules.judge(case, settings, awake_since, now)
    except Exception:
        return None


async def _take_steps(tx: Transaction, verdicts: Sequence[tuple[Case, Verdict]], name: str, now: datetime) -> list[str]:
    """Take the node's own steps (actor T), by the table like everybody's; gives the referrals."""
    moved = []
    for case, verdict in verdicts:
        if verdict.step == name:
            row, _ = rules.decide(name, frozenset({Actor.T}), case.referral.state, verdict.reason)
            moved.append((case.referral, rules.move(row, case.referral, Details(reason=verdict.reason), now)))
    ids = [before.id for before, _ in moved]
    await store_loop.save_all(tx, moved, name=name, actor=Actor.T)
    return ids


@dataclass(frozen=True, slots=True)
class Chosen:
    """Hold the waiting times of one type of service; version 0 are those that hold where nobody set any."""

    service_type: str
    settings: TimerSettings
    version: int
    without_calendar: tuple[str, ...]


async def settings(tx: Transaction, caller: Caller, service_type: str, now: datetime) -> Chosen:
    """Show how long is waited for a type of service, and which countries' holidays are not known.

    Raises:
        UnknownServiceType: there is none.
    """
    require(caller)
    _check_type(service_type)
    found, version = (await store_timers.settings(tx)).get(service_type) or (default_settings(service_type), 0)
    countries = await store_timers.countries(tx)
    missing = tuple(one for one in countries if not (known(one, now.year) and known(one, now.year + 1)))
    return Chosen(service_type, found, version, missing)


async def set_settings(
    tx: Transaction,
    caller: Caller,
    service_type: str,
    chosen: TimerSettings,
    *,
    expected_version: int,
    key: str,
    now: datetime,
) -> Chosen:
    """Set how long is waited for a type of service (secretariat); it holds for what waits already, too.

    Raises:
        RoleMissing: only the secretariat sets it.
        UnknownServiceType, TimerOutOfRange: it cannot be set so.
        StaleVersion: somebody else set it in the meantime.
    """
    require(caller, Role.SECRETARIAT)
    _check_type(service_type)
    timer_rules.check_settings(chosen)

    async def act() -> dict[str, Any]:
        version = await store_timers.set_settings(tx, service_type, expected_version, chosen, now)
        if version is None:
            current = (await store_timers.settings(tx)).get(service_type)
            raise errors.StaleVersion("expectedVersion", current=current[1] if current else 0)
        await network.record(tx, caller, "set-timers", "service_type", service_type, now)
        return {"version": version}

    fields = {"type": service_type, "days": [str(one) for one in astuple(chosen)], "version": expected_version}
    await once(tx, caller, key, "setTimers", fields, act)
    return await settings(tx, caller, service_type, now)


def _check_type(service_type: str) -> None:
    if service_type not in ServiceType.__members__:
        raise UnknownServiceType("serviceType")
