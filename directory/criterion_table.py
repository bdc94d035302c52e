"""Judge every distinct condition of the directory at once, so that thousands of services are matched in a blink.

The same condition stands in many listings, so it is kept once, as a row of numbers. The answers are exactly those of
`directory.criteria`; a property test holds the two together. A row is 0 met, 1 unknown, 2 fails for now, 3 fails for
good: the worst of a listing's rows is its place in `Overall`. Rows 0 and 1 stand for "nothing asked" and
"unchecked".
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from directory.areas import chain
from directory.codes import (
    DIGCOMP,
    CefrLevel,
    ChildrenRule,
    Code,
    CriterionKind,
    DigitalLevel,
    Document,
    FeeRule,
    Gender,
    IntakeGroup,
    LabourAccess,
    LanguageSkill,
    LiteracyLevel,
    Registration,
    ResidenceStatus,
)
from directory.columns import Bounds, Column, Masks, bits_of, mask_of
from directory.content import Criterion
from directory.languages import meaning_of
from directory.profile import Profile

MET, OPEN = 0, 1
_ENDLESS = np.inf
_ONE_OF: tuple[tuple[CriterionKind, type[Code], str, int], ...] = (
    (CriterionKind.GENDER, Gender, "gender", 3),
    (CriterionKind.RESIDENCE_STATUS, ResidenceStatus, "residence_status", 2),
    (CriterionKind.LABOUR_ACCESS, LabourAccess, "labour_access", 2),
)


def _rank(level: str | None, of: type[Code], missing: float) -> float:
    return missing if level is None else float(of(level).rank)


def _number(level: str | None, missing: float) -> float:
    return missing if level is None else float(level)


class CriterionTable:
    """Hold every distinct condition once; immutable after it is built."""

    def __init__(self, criteria: Sequence[Criterion]) -> None:
        """Sort the conditions by kind; row n+2 is `criteria[n]`."""
        self.size = len(criteria) + 2
        of: dict[CriterionKind, list[tuple[int, Criterion]]] = defaultdict(list)
        for row, each in enumerate(criteria, 2):
            if not each.disputed:
                of[each.kind].append((row, each))
        age = [(row, each) for row, each in of[CriterionKind.AGE] if (each.minimum, each.maximum) != (None, None)]
        self._age = Bounds([(row, *_years(each)) for row, each in age])
        self._one_of = [(_masks(of[kind], words), name, other) for kind, words, name, other in _ONE_OF]
        self._cooperation: Column = np.array([row for row, _ in of[CriterionKind.COOPERATION]], np.intp)
        self._documents = _masks(of[CriterionKind.DOCUMENT], Document)
        self._registrations = _masks(of[CriterionKind.REGISTRATION], Registration)
        self._groups = _masks(of[CriterionKind.INTAKE_GROUP], IntakeGroup)
        self._sort_levels(of)
        self._sort_children(of[CriterionKind.CHILDREN])
        self._sort_sets(of[CriterionKind.COMPETENCE], of[CriterionKind.AREA])
        self._sort_fees(of[CriterionKind.FEE])

    def judge(self, profile: Profile) -> Column:
        """Return the answer of every row for what is known of her."""
        out: Column = np.ones(self.size, np.uint8)
        out[MET] = 0
        out[self._free] = 0
        if profile.age is not None:
            self._age.judge(out, profile.age)
        for masks, name, other in self._one_of:
            hers = getattr(profile, name)
            if hers is not None:
                masks.one_of(out, hers, other)
        if profile.chooses_cooperation is not None:
            out[self._cooperation] = 0 if profile.chooses_cooperation else 2
        self._documents.all_of(out, *bits_of(profile.documents))
        self._registrations.all_of(out, *bits_of(profile.registrations))
        self._groups.any_of(out, *bits_of(profile.intake_groups))
        self._judge_levels(out, profile)
        self._judge_children(out, profile)
        self._judge_sets(out, profile)
        if profile.budget is not None and profile.budget.currency in self._fees:
            rows, cents = self._fees[profile.budget.currency]
            out[rows] = np.where(cents > int(profile.budget.amount * 100), 2, 0)
        return out

    def _sort_levels(self, of: dict[CriterionKind, list[tuple[int, Criterion]]]) -> None:
        spoken: dict[tuple[str, str], list[tuple[int, float, float]]] = defaultdict(list)
        known: dict[str, list[int]] = defaultdict(list)
        for row, each in of[CriterionKind.LANGUAGE]:
            language = None if each.language is None else meaning_of(each.language)
            if language is not None and each.min_level is None and each.max_level is None:
                known[language].append(row)
            elif language is not None:
                low, high = _rank(each.min_level, CefrLevel, -1), _rank(each.max_level, CefrLevel, _ENDLESS)
                spoken[language, each.skill or LanguageSkill.OVERALL].append((row, low, high))
        self._spoken = {key: Bounds(rows) for key, rows in spoken.items()}
        self._known = {key: np.array(rows, np.intp) for key, rows in known.items()}
        read: dict[str | None, list[tuple[int, float, float]]] = defaultdict(list)
        for row, each in of[CriterionKind.LITERACY]:
            if each.min_level is not None:
                read[each.script].append((row, _rank(each.min_level, LiteracyLevel, 0), _ENDLESS))
        self._read = {key: Bounds(rows) for key, rows in read.items()}
        self._digital = Bounds([
            (row, _rank(each.min_level, DigitalLevel, 0), _ENDLESS)
            for row, each in of[CriterionKind.DIGITAL_SKILLS]
            if each.min_level is not None and each.framework in (None, DIGCOMP)
        ])  # fmt: skip
        taught: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
        for row, each in of[CriterionKind.EDUCATION]:
            if each.framework and (each.min_level, each.max_level) != (None, None):
                bounds = _number(each.min_level, -1), _number(each.max_level, _ENDLESS)
                taught[each.framework].append((row, *bounds))
        self._taught = {key: Bounds(rows) for key, rows in taught.items()}

    def _judge_levels(self, out: Column, profile: Profile) -> None:
        for spoken in profile.languages:
            language = meaning_of(spoken.language)
            if language in self._known:
                out[self._known[language]] = 0
            if spoken.level is not None and (language, spoken.skill) in self._spoken:
                self._spoken[language, spoken.skill].judge(out, spoken.level.rank)
        anywhere = self._read.get(None)
        for read in profile.literacy:
            if read.script in self._read:
                self._read[read.script].judge(out, read.level.rank)
            if anywhere is not None:
                out[anywhere.rows[anywhere.low <= read.level.rank]] = 0
        if profile.digital is not None:
            self._digital.judge(out, profile.digital.rank)
        if profile.education is not None and profile.education.framework in self._taught:
            self._taught[profile.education.framework].judge(out, profile.education.level)

    def _sort_children(self, criteria: Sequence[tuple[int, Criterion]]) -> None:
        stated = [(row, each) for row, each in criteria if each.codes]
        self._free: list[int] = [row for row, each in stated if ChildrenRule.WELCOME in each.codes]
        closed = [(row, each) for row, each in stated if ChildrenRule.WELCOME not in each.codes]
        cared = [(row, each) for row, each in closed if ChildrenRule.CHILDCARE_PROVIDED in each.codes]
        self._childcare = Bounds([(row, *_years(each)) for row, each in cared])
        self._childless: Column = np.array([row for row, each in closed if (row, each) not in cared], np.intp)

    def _judge_children(self, out: Column, profile: Profile) -> None:
        hers, care = profile.children, self._childcare
        if hers is None:
            return
        out[self._childless] = 2 if hers.with_her else 0
        if not hers.with_her or hers.needs_childcare is False:
            out[care.rows] = 0
            return
        fits = np.isneginf(care.low) & np.isposinf(care.high)
        if hers.ages:
            fits |= (care.low <= min(hers.ages)) & (care.high >= max(hers.ages))
        out[care.rows] = np.where(fits, 0, 2 if hers.ages and hers.needs_childcare else 1)

    def _sort_sets(self, skills: Sequence[tuple[int, Criterion]], areas: Sequence[tuple[int, Criterion]]) -> None:
        asked: dict[str, list[int]] = defaultdict(list)
        self._skills_needed: Column = np.full(self.size, 1 << 14, np.int16)
        for row, each in skills:
            if each.codes:
                self._skills_needed[row] = len(set(each.codes))
            for code in set(each.codes):
                asked[code].append(row)
        self._skills = {code: np.array(rows, np.intp) for code, rows in asked.items()}
        inside: dict[str, list[int]] = defaultdict(list)
        around: dict[str, list[int]] = defaultdict(list)
        stated = [(row, each) for row, each in areas if each.codes]
        for row, each in stated:
            for code in each.codes:
                inside[code].append(row)
                for outer in chain(code):
                    around[outer].append(row)
        self._areas: Column = np.array([row for row, _ in stated], np.intp)
        self._inside, self._around = dict(inside), dict(around)

    def _judge_sets(self, out: Column, profile: Profile) -> None:
        if profile.competences:
            held: Column = np.zeros(self.size, np.int16)
            for code in set(profile.competences):
                if code in self._skills:
                    held[self._skills[code]] += 1
            out[held >= self._skills_needed] = 0
        if profile.area is not None:
            out[self._areas] = 3
            out[self._around.get(profile.area, [])] = 1
            for outer in chain(profile.area):
                out[self._inside.get(outer, [])] = 0

    def _sort_fees(self, criteria: Sequence[tuple[int, Criterion]]) -> None:
        asked: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for row, each in criteria:
            if FeeRule.FREE in each.codes or FeeRule.COVERED in each.codes:
                self._free.append(row)
            elif each.amount is not None and each.currency is not None:
                asked[each.currency].append((row, int(each.amount * 100)))
        self._fees = {
            currency: (np.array([row for row, _ in rows], np.intp), np.array([cents for _, cents in rows], np.int64))
            for currency, rows in asked.items()
        }


def _years(criterion: Criterion) -> tuple[float, float]:
    low, high = criterion.minimum, criterion.maximum
    return (-_ENDLESS if low is None else low), (_ENDLESS if high is None else high)


def _masks(criteria: Sequence[tuple[int, Criterion]], of: type[Code]) -> Masks:
    return Masks([(row, mask_of(each.codes, of)) for row, each in criteria if each.codes])
