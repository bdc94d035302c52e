"""Keep what is waited for: each thing once, with how far the node has gone about it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

import asyncpg

from kit import sql
from network.context import Transaction
from referrals.store_loop import read_referral
from referrals.timer_model import Case, Heartbeat, Kind, Stage, Taken, Timer, TimerSettings, Told, Verdict

Q = sql.load("referrals")
_OWN = ("service_type", "urgent", "country", "consent_ends", "follow_up")


async def take(tx: Transaction, now: datetime, most: int, follow_up: str) -> list[Case]:
    """Take referrals at which it is time to look; nobody else takes them in the meantime.

    `follow_up` is the purpose by which she agreed to be asked later.
    """
    rows = [dict(row) for row in await tx.fetch(Q["timers_take"], now, most, follow_up)]
    ids = [row["id"] for row in rows]
    steps: dict[str, list[Taken]] = {one: [] for one in ids}
    timers: dict[str, list[Timer]] = {one: [] for one in ids}
    for step in await tx.fetch(Q["timers_steps"], ids):
        steps[step["referral_id"]].append(Taken(step["seq"], step["name"], step["to_state"], step["at"]))
    for row in await tx.fetch(Q["timers_of"], ids):
        timers[row["referral_id"]].append(_timer(row))
    return [_case(row, steps[row["id"]], timers[row["id"]]) for row in rows]


def _timer(row: asyncpg.Record) -> Timer:
    return Timer(Kind(row["kind"]), row["number"], row["due_at"], Stage(row["stage"]), row["told_at"])


def _case(row: dict[str, object], steps: Sequence[Taken], timers: Sequence[Timer]) -> Case:
    own = {name: row.pop(name) for name in _OWN}
    return Case(referral=read_referral(row), steps=tuple(steps), timers=tuple(timers), **own)  # type: ignore[arg-type]


async def keep(tx: Transaction, verdicts: Sequence[tuple[str, Verdict]]) -> None:
    """Keep how far the node has gone, by referral."""
    rows = [(one, timer) for one, verdict in verdicts for timer in verdict.timers]
    await tx.execute(
        Q["timers_keep"],
        [one for one, _ in rows],
        [timer.kind for _, timer in rows],
        [timer.number for _, timer in rows],
        [timer.due_at for _, timer in rows],
        [timer.stage for _, timer in rows],
        [timer.told_at for _, timer in rows],
    )


async def tell(tx: Transaction, told: Sequence[tuple[str, Told, datetime | None]], now: datetime) -> None:
    """Tell organisations something about referrals, without content, and some until when to erase."""
    await tx.execute(
        Q["timers_tell"],
        [word.member_id for _, word, _ in told],
        [one for one, _, _ in told],
        [word.kind for _, word, _ in told],
        [erase_by for _, _, erase_by in told],
        now,
    )


async def looked(tx: Transaction, verdicts: Sequence[tuple[str, Verdict]]) -> None:
    """Write down when to look at referrals again, and what their organisations see as due."""
    await tx.execute(
        Q["timers_looked"],
        [one for one, _ in verdicts],
        [verdict.look_at for _, verdict in verdicts],
        [verdict.due and verdict.due.due_at for _, verdict in verdicts],
        [verdict.due and verdict.due.kind for _, verdict in verdicts],
        [verdict.overdue for _, verdict in verdicts],
    )


async def heartbeat(tx: Transaction) -> Heartbeat | None:
    """Read when a worker last looked."""
    row = await tx.fetchrow(Q["timer_heartbeat"])
    return None if row is None else Heartbeat(row["looked_at"], row["awake_since"])


async def beat(tx: Transaction, now: Heartbeat) -> None:
    """Write down that a worker looks; after a clock went back, look again at everything."""
    await tx.execute(Q["timer_beat"], now.looked_at, now.awake_since)
    if now.back:
        await tx.execute(Q["timers_look_again"], now.looked_at)


async def time(tx: Transaction) -> datetime:
    """Ask what time the database has."""
    at: datetime = await tx.fetchval(Q["timer_time"])
    return at


async def settings(tx: Transaction) -> Mapping[str, tuple[TimerSettings, int]]:
    """Read what the secretariat set, by type of service, with its version."""
    found = {}
    for row in await tx.fetch(Q["timer_settings_all"]):
        fields = dict(row)
        service_type, version = fields.pop("service_type"), fields.pop("version")
        found[service_type] = (TimerSettings(**fields | {"follow_up_months": tuple(row["follow_up_months"])}), version)
    return found


async def set_settings(
    tx: Transaction, service_type: str, expected_version: int, chosen: TimerSettings, at: datetime
) -> int | None:
    """Set how long is waited for one type of service; None when somebody else did in the meantime."""
    fields = asdict(chosen) | {"follow_up_months": list(chosen.follow_up_months)}
    version: int | None = await tx.fetchval(
        Q["timer_settings_set"], service_type, expected_version, *fields.values(), at
    )
    return version


async def countries(tx: Transaction) -> list[str]:
    """Name the countries in which members work."""
    return [row["country"] for row in await tx.fetch(Q["timer_countries"])]
