"""A name that covers several languages: Sorani is not Kurmanji, and a listing that says Kurdish must be asked which."""

from dataclasses import replace

import pytest
from babel import Locale
from babel.languages import get_official_languages
from hypothesis import given
from hypothesis import strategies as st
from langcodes.data_dicts import NORMALIZED_MACROLANGUAGES

from directory import codes as k
from directory.conditions import Journey, conditions_of
from directory.content import Criterion, InterpreterOffer, Outcome
from directory.contradictions import check_together
from directory.criteria import evaluate
from directory.errors import CriteriaContradict, DuplicateFact
from directory.languages import _macrolanguages, _standards, kin, language_of, meaning_of, names_of, perhaps_same
from directory.matches import MatchFilter
from directory.outcomes import after
from directory.profile_reading import parse_profile
from directory.wording import LANGUAGES, language_name, wording
from directory.words import Ask, Implicit, Reason
from tests.directory.test_matching import BASE, NOW, ids, listed, shelf_of

SAME = [("ar", "arb"), ("zh", "cmn"), ("fa", "pes"), ("sw", "swh"), ("ms", "zsm"), ("no", "nb"), ("no", "nn"),
        ("nb", "nn"), ("sq", "als"), ("ku", "ku"), ("ckb", "ckb"), ("pt-BR", "pt-PT"),
        ("zh-Hant", "cmn-Hans")]  # fmt: skip
PERHAPS = [("ku", "ckb"), ("ku", "kmr"), ("zh", "yue"), ("ar", "arz"), ("fa", "prs"), ("rom", "rmy"), ("sw", "swc")]
OTHER = [("ckb", "kmr"), ("yue", "cmn"), ("arz", "ary"), ("arz", "arb"), ("prs", "pes"), ("rmy", "rmn"), ("hr", "sr"),
         ("ku", "ar")]  # fmt: skip
MET, OPEN, NO = (k.Verdict.MEETS, k.Verdict.UNKNOWN, k.Verdict.FAILS)
PAIRS = [*((pair, MET) for pair in SAME), *((pair, OPEN) for pair in PERHAPS), *((pair, NO) for pair in OTHER)]
EACH_WAY = [(pair, verdict) for pair, verdict in PAIRS] + [((b, a), verdict) for (a, b), verdict in PAIRS]


def interpreter(hers: str, **content: object) -> tuple[k.Verdict, Implicit, str]:
    """Return how the condition of her language stands for a service."""
    profile = parse_profile({"interpreterLanguage": hers})
    found = conditions_of(replace(BASE, **content), profile, Journey())
    return next((each.verdict, each.reason, each.value) for each in found if each.kind is k.ConditionKind.INTERPRETER)


@pytest.mark.parametrize(("pair", "verdict"), EACH_WAY)
def test_an_interpreter_of_another_language_under_the_same_name_is_none(
    pair: tuple[str, str], verdict: k.Verdict
) -> None:
    its, hers = pair

    assert interpreter(hers, interpreter=InterpreterOffer((language_of(its),)))[0] is verdict


@pytest.mark.parametrize(("pair", "verdict"), EACH_WAY)
def test_a_service_given_in_another_language_under_the_same_name_is_not_in_hers(
    pair: tuple[str, str], verdict: k.Verdict
) -> None:
    its, hers = pair
    spoken = (language_of(its),)
    match = shelf_of(listed("a", delivery_languages=spoken)).match(
        parse_profile({"interpreterLanguage": hers}), now=NOW
    )

    assert interpreter(hers, delivery_languages=spoken, interpreter=InterpreterOffer(("fr",)))[0] is verdict
    assert match.matches[0].in_her_language is (verdict is MET)


@pytest.mark.parametrize(("pair", "verdict"), EACH_WAY)
def test_a_condition_is_not_met_by_another_language_under_the_same_name(
    pair: tuple[str, str], verdict: k.Verdict
) -> None:
    its, hers = pair
    condition = Criterion(k.CriterionKind.LANGUAGE, language=language_of(its))
    profile = parse_profile({"languages": [{"language": hers}]})

    judged = evaluate(condition, profile)
    found = shelf_of(listed("a", condition)).match(profile, now=NOW).matches[0]

    assert judged.verdict is (MET if verdict is MET else OPEN)
    assert (judged.ask is Ask.LANGUAGE_KIND) is (verdict is OPEN)
    assert found.verdict is (k.Overall.ELIGIBLE if verdict is MET else k.Overall.ASK)


def test_the_question_names_both_and_is_asked_whatever_her_level_is() -> None:
    condition = Criterion(k.CriterionKind.LANGUAGE, language="ku", min_level="A2")
    judged = evaluate(condition, parse_profile({"languages": [{"language": "ckb", "level": "PRE_A1"}]}))

    assert (judged.verdict, judged.reason, judged.ask) == (OPEN, Reason.LANGUAGE_KIND, Ask.LANGUAGE_KIND)
    assert "Kurdish (ku)" in (wording("en").ask(judged) or "")
    assert "Central Kurdish (ckb)" in wording("en").reason(judged)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_stands_in_every_language(language: str) -> None:
    profile = parse_profile({"interpreterLanguage": "ckb"})
    for content in ({"delivery_languages": ("ku",)}, {"interpreter": InterpreterOffer(("ku",), True)}):
        found = conditions_of(replace(BASE, **content), profile, Journey())
        said = [wording(language).condition(each) for each in found if each.kind is k.ConditionKind.INTERPRETER]
        assert "(ku)" in said[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_languages_under_one_name_are_never_called_the_same(language: str) -> None:
    called = [language_name(Locale.parse(language), tag).rsplit(" (", 1)[0] for tag in _macrolanguages()]

    assert all(called)
    assert language_name(Locale.parse(language), "kmr") == "Northern Kurdish (kmr)"
    assert language_name(Locale.parse(language), "ku").split(" (")[0] not in called


def test_what_is_sure_comes_before_what_must_be_asked() -> None:
    offer = InterpreterOffer(("kmr", "ckb"), True)

    assert interpreter("ckb", delivery_languages=("ku",), interpreter=offer)[1] is Implicit.INTERPRETER_THERE
    assert interpreter("ckb", delivery_languages=("ku", "ckb"))[1] is Implicit.LANGUAGE_SPOKEN
    assert interpreter("ckb", delivery_languages=("ku",))[1:] == (Implicit.LANGUAGE_KIND_UNKNOWN, "ku")
    said = interpreter("ckb", interpreter=InterpreterOffer(("de", "ku"), True))
    assert said == (OPEN, Implicit.INTERPRETER_KIND_UNKNOWN, "ku")


def test_a_man_who_may_speak_her_language_is_no_woman_who_does() -> None:
    profile = parse_profile({"interpreterLanguage": "ckb", "wantsWomenStaff": True})
    offer = replace(BASE, interpreter=InterpreterOffer(("ku",), False))

    reasons = {each.reason: each.verdict for each in conditions_of(offer, profile, Journey())}

    assert reasons[Implicit.NO_WOMAN_INTERPRETER] is NO


SHELF = shelf_of(
    *(listed(tag, delivery_languages=(tag,), interpreter=InterpreterOffer((tag,))) for tag in ("ckb", "kmr", "ku")),
    *(listed(tag, delivery_languages=(tag,), interpreter=InterpreterOffer((tag,))) for tag in ("cmn", "yue", "zh")),
)
HER = parse_profile({"age": 27})


@pytest.mark.parametrize(
    ("tag", "left"),
    [("ckb", ["ckb", "ku"]), ("kmr", ["kmr", "ku"]), ("ku", ["ckb", "kmr", "ku"]), ("cmn", ["cmn", "zh"]),
     ("yue", ["yue", "zh"]), ("zh", ["cmn", "yue", "zh"])],
)  # fmt: skip
def test_a_filter_leaves_what_could_be_meant_and_never_another_language(tag: str, left: list[str]) -> None:
    assert ids(SHELF.match(HER, MatchFilter(languages=(tag,)), now=NOW)) == left
    assert ids(SHELF.match(HER, MatchFilter(interpreter_languages=(tag,)), now=NOW)) == left
    assert dict(SHELF.match(HER, now=NOW).facets.languages)[tag] == len(left)


def test_a_service_in_her_own_language_comes_before_one_that_must_be_asked() -> None:
    profile = parse_profile({"interpreterLanguage": "kmr"})

    assert ids(SHELF.match(profile, now=NOW))[0] == "kmr"


def test_one_language_under_two_names_is_one_fact() -> None:
    said = [{"language": "zh", "level": "A1"}, {"language": "cmn", "level": "C1"}]
    two = [{"language": "ckb", "level": "A1"}, {"language": "kmr", "level": "C1"}]

    with pytest.raises(DuplicateFact):
        parse_profile({"languages": said})
    assert len(parse_profile({"languages": two}).languages) == 2


def test_one_language_under_two_names_cannot_be_asked_at_two_levels() -> None:
    low, high = ("A1", "A2"), ("B1", "B2")
    zh, cmn, yue = (
        Criterion(k.CriterionKind.LANGUAGE, language=tag, min_level=least, max_level=most)
        for tag, (least, most) in (("zh", low), ("cmn", high), ("yue", high))
    )

    with pytest.raises(CriteriaContradict):
        check_together([zh, cmn])
    check_together([zh, yue])


def test_a_course_raises_the_language_that_it_teaches_and_no_other_under_its_name() -> None:
    profile = parse_profile({"languages": [{"language": "cmn", "level": "B1"}, {"language": "yue", "level": "A1"}]})
    course = Outcome(k.OutcomeKind.LANGUAGE, level="A2", language="zh")

    assert after(profile, (course,)) == profile
    risen = after(profile, (replace(course, level="B2"),))
    assert {(each.language, str(each.level)) for each in risen.languages} == {("zh", "B2"), ("yue", "A1")}


def test_a_name_means_its_standard_only_where_cldr_and_a_state_say_so() -> None:
    states = {tag for country in ("AE", "AZ", "IR", "EE", "LV", "MG", "MN", "MY", "NP", "TZ", "AL", "UZ", "CN", "NO")
              for tag in (each.split("_")[0] for each in get_official_languages(country, de_facto=True))}  # fmt: skip
    cldr = {**NORMALIZED_MACROLANGUAGES, "nb": "no", "nn": "no"}

    assert _standards().items() <= cldr.items()
    assert set(_standards().values()) <= states
    assert "kmr" not in _standards()


TAGS = st.sampled_from([*_macrolanguages(), *set(_macrolanguages().values()), "de", "hr", "sr"]).map(language_of)


@given(TAGS, TAGS, TAGS)
def test_names_of_languages_hold_together(one: str, other: str, third: str) -> None:
    assert perhaps_same(one, other) == perhaps_same(other, one)
    assert not (perhaps_same(one, other) and meaning_of(one) == meaning_of(other))
    assert one in kin(one)
    assert one in names_of(one)
    assert {meaning_of(each) for each in names_of(one)} == {meaning_of(one)}
    if meaning_of(one) == meaning_of(other) == one:
        assert perhaps_same(one, third) >= perhaps_same(other, third)
