"""The two accounts as data: what may stand in each, in nine languages, and how she is asked."""

import re
from datetime import date

import pytest

from client.account_errors import BadAccount
from client.accounts import LANGUAGES, RATHER_NOT, asked, data, is_work, items, read_account, read_outcome
from client.alerting import read_alert
from client.interview import interview
from directory.codes import CriterionKind, ReportKind, ServiceType
from referrals.model import OutcomeClass
from referrals.timer_model import JOBS

TODAY = date(2026, 11, 25)
HIRED = {"outcomeCode": "HIRED", "month": "2026-11"}


def told(**answers):
    return {"answers": {name.replace("_", "."): value for name, value in answers.items()}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_every_question_and_every_answer_and_says_who_read_them(language):
    text, english = data(f"account-{language}"), data("account-en")
    for part in ("questions", "choices", "words"):
        assert text[part].keys() == english[part].keys()
        assert all(one.strip() for one in text[part].values())
    assert set(items()) | {"2", "4", "8", "10", "11"} == set(text["questions"])
    assert {choice for one in items().values() for choice in one["choices"]} | {RATHER_NOT} == set(text["choices"])
    assert (text["language"], text["readByANativeSpeaker"]) == (language, "")
    assert text["origin"] == ("AUTHOR" if language == "en" else "MACHINE")
    assert text["direction"] == ("rtl" if language == "ar" else "ltr")


def test_there_are_eleven_questions_and_the_conditions_in_them_are_the_directorys():
    assert {one.partition(".")[0] for one in items()} == {str(number) for number in range(1, 12)}
    assert {one.partition(".")[2] for one in items() if one.startswith("2.")} <= set(CriterionKind)
    assert [one["id"] for one in asked("SHORT", work=False)] == ["1", "5", "10.AGAIN", "10.FRIEND"]
    assert [one["id"] for one in asked("FIRST", work=False)] == ["1", "5"]


def test_work_is_asked_about_only_where_a_service_leads_to_work():
    assert set(data("account")["workServices"]) == JOBS
    assert {one["id"] for one in asked("FULL", work=True)} - {one["id"] for one in asked("FULL", work=False)} == {
        one for one in items() if one.startswith("8.")
    }
    assert [is_work([one]) for one in ServiceType] == [one in JOBS for one in ServiceType]


def test_every_answer_that_brings_something_up_brings_up_a_prompt_that_says_what_to_do():
    table = data("prompts")
    named = {one for item in items().values() for one in item.get("prompts", {}).values()}
    named |= {row["prompt"] for row in table["differences"]}
    assert named <= set(table["prompts"])
    for one in table["prompts"].values():
        assert one["level"] in table["levels"]
        assert one["because"].endswith(".")
        assert one["do"].endswith((".", "?"))
        assert one.get("report") in {None, *ReportKind}
    commands = set(re.findall(r"tolerant ([a-z-]+)", str(table)))
    from client.command import main

    assert commands <= set(main.commands)


def test_she_may_leave_out_everything_and_say_that_she_would_rather_not():
    assert read_account({"answers": {}})["form"] == "FULL"
    for number, item in items().items():
        answer = [RATHER_NOT] if item.get("many") else RATHER_NOT
        assert read_account({"answers": {number: answer}})["answers"] == {number: answer}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ([], "the whole"),
        ({}, "answers"),
        ({"answers": []}, "answers"),
        ({"answers": {}, "name": "x"}, "name"),
        ({"answers": {}, "version": True}, "version"),
        ({"answers": {}, "form": []}, "form"),
        ({"answers": {}, "language": "xx"}, "language"),
        ({"answers": {}, "assisted": "INTAKE"}, "assisted"),
        ({"answers": {}, "words": "x" * 2001}, "words"),
        ({"answers": {}, "safeWay": 1}, "safeWay"),
        (told(x="YES"), "answers.x"),
        (told(_1="YES"), "answers..1"),
        ({"answers": {"1": "yes"}}, "answers.1"),
        ({"answers": {"1": ["YES"]}}, "answers.1"),
        ({"answers": {"6": "AGE"}}, "answers.6"),
        ({"answers": {"6": []}}, "answers.6"),
        ({"answers": {"6": [1]}}, "answers.6"),
        ({"answers": {"6": ["AGE", "AGE"]}}, "answers.6"),
        ({"answers": {"6": ["NO", "AGE"]}}, "answers.6"),
        ({"answers": {"6": ["AGE", RATHER_NOT]}}, "answers.6"),
        ({"form": "SHORT", "answers": {"7": "NO"}}, "answers.7"),
    ],
)
def test_an_account_of_hers_that_is_not_in_its_form_is_refused_by_its_place(said, field):
    with pytest.raises(BadAccount) as no:
        read_account(said)
    assert no.value.field == field


def test_the_organisations_account_fits_its_class():
    codes = data("outcome")["codes"]
    assert {one for classes in codes.values() for one in classes} == set(OutcomeClass)
    for code, classes in codes.items():
        for one in OutcomeClass:
            said = {"outcomeCode": code, "month": "2026-10"}
            if one in classes:
                assert read_outcome(said, one, TODAY)["outcomeCode"] == code
            else:
                with pytest.raises(BadAccount, match="outcomeCode"):
                    read_outcome(said, one, TODAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcomeCode": "RAN_AWAY"}, "outcomeCode"),
        ({"outcomeCode": []}, "outcomeCode"),
        ({"month": "2026-12"}, "month"),
        ({"month": "2026-11-25"}, "month"),
        ({"month": 2026}, "month"),
        ({"criteriaAsListed": []}, "criteriaAsListed"),
        ({"criteriaAsListed": {"STORY": "AS_LISTED"}}, "criteriaAsListed.STORY"),
        ({"criteriaAsListed": {"FEE": "WORSE"}}, "criteriaAsListed.FEE"),
        ({"supportStillNeeded": "yes"}, "supportStillNeeded"),
        ({"concern": True}, "message"),
        ({"concern": False, "message": "words"}, "message"),
        ({"concern": True, "message": "x" * 2001}, "message"),
        ({"story": "x"}, "story"),
    ],
)
def test_an_organisations_account_that_is_not_in_its_form_is_refused_by_its_place(changes, field):
    with pytest.raises(BadAccount) as no:
        read_outcome({**HIRED, **changes}, "SERVED", TODAY)
    assert no.value.field == field


@pytest.mark.parametrize("changes", [{"by": "INTAKE"}, {"about": "X"}, {"words": " "}, {"listing": 1}, {"more": 1},
                                     {"account": {"answers": {"1": "x"}}}])  # fmt: skip
def test_an_alert_that_is_not_in_its_form_is_refused(changes):
    good = {"version": 1, "by": "HERSELF", "about": "HELPER", "listing": "", "words": "x", "account": None}
    assert read_alert(good) == good
    with pytest.raises(BadAccount):
        read_alert({**good, **changes})


class Sitting:
    """Somebody who reads what is asked and types."""

    def __init__(self, *typed):
        self.typed, self.read, self.asked = list(typed), [], 0

    def ask(self, question):
        self.asked += 1
        return self.typed.pop(0) if self.typed else ""

    def go(self, form="FULL", language="en", *, work=True):
        said = interview(form, language, "", work=work, say=lambda text: self.read.append(text.plain), ask=self.ask)
        assert read_account(said) == {"version": 1, **said}
        return said


def test_whoever_answers_nothing_has_given_an_account():
    sitting = Sitting()
    assert sitting.go()["answers"] == {}
    assert sitting.asked == len(items()) + 1  # and her own words


@pytest.mark.parametrize("language", LANGUAGES)
def test_she_is_asked_in_her_language_with_a_number_for_every_answer_in_the_digits_that_she_has(language):
    sitting = Sitting("١", "٤")
    assert sitting.go("FIRST", language)["answers"] == {"1": "YES", "5": RATHER_NOT}
    text = data(f"account-{language}")
    read = " ".join(sitting.read)
    assert text["questions"]["1"] in read
    assert text["choices"][RATHER_NOT] in read
    assert ("machine" in read) == (language != "en")


def test_a_slip_is_asked_again_and_several_can_be_named_where_that_is_meant():
    answers = [""] * len(items())
    place = [one["id"] for one in asked("FULL", work=True)].index("6")
    answers[place : place + 1] = ["9x", "1 4", "0", "4 5 4"]
    assert Sitting(*answers).go()["answers"] == {"6": ["AGE", "RELIGION"]}
    assert Sitting("1 2", "2").go("FIRST")["answers"] == {"1": "PARTLY"}


def test_the_safe_way_is_asked_for_only_if_she_wants_a_call():
    answers = [""] * (len(items()) - 2)
    said = Sitting(*answers, "2", "", "mornings, a friend's telephone", "my words").go()
    assert (said["safeWay"], said["words"]) == ("mornings, a friend's telephone", "my words")
