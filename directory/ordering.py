"""Order services so that anybody can explain why one stands above another; there is no score.

- First the verdict: eligible, ask, not yet, not eligible.
- Then fit: fewer advised conditions that fail, fewer that are unknown, then those given in a language she knows.
- Then freshness and capacity: takes referrals, has a waiting list, unknown, takes nobody; then the newest check.
  Where nobody confirmed for five months and the owner was warned, whether it takes referrals counts as unknown.
- Then distance, in steps of 100 m; an unknown distance comes last. Where she is, is known only as an area: services for
  her area first, then those for her country, then the others, each by distance from the middle of her area.
- Then the id, so that the order never trembles.
"""

from typing import TypeVar

import numpy as np

from directory.codes import Accepting, CefrLevel
from directory.columns import Column
from directory.profile import Profile

ADVISED_MOST = 63
DAYS_MOST = (1 << 16) - 1
METRES = 100
FARTHEST = (1 << 20) - 1
RING_BITS = 18
FOLLOWS_FROM = CefrLevel.B1
_ACCEPTING = {Accepting.YES: 0, Accepting.WAITLIST: 1, Accepting.UNKNOWN: 2, Accepting.NO: 3}

Steps = TypeVar("Steps", int, Column)


def languages_she_knows(profile: Profile) -> set[str]:
    """Return the languages a service can be given in for her: no level stated, or B1 and above, or the one she asks."""
    known = {each.language for each in profile.languages if each.level is None or each.level.rank >= FOLLOWS_FROM.rank}
    return known | ({profile.interpreter_language} if profile.interpreter_language else set())


def standing(accepting: Accepting, verified_day: int | None, *, doubtful: bool = False) -> int:
    """Return the part of the order that does not depend on her, smaller first.

    Args:
        verified_day: day of the last check, counted from 1970-01-01.
        doubtful: whether its owner was warned that nobody has confirmed it for long.
    """
    if doubtful and accepting is not Accepting.NO:
        accepting = Accepting.UNKNOWN
    age = DAYS_MOST if verified_day is None else DAYS_MOST - max(0, min(verified_day, DAYS_MOST))
    return (_ACCEPTING[accepting] << 16) | age


def order_key(severity: Steps, fails: Steps, unknown: Steps, foreign: Steps, stands: Steps, steps: Steps) -> Steps:
    """Pack the order into one number, smaller first; the same for one listing and for whole columns.

    Args:
        severity: 0 to 3, the place in `Overall`.
        fails, unknown: advised conditions, at most 63 each.
        foreign: 0 where it is given in a language she knows, else 1.
        stands: as `standing` returned it.
        steps: distance in steps of 100 m, at most `FARTHEST`.
    """
    return (((((severity << 6 | fails) << 6 | unknown) << 1 | foreign) << 18 | stands) << 20) | steps


def in_rings(steps: Column, rings: Column) -> Column:
    """Return steps of distance that put her own area first; 18 bits reach farther than half around the globe.

    Args:
        rings: 0 for her area, 1 for her country, 2 for elsewhere.
    """
    found: Column = rings << RING_BITS | np.minimum(steps, (1 << RING_BITS) - 1)
    return found


def first_of(keys: Column, wanted: int) -> Column:
    """Return the places of the smallest keys in order; equal keys keep the order of the rows, that of the ids."""
    if wanted < len(keys):
        keys_sorted = np.partition(keys, wanted - 1)
        candidates: Column = np.flatnonzero(keys <= keys_sorted[wanted - 1])
        return candidates[np.argsort(keys[candidates], kind="stable")][:wanted]
    return np.argsort(keys, kind="stable")
