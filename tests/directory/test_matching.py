"""The shelf: columns and rules agree, totals are exact, the order can be explained, hidden places stay hidden."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory import codes as k
from directory.areas import centroid
from directory.content import Availability, Content, Criterion, Fee, Place, Provider, Text
from directory.criteria import evaluate, overall
from directory.errors import BadDistanceFilter, DirectoryChanged
from directory.languages import meaning_of
from directory.matches import Matches, MatchFilter
from directory.profile import Budget, Children, Education, Literacy, Point, Profile, SpokenLanguage
from directory.profile_reading import parse_profile
from directory.shelf import Shelf
from directory.snapshot import Snapshot
from kit.errors import BadCursor, BadPageSize

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
VIENNA = Place("x", "AT-9", k.Visibility.PUBLIC, latitude=48.2, longitude=16.37)
BASE = Content("s", Provider("p", "P", "AT"), (k.ServiceType.LANGUAGE_COURSE,), (Text("en", "A service"),))


@dataclass(frozen=True)
class Listed:
    id: str
    content: Content
    state: k.ListingState = k.ListingState.VETTED
    verified_at: datetime | None = NOW
    warned_at: datetime | None = None
    expires_at: datetime | None = None
    changed: int = 0
    version: int = 1


def shelf_of(*listed: Listed, revision: int = 1) -> Shelf[Listed]:
    shelf: Shelf[Listed] = Shelf(Kept(list(listed), revision))
    shelf.current = Snapshot(revision, listed)
    return shelf


class Kept:
    """An archive of its own: what the database would answer."""

    def __init__(self, rows: list[Listed], number: int) -> None:
        self.rows, self.number = rows, number

    async def revision(self, tx: object, /) -> int:
        return self.number

    async def shelf_rows(self, tx: object, /) -> AsyncIterator[list[Listed]]:
        yield self.rows

    async def shelf_gone(self, tx: object, /) -> tuple[dict[str, int], int]:
        return {}, 0

    async def shelf_changes(self, tx: object, since: int, /) -> tuple[list[str], list[Listed]]:
        return [row.id for row in self.rows], self.rows


def listed(name: str, *criteria: Criterion, state: k.ListingState = k.ListingState.VETTED, **content: Any) -> Listed:
    stated = criteria or (Criterion(k.CriterionKind.FEE, codes=("FREE",)),)
    return Listed(name, replace(BASE, criteria=stated, **content), state)


def ids(matches: Matches[Listed]) -> list[str]:
    return [match.row.id for match in matches.matches]


def some(of: type[k.Code]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(of)), max_size=3, unique=True).map(tuple)


LANGUAGES = st.sampled_from(["de", "it", "ar", "arb", "ku", "ckb", "kmr"])
SCRIPTS = st.sampled_from(["Latn", "Arab"])
AREAS = st.sampled_from(["AT", "AT-9", "AT-1", "IT-62", "IT-RM", "IT", "RO-B", "DE"])
URIS = st.sampled_from(["urn:a", "urn:b", "urn:c"])
FRAMEWORKS = st.sampled_from([k.EQF, k.ISCED])
YEARS = st.none() | st.integers(0, 60).map(float)
CURRENCIES = st.sampled_from(["EUR", "RON"])
MONEY = st.integers(0, 300).map(lambda cents: Decimal(cents) / 100)


def maybe(of: type[k.Code]) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(list(of))


VALUES: dict[k.CriterionKind, dict[str, st.SearchStrategy[Any]]] = {
    k.CriterionKind.AGE: {"minimum": YEARS, "maximum": YEARS},
    k.CriterionKind.GENDER: {"codes": some(k.Gender)},
    k.CriterionKind.RESIDENCE_STATUS: {"codes": some(k.ResidenceStatus)},
    k.CriterionKind.LABOUR_ACCESS: {"codes": some(k.LabourAccess)},
    k.CriterionKind.LANGUAGE: {
        "language": st.none() | LANGUAGES, "skill": maybe(k.LanguageSkill), "min_level": maybe(k.CefrLevel),
        "max_level": maybe(k.CefrLevel),
    },
    k.CriterionKind.LITERACY: {"min_level": maybe(k.LiteracyLevel), "script": st.none() | SCRIPTS},
    k.CriterionKind.DIGITAL_SKILLS: {
        "min_level": maybe(k.DigitalLevel), "framework": st.sampled_from([None, k.DIGCOMP, "Own"]),
    },
    k.CriterionKind.EDUCATION: {
        "framework": st.none() | FRAMEWORKS, "min_level": st.sampled_from([None, "1", "4"]),
        "max_level": st.sampled_from([None, "4", "6"]),
    },
    k.CriterionKind.CHILDREN: {"codes": some(k.ChildrenRule), "minimum": YEARS, "maximum": YEARS},
    k.CriterionKind.COMPETENCE: {"codes": st.lists(URIS, max_size=2).map(tuple)},
    k.CriterionKind.DOCUMENT: {"codes": some(k.Document)},
    k.CriterionKind.AREA: {"codes": st.lists(AREAS, max_size=2).map(tuple)},
    k.CriterionKind.REGISTRATION: {"codes": some(k.Registration)},
    k.CriterionKind.FEE: {
        "codes": some(k.FeeRule), "amount": st.none() | MONEY, "currency": st.none() | CURRENCIES,
    },
    k.CriterionKind.COOPERATION: {},
    k.CriterionKind.INTAKE_GROUP: {"codes": some(k.IntakeGroup)},
    k.CriterionKind.OTHER: {"text": st.just("Motivation")},
}  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn) -> Criterion:
    kind = draw(st.sampled_from(list(VALUES)))
    strength = draw(st.sampled_from(list(k.Strength)))
    values = {name: draw(value) for name, value in VALUES[kind].items()}
    return Criterion(kind, strength, disputed=draw(st.integers(0, 9)) == 0, **values)


def said(of: type[k.Code]) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.sampled_from(list(of)), st.booleans()).map(lambda each: tuple(each.items()))


def unique(facts: st.SearchStrategy[Any], key: Any) -> st.SearchStrategy[Any]:
    return st.lists(facts, max_size=4, unique_by=key).map(tuple)


SPOKEN = st.builds(SpokenLanguage, LANGUAGES, maybe(k.CefrLevel), st.sampled_from(list(k.LanguageSkill)))
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "age": st.integers(0, 60).map(float),
    "gender": st.sampled_from(list(k.Gender)),
    "residence_status": st.sampled_from(list(k.ResidenceStatus)),
    "labour_access": st.sampled_from(list(k.LabourAccess)),
    "languages": unique(SPOKEN, lambda each: (meaning_of(each.language), each.skill)),
    "literacy": unique(
        st.builds(Literacy, st.sampled_from(list(k.LiteracyLevel)), SCRIPTS), lambda each: each.script
    ),
    "digital": st.sampled_from(list(k.DigitalLevel)),
    "education": st.builds(Education, FRAMEWORKS, st.integers(1, 8)),
    "children": st.builds(
        Children, st.booleans(), st.lists(st.integers(0, 18).map(float), max_size=3).map(tuple),
        st.none() | st.booleans(),
    ),
    "competences": st.lists(URIS, max_size=3).map(tuple),
    "documents": said(k.Document),
    "registrations": said(k.Registration),
    "intake_groups": said(k.IntakeGroup),
    "area": AREAS,
    "budget": st.builds(Budget, MONEY, CURRENCIES),
    "chooses_cooperation": st.booleans(),
}  # fmt: skip
PROFILES = st.fixed_dictionaries({}, optional=FACTS).map(lambda facts: Profile(**facts))
USES = {
    "age": {"AGE"}, "gender": {"GENDER"}, "residence_status": {"RESIDENCE_STATUS"},
    "labour_access": {"LABOUR_ACCESS"}, "languages": {"LANGUAGE"}, "literacy": {"LITERACY"},
    "digital": {"DIGITAL_SKILLS"}, "education": {"EDUCATION"}, "children": {"CHILDREN"},
    "competences": {"COMPETENCE"}, "documents": {"DOCUMENT"}, "registrations": {"REGISTRATION"},
    "intake_groups": {"INTAKE_GROUP"}, "area": {"AREA"}, "budget": {"FEE"}, "chooses_cooperation": {"COOPERATION"},
}  # fmt: skip


@given(st.lists(st.lists(conditions(), max_size=6), min_size=1, max_size=5), PROFILES, st.booleans())
@settings(max_examples=400, deadline=None)
def test_columns_and_rules_give_the_same_verdicts(
    listings: list[list[Criterion]], profile: Profile, unchecked: bool
) -> None:
    text = ("Ask us",) if unchecked else ()
    rows = [
        Listed(f"{number:02}", replace(BASE, criteria=tuple(criteria), unchecked_text=text))
        for number, criteria in enumerate(listings)
    ]

    found = shelf_of(*rows).match(profile, now=NOW)

    assert found.total == len(rows)
    for match in found.matches:
        judged = [(each.strength, judgement) for each, judgement in match.judgements]
        assert match.verdict is overall(judged, machine_checked=match.row.content.machine_checked)
        advised = [judgement.verdict for strength, judgement in judged if strength is k.Strength.ADVISED]
        assert match.advised_failing == advised.count(k.Verdict.FAILS)
        assert match.advised_unknown == advised.count(k.Verdict.UNKNOWN)


@given(conditions(), PROFILES)
@settings(max_examples=400, deadline=None)
def test_columns_and_rules_give_the_same_answer_to_each_condition(criterion: Criterion, profile: Profile) -> None:
    shelf = shelf_of(Listed("a", replace(BASE, criteria=(criterion,))))

    assert int(shelf.current.table.judge(profile)[2]) == evaluate(criterion, profile).severity


@given(conditions(), PROFILES, st.sampled_from(list(FACTS)), st.data())
@settings(max_examples=400, deadline=None)
def test_another_fact_never_changes_a_condition_that_does_not_ask_for_it(
    criterion: Criterion, profile: Profile, name: str, data: st.DataObject
) -> None:
    more = replace(profile, **{name: data.draw(FACTS[name])})

    before, after = evaluate(criterion, profile), evaluate(criterion, more)

    assert before.verdict is after.verdict or criterion.kind in USES[name]
    if before.verdict is k.Verdict.MEETS and getattr(profile, name) in (None, ()):
        assert after.verdict is k.Verdict.MEETS


@given(
    st.permutations([Criterion(kind, codes=("X",) if kind == "OTHER" else ()) for kind in k.CriterionKind]), PROFILES
)
@settings(max_examples=50, deadline=None)
def test_the_order_of_conditions_does_not_matter(criteria: list[Criterion], profile: Profile) -> None:
    there = shelf_of(Listed("a", replace(BASE, criteria=tuple(criteria)))).match(profile, now=NOW)
    back = shelf_of(Listed("a", replace(BASE, criteria=tuple(reversed(criteria))))).match(profile, now=NOW)

    assert there.matches[0].verdict is back.matches[0].verdict


HER = parse_profile({"age": 27, "languages": [{"language": "ar"}, {"language": "de", "level": "A1"}]})
NEAR = parse_profile({"near": {"latitude": 48.2, "longitude": 16.37}})
TWENTY = Criterion(k.CriterionKind.AGE, minimum=20)
FORTY = Criterion(k.CriterionKind.AGE, minimum=40)
TEN = Criterion(k.CriterionKind.AGE, maximum=10)
IN_AT = Criterion(k.CriterionKind.AREA, codes=("AT",))
NICE = Criterion(k.CriterionKind.AGE, k.Strength.ADVISED, minimum=40)


def test_the_verdict_comes_first_then_fit_then_freshness_then_distance_then_id() -> None:
    yes, no = Availability(k.Accepting.YES), Availability(k.Accepting.NO)
    shelf = shelf_of(
        listed("z-best", TWENTY, availability=yes, delivery_languages=("ar",)),
        listed("y-language-she-does-not-know", TWENTY, availability=yes),
        listed("x-takes-nobody", TWENTY, availability=no),
        listed("w-advised-fails", TWENTY, NICE, availability=yes, delivery_languages=("ar",)),
        listed("c-ask", IN_AT),
        listed("b-not-yet", FORTY),
        listed("a-not-eligible", TEN),
    )

    found = shelf.match(HER, now=NOW)

    assert ids(found) == [
        "z-best", "y-language-she-does-not-know", "x-takes-nobody", "w-advised-fails", "c-ask", "b-not-yet",
        "a-not-eligible",
    ]  # fmt: skip
    assert found.counts == {
        k.Overall.ELIGIBLE: 4, k.Overall.ASK: 1, k.Overall.NOT_YET: 1, k.Overall.NOT_ELIGIBLE: 1,
    }  # fmt: skip


def test_the_newest_check_then_the_nearest_then_the_id() -> None:
    far = replace(VIENNA, longitude=16.5)
    rows = [
        listed("d", places=(VIENNA,)),
        listed("c", places=(far,)),
        listed("b", places=(far,)),
        replace(listed("a", places=(VIENNA,)), verified_at=NOW - timedelta(days=9)),
    ]

    assert ids(shelf_of(*rows).match(NEAR, now=NOW)) == ["d", "b", "c", "a"]


def test_pages_hold_every_service_once_and_no_marker_outlives_its_revision() -> None:
    rows = [listed(f"{number:03}", TWENTY) for number in range(45)]
    shelf, seen, after = shelf_of(*rows), [], None
    while True:
        page = shelf.match(HER, first=20, after=after, now=NOW)
        seen += ids(page)
        after = page.end_cursor
        assert page.total == 45
        if not page.has_next_page:
            break

    assert seen == sorted(seen)
    assert len(seen) == 45
    with pytest.raises(DirectoryChanged):
        shelf_of(*rows, revision=2).match(HER, after=after, now=NOW)
    with pytest.raises(BadCursor):
        shelf.match(HER, after="nonsense", now=NOW)
    with pytest.raises(BadPageSize):
        shelf.match(HER, first=0, now=NOW)


@pytest.mark.parametrize("visibility", [k.Visibility.ON_ACCEPTANCE, k.Visibility.NEVER])
def test_a_hidden_place_is_never_measured_only_the_middle_of_its_area(visibility: k.Visibility) -> None:
    secret = replace(VIENNA, visibility=visibility, latitude=48.1, longitude=16.9)
    moved = replace(secret, latitude=47.0, longitude=15.0)

    here = shelf_of(listed("a", places=(secret,))).match(NEAR, now=NOW).matches[0]
    there = shelf_of(listed("a", places=(moved,))).match(NEAR, now=NOW).matches[0]

    middle = centroid("AT-9")
    assert middle is not None
    assert here.distance_km == there.distance_km == pytest.approx(1, abs=1)
    assert here.distance_is_approximate


def test_a_place_without_a_known_area_has_no_distance_and_fails_a_distance_filter() -> None:
    shelf = shelf_of(listed("a", places=(Place("x", None, k.Visibility.NEVER, latitude=48.2, longitude=16.37),)))

    assert shelf.match(NEAR, now=NOW).matches[0].distance_km is None
    assert shelf.match(NEAR, MatchFilter(within_km=500), now=NOW).total == 0
    with pytest.raises(BadDistanceFilter):
        shelf.match(HER, MatchFilter(within_km=5), now=NOW)


def test_the_distance_is_that_of_the_globe() -> None:
    rome = Profile(near=Point(41.9, 12.5))

    match = shelf_of(listed("a", places=(VIENNA,))).match(rome, now=NOW).matches[0]

    assert match.distance_km == pytest.approx(765, abs=5)
    assert not match.distance_is_approximate


STATES = [listed(state.lower(), TWENTY, state=state) for state in k.ListingState]


def test_only_vetted_and_disputed_services_are_shown_unless_asked_otherwise() -> None:
    shelf = shelf_of(*STATES)

    assert ids(shelf.match(HER, now=NOW)) == ["disputed", "vetted"]
    assert ids(shelf.match(HER, MatchFilter(include_stale=True), now=NOW)) == ["disputed", "stale", "vetted"]
    unvetted = ids(shelf.match(HER, MatchFilter(include_unvetted=True), now=NOW))
    assert unvetted == ["disputed", "in_review", "proposed", "vetted"]


FILTERS: dict[str, tuple[MatchFilter, list[str]]] = {
    "one type": (MatchFilter(service_types=(k.ServiceType.CHILDCARE,)), ["b"]),
    "a country holds its regions": (MatchFilter(areas=("AT",)), ["a"]),
    "a region is served from its country": (MatchFilter(areas=("IT-RM",)), ["b"]),
    "an area nobody serves": (MatchFilter(areas=("RO-B",)), []),
    "a language of delivery": (MatchFilter(languages=("it", "el")), ["b"]),
    "takes referrals": (MatchFilter(accepting=(k.Accepting.YES,)), ["a"]),
    "free of charge": (MatchFilter(free_of_charge=True), ["b"]),
    "women staff": (MatchFilter(women_staff=True), ["a"]),
    "checked lately": (MatchFilter(verified_within_days=30), ["a"]),
    "one verdict": (MatchFilter(verdicts=(k.Overall.NOT_YET,)), ["b"]),
}


@pytest.mark.parametrize("sentence", FILTERS)
def test_a_filter_leaves_what_it_says_and_counts_it(sentence: str) -> None:
    chosen, expected = FILTERS[sentence]
    shelf = shelf_of(
        listed("a", TWENTY, areas_served=("AT-9",), availability=Availability(k.Accepting.YES), women_staff=True),
        replace(
            listed("b", FORTY, service_types=(k.ServiceType.CHILDCARE,), areas_served=("IT",),
                   delivery_languages=("it",), fee=Fee(k.FeeRule.FREE)),
            verified_at=NOW - timedelta(days=99),
        ),
    )  # fmt: skip

    found = shelf.match(HER, chosen, now=NOW)

    assert ids(found) == expected
    assert found.total == len(expected)


async def test_the_shelf_loads_a_newer_revision_and_leaves_the_old_one_whole() -> None:
    archive = Kept([listed("a")], 1)
    shelf: Shelf[Listed] = Shelf(archive)
    assert shelf.match(HER, now=NOW).total == 0
    transaction: Any = None

    assert await shelf.refresh(transaction)
    old = shelf.current
    assert not await shelf.refresh(transaction)
    archive.rows, archive.number = [listed("a"), listed("b")], 2
    assert await shelf.refresh(transaction)

    assert (old.size, shelf.current.size) == (1, 2)


def test_nothing_of_her_stays_on_the_shelf_or_shows_in_a_repr() -> None:
    shelf = shelf_of(listed("a", TWENTY))
    shelf.match(HER, now=NOW)
    before = {name: id(value) for name, value in vars(shelf.current).items()}

    found = shelf.match(HER, now=NOW)

    assert {name: id(value) for name, value in vars(shelf.current).items()} == before
    assert [repr(each) for each in (found, found.matches[0], found.matches[0].asked)] == [
        "<Matches>", "<Match>", "<Asked>",
    ]  # fmt: skip
