"""Hold the answer to one condition: how it stands, on which fact, what to ask and what would change it.

Nothing here is worded: `directory.wording` says it in the language of whoever reads it.
"""

from dataclasses import dataclass

from directory.codes import Verdict
from directory.profile import Silent
from directory.terms import NOTHING, Listed, Terms
from directory.words import Ask, Change, Reason


@dataclass(frozen=True, slots=True, repr=False)
class Judgement(Silent):
    """Hold how one condition stands, why, what to ask and what would change it; it holds a fact of hers, so no repr."""

    verdict: Verdict
    reason: Reason
    wanted: Terms = ()
    fact: Terms = ()
    missing: Listed = NOTHING
    ask: Ask | None = None
    change: Change | None = None
    changeable: bool = True

    @property
    def severity(self) -> int:
        """Return 0 met, 1 unknown, 2 fails for now, 3 fails for good; the worst one decides the whole."""
        return self.verdict.rank + (self.verdict is Verdict.FAILS and not self.changeable)


def meets(reason: Reason = Reason.WITHIN, wanted: Terms = (), fact: Terms = ()) -> Judgement:
    """Say that a condition is met."""
    return Judgement(Verdict.MEETS, reason, wanted, fact)


def unknown(
    ask: Ask,
    wanted: Terms = (),
    reason: Reason = Reason.FACT_MISSING,
    fact: Terms = (),
    missing: Listed = NOTHING,
) -> Judgement:
    """Leave a condition open, with what to ask."""
    return Judgement(Verdict.UNKNOWN, reason, wanted, fact, missing, ask)


def fails(
    reason: Reason,
    change: Change | None,
    wanted: Terms = (),
    fact: Terms = (),
    missing: Listed = NOTHING,
) -> Judgement:
    """Say that a condition fails; without a change it fails for good."""
    return Judgement(Verdict.FAILS, reason, wanted, fact, missing, None, change, change is not None)


NOT_STATED = unknown(Ask.PROVIDER, reason=Reason.NOT_STATED)
