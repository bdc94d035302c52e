"""The six languages: no sentence is missing, no value is lost, the plurals are right, and what is unread says so."""

import re
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from babel import Locale
from babel.messages.pofile import read_po

from directory.catalogue import FOLDER, in_step, template
from directory.codes import (
    ConditionKind,
    CriterionKind,
    LabourAccess,
    LiteracyLevel,
    ResidenceStatus,
    ServiceType,
    TextOrigin,
    Verdict,
)
from directory.conditions import Condition
from directory.content import Criterion
from directory.criteria import evaluate
from directory.errors import NoTranslation
from directory.labels import LABELS
from directory.profile_reading import parse_profile
from directory.terms import Number
from directory.wording import LANGUAGES, TRANSLATED, read_catalogue, wording
from directory.words import Implicit
from tests.directory.test_criteria import AGE, CASES, CHANGES_SAID
from tests.directory.test_match_door import SCHEMA, TWENTY, Asking, asking, listed

PLACEHOLDER = re.compile(r"{(\w*)}")


def catalogue(language: str) -> Any:
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def forms(message: Any) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_there_is_a_catalogue_for_each_language_and_no_other() -> None:
    assert {path.stem for path in FOLDER.iterdir() if path.suffix == ".po"} == set(TRANSLATED)
    assert LANGUAGES == ("bg", "de", "el", "en", "it", "ro")


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_missing_and_none_is_left_over(language: str) -> None:
    wanted = {(each.context, each.id) for each in template() if each.id}
    found = {(each.context, each.id) for each in catalogue(language) if each.id}

    assert found == wanted


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_once_for_each_plural_and_loses_no_value(language: str) -> None:
    known = catalogue(language)
    for message in known:
        if not message.id:
            continue
        plural = isinstance(message.id, tuple)
        source = message.id[-1] if plural else message.id
        assert len(forms(message)) == (known.num_plurals if plural else 1), message.context
        for form in forms(message):
            assert form.strip() == form != "", message.context
            assert sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(source)), message.context
        assert not message.fuzzy, message.context


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_is_not_the_english(language: str) -> None:
    same = [each.context for each in catalogue(language) if each.id and each.id == each.string and " " in each.id]

    assert same == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_plural_rule_of_a_catalogue_is_that_of_the_language(language: str) -> None:
    rule = catalogue(language)
    by_form: dict[int, set[str]] = {}
    counting = wording(language)._said

    for count in range(1, 1000):
        form = counting.plural(count)  # type: ignore[attr-defined]
        by_form.setdefault(form, set()).add(Locale.parse(language).plural_form(count))

    assert len(by_form) == rule.num_plurals
    assert all(len(categories) == 1 for categories in by_form.values())


WAITS: dict[str, list[str]] = {
    "en": ["1 day.", "2 days.", "20 days.", "101 days."],
    "de": ["1 Tag ", "2 Tage ", "20 Tage ", "101 Tage "],
    "it": ["1 giorno.", "2 giorni.", "20 giorni.", "101 giorni."],
    "el": ["1 ημέρα.", "2 ημέρες.", "20 ημέρες.", "101 ημέρες."],
    "bg": ["1 ден.", "2 дни.", "20 дни.", "101 дни."],
    "ro": ["1 zi.", "2 zile.", "20 de zile.", "101 zile."],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_counted_as_the_language_counts(language: str) -> None:
    said = [
        wording(language).condition(Condition(ConditionKind.WAITING, Verdict.MEETS, Implicit.WAITS, Number(days)))
        for days in (1, 2, 20, 101)
    ]

    assert all(end in sentence + " " for end, sentence in zip(WAITS[language], said, strict=True)), said


YEARS = {
    "en": "She is 16.5 years old", "de": "Sie ist 16,5 Jahre alt", "it": "Ha 16,5 anni", "el": "Είναι 16,5 ετών",
    "bg": "Тя е на 16,5 години", "ro": "Are 16,5 ani",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_part_of_a_year_is_written_and_counted_as_the_language_does(language: str) -> None:
    judged = evaluate(AGE, parse_profile({"age": 16.5}))

    assert wording(language).reason(judged).startswith(YEARS[language])


@pytest.mark.parametrize(("language", "sentence"), list(product(LANGUAGES, [*CASES, *CHANGES_SAID])))
def test_every_judgement_is_said_in_every_language_without_a_gap(language: str, sentence: str) -> None:
    criterion, facts, _ = (CASES | CHANGES_SAID)[sentence]  # type: ignore[operator]
    judged = evaluate(criterion, parse_profile(facts or {"wantsWomenStaff": True}))
    words = wording(language)

    said = [words.reason(judged), words.ask(judged) or "", words.change(judged) or "", words.demand(criterion)]

    assert all("{" not in each and "}" not in each for each in said)
    assert said[0]
    assert not re.search(r"[A-Z]{2,}_[A-Z]", " ".join(said)), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_that_stands_in_two_lists_is_said_as_its_own_list_means_it(language: str) -> None:
    words = wording(language)

    assert LabourAccess.NONE == LiteracyLevel.NONE
    assert words.label(LabourAccess.NONE) != words.label(LiteracyLevel.NONE)
    assert all(words.label(code) for codes in LABELS.values() for code in codes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_no_person_has_read_says_so(language: str) -> None:
    assert wording(language).origin is TextOrigin.MACHINE
    if language in TRANSLATED:
        assert "Origin: MACHINE" in catalogue(language).header_comment


def test_a_catalogue_that_a_person_has_read_says_so() -> None:
    text = (FOLDER / "de.po").read_bytes()

    assert read_catalogue(text.replace(b"Last-Translator: MACHINE", b"Last-Translator: HUMAN"), "de")[1] == "HUMAN"
    with pytest.raises(ValueError, match="nobody"):
        read_catalogue(text.replace(b"Last-Translator: MACHINE", b"Last-Translator: nobody"), "de")


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_in_step_stays_as_it_is_and_a_new_sentence_arrives_without_translation(language: str) -> None:
    text = (FOLDER / f"{language}.po").read_bytes()
    lacking = re.sub(rb'#, python-brace-format\nmsgctxt "Reason.WITHIN"\n.*?\n\n', b"", text, flags=re.DOTALL)

    assert in_step(text, language) == text
    assert lacking != text
    again = {each.context: each for each in read_po(BytesIO(in_step(lacking, language)), locale=language)}
    assert again["Reason.WITHIN"].string == "" or again["Reason.WITHIN"].fuzzy


@pytest.mark.parametrize(("tag", "language"), [(None, "en"), ("de-AT", "de"), ("ro-MD", "ro"), ("EL", "el")])
def test_a_region_reads_its_language(tag: str | None, language: str) -> None:
    assert wording(tag).language == language


@pytest.mark.parametrize("tag", ["", "fr", "xx", "deutsch", "../de", "d" * 1_000_000, "de\x00"])
def test_a_language_without_catalogue_is_refused(tag: str) -> None:
    with pytest.raises(NoTranslation) as refused:
        wording(tag)

    assert refused.value.field == "language"


def test_free_text_of_a_service_is_never_taken_for_a_placeholder() -> None:
    judged = evaluate(Criterion(CriterionKind.OTHER, text="Bring {fact} and {0.__class__}"), parse_profile({"age": 20}))

    assert wording("en").reason(judged) == "A person must judge this: Bring {fact} and {0.__class__}"


MATCH = """query($p: ProfileInput!, $l: String) { matchListings(profile: $p, language: $l) {
  ... on MatchConnection { language wordingOrigin edges { node { criteria { sentence changeSentence demand reason }
    conditions { sentence } } } } ... on Refused { code field sentence } } }"""


async def match(context: Asking, language: str | None) -> dict[str, Any]:
    done = await SCHEMA.execute(MATCH, {"p": {"age": 17}, "l": language}, context_value=context)
    assert done.errors is None
    assert done.data is not None
    answer: dict[str, Any] = done.data["matchListings"]
    return answer


async def test_a_caseworker_reads_the_answer_in_her_language() -> None:
    context = asking(listed("a", TWENTY))

    german, english = await match(context, "de"), await match(context, None)

    said = german["edges"][0]["node"]
    assert (german["language"], german["wordingOrigin"]) == ("de", "MACHINE")
    assert said["criteria"][0]["changeSentence"] == "Ab dem Alter von 20 kann sie hingehen."
    assert said["criteria"][0]["demand"] == "ab 20 Jahren"
    assert said["conditions"][0]["sentence"].startswith("Die Entfernung")
    assert english["edges"][0]["node"]["criteria"][0]["reason"] == said["criteria"][0]["reason"] == "TOO_YOUNG"


async def test_a_language_nobody_wrote_is_refused_and_nothing_is_matched() -> None:
    context = asking(listed("a", TWENTY))

    answer = await match(context, "fr")

    assert (answer["code"], answer["field"]) == ("NO_TRANSLATION", "language")
    assert "bg, de, el, en, it, ro" in answer["sentence"]
    assert context.refused == ["NO_TRANSLATION"]


async def test_everybody_reads_what_codes_and_permits_are_called() -> None:
    asked = """query($l: String, $c: String) {
      codeLabels(language: $l) { ... on CodeLabels { language wordingOrigin labels { codeList code label } }
        ... on Refused { code } }
      permitNames(country: $c) { ... on PermitNames { permits { codeList code country name source status date }
        gaps { codeList code country } }
        ... on Refused { code field } } }"""

    done = await SCHEMA.execute(asked, {"l": "it", "c": "IT"}, context_value=asking(listed("a")))
    wrong = await SCHEMA.execute(asked, {"l": "fr", "c": "nowhere"}, context_value=asking(listed("a")))

    assert done.data is not None
    labels = {(each["codeList"], each["code"]): each["label"] for each in done.data["codeLabels"]["labels"]}
    assert len(labels) == sum(map(len, LABELS.values()))
    assert labels["ServiceType", ServiceType.CHILDCARE] == "assistenza all'infanzia"
    permits = done.data["permitNames"]["permits"]
    assert {each["country"] for each in permits} == {"IT"}
    assert {each["status"] for each in permits} == {"to be confirmed by a lawyer"}
    assert all(each["source"] and each["date"] and each["name"] for each in permits)
    said = {(each["codeList"], each["code"]) for each in permits + done.data["permitNames"]["gaps"]}
    assert said == {("RESIDENCE_STATUS", each) for each in ResidenceStatus} | {
        ("LABOUR_ACCESS", each) for each in LabourAccess
    }
    assert {"codeList": "RESIDENCE_STATUS", "code": "UNDOCUMENTED", "country": "IT"} in (
        done.data["permitNames"]["gaps"]
    )
    assert wrong.data == {
        "codeLabels": {"code": "NO_TRANSLATION"}, "permitNames": {"code": "UNKNOWN_AREA", "field": "country"},
    }  # fmt: skip
