"""Hold the answer to one condition: how it stands, on which fact, what to ask and what would change it."""

from dataclasses import dataclass

from directory.codes import CriterionKind, LanguageSkill, Verdict
from directory.content import Criterion
from directory.profile import Silent
from directory.words import ASKS, CHANGES, REASONS, Ask, Change, Reason


@dataclass(frozen=True, slots=True, repr=False)
class Judgement(Silent):
    """Hold how one condition stands, why, what to ask and what would change it; it holds a fact of hers, so no repr."""

    verdict: Verdict
    reason: Reason
    wanted: str = ""
    fact: str = ""
    missing: tuple[str, ...] = ()
    ask: Ask | None = None
    change: Change | None = None
    changeable: bool = True

    @property
    def sentence(self) -> str:
        """Return the reason in plain English."""
        return self._say(REASONS[self.reason])

    @property
    def ask_sentence(self) -> str | None:
        """Return what to ask in plain English."""
        return None if self.ask is None else self._say(ASKS[self.ask])

    @property
    def change_sentence(self) -> str | None:
        """Return what would change it in plain English."""
        return None if self.change is None else self._say(CHANGES[self.change])

    @property
    def severity(self) -> int:
        """Return 0 met, 1 unknown, 2 fails for now, 3 fails for good; the worst one decides the whole."""
        return self.verdict.rank + (self.verdict is Verdict.FAILS and not self.changeable)

    def _say(self, sentence: str) -> str:
        return sentence.format(wanted=self.wanted, fact=self.fact, missing=", ".join(self.missing))


def meets(reason: Reason = Reason.WITHIN, wanted: str = "", fact: str = "") -> Judgement:
    """Say that a condition is met."""
    return Judgement(Verdict.MEETS, reason, wanted, fact)


def unknown(
    ask: Ask, wanted: str = "", reason: Reason = Reason.FACT_MISSING, fact: str = "", missing: tuple[str, ...] = ()
) -> Judgement:
    """Leave a condition open, with what to ask."""
    return Judgement(Verdict.UNKNOWN, reason, wanted, fact, missing, ask)


def fails(
    reason: Reason, change: Change | None, wanted: str = "", fact: str = "", missing: tuple[str, ...] = ()
) -> Judgement:
    """Say that a condition fails; without a change it fails for good."""
    return Judgement(Verdict.FAILS, reason, wanted, fact, missing, None, change, change is not None)


NOT_STATED = unknown(Ask.PROVIDER, reason=Reason.NOT_STATED)


def plain(number: float) -> str:
    """Write a number without needless decimals: 17, 17.5."""
    return f"{number:g}"


def span(low: str | None, high: str | None) -> str:
    """Write a range with an open end: A2 to B1, from A2, up to B1."""
    if low is not None and high is not None:
        return low if low == high else f"{low} to {high}"
    return f"from {low}" if low is not None else f"up to {high}"


def wanted_of(criterion: Criterion) -> str:
    """Say in a few words what a condition asks, from its own values and nothing else."""
    low, high = criterion.min_level, criterion.max_level
    if criterion.kind in (CriterionKind.AGE, CriterionKind.CHILDREN):
        bounds = [None if each is None else plain(each) for each in (criterion.minimum, criterion.maximum)]
        years = "" if bounds == [None, None] else span(*bounds) + " years"
        return ", ".join(each for each in (*criterion.codes, years) if each)
    if criterion.kind is CriterionKind.FEE and criterion.amount is not None:
        return f"{criterion.amount} {criterion.currency}"
    if criterion.kind is CriterionKind.OTHER:
        return criterion.text or ""
    levels = "" if low is None and high is None else span(low, high)
    skill = "" if criterion.skill in (None, LanguageSkill.OVERALL) else str(criterion.skill)
    parts = (criterion.language, skill, criterion.script, criterion.framework, levels, ", ".join(criterion.codes))
    return " ".join(each for each in parts if each)
