"""Laws of the verdicts: what must hold for every condition, every listing and every woman, whatever chance makes up."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from directory import codes as k
from directory.areas import _table, area_of, chain
from directory.content import Criterion
from directory.criteria import evaluate, overall
from directory.fields import Fields
from directory.judgement import Judgement
from directory.languages import language_of, meaning_of
from directory.profile import Children, Profile
from directory.profile_reading import parse_profile
from directory.reading_criteria import CODES, RANKED, read_criterion
from directory.terms import level_of
from directory.words import Reason
from tests.directory.test_matching import BASE, FACTS, NOW, PROFILES, USES, Listed, conditions, shelf_of

K, V = k.CriterionKind, k.Verdict
MANY = settings(max_examples=400, deadline=None)
PAIRED = ("documents", "registrations", "intake_groups")
KEYS = {"languages": lambda each: (meaning_of(each.language), each.skill), "literacy": lambda each: each.script}


def _answered(criterion: Criterion) -> st.SearchStrategy[tuple[Criterion, Profile]]:
    """Pair a condition with a woman of whom the fact that it asks for is known."""
    asked = {name: FACTS[name] for name, kinds in USES.items() if criterion.kind in kinds}
    known = st.fixed_dictionaries(asked, optional={name: fact for name, fact in FACTS.items() if name not in asked})
    return st.tuples(st.just(criterion), known.map(lambda facts: Profile(**facts)))


@st.composite
def grown(draw: st.DrawFn, profile: Profile, asked: K) -> Profile:
    """Add facts to what is known; no fact that is there is taken back or contradicted."""
    more: dict[str, Any] = {}
    names = [name for name, kinds in USES.items() if asked in kinds]
    for name in dict.fromkeys([*names, *draw(st.lists(st.sampled_from(list(FACTS)), max_size=3))]):
        known, new = getattr(profile, name), draw(FACTS[name])
        if known in (None, ()):
            more[name] = new
        elif name in PAIRED:
            more[name] = tuple({**dict(new), **dict(known)}.items())
        elif name in KEYS:
            said = {KEYS[name](each) for each in known}
            more[name] = (*known, *(each for each in new if KEYS[name](each) not in said))
        elif name == "competences":
            more[name] = (*known, *new)
        elif name == "children" and known.needs_childcare is None:
            more[name] = replace(known, needs_childcare=draw(st.booleans()))
    return replace(profile, **more)


@given(conditions().flatmap(_answered), st.data())
@settings(max_examples=1000, deadline=None)
def test_what_is_settled_stays_settled_when_more_becomes_known(
    pair: tuple[Criterion, Profile], data: st.DataObject
) -> None:
    criterion, profile = pair
    before, after = evaluate(criterion, profile), evaluate(criterion, data.draw(grown(profile, criterion.kind)))

    if before.verdict is not V.UNKNOWN:
        assert (after.verdict, after.severity) == (before.verdict, before.severity)


def _lower(bound: float | None, by: float) -> float | None:
    return None if bound is None else max(0.0, bound - by)


def _step(kind: K, level: str | None, by: int) -> str | None:
    """Move a level up or down its scale; past the end there is no bound any more."""
    if level is None:
        return None
    if kind is K.EDUCATION:
        return str(int(level) + by) if 0 <= int(level) + by <= 8 else None
    scale = list(RANKED[kind])
    place = scale.index(RANKED[kind](level)) + by
    return scale[place] if 0 <= place < len(scale) else None


ALL_OF = (K.DOCUMENT, K.REGISTRATION, K.COMPETENCE)


@st.composite
def widened(draw: st.DrawFn, criterion: Criterion) -> Criterion:
    """Ask less: lower the least, raise the most, accept more words of a list, demand fewer papers, cost less."""
    kind, by = criterion.kind, draw(st.integers(0, 3))
    changes: dict[str, Any] = {
        "min_level": _step(kind, criterion.min_level, -by),
        "max_level": _step(kind, criterion.max_level, by),
        "minimum": _lower(criterion.minimum, by),
        "maximum": None if criterion.maximum is None or by == 3 else criterion.maximum + by,
        "script": None if by == 3 else criterion.script,
    }
    if kind in ALL_OF:
        changes["codes"] = criterion.codes[: max(1, len(criterion.codes) - by)]
    elif kind is K.AREA:
        outer = [each for code in criterion.codes for each in chain(code)]
        changes["codes"] = tuple(dict.fromkeys([*criterion.codes, *outer[:by]]))
    elif kind in CODES and kind is not K.CHILDREN and criterion.codes:
        changes["codes"] = tuple(dict.fromkeys([*criterion.codes, *draw(st.lists(st.sampled_from(list(CODES[kind]))))]))
    elif kind is K.CHILDREN and criterion.codes and by == 3:
        changes["codes"] = (*criterion.codes, k.ChildrenRule.WELCOME)
    if criterion.amount is not None:
        changes["amount"] = max(Decimal(0), criterion.amount - by)
    return replace(criterion, **changes)


@given(conditions().flatmap(_answered), st.data())
@settings(max_examples=1000, deadline=None)
def test_asking_less_never_turns_a_yes_into_a_no(pair: tuple[Criterion, Profile], data: st.DataObject) -> None:
    criterion, profile = pair
    before, after = evaluate(criterion, profile), evaluate(data.draw(widened(criterion)), profile)

    if before.verdict is V.MEETS:
        assert after.verdict is not V.FAILS
        assert after.verdict is V.MEETS or after.reason is Reason.NOT_STATED


LISTINGS = st.lists(conditions(), max_size=6)


@given(LISTINGS, PROFILES, st.booleans(), st.randoms(use_true_random=False))
@MANY
def test_the_order_of_conditions_changes_nothing(
    criteria: list[Criterion], profile: Profile, unchecked: bool, chance: Any
) -> None:
    text = ("Ask us",) if unchecked else ()
    mixed = list(criteria)
    chance.shuffle(mixed)

    one = shelf_of(Listed("a", replace(BASE, criteria=tuple(criteria), unchecked_text=text))).match(profile, now=NOW)
    other = shelf_of(Listed("a", replace(BASE, criteria=tuple(mixed), unchecked_text=text))).match(profile, now=NOW)

    assert one.matches[0].verdict is other.matches[0].verdict
    assert one.counts == other.counts
    assert [(each.strength, evaluate(each, profile).verdict) for each in sorted(criteria, key=repr)] == [
        (each.strength, evaluate(each, profile).verdict) for each in sorted(mixed, key=repr)
    ]


@given(conditions(), PROFILES)
@MANY
def test_nobody_relies_on_what_is_disputed_or_in_free_words(criterion: Criterion, profile: Profile) -> None:
    assert evaluate(replace(criterion, disputed=True), profile).verdict is V.UNKNOWN
    assert evaluate(Criterion(K.OTHER, text="Motivation"), profile).verdict is V.UNKNOWN


def _as_the_domain_says(judged: Sequence[tuple[k.Strength, Judgement]], checked: bool) -> k.Overall:
    """Say the whole as section 3.3 words it: the first that applies."""
    required = [each for strength, each in judged if strength is k.Strength.REQUIRED]
    fails = [each for each in required if each.verdict is V.FAILS]
    if any(not each.changeable for each in fails):
        return k.Overall.NOT_ELIGIBLE
    if fails:
        return k.Overall.NOT_YET
    if not checked or any(each.verdict is V.UNKNOWN for each in required):
        return k.Overall.ASK
    return k.Overall.ELIGIBLE


@given(LISTINGS, PROFILES, st.booleans())
@MANY
def test_the_whole_follows_from_its_parts(criteria: list[Criterion], profile: Profile, checked: bool) -> None:
    judged = [(each.strength, evaluate(each, profile)) for each in criteria]

    assert overall(judged, machine_checked=checked) is _as_the_domain_says(judged, checked)


@given(LISTINGS, PROFILES, st.sampled_from([None, False]))
@MANY
def test_a_demand_for_cooperation_is_never_open_without_her_choice(
    criteria: list[Criterion], profile: Profile, choice: bool | None
) -> None:
    her, demand = replace(profile, chooses_cooperation=choice), Criterion(K.COOPERATION)

    found = shelf_of(Listed("a", replace(BASE, criteria=(*criteria, demand)))).match(her, now=NOW)

    assert found.matches[0].verdict is not k.Overall.ELIGIBLE


@given(conditions(), PROFILES)
@MANY
def test_every_no_says_what_would_change_it_or_that_nothing_will(criterion: Criterion, profile: Profile) -> None:
    judged = evaluate(criterion, profile)

    assert (judged.ask is not None) == (judged.verdict is V.UNKNOWN)
    assert (judged.change is not None) == (judged.verdict is V.FAILS and judged.changeable)


AREA_CODES = st.sampled_from(["IT", "ITI", "IT-62", "IT-RM", "EL3", "EL301", "GR", "DE"]) | st.sampled_from(
    sorted({area_of(code) for code in _table()})
)
LANGUAGE_TAGS = st.sampled_from(["kmr", "ku", "ckb", "zh", "cmn", "yue", "nb", "nn", "pt-BR", "sr-Latn", "hr"])
SCRIPTS = st.sampled_from(["Latn", "Cyrl", "Grek", "Arab"])


def _written(kind: K) -> st.SearchStrategy[dict[str, Any]]:
    """Write a condition as a provider does, with values of the standard lists."""
    values: dict[str, st.SearchStrategy[Any]] = {"kind": st.just(str(kind))}
    if kind is K.AREA:
        values["codes"] = st.lists(AREA_CODES, min_size=1, max_size=3)
    elif kind in (K.LANGUAGE, K.EDUCATION):
        scale = [str(each) for each in range(1, 9)] if kind is K.EDUCATION else [str(each) for each in k.CefrLevel]
        bounds = st.lists(st.sampled_from(range(len(scale))), min_size=2, max_size=2).map(sorted)
        return st.builds(
            lambda pair, tag, framework: {
                "kind": str(kind), "minLevel": scale[pair[0]], "maxLevel": scale[pair[1]],
                **({"language": tag} if kind is K.LANGUAGE else {"framework": framework}),
            },
            bounds, LANGUAGE_TAGS, st.sampled_from([k.EQF, k.ISCED]),
        )  # fmt: skip
    elif kind is K.LITERACY:
        values |= {"minLevel": st.sampled_from([str(each) for each in k.LiteracyLevel]), "script": SCRIPTS}
    elif kind is K.AGE:
        values["minimum"] = st.floats(0, 120)
    elif kind in CODES and kind is not K.FEE:
        values["codes"] = st.lists(st.sampled_from([str(each) for each in CODES[kind]]), min_size=1, unique=True)
    return st.fixed_dictionaries(values)


WRITTEN = st.sampled_from([each for each in K if each not in (K.FEE, K.OTHER, K.COMPETENCE, K.DIGITAL_SKILLS)]).flatmap(
    _written
)
SPOKEN = st.fixed_dictionaries(
    {"language": LANGUAGE_TAGS, "level": st.sampled_from([str(each) for each in k.CefrLevel])}
)
READ = st.fixed_dictionaries({"script": SCRIPTS, "level": st.sampled_from([str(each) for each in k.LiteracyLevel])})
SCHOOLED = st.fixed_dictionaries({"framework": st.sampled_from([k.EQF, k.ISCED]), "level": st.integers(1, 8).map(str)})
SAID: dict[str, st.SearchStrategy[Any]] = {
    "age": st.floats(0, 120),
    "area": AREA_CODES,
    "residenceStatus": st.sampled_from([str(each) for each in k.ResidenceStatus]),
    "languages": st.lists(SPOKEN, max_size=3, unique_by=lambda each: meaning_of(language_of(each["language"]))),
    "literacy": st.lists(READ, max_size=2, unique_by=lambda each: each["script"]),
    "education": SCHOOLED,
}
FACTS_SAID = st.fixed_dictionaries({"wantsWomenStaff": st.booleans(), **SAID}) | st.fixed_dictionaries(
    {"wantsWomenStaff": st.booleans()}, optional=SAID
)


@given(st.lists(WRITTEN, min_size=1, max_size=8), FACTS_SAID)
@MANY
def test_columns_and_rules_agree_on_whatever_is_read(written: list[dict[str, Any]], said: dict[str, Any]) -> None:
    criteria = tuple(read_criterion(Fields(each)) for each in written)
    profile = parse_profile(said)
    shelf = shelf_of(Listed("a", replace(BASE, criteria=criteria)))

    found = shelf.match(profile, now=NOW).matches[0]

    judged = [(each.strength, evaluate(each, profile)) for each in criteria]
    assert found.verdict is overall(judged, machine_checked=True)
    assert [each for _, each in found.judgements] == [each for _, each in judged]


def test_the_levels_of_the_laws_are_those_of_the_scales() -> None:
    assert _step(K.LANGUAGE, "A1", -1) == level_of(K.LANGUAGE, "PRE_A1")
    assert _step(K.LANGUAGE, "C2", 1) is None
    assert Children(True).needs_childcare is None
