"""What two accounts bring up: prompts for a person, never a score, and nothing that happens by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from client.accounts import data, items, read_account, read_outcome
from client.prompting_rules import Facts, Told, prompts, working_days_after

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
STATE = {"state": "OUTCOME_REPORTED", "outcomeClass": "SERVED", "declineClass": None, "herFeedback": "DUE"}


def step(name, hours_ago):
    return {"name": name, "at": (NOW - timedelta(hours=hours_ago)).isoformat()}


def hers(hours_ago=1, form="FULL", **answers):
    said = {"form": form, "answers": {name.lstrip("q").replace("_", ".", 1): value for name, value in answers.items()}}
    return Told(NOW - timedelta(hours=hours_ago), read_account(said))


def outcome(code, outcome_class="SERVED", **more):
    return read_outcome({"outcomeCode": code, "month": "2026-11", **more}, outcome_class, NOW.date())


REPORTED = (step("REPORT_OUTCOME", 5),)


def codes(referral=STATE, events=REPORTED, **facts):
    return [one.code for one in prompts(Facts(referral, events, NOW, **facts))]


@pytest.mark.parametrize(("number", "choice", "code"), [
    (one["id"], choice, code) for one in items().values() for choice, code in one.get("prompts", {}).items()
])  # fmt: skip
def test_every_flag_of_the_table_comes_up_with_its_level_and_says_what_to_do_by_when(number, choice, code):
    answer = [choice] if items()[number].get("many") else choice
    [one] = prompts(Facts(STATE, (), NOW, hers=(Told(NOW, read_account({"answers": {number: answer}})),)))
    said = data("prompts")["prompts"][code]
    assert (one.code, one.level, one.about) == (code, said["level"], (number,))
    assert one.by == {"RED": "now", "AMBER": "2026-11-27", "LOOK": ""}[one.level]


RED = {
    "PAPERS_HELD", "CANNOT_LEAVE", "THREATS", "SEX_PRESSURE", "FEE_FROM_WAGES", "FORMER_EXPLOITER", "SPOKEN_FOR",
    "MOVED", "FOLLOWED", "PRESSED", "NOT_SAFE", "DISCLOSED", "HIRED_AND_NOT_FREE", "LOST_LONG",
}  # fmt: skip


def test_red_is_red_and_nothing_in_the_table_is_a_number_about_her_or_calls_the_police():
    table = data("prompts")["prompts"]
    assert {name for name, one in table.items() if one["level"] == "RED"} == RED
    assert "police" not in str(table).lower()
    assert not any(
        isinstance(value, int | float) for one in table.values() for value in one.values() if value is not True
    )


def test_a_good_account_on_both_sides_brings_nothing_up():
    assert codes(hers=(hers(q1="YES", q5="YES", q6=["NO"], q9=["NO"], q7="NO"),), outcome=outcome("HIRED")) == []


@pytest.mark.parametrize("answer", ["NO", "WAITING"])
def test_served_against_never_seen_offers_the_dispute(answer):
    [one] = prompts(Facts(STATE, (step("REPORT_OUTCOME", 5),), NOW, hers=(hers(q1=answer),)))
    assert (one.code, one.level, one.dispute) == ("SAYS_OTHERWISE", "AMBER", True)


def test_what_she_said_before_the_outcome_does_not_contradict_it_and_she_is_offered_the_rest():
    assert codes(hers=(hers(9, "FIRST", q1="WAITING"),)) == ["ASK_THE_REST"]
    assert codes({**STATE, "herFeedback": "RECEIVED"}, hers=(hers(9, "FIRST", q1="WAITING"),)) == []


def test_begun_against_not_seen_asks_for_dates_and_offers_no_dispute():
    referral, events = {**STATE, "state": "IN_SERVICE", "outcomeClass": None}, (step("START", 5),)
    [one] = prompts(Facts(referral, events, NOW, hers=(hers(q1="NO"),)))
    assert (one.code, one.dispute) == ("NOT_SEEN", False)
    assert codes(referral, events, hers=(hers(9, q1="NO"),)) == []


@pytest.mark.parametrize("code", ["NEVER_CAME", "COULD_NOT_REACH"])
def test_never_came_against_any_answer_of_hers_asks_whether_she_was_turned_away(code):
    referral = {**STATE, "outcomeClass": "NOT_SERVED"}
    assert codes(referral, hers=(hers(q1="NO"),), outcome=outcome(code, "NOT_SERVED")) == ["PERHAPS_TURNED_AWAY"]
    assert codes(referral, hers=(hers(q1="RATHER_NOT"),), outcome=outcome(code, "NOT_SERVED")) == []


@pytest.mark.parametrize("number", ["8.PAID_AS_AGREED", "8.CONTRACT", "8.OWN_PAPERS"])
def test_hired_against_unpaid_or_without_a_contract_or_papers_is_red(number):
    said = Told(NOW, read_account({"answers": {number: "NO"}}))
    assert codes(hers=(said,), outcome=outcome("HIRED"))[0] in {"HIRED_AND_NOT_FREE", "PAPERS_HELD"}
    assert "HIRED_AND_NOT_FREE" in codes(hers=(said,), outcome=outcome("HIRED"))
    assert "HIRED_AND_NOT_FREE" not in codes(hers=(said,), outcome=outcome("ATTENDED_DESK"))


def test_a_later_better_account_takes_no_red_flag_away():
    assert codes(hers=(hers(9, q5="NO"), hers(1, q5="YES"))) == ["NOT_SAFE"]


def test_what_the_organisation_says_is_brought_up():
    said = outcome("ENROLLED", criteriaAsListed={"FEE": "STRICTER", "LANGUAGE": "LOOSER", "AGE": "AS_LISTED"},
                   supportStillNeeded=True, concern=True, message="We are worried.")  # fmt: skip
    found = prompts(Facts(STATE, (), NOW, outcome=said))
    assert [one.code for one in found] == ["CONCERN", "CRITERION_STRICTER", "CRITERION_LOOSER", "SUPPORT_NEEDED"]
    assert [one.about for one in found[1:3]] == [("2.FEE",), ("2.LANGUAGE",)]


def test_two_failed_attempts_are_amber_and_red_after_72_hours_and_gone_once_she_answers():
    served = {**STATE, "state": "IN_SERVICE"}
    once, twice = step("ASKED_HER_ATTEMPT_FAILED", 100), step("ASKED_HER_ATTEMPT_FAILED", 71)
    assert codes(served, (once,)) == []
    assert codes(served, (once, twice)) == ["LOST"]
    long = step("ASKED_HER_ATTEMPT_FAILED", 72)
    assert codes(served, (once, long)) == ["LOST_LONG"]
    assert codes({**STATE, "state": "CLOSED"}, (once, long, step("ASKED_HER_UNREACHABLE", 1))) == ["LOST_LONG"]
    assert codes({**STATE, "state": "WITHDRAWN"}, (once, long)) == []
    for name in ("HER_FEEDBACK", "ASKED_HER_DECLINED_TO_ANSWER", "REOPEN"):
        assert codes(served, (once, long, step(name, 1))) == []


def test_an_outcome_in_dispute_is_amber():
    assert codes({**STATE, "state": "IN_SERVICE"}, (step("DISPUTE_OUTCOME", 1),)) == ["DISPUTED"]


def test_declined_as_not_eligible_although_she_met_every_condition_is_brought_up():
    referral = {**STATE, "state": "DECLINED", "outcomeClass": None, "declineClass": "NOT_ELIGIBLE"}
    [one] = prompts(Facts(referral, (step("DECLINE", 1),), NOW, met_all=True))
    assert (one.code, one.report) == ("ELIGIBLE_DECLINED", "ELIGIBLE_DECLINED")
    assert codes(referral, (), met_all=True) == ["ELIGIBLE_DECLINED"]
    assert codes(referral, (), met_all=False) == codes(referral, (), met_all=None) == []
    assert codes({**referral, "declineClass": "NO_CAPACITY"}, (), met_all=True) == []


def test_an_account_that_is_not_in_its_form_is_said_and_not_left_out_in_silence():
    assert codes(unread=True) == ["NOT_IN_FORM"]


def test_red_stands_first_and_several_answers_are_one_prompt_from_the_first_of_them_on():
    found = prompts(Facts(STATE, (), NOW, hers=(
        hers(30, q2_FEE="STRICTER"), hers(1, q2_LANGUAGE="STRICTER", q5="NO", q8_CONTRACT="NO"),
    )))  # fmt: skip
    assert [(one.level, one.about) for one in found] == [
        ("RED", ("5",)), ("AMBER", ("8.CONTRACT",)), ("LOOK", ("2.FEE", "2.LANGUAGE")),
    ]  # fmt: skip


def test_working_days_leave_out_the_weekend():
    assert working_days_after(date(2026, 11, 27), 2) == date(2026, 12, 1)
