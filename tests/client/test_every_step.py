"""Every step of the table can be taken over GraphQL, from a program and from the terminal."""

import json
import re
from pathlib import Path

import pytest

from client.command import main
from client.session import Tolerant
from kit import clock
from referrals.model import Actor
from referrals.transitions import TABLE

SCHEMA = (Path(__file__).resolve().parents[2] / "schema.graphql").read_text(encoding="utf-8")
ELSEWHERE = {"REASSIGN", "HAND_OVER", "ROTATE_KEY"}
"""Keys are handed on by other commands, with tests of their own."""
WAYS = {
    "DRAFT": ("draftReferral", "draft", "draft-referral"),
    "SHOW_OPTIONS": ("showOptions", "show_options", "show-options"),
    "SEND": ("sendReferral", "send", "refer"),
    "DEFER": ("recordDeferral", "defer", "defer"),
    "REFUSE": ("recordRefusal", "refuse", "refuse"),
    "ACKNOWLEDGE": ("acknowledgeReferral", "acknowledge", "acknowledge"),
    "ASK_FOR_INFORMATION": ("askForInformation", "ask_for_information", "ask"),
    "ANSWER_INFORMATION": ("answerInformation", "answer_information", "answer"),
    "ACCEPT": ("acceptReferral", "accept", "accept"),
    "WAITLIST": ("waitlistReferral", "waitlist", "waitlist"),
    "DECLINE": ("declineReferral", "decline", "decline"),
    "START": ("startService", "start", "start"),
    "REPORT_OUTCOME": ("reportOutcome", "report_outcome", "outcome"),
    "CLOSE": ("closeReferral", "close", "close"),
    "DISPUTE_OUTCOME": ("disputeOutcome", "dispute_outcome", "dispute-outcome"),
    "REOPEN": ("reopenReferral", "reopen", "reopen"),
    "SHE_DECLINES": ("recordSheDeclined", "she_declined", "she-declined"),
    "WITHDRAW": ("withdraw", "withdraw", "withdraw"),
    "CANCEL": ("cancelReferral", "cancel", "cancel"),
    "HOLD": ("holdReferral", "hold", "hold"),
    "RELEASE": ("releaseReferral", "release", "release"),
    "VOID": ("voidReferral", "void", "void"),
}
TAKEN = [row for row in TABLE if row.actors != {Actor.T} and row.name not in ELSEWHERE]
MUTATIONS = re.findall(r"^  (\w+)\(", SCHEMA.split("\ntype Mutation {")[1].split("\n}")[0], re.M)


@pytest.mark.parametrize("row", TAKEN, ids=lambda row: f"{row.number} {row.name}")
def test_every_step_has_a_mutation_a_method_and_a_command(row):
    mutation, method, command = WAYS[row.name]

    assert mutation in MUTATIONS
    assert callable(getattr(Tolerant, method))
    assert command in main.commands


def test_no_way_leads_to_a_step_that_the_table_does_not_hold():
    assert set(WAYS) == {row.name for row in TAKEN}


def today():
    return clock.now().date().isoformat()


def state(street, referral):
    return street.does("giulia", "status", referral)[-1]["toState"]


def to_outcome(street, case):
    street.does("leyla", "acknowledge", case.id)
    street.does("leyla", "accept", case.id, "--first-contact", today(), "--safe-contact-read", "--interpreter-answered")
    street.does("leyla", "start", case.id)
    street.does("leyla", "outcome", case.id, "--class", "SERVED")


def wait_for_her(street, need, drafted, other):
    """Draft a referral and show her this service and another one."""
    made = street.does("giulia", "draft-referral", need, drafted)["referralId"]
    assert street.does("giulia", "show-options", made, "--option", other)["state"] == "AWAITING_CONSENT"
    return made


def agree_and_send(street, referral, card, *options):
    street.does("giulia", "agreed", referral, "--category", "NEED", "--card", str(card), *options)
    street.does("giulia", "refer", referral, street.file("need.json", {"NEED": {"goal": "German A2"}}))


def test_a_need_from_her_time_to_think_to_the_recall_of_what_she_did_not_choose(street, listings, tmp_path):
    one, two = listings[:2]
    need = street.does("giulia", "open-need", "--service-type", "LANGUAGE_COURSE", "--risk-assessed-on", today())["id"]
    first = street.does("giulia", "draft-referral", need, one)["referralId"]
    street.does("giulia", "show-options", first, "--only-one-reason", "SHE_ASKED_FOR_IT")
    assert street.does("giulia", "defer", first, "--reason", "SHE_WANTS_OTHER_OPTION")["state"] == "DRAFT"
    street.does("giulia", "show-options", first, "--option", two)
    agree_and_send(street, first, tmp_path / "first.json")
    refused = wait_for_her(street, need, two, one)
    assert street.does("giulia", "refuse", refused)["state"] == "CLIENT_DECLINED"
    second = wait_for_her(street, need, two, one)
    agree_and_send(street, second, tmp_path / "second.json", "--follow-up")
    assert street.does("giulia", "cancel-siblings", first, "--yes") == []
    street.does("leyla", "acknowledge", first)
    accept = ("accept", first, "--first-contact", today(), "--safe-contact-read", "--interpreter-answered")
    street.does("leyla", *accept)

    found = street.does("giulia", "need", need)
    shown = [(one["onlyOneReason"], len(one["options"])) for one in found["showings"]]
    assert shown == [("SHE_ASKED_FOR_IT", 1), (None, 2), (None, 2), (None, 2)]
    records = [json.dumps(street.does("giulia", "consent-record", one["consentId"])) for one in found["referrals"][::2]]
    assert ["FOLLOW_UP_CONTACT" in record for record in records] == [False, True]
    states = [(first, "ACCEPTED"), (refused, "CLIENT_DECLINED"), (second, "SENT")]
    assert [(one["id"], one["state"]) for one in found["referrals"]] == states
    said = street.run("giulia", "need", need).out
    assert f"tolerant cancel-siblings {first}" in said
    assert found["referrals"][0]["consentId"] in said
    assert street.run("leyla", "need", need).code == 3
    out = tmp_path / "need.fhir.json"
    street.does("giulia", "fhir", need, "--gravity", "--out", str(out))
    bundle = json.loads(out.read_text(encoding="utf-8"))
    assert [entry["resource"]["resourceType"] for entry in bundle["entry"]][:2] == ["ServiceRequest", "Task"]
    assert out.stat().st_mode & 0o077 == 0
    seen = street.does("leyla", "fhir", "--referral", first)
    assert need not in json.dumps(seen)
    assert street.run("leyla", "fhir").code == 2
    told, theirs = (
        {(one["kind"], one["referralId"]) for one in street.does(who, "notices", "--first", "100")}
        for who in ("giulia", "leyla")
    )
    assert (("OTHERS_GO_ON", first) in told, ("OTHERS_GO_ON", first) in theirs) == (True, False)
    asked = street.run("giulia", "cancel-siblings", first, given="n\n")
    assert (asked.code, second in asked.err, state(street, second)) == (0, True, "SENT")
    assert [one["id"] for one in street.does("giulia", "cancel-siblings", first, "--yes")] == [second]
    assert (state(street, second), state(street, first)) == ("CANCELLED", "ACCEPTED")


def test_a_pause_shows_the_recipient_no_reason_and_may_end_in_a_recall(street, sent):
    case = sent()
    street.does("leyla", "acknowledge", case.id)
    assert street.does("giulia", "hold", case.id, "--reason", "RISK_CHANGED")["state"] == "ON_HOLD_SAFETY"

    seen = street.does("leyla", "inbox", "--first", "100")["edges"]
    mine = next(edge["node"] for edge in seen if edge["node"]["id"] == case.id)
    assert (mine["state"], mine["paused"], mine["reason"]) == ("RECEIVED", True, None)
    refused = street.run("leyla", "waitlist", case.id, "--expected-on", "2030-01-01")
    assert (refused.code, "PAUSED" in refused.err, "SAFETY" in refused.err) == (3, True, False)
    assert street.run("giulia", "release", case.id, "--her-wish").code == 2
    assert street.does("giulia", "release", case.id, "--her-wish", "--risk-reassessed")["state"] == "RECEIVED"
    street.does("giulia", "hold", case.id, "--reason", "SHE_WISHES")
    assert street.does("giulia", "cancel", case.id, "--reason", "RISK_CHANGED")["state"] == "CANCELLED"

    hers, theirs = (street.does(who, "status", case.id)[-1] for who in ("giulia", "leyla"))
    assert (hers["fromState"], theirs["fromState"]) == ("ON_HOLD_SAFETY", "PAUSED")
    assert {"HOLD", "RELEASE"}.isdisjoint(one["name"] for one in street.does("leyla", "status", case.id))


def test_an_outcome_is_disputed_given_again_closed_reopened_and_ended_by_her_word(street, sent):
    case = sent()
    to_outcome(street, case)
    assert street.does("giulia", "dispute-outcome", case.id)["state"] == "IN_SERVICE"
    street.does("leyla", "outcome", case.id, "--class", "PARTLY")
    early = street.run("giulia", "asked-her", case.id, "--answer", "UNREACHABLE")
    assert (early.code, "ATTEMPTS_MISSING" in early.err) == (3, True)
    for _ in range(2):
        street.does("giulia", "asked-her", case.id, "--answer", "ATTEMPT_FAILED")
    assert street.does("giulia", "asked-her", case.id, "--answer", "UNREACHABLE")["herFeedback"] == "UNREACHABLE"
    assert street.does("giulia", "close", case.id)["state"] == "CLOSED"
    assert street.does("giulia", "reopen", case.id)["state"] == "IN_SERVICE"

    assert street.does("giulia", "she-declined", case.id)["state"] == "CLIENT_DECLINED"
    receipt = street.does("leyla", "she-withdrew", case.id)

    assert (receipt["method"], receipt["referralsStopped"], state(street, case.id)) == ("ORAL", 1, "WITHDRAWN")
    assert street.does("giulia", "she-withdrew", case.id) == receipt
    assert street.run("giulia", "she-withdrew").code == 2
