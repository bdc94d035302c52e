"""`pathways-10k` and `sync-10k`: a way where nothing is for her yet, and the directory on a device.

`pathways-10k`: 10,000 invented listings; a quarter of them are courses and offices that lead to a level, a paper or
access to work; what she looks for is for her at the third step, or, where it asks for C2, not within four. Against one
match of the same directory.
`sync-10k`: the demonstration's first listing 10,000 times with conditions of its own, taken in by a device from
nothing, checked, and then 100 changes; the last line is a match on the device. All of it with CPU of one process, which
is node and device.
"""

import itertools
import random
import time
from dataclasses import replace
from functools import partial
from typing import Any

from bench.growing import listings
from bench.measure import compare, line
from client.directory_copy import DirectoryCopy
from client.offline import Offline
from crypto.format import b64u
from crypto.keys import SigningKey
from directory import codes as k
from directory.content import Criterion, Outcome
from directory.matches import MatchFilter
from directory.matching import match
from directory.model import ShelfRow
from directory.pathways import pathways
from directory.profile import Profile, SpokenLanguage
from directory.snapshot import Snapshot
from directory.syncing import SyncPage, sync
from kit import clock

LISTINGS, CHANGED = 10_000, 100
LEVELS = tuple(k.CefrLevel)
PAPERS = tuple(k.Document)
HER = Profile(age=27, gender=k.Gender.WOMAN, languages=(SpokenLanguage("de", k.CefrLevel.PRE_A1),))
WANTED = MatchFilter(service_types=(k.ServiceType.VOCATIONAL_TRAINING,))
NODE = "node.bench"


def german(low: k.CefrLevel, high: k.CefrLevel | None = None) -> Criterion:
    """Return a condition about German."""
    return Criterion(k.CriterionKind.LANGUAGE, language="de", min_level=str(low), max_level=str(high) if high else None)


def _leading(dice: random.Random) -> tuple[tuple[Criterion, ...], tuple[Outcome, ...]]:
    """Return a course by one level, or an office that gives a paper or access to work."""
    step = dice.randrange(len(LEVELS) - 1)
    adult = Criterion(k.CriterionKind.AGE, minimum=dice.choice([16, 18, 30]))
    if dice.random() < 0.5:
        outcome = Outcome(k.OutcomeKind.LANGUAGE, "de", str(LEVELS[step + 1]))
        return (adult, german(LEVELS[step], LEVELS[step])), (outcome,)
    if dice.random() < 0.8:
        asked = Criterion(k.CriterionKind.DOCUMENT, codes=(str(dice.choice(PAPERS)),))
        return (adult, *([asked] if dice.random() < 0.5 else [])), (
            Outcome(k.OutcomeKind.DOCUMENT, code=str(dice.choice(PAPERS))),
        )
    return (adult, german(LEVELS[step])), (Outcome(k.OutcomeKind.LABOUR_ACCESS, code="FREE"),)


def _planned(end: k.CefrLevel) -> Snapshot[ShelfRow]:
    dice, rows = random.Random(9), []
    for number, (row, _) in enumerate(listings(LISTINGS)):
        if number % 4 == 0:
            criteria, outcomes = _leading(dice)
            content = replace(row.content, criteria=criteria, outcomes=outcomes)
        else:
            ends = (german(end), Criterion(k.CriterionKind.AGE, minimum=dice.choice([18, 21, 30])))
            paper = Criterion(k.CriterionKind.DOCUMENT, codes=(str(dice.choice(PAPERS)),))
            content = replace(row.content, criteria=(*ends, paper) if number % 3 else ends,
                              service_types=(k.ServiceType.VOCATIONAL_TRAINING,))  # fmt: skip
        rows.append(replace(row, content=content))
    return Snapshot(1, rows)


def plan() -> None:
    """Measure a way."""
    near, far = _planned(k.CefrLevel.A2), _planned(k.CefrLevel.C2)
    found, searched = (pathways(each, HER, WANTED, now=clock.now()) for each in (near, far))
    assert found.complete
    assert [len(route.steps) for route in found.routes] == [3] * 5
    assert (searched.routes, searched.complete) == ((), True)
    for shelf, words in ((near, "5 ways of 3 steps"), (far, "no way within 4 steps, all looked at")):
        mine, once = compare(
            partial(pathways, shelf, HER, WANTED, now=clock.now()),
            partial(match, shelf, HER, WANTED, now=clock.now()),
            3,
        )
        line("pathways-10k", mine * 1000, "ms CPU", f"one match ({words})", mine / once, 3)


def _sync(shelf: Snapshot[ShelfRow], key: SigningKey, copy: DirectoryCopy) -> int:
    pages: list[SyncPage] = []
    with copy.changing():
        since = copy.fact("cursor")
        for _ in itertools.count():
            page = sync(shelf, since, 500, node=NODE, key=key, now=clock.now())
            if page.reset:
                copy.forget()
            copy.take([{"id": each.id, "hash": each.hash, "text": each.text} for each in page.entries])
            pages.append(page)
            since = page.cursor
            if not page.more:
                break
        copy.settle(NODE, b64u(key.public), pages[-1].cursor, pages[-1].statement)
    return sum(len(page.entries) for page in pages)


def take_along() -> None:
    """Measure a device."""
    shelf: Snapshot[ShelfRow] = Snapshot(1, [row for row, _ in listings(LISTINGS)])
    key, copy = SigningKey.generate(), DirectoryCopy()
    rows = [row for row, _ in listings(CHANGED, seed=8)]

    def whole() -> Any:
        return _sync(shelf, key, DirectoryCopy())

    assert whole() == LISTINGS
    invented = [row for row, _ in listings(LISTINGS)]
    first, built = compare(whole, lambda: Snapshot(1, invented), 1)
    line("sync-10k", LISTINGS / first, "listings/s", "laying the same listings into columns (CPU)", first / built, 1)
    _sync(shelf, key, copy)
    newer = shelf.changed(2, rows, [row.id for row in rows], since=1)
    begun = time.process_time()
    assert _sync(newer, key, copy) == CHANGED
    delta = time.process_time() - begun
    line("sync-10k-changes", delta * 1000, "ms CPU", f"taking everything ({CHANGED} changes)", delta / first, 1)
    text = {"age": 27, "gender": "WOMAN", "languages": [{"language": "de", "level": "A1"}]}
    device = Offline(copy)
    read, asked = compare(lambda: Offline(copy), lambda: device.match(text, first=20), 1)
    line("sync-10k-open", read * 1000, "ms CPU", "one match on the device", read / asked, 1)
    line("sync-10k-match", asked * 1000, "ms CPU", "opening the copy", asked / read, 1)
