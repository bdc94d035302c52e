"""The nouns of a case inside one organisation: who is on it, and the keys that only they open."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Team:
    """Name the people who are on a case, and those who must never get its key."""

    holders: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Handed:
    """Hold what a device brings of one case key: it sealed to readers, and under it the keys of letters.

    A reader is a device's id, or the name of the ceremony whose recovery key it is sealed to. A letter is named by its
    envelope's id (32 bytes).
    """

    number: int
    wraps: tuple[tuple[str, bytes], ...] = field(repr=False)
    letters: tuple[tuple[bytes, bytes], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseKey:
    """Hold one case key as the node keeps it: sealed to readers; `exposed` when somebody who left knows it."""

    number: int
    exposed: bool
    wraps: dict[str, bytes] = field(repr=False)
    letters: dict[bytes, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Case:
    """Hold a case as one of its devices is shown it: its keys, newest first.

    `missing` are readers who should have the newest key and do not; `settled` says that nothing of ours is left that
    opens its letters past the newest key.
    """

    team: Team
    keys: tuple[CaseKey, ...]
    missing: tuple[str, ...]
    settled: bool
