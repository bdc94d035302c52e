"""Let follow what the rules find in reports and silences, each thing once, and when it points at nobody."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random, SystemRandom

from directory import learning_rules as rules
from directory import store_learning as archive
from directory import store_upkeep
from directory import store_vetting as decisions
from directory.codes import ListingState
from directory.deciding import Uses
from directory.freshness import IN_FORCE
from directory.learning_rules import Action, Found
from directory.model import Decision, Notice
from kit.ids import new_id
from network import actions as network
from network.context import Transaction
from network.model import Caller

NODE = Caller("", "", "", frozenset(), "node")
S = ListingState
SHOWN = (S.VETTED, S.DISPUTED)


@dataclass(slots=True)
class _Round:
    """Hold one round of learning."""

    tx: Transaction
    now: datetime
    chance: Random
    done: int = field(default=0)

    @property
    def today(self) -> date:
        """Return the day."""
        return self.now.date()


async def learn(tx: Transaction, uses: Uses | None, *, now: datetime, chance: Random | None = None) -> int:
    """Do what follows from reports and silences by now; `tx` is in the realm `node`. Gives how many rules fired.

    `chance` chooses delays and random checks; unset, it is the system's.
    """
    if not await archive.alone(tx):
        return 0
    at = _Round(tx, now, chance or SystemRandom())
    for found in await _findings(at, uses):
        await _take(at, found)
    await _batch(at)
    return at.done


async def _findings(at: _Round, uses: Uses | None) -> list[Found]:
    unused = await archive.unused(at.tx, at.today - timedelta(days=rules.YEAR))
    signals = None if uses is None else await uses.signals(at.tx, at.today)
    heard = {} if signals is None else signals.heard
    found = [
        one for listing, reports in unused.items()
        for one in rules.from_reports(listing, reports, heard.get(listing, 0), at.today)
    ]  # fmt: skip
    if signals is None:
        return found
    last = await archive.last(at.tx, [rule.name for rule in rules.SIGNALS])
    for listing, days in signals.silent.items():
        warned, paused = (last.get((listing, rule.name)) for rule in (rules.WARNED, rules.PAUSED))
        found += [one for one in [rules.from_silence(listing, days, warned, paused, at.today)] if one]
    for listing, days in signals.late.items():
        reviewed = last.get((listing, rules.MEMBERSHIP.name))
        found += [one for one in [rules.from_debts(listing, days, reviewed, at.today)] if one]
    return found


async def _take(at: _Round, found: Found) -> None:
    """Keep what a rule found; what is urgent happens at once, the rest waits for its batch."""
    opens = rules.opens(found, at.today, at.chance)
    check = {
        "id": new_id(), "listing_id": found.listing_id, "rule": found.rule.name, "criterion": found.criterion,
        "made_on": at.today, "opens_on": opens,
    }  # fmt: skip
    await archive.use(at.tx, found.reports, opens)
    await archive.add_checks(at.tx, [check])
    at.done += 1
    if opens == at.today:
        await _open(at, str(check["id"]), found.listing_id, found.rule, found.criterion)


async def _open(at: _Round, check: str, listing: str, rule: rules.Rule, criterion: str | None) -> None:
    """Open one thing by itself: a proposal to the secretariat, a warning, a pause, a dispute."""
    due = at.today + timedelta(days=rule.due_days)
    stays = rule.action in (Action.PROPOSE, Action.CHECK)
    await archive.open_checks(at.tx, [check], at.now, due, None if stays else at.now)
    if rule.action is Action.PROPOSE:
        told = await archive.secretariats(at.tx)
        await store_upkeep.add_notices(
            at.tx, [Notice(new_id(), each, listing, rule.name, _end_of(at, due), at.now) for each in told]
        )
    elif rule.action is Action.DISPUTE:
        await _contest(at, listing, str(criterion), due)
    elif rule.action in (Action.WARN, Action.PAUSE):
        await _silence(at, listing, rule, due)


def _end_of(at: _Round, day: date) -> datetime:
    return datetime.combine(day, at.now.timetz()) if day > at.today else at.now


async def _contest(at: _Round, listing: str, criterion: str, due: date) -> None:
    row = await archive.listing(at.tx, listing)
    if row is None or row.state not in IN_FORCE:
        return
    await archive.dispute(at.tx, listing, criterion, at.now)
    to = S.DISPUTED if row.state is S.VETTED else row.state
    await _decided(at, listing, row.version, row.state, to, "CRITERION_DISPUTED", criterion)
    if row.tell:
        notice = Notice(new_id(), row.tell, listing, "CRITERION_DISPUTED", _end_of(at, due), at.now)
        await store_upkeep.add_notices(at.tx, [notice])


async def _silence(at: _Round, listing: str, rule: rules.Rule, due: date) -> None:
    row = await archive.listing(at.tx, listing)
    if row is None or row.state not in SHOWN:
        return
    if rule.action is Action.PAUSE:
        await archive.pause(at.tx, listing, at.now)
        await _decided(at, listing, row.version, row.state, S.PAUSED, rule.name, "")
    if row.tell:
        ends = _end_of(at, due) if rule.action is Action.WARN else None
        await store_upkeep.add_notices(at.tx, [Notice(new_id(), row.tell, listing, rule.name, ends, at.now)])


async def _decided(at: _Round, listing: str, version: int, before: S, to: S, reason: str, note: str) -> None:
    decision = Decision(new_id(), listing, version, before, to, reason, note, None, None, None, at.now)
    await decisions.add_decisions(at.tx, [decision])
    await network.record(at.tx, NODE, f"listing.{reason.lower()}", "Listing", listing, at.now)


async def _batch(at: _Round) -> None:
    """Draw the week's batch once: what waited, and checks for no reason, all opened at once and due on one day."""
    monday = rules.monday(at.today)
    if await archive.batch_drawn(at.tx, monday):
        return
    waiting, others = await archive.batch(at.tx, monday)
    known = {rule.name: rule for rule in rules.RULES}
    asked: list[str] = []
    for check, listing, name, criterion in waiting:
        if known[name].action is Action.CHECK:
            asked.append(check)
        else:
            await _open(at, check, listing, known[name], criterion)
    await _mix(at, monday, asked, rules.cover(len(asked), others, at.chance))


async def _mix(at: _Round, monday: date, asked: Sequence[str], chosen: Sequence[str]) -> None:
    due = at.today + timedelta(days=rules.CHECK_DAYS)
    await archive.open_checks(at.tx, asked, at.now, due, None)
    await archive.add_checks(
        at.tx,
        [
            {
                "id": new_id(), "listing_id": listing, "rule": rules.RANDOM, "criterion": None, "made_on": monday,
                "opens_on": monday, "opened_at": at.now, "due_on": due,
            }
            for listing in chosen
        ],
    )  # fmt: skip
