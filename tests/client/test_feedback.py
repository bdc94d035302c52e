"""How it went, by command line: she is asked, Rome compares and acts, Vienna learns nothing, words go past Rome."""

import json
import re
from typing import Any

import pytest

from client.accounts import data, items
from client.errors import NodeRefused
from client.her_states import words_of
from client.log_errors import ProgramTooOld
from kit import clock
from tests.client.bent import end_of
from tests.client.conftest import ROOT, Case, Street, approve

MARK = "MARKER-of-hers-7261"
STORY = ROOT / "demo" / "directory" / "story.json"


def today() -> str:
    return clock.now().date().isoformat()


@pytest.fixture
def served(street: Street, sent) -> Case:
    """Give a referral of which Vienna has given its account."""
    case: Case = sent()
    street.does("leyla", "open", case.id, "--acknowledge")
    accept = ("accept", case.id, "--first-contact", today(), "--safe-contact-read", "--interpreter-answered")
    street.does("leyla", *accept)
    street.does("leyla", "start", case.id)
    account = {"outcomeCode": "ENROLLED", "month": today()[:7], "criteriaAsListed": {"FEE": "STRICTER"}}
    street.does("leyla", "outcome", case.id, "--class", "SERVED", "--account", street.file("outcome.json", account))
    return case


def typed(**answers: str) -> str:
    """Write what she types: a line for each question of a service that is no work, then her own words."""
    asked = [one for one in items() if not one.startswith("8.")]
    return "\n".join([*(answers.get(f"q{one.replace('.', '_')}", "") for one in asked), MARK]) + "\n"


def test_she_is_asked_in_her_language_and_rome_alone_reads_it_and_is_told_what_to_do_by_when(street, served):
    done = street.run("nobody", "feedback", served.card, "--language", "uk", given=typed(q1="3", q5="3", q6="4 5"))
    assert done.code == 0
    text = data("account-uk")
    for said in (text["words"]["intro"], text["questions"]["5"], text["choices"]["RATHER_NOT"]):
        assert said in done.err
    assert text["questions"]["8.OWN_PAPERS"] not in done.err
    assert MARK not in done.out

    opened = street.run("giulia", "open", served.id)
    assert MARK in opened.out
    told = " ".join(opened.err.split())
    for said in ("RED, now: She did not feel safe. (5)", "AMBER, by ", f"tolerant dispute-outcome {served.id}"):
        assert said in told
    assert "tolerant report-service" in told

    found = street.does("giulia", "prompts", served.id)["prompts"]
    assert [one["code"] for one in found] == ["NOT_SAFE", "TREATED_WORSE", "SAYS_OTHERWISE", "CRITERION_STRICTER"]
    assert "LOOK_NOW" in {one["kind"] for one in street.does("rome", "notices") if one["referralId"] == served.id}

    street.does("leyla", "open", served.id)
    theirs = street.run("leyla", "open", served.id)
    everything = theirs.out + theirs.err + json.dumps(street.does("leyla", "status", served.id))
    everything += json.dumps(street.does("leyla", "prompts", served.id)["prompts"])
    everything += json.dumps([one for one in street.does("leyla", "notices") if one["referralId"] == served.id])
    for word in (MARK, "NOT_SAFE", "RED", "LOOK_NOW", "HER_FEEDBACK", "feedback"):
        assert word not in everything


def test_whoever_served_her_does_not_write_for_her_and_a_caseworker_of_rome_does(street, served):
    account = street.file("assisted.json", {"form": "SHORT", "answers": {"1": "YES"}})
    no = street.run("leyla", "feedback", served.card, "--account", account, "--assisted", "CASEWORKER")
    assert (no.code, "NOT_HERS_TO_FILL" in no.err) == (1, True)

    street.does("giulia", "feedback", served.card, "--account", account, "--assisted", "CASEWORKER_AND_INTERPRETER")
    letter = street.does("giulia", "open", served.id)[-1]
    assert (letter["says"]["assisted"], letter["from"]) == ("CASEWORKER_AND_INTERPRETER", "herself")


def test_she_tells_without_card_or_code_and_rome_takes_it_down_and_sees_who_held_the_pen(street, served):
    account = street.file("told.json", {"form": "SHORT", "answers": {"1": "YES", "5": "NO"}, "words": MARK})
    no = street.run("leyla", "she-told", served.id, "--channel", "TELEPHONE", "--account", account)
    assert (no.code, "NOT_HERS_TO_FILL" in no.err) == (1, True)

    done = street.does("giulia", "she-told", served.id, "--channel", "OTHER_MEMBER", "--account", account)
    assert done["stored"] == "STORED"
    asked = street.run("giulia", "she-told", served.id, "--channel", "IN_PERSON", "--form", "SHORT", given="\n" * 9)
    assert asked.code == 0, asked

    letters = street.does("giulia", "open", served.id)
    told = [one for one in letters if one["type"] == "feedback"]
    assert [(one["says"]["channel"], one["from"], one["missing"]) for one in told] == [
        ("OTHER_MEMBER", street.members["rome"], 0), ("IN_PERSON", street.members["rome"], 0),
    ]  # fmt: skip
    assert told[0]["says"]["words"] == MARK
    assert "NOT_SAFE" in [one["code"] for one in street.does("giulia", "prompts", served.id)["prompts"]]
    steps = [(one["name"], one["byActor"]) for one in street.does("giulia", "status", served.id)]
    assert steps.count(("HER_FEEDBACK", "A")) == 2
    assert street.does("giulia", "close", served.id)["state"] == "CLOSED"

    theirs = street.run("leyla", "open", served.id)
    assert MARK not in theirs.out
    assert "MISSING" not in theirs.out + theirs.err
    shown = json.dumps(street.does("leyla", "status", served.id)) + json.dumps(street.does("leyla", "notices"))
    assert "HER_FEEDBACK" not in shown


def test_an_account_that_is_not_in_its_form_is_refused_before_anything_is_sealed(street, served):
    for said, place in (({"answers": {"1": "MAYBE"}}, "answers.1"), ({"story": "x"}, "answers, story")):
        done = street.run("nobody", "feedback", served.card, "--account", street.file("bad.json", said))
        assert (done.code, f"look at {place}." in " ".join(done.err.split())) == (1, True), done.err
    assert [one["type"] for one in street.does("giulia", "open", served.id)] == ["referral", "status"]


def test_the_organisations_account_that_is_not_in_its_form_is_refused_before_anything_is_sealed(street, sent):
    case = sent()
    for said in ({"code": "enrolled"}, {"outcomeCode": "NEVER_CAME", "month": today()[:7]}):
        done = street.run("leyla", "outcome", case.id, "--class", "SERVED", "--account", street.file("bad.json", said))
        assert (done.code, "BAD_ACCOUNT" in done.err) == (1, True)


def test_two_attempts_that_failed_are_said_at_once_and_her_account_before_the_outcome_can_stand(street, sent):
    case = sent()
    street.does("leyla", "open", case.id, "--acknowledge")
    accept = ("accept", case.id, "--first-contact", today(), "--safe-contact-read", "--interpreter-answered")
    street.does("leyla", *accept)
    assert street.run("giulia", "asked-her", case.id, "--answer", "ATTEMPT_FAILED").err == ""
    second = " ".join(street.run("giulia", "asked-her", case.id, "--answer", "ATTEMPT_FAILED").err.split())
    assert "AMBER" in second
    assert "After 72 hours it is red." in second
    assert "AMBER" in street.run("giulia", "status", case.id).err
    assert street.run("leyla", "status", case.id).err == ""

    early = street.file("early.json", {"form": "FIRST", "answers": {"1": "WAITING", "5": "YES"}})
    street.does("nobody", "feedback", case.card, "--account", early)
    assert street.run("giulia", "status", case.id).err == ""
    street.does("leyla", "start", case.id)
    street.does("leyla", "outcome", case.id, "--class", "SERVED")
    [rest] = street.does("giulia", "prompts", case.id)["prompts"]
    assert rest["code"] == "ASK_THE_REST"
    assert street.does("giulia", "asked-her", case.id, "--answer", "ANSWERED_BEFORE")["herFeedback"] == "RECEIVED"
    assert street.does("giulia", "prompts", case.id)["prompts"] == []
    assert street.does("giulia", "close", case.id)["state"] == "CLOSED"


def test_words_past_rome_reach_the_secretariat_with_her_card_her_code_or_from_a_caseworker(street, served, tmp_path):
    street.does("vera", "publish-key")
    page = tmp_path / "page.txt"
    street.does("giulia", "hers", "code", str(page), "--card", served.card)
    code = page.read_text(encoding="utf-8").splitlines()[-1]
    account = street.file("past.json", {"answers": {"7": "YES"}, "words": MARK})

    street.does("nobody", "feedback", served.card, "--account", account, "--past-us", "secretariat")
    street.does("nobody", "hers", "alert", "--to", "secretariat", "--about", "helper", given=f"{code}\nby code\n")
    street.does("giulia", "alert", "--to", "secretariat", "--about", "other", given="from a caseworker\n")

    assert "are not answered: 3." in street.run("vera", "queue").err
    assert told(street, "alert-state", served.card) == [("WAITS", "WAITS")] * 2
    found = street.does("vera", "alerts")
    assert {(one["by"], one["words"]) for one in found} == {
        ("HERSELF", ""), ("HERSELF", "by code"), ("CASEWORKER", "from a caseworker"),
    }  # fmt: skip
    assert [one["account"]["words"] for one in found if one["account"]] == [MARK]
    assert MARK not in json.dumps(street.does("giulia", "open", served.id))
    assert "Pass" not in street.run("vera", "alerts").out
    assert told(street, "alert-state", served.card) == [("READ", "READ")] * 2
    for one, done in zip(
        sorted(found, key=lambda one: one["words"]), ("PASSED_ON", "TALKED_WITH_HER", "ACTED"), strict=True
    ):
        assert street.does("vera", "answer-alert", one["id"], "--done", done) == {"answered": True}
    assert street.does("vera", "alerts") == []
    assert street.run("giulia", "alerts").code == 3

    states = [("ANSWERED", "ACTED"), ("ANSWERED", "PASSED_ON")]
    assert sorted(told(street, "hers", "alerts", given=f"{code}\n")) == states
    assert sorted(told(street, "alert-state", served.card)) == states
    plain = street.run("nobody", "alert-state", served.card, "--language", "uk")
    assert words_of("uk")["alerts"]["PASSED_ON"] in plain.out
    assert MARK not in plain.out


def told(street, *command, **more):
    """Give how her alerts stand, without who asks signing in, and which sentence she reads of each."""
    return [(one["state"], one["says"]) for one in street.does("nobody", *command, **more)["alerts"]]


async def test_a_program_that_the_board_no_longer_relies_on_takes_nothing_down(street, served):
    giulia, line = end_of(street, "giulia")
    giulia.book.seen.register.policy = {"seq": -1, "suites": ["XW2"], "min_version": "0.1.0"}
    account = {"version": 1, "form": "SHORT", "answers": {"1": "YES"}, "assisted": "CASEWORKER", "channel": "IN_PERSON"}

    with pytest.raises(ProgramTooOld):
        await giulia.take_down(served.id, account)

    assert not any("mutation" in one["query"] for one in line.asked)


def test_words_about_the_secretariat_do_not_go_to_it_where_an_auditor_can_read_them(street, served):
    device = street.does("nora", "enrol", given=street.does("vera", "invite", "--role", "SECRETARIAT", given="Nora\n"))
    approve(street, "vera", "nora", device["id"])  # no administrator, and she opens alerts all the same
    street.does("vera", "publish-key")
    about = ("alert", "--to", "secretariat", "--about", "secretariat", "--card", served.card)
    past = ("alert", "--to", "auditor", "--about", "secretariat", "--card", served.card)
    nobody_there = street.run("nobody", *past, given="x\n")
    assert (nobody_there.code, "NOBODY_TO_ALERT" in nobody_there.err) == (1, True)
    street.does("nobody", *about, given="no auditor yet\n")
    [one] = street.does("nora", "alerts")
    assert re.fullmatch("[0-9a-f]{64}", one["id"]), "an id that began with a dash was taken for an option"
    for mistyped in ("x", one["id"][:-1], one["id"][2:]):
        assert "BAD_ALERT_ID" in street.run("nora", "answer-alert", mistyped, "--done", "PASSED_ON").err
    assert street.does("nora", "answer-alert", one["id"], "--done", "PASSED_ON") == {"answered": True}

    admitted = street.does("vera", "admit", "--country", "AT", "--kind", "AUDITOR", given="Watch (Demo)\nAda\n")
    street.does("auditor-ada", "enrol", given=admitted["invitation"]["token"])
    street.does("auditor-ada", "publish-key")

    no = street.run("nobody", *about, given="x\n")
    assert (no.code, "ABOUT_ITS_READER" in no.err) == (1, True)
    street.does("nobody", *past, given="x\n")
    [one] = street.does("auditor-ada", "alerts")
    assert (one["about"], one["words"]) == ("SECRETARIAT", "x")


async def test_words_about_the_secretariat_wait_where_nobody_knows_whether_an_auditor_could_read_them(street):
    giulia, line = end_of(street, "giulia")

    def busy(found):
        if line.asked[-1]["variables"]["to"] == "AUDITOR":
            found.clear()
            found |= {"code": "TRY_AGAIN", "sentence": "Try again.", "field": None}

    line.bends["alertTarget"] = busy
    with pytest.raises(NodeRefused):
        await giulia.raise_alert("SECRETARIAT", "SECRETARIAT", "x")
    assert not line.sent("raiseAlert")


def test_the_questions_are_shown_to_be_read_aloud_and_their_codes_to_programs(street):
    shown = street.run("nobody", "questions", "--language", "el", "--form", "SHORT")
    assert data("account-el")["questions"]["10.FRIEND"] in shown.out
    said = street.does("nobody", "questions", "--no-work")
    assert [one["id"] for one in said["questions"]] == [one for one in items() if not one.startswith("8.")]
    assert "origin" in said


def test_a_service_is_reported_once_somebody_made_sure_that_it_cannot_expose_her(street, served, listings):
    listing, version = listings[0].split("@")
    report = ("report-service", listing, version, "CRITERION_STRICTER", "--criterion", "FEE")
    no = street.run("giulia", *report)
    assert (no.code, "COULD_EXPOSE_HER" in no.err) == (1, True)
    assert street.run("giulia", *report, "--will-not-expose-her").code == 0


MEETS_ALL = {
    **json.loads(STORY.read_text(encoding="utf-8"))["profile"],
    "intakeGroups": [{"group": "WOMEN_ONLY", "belongs": True}],
    "education": {"framework": "ISCED 2011", "level": "3"},
}


def test_a_decline_of_whoever_met_every_required_condition_is_brought_up(street, sent):
    case = sent()
    street.does("leyla", "open", case.id, "--acknowledge")
    street.does("leyla", "decline", case.id, "--class", "NOT_ELIGIBLE")

    def brought_up(facts: dict[str, Any]) -> list[str]:
        found = street.does("giulia", "prompts", case.id, "--facts", street.file("met.json", facts))["prompts"]
        return [one["code"] for one in found]

    assert brought_up(MEETS_ALL) == ["ELIGIBLE_DECLINED"]
    assert brought_up({**MEETS_ALL, "age": 5}) == []
    assert street.does("giulia", "prompts", case.id)["prompts"] == []
