"""Every step of the table can be taken over GraphQL, from a program and from the terminal."""

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


def test_she_takes_time_sees_another_option_says_yes_and_says_no_to_a_third(street, listings, tmp_path):
    need = street.does("giulia", "open-need", "--service-type", "LANGUAGE_COURSE", "--risk-assessed-on", today())["id"]
    first = street.does("giulia", "draft-referral", need, listings[0])["referralId"]
    one = ("show-options", first, "--only-one-reason", "SHE_ASKED_FOR_IT")
    assert street.does("giulia", *one)["state"] == "AWAITING_CONSENT"
    assert street.does("giulia", "defer", first, "--reason", "SHE_WANTS_OTHER_OPTION")["state"] == "DRAFT"
    street.does("giulia", "show-options", first, "--option", listings[1])
    card = str(tmp_path / "card.json")
    street.does("giulia", "agreed", first, "--category", "CONTACT", "--category", "NEED", "--card", card)
    street.does("giulia", "refer", first, street.file("facts.json", {"NEED": {"goal": "German A2"}}))
    other = street.does("giulia", "draft-referral", need, listings[1])["referralId"]
    street.does("giulia", "show-options", other, "--option", listings[0])
    assert street.does("giulia", "refuse", other)["state"] == "CLIENT_DECLINED"

    found = street.does("giulia", "need", need)

    reasons = [one["onlyOneReason"] for one in found["showings"]]
    assert (reasons, [len(one["options"]) for one in found["showings"]]) == (
        ["SHE_ASKED_FOR_IT", None, None],
        [1, 2, 2],
    )
    assert [(one["id"], one["state"]) for one in found["referrals"]] == [(first, "SENT"), (other, "CLIENT_DECLINED")]
    assert f"Need {need}" in street.run("giulia", "need", need).out
    assert street.run("leyla", "need", need).code == 3


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


def test_once_one_accepts_the_others_are_shown_and_recalled_only_when_asked(street, listings, tmp_path):
    need = street.does("giulia", "open-need", "--service-type", "LANGUAGE_COURSE", "--risk-assessed-on", today())["id"]
    facts, sent = street.file("facts.json", {"NEED": {"goal": "German A2"}}), list[str]()
    for number in (0, 1):
        one = street.does("giulia", "draft-referral", need, listings[number])["referralId"]
        street.does("giulia", "show-options", one, "--option", listings[1 - number])
        card = str(tmp_path / f"{number}.json")
        street.does("giulia", "agreed", one, "--category", "NEED", "--card", card)
        street.does("giulia", "refer", one, facts)
        sent.append(one)
    taken, other = sent
    assert street.does("giulia", "cancel-siblings", taken, "--yes") == []
    street.does("leyla", "acknowledge", taken)
    accept = ("accept", taken, "--first-contact", today(), "--safe-contact-read", "--interpreter-answered")
    street.does("leyla", *accept)

    told = {(one["kind"], one["referralId"]) for one in street.does("giulia", "notices", "--first", "100")}
    theirs = {(one["kind"], one["referralId"]) for one in street.does("leyla", "notices", "--first", "100")}
    assert (("OTHERS_GO_ON", taken) in told, ("OTHERS_GO_ON", taken) in theirs) == (True, False)
    asked = street.run("giulia", "cancel-siblings", taken, given="n\n")
    assert (asked.code, other in asked.err, state(street, other)) == (0, True, "SENT")
    assert [one["id"] for one in street.does("giulia", "cancel-siblings", taken, "--yes")] == [other]
    assert (state(street, other), state(street, taken)) == ("CANCELLED", "ACCEPTED")
