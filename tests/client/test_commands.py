"""Every command against a real node over HTTP: what it does, what it says no to, and the exit code of each."""

import json
import stat
from pathlib import Path

import pytest

from kit import clock
from tests.client.bent import end_of
from tests.client.conftest import FACTS, FILTER, PROFILE

NOWHERE = "0" * 32


def today() -> str:
    return clock.now().date().isoformat()


def say_no(street, person, *arguments, code, exits, given=""):
    """Run a command that must be refused, and see that it says so in one sentence and as JSON."""
    done = street.run(person, *arguments, given=given)
    assert done.code == exits, done
    assert done.out == ""
    assert len(done.err.strip().splitlines()) == 1
    assert done.err.startswith("Error: ")
    assert f"({code}" in done.err

    programs = street.run(person, *arguments, "--json", given=given)
    assert programs.code == exits
    assert programs.json["refused"]["code"] == code
    assert programs.json["refused"]["sentence"]


def test_a_match_shows_verdicts_and_what_to_ask_within_80_columns(street, listings):
    facts, narrow = street.file("p.json", PROFILE), street.file("f.json", FILTER)
    done = street.run("giulia", "match", facts, "--filter", narrow)

    assert done.code == 0
    lines = done.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(listings[0] in line for line in lines)
    assert "ask first" in done.out
    assert lines[-1].endswith("not for her.")


def test_a_match_as_json_has_the_nodes_shape(street):
    found = street.does("giulia", "match", "-", given=json.dumps(PROFILE))

    assert set(found) == {"edges", "totalCount", "counts", "pageInfo", "revision", "language", "wordingOrigin"}
    assert set(found["counts"]) == {"eligible", "ask", "notYet", "notEligible"}
    node = found["edges"][0]["node"]
    assert node["verdict"] in {"ELIGIBLE", "ASK", "NOT_YET", "NOT_ELIGIBLE"}
    assert {"kind", "verdict", "sentence", "askSentence"} <= set(node["criteria"][0])


def test_a_match_is_explained_in_the_language_that_is_asked_for(street):
    done = street.run("giulia", "match", "-", "--language", "de", given=json.dumps(PROFILE))
    found = street.does("giulia", "match", "-", "--language", "de", given=json.dumps(PROFILE))

    assert done.code == 0
    assert "A machine translated these explanations" in done.out
    assert (found["language"], found["wordingOrigin"]) == ("de", "MACHINE")
    sentences = [each["sentence"] for edge in found["edges"] for each in edge["node"]["conditions"]]
    assert "Die Entfernung ist nicht bekannt. Fragen Sie, wie sie hinkäme." in sentences


def test_a_match_in_a_language_nobody_wrote_is_refused(street):
    say_no(
        street, "giulia", "match", "-", "--language", "fr", code="NO_TRANSLATION", exits=3, given=json.dumps(PROFILE)
    )


def test_a_match_goes_on_behind_a_marker(street):
    first = street.does("giulia", "match", "-", "--first", "1", given=json.dumps(PROFILE))
    after = street.does("giulia", "match", "-", "--first", "1", "--after", first["pageInfo"]["endCursor"],
                        given=json.dumps(PROFILE))  # fmt: skip

    assert first["edges"][0]["node"]["listing"]["id"] != after["edges"][0]["node"]["listing"]["id"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"age": -1}, "AGE_OUT_OF_RANGE"),
        ({"age": 200}, "AGE_OUT_OF_RANGE"),
        ({"colour": "red"}, "BAD_VARIABLE"),
    ],
)
def test_facts_that_cannot_be_are_refused(street, facts, code):
    say_no(street, "giulia", "match", "-", code=code, exits=3, given=json.dumps(facts))


def test_a_file_that_is_no_json_is_refused_with_the_place_and_without_its_words(street):
    done = street.run("giulia", "match", "-", given='{"name": "Amira" oops')

    assert done.code == 1
    assert done.err == "Error: What was typed or piped in does not hold JSON: look at line 1, column 18.\n"


def test_a_file_that_is_not_there_is_refused(street):
    done = street.run("giulia", "match", "/nowhere/facts.json")

    assert (done.code, done.err) == (1, "Error: The file /nowhere/facts.json: No such file or directory.\n")


def test_the_json_option_may_stand_before_the_command(street):
    assert json.loads(street.run("giulia", "--json", "whoami").out)["member"]["id"] == street.members["rome"]


def test_an_unknown_command_is_a_matter_of_usage(street):
    assert street.run("giulia", "frobnicate").code == 2


def test_the_help_names_the_exit_codes_and_every_command_helps(street):
    from client.command import main
    from client.help_sections import sections

    page = street.run("giulia", "--help").out
    for code in range(7):
        assert f"\n    {code}  " in page
    shown = [row for _, rows in sections(main.commands) for row in rows]
    assert sorted(name for name, _ in shown) == sorted(main.commands), "each once, under one heading"
    for name, line in shown:
        assert main.commands[name].help, name
        assert not line.endswith("..."), name
        assert f"  {name} " in page


def test_nobody_without_keys_is_asked_for_a_passphrase(street):
    done = street.run("stranger", "inbox", TOLERANT_PASSPHRASE="")

    assert done.code == 1
    assert "(NOT_ENROLLED)" in done.err


def test_a_wrong_passphrase_has_its_own_exit_code(street):
    done = street.run("giulia", "inbox", TOLERANT_PASSPHRASE="another")

    assert (done.code, done.err) == (5, "Error: The key store does not open with this passphrase. (WRONG_PASSPHRASE)\n")


def test_the_passphrase_may_stand_in_a_file(street, tmp_path):
    from tests.client.conftest import PASSPHRASE

    (tmp_path / "word").write_text(PASSPHRASE + "\n", encoding="utf-8")
    file = str(tmp_path / "word")

    assert street.run("giulia", "whoami", TOLERANT_PASSPHRASE="", TOLERANT_PASSPHRASE_FILE=file).code == 0


def test_a_node_that_is_away_has_its_own_exit_code(street):
    done = street.run("giulia", "inbox", TOLERANT_NODE="http://127.0.0.1:1")

    assert done.code == 4
    assert "(NODE_AWAY)" in done.err


@pytest.mark.parametrize("address", ["http://example.org", "http://127.0.0.1.example.org", "nonsense", "http://[", ""])
def test_nothing_is_sent_to_an_address_that_is_not_safe_or_none(street, address):
    done = street.run("giulia", "inbox", TOLERANT_NODE=address or "ftp://127.0.0.1")

    assert done.code in (1, 4)
    assert len(done.err.splitlines()) == 1


def test_a_device_is_enrolled_once(street):
    say_no(street, "giulia", "enrol", code="ALREADY_ENROLLED", exits=1, given="S.x.y\n")


def test_an_invitation_that_opens_nothing_leaves_no_keys_behind(street):
    done = street.run("nobody-yet", "enrol", given=f"S.{NOWHERE}.guessed\n")

    assert (done.code, "(BAD_INVITATION)" in done.err) == (3, True)
    assert not (street.homes / "nobody-yet" / "keys.json").exists()


def test_a_device_that_nobody_vouched_for_is_not_let_in(street):
    invitation = street.does("rome", "invite", "--role", "CASEWORKER", given="Marta\n")
    street.does("marta", "enrol", given=invitation)

    say_no(street, "marta", "whoami", code="SIGN_IN_REFUSED", exits=3)


def test_the_keys_are_readable_by_their_owner_alone(street, sent):
    sent()
    home = street.homes / "giulia"

    for path in home.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_new_device_says_what_comes_next_and_colleagues_see_it_wait(street):
    invitation = street.does("rome", "invite", "--role", "CASEWORKER", given="Nadia دورة\n")
    own = street.run("nadia", "enrol", given=invitation).out
    listed = street.run("rome", "devices").out

    device = own.split("tolerant approve ")[1].split()[0]
    assert f"{device}  pending" in listed
    assert "tolerant code" in own
    assert "\u2068Nadia دورة\u2069" in listed


def test_an_unknown_device_cannot_be_approved(street):
    say_no(street, "rome", "approve", NOWHERE, code="NO_SUCH_DEVICE", exits=1)


def test_a_caseworker_invites_nobody(street):
    say_no(street, "giulia", "invite", "--role", "CASEWORKER", code="ROLE_MISSING", exits=3, given="Somebody\n")


def test_a_caseworker_admits_no_organisation(street):
    say_no(street, "giulia", "admit", "--country", "IT", code="ROLE_MISSING", exits=3, given="A\nB\n")


def test_a_caseworker_publishes_no_key(street):
    say_no(street, "giulia", "publish-key", code="ROLE_MISSING", exits=3)


def test_an_organisation_is_trusted_with_the_number_that_it_reads_aloud(street):
    vienna = street.members["vienna"]
    shown = street.does("rome", "trust", vienna)

    assert street.does("rome", "trust", vienna, "--number", shown["number"])["known"] == "YES"
    say_no(street, "rome", "trust", vienna, "--number", "1 2 3", code="OTHER_NUMBER", exits=6)


def test_consent_writes_the_card_for_her_alone(street, agreed):
    case = agreed()
    card = json.loads(Path(case.card).read_text(encoding="utf-8"))

    assert card["referral"] == case.id
    assert stat.S_IMODE(Path(case.card).stat().st_mode) == 0o600


async def test_she_can_agree_to_be_asked_months_later_and_does_not_without_saying_so(street, agreed):
    giulia, _ = end_of(street, "giulia")
    said = []
    for options in ((), ("--follow-up",)):
        referral = await giulia.referral(agreed(*options).id)
        said.append((await giulia.consent(referral["consentId"]))["purposes"])
    await giulia.wire.close()

    assert set(said[1]) - set(said[0]) == {"FOLLOW_UP_CONTACT"}


def test_one_womans_card_is_never_written_over_anothers(street, agreed, listings):
    case = agreed()
    before = Path(case.card).read_bytes()
    done = street.run(
        "giulia", "consent", listings[0], "--option", listings[1], "--service-type", "LANGUAGE_COURSE",
        "--risk-assessed-on", today(), "--category", "NEED", "--card", case.card,
    )  # fmt: skip

    assert done.code == 1
    assert Path(case.card).read_bytes() == before


def test_consent_needs_two_options_and_then_leaves_no_card(street, listings, tmp_path):
    card = tmp_path / "card.json"
    done = street.run(
        "giulia", "consent", listings[0], "--service-type", "LANGUAGE_COURSE",
        "--risk-assessed-on", today(), "--category", "NEED", "--card", str(card),
    )  # fmt: skip

    assert done.code == 3
    assert not card.exists()


def test_a_service_is_named_with_its_version(street, tmp_path):
    done = street.run(
        "giulia", "consent", "abc", "--service-type", "LANGUAGE_COURSE",
        "--risk-assessed-on", today(), "--category", "NEED", "--card", str(tmp_path / "card.json"),
    )  # fmt: skip

    assert done.code == 2


def test_a_referral_that_was_sent_is_not_sent_a_second_time(street, sent):
    case = sent()

    say_no(street, "giulia", "refer", case.id, street.file("again.json", FACTS), code="WRONG_REFERRAL_STATE", exits=3)


def test_more_than_she_agreed_to_is_not_even_sealed(street, agreed):
    case = agreed()
    more = street.file("more.json", {**FACTS, "HEALTH": {"note": "not agreed"}})

    say_no(street, "giulia", "refer", case.id, more, code="OVER_SCOPE", exits=1)
    assert street.does("giulia", "status", case.id)[-1]["toState"] == "AWAITING_CONSENT"


def test_a_field_that_she_kept_back_is_not_even_sealed(street, agreed):
    case = agreed("--field", "CONTACT.name", "--field", "NEED")
    done = street.run("giulia", "refer", case.id, case.facts)

    assert done.code == 1
    assert "She did not agree to share this: CONTACT.phone." in done.err


@pytest.mark.parametrize("facts", [{}, {"CONTACT": "a text"}, {"CONSENT": {}}])
def test_facts_are_sorted_by_category(street, agreed, facts):
    say_no(street, "giulia", "refer", agreed().id, street.file("bad.json", facts), code="BAD_FACTS", exits=1)


def test_facts_of_a_referral_that_is_not_there_go_nowhere(street):
    say_no(street, "giulia", "refer", NOWHERE, street.file("x.json", FACTS), code="REFERRAL_NOT_FOUND", exits=3)


def test_a_referral_is_played_to_its_end_by_command_line(street, sent):
    case = sent()
    received = [edge["node"]["id"] for edge in street.does("leyla", "inbox", "--first", "100")["edges"]]
    assert case.id in received

    [letter] = street.does("leyla", "open", case.id, "--acknowledge")
    assert letter["type"] == "referral"
    assert letter["from"] == street.members["rome"]
    assert letter["dropped"] == []
    told = {name: block["data"] for name, block in letter["says"]["blocks"].items()}
    assert told == FACTS

    street.does("leyla", "ask", case.id, "--category", "NEED")
    street.does("giulia", "answer", case.id, street.file("answer.json", {"NEED": {"hours": "mornings"}}))
    assert [one["type"] for one in street.does("leyla", "open", case.id)] == ["referral", "reply"]

    accepted = street.does("leyla", "accept", case.id, "--first-contact", today(), "--safe-contact-read",
                           "--interpreter-answered")  # fmt: skip
    assert accepted["state"] == "ACCEPTED"
    assert street.does("leyla", "start", case.id)["state"] == "IN_SERVICE"
    account = street.file("account.json", {"outcomeCode": "ENROLLED", "month": today()[:7]})
    assert street.does("leyla", "outcome", case.id, "--class", "SERVED", "--account", account)["state"] == (
        "OUTCOME_REPORTED"
    )
    say_no(street, "giulia", "close", case.id, code="LOOP_OPEN", exits=3)

    said = street.file("hers.json", {"form": "SHORT", "answers": {"1": "YES", "5": "YES"}})
    hers = street.does("nobody", "feedback", case.card, "--account", said)
    assert hers["stored"] == "STORED"
    letters = street.does("giulia", "open", case.id)
    assert [one["type"] for one in letters] == ["referral", "reply", "status", "feedback"]
    assert letters[-1]["from"] == "herself"
    assert letters[-1]["says"]["answers"] == {"1": "YES", "5": "YES"}
    assert street.does("giulia", "close", case.id)["state"] == "CLOSED"
    assert " closed " in street.run("giulia", "status", case.id).out


def test_a_decline_is_sealed_and_a_colleague_of_the_sender_to_whom_it_is_handed_over_opens_it(street, sent):
    case = sent()
    street.does("leyla", "open", case.id, "--acknowledge")
    detail = street.file("detail.json", {"criterion": "hours"})
    declined = street.does("leyla", "decline", case.id, "--class", "NO_CAPACITY", "--detail", detail)

    assert (declined["state"], declined["declineClass"]) == ("DECLINED", "NO_CAPACITY")
    assert street.does("giulia", "open", case.id)[-1]["says"] == {"criterion": "hours"}
    say_no(street, "rome", "open", case.id, code="CASE_NOT_YOURS", exits=3)
    mine = street.does("rome", "whoami")["deviceId"]
    street.does("rome", "hand-over", case.id, "--to", mine, "--reason", "ABSENCE")
    assert street.does("rome", "open", case.id)[-1]["says"] == {"criterion": "hours"}


def test_a_decline_without_opening_first_checks_the_letter_all_the_same(street, sent):
    case = sent()
    detail = street.file("detail.json", {"criterion": "hours"})
    street.does("vienna", "acknowledge", case.id)

    assert street.does("vienna", "decline", case.id, "--class", "OTHER", "--detail", detail)["state"] == "DECLINED"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (
            ("accept", "--first-contact", today(), "--safe-contact-read", "--interpreter-answered"),
            "WRONG_REFERRAL_STATE",
        ),
        (("waitlist", "--expected-on", today()), "WRONG_REFERRAL_STATE"),
        (("start",), "WRONG_REFERRAL_STATE"),
        (("outcome", "--class", "SERVED"), "WRONG_REFERRAL_STATE"),
        (("ask", "--category", "NEED"), "WRONG_REFERRAL_STATE"),
    ],
)
def test_a_step_out_of_turn_is_refused_and_moves_nothing(street, sent, command, code):
    case = sent()
    name, *options = command

    say_no(street, "leyla", name, case.id, *options, code=code, exits=3)
    refused = json.loads(street.run("leyla", name, case.id, *options, "--json").out)["refused"]
    assert refused["currentState"] == "SENT"
    assert street.does("leyla", "status", case.id)[-1]["toState"] == "SENT"


def test_who_accepts_has_read_how_to_contact_her_safely(street, sent):
    done = street.run("leyla", "accept", sent().id, "--first-contact", today())

    assert done.code == 2
    assert "instructions for safe contact" in done.err


def test_a_place_may_be_waited_for(street, sent):
    case = sent()
    street.does("leyla", "acknowledge", case.id)

    assert street.does("leyla", "waitlist", case.id, "--expected-on", today())["state"] == "WAITLISTED"


def test_a_wrong_reason_is_answered_with_the_right_ones(street, sent):
    case = sent()
    done = street.run("giulia", "void", case.id, "--reason", "OOPS")

    assert done.code == 3
    assert "WRONG_PERSON" in done.err
    assert street.does("giulia", "void", case.id, "--reason", "WRONG_PERSON")["state"] == "VOID"


def test_a_referral_may_be_recalled(street, sent):
    case = sent()
    reasons = street.run("giulia", "cancel", case.id, "--reason", "OOPS").err

    assert "(BAD_REASON)" in reasons
    code = reasons.split("one of")[-1].split(",")[0].split()[-1].strip(".:")
    assert street.does("giulia", "cancel", case.id, "--reason", code)["state"] == "CANCELLED"


def test_her_card_alone_stops_everything_and_the_receipt_stays_the_same(street, sent):
    case = sent()
    street.does("leyla", "open", case.id)
    receipt = street.does("nobody", "withdraw", case.card)
    code = json.loads(Path(case.card).read_text(encoding="utf-8"))["withdraw"]

    assert receipt["referralsStopped"] == 1
    assert street.does("nobody", "withdraw", given=code + "\n") == receipt
    say_no(street, "leyla", "open", case.id, code="CONSENT_ENDED", exits=1)
    told = [one["kind"] for one in street.does("leyla", "notices") if one["referralId"] == case.id]
    assert told == ["CONSENT_WITHDRAWN"]


@pytest.mark.parametrize("spoilt", [[], {}, {"withdraw": 1}, "text"])
def test_what_is_no_card_is_refused_before_anything_is_sent(street, spoilt):
    say_no(street, "nobody", "withdraw", street.file("spoilt.json", spoilt), code="BAD_CARD", exits=1)


def test_a_card_with_a_part_cut_off_is_refused(street, sent, tmp_path):
    card = json.loads(Path(sent().card).read_text(encoding="utf-8"))
    cut = street.file("cut.json", {**card, "feedback": card["feedback"][:-4]})

    say_no(
        street,
        "nobody",
        "feedback",
        cut,
        "--account",
        street.file("hers.json", {"answers": {}}),
        code="BAD_CARD",
        exits=1,
    )


def test_feedback_with_a_foreign_secret_is_refused(street, sent):
    card = json.loads(Path(sent().card).read_text(encoding="utf-8"))
    foreign = street.file("foreign.json", {**card, "feedback": "A" * 43})

    done = street.run("nobody", "feedback", foreign, "--account", street.file("hers.json", {"answers": {}}))
    assert done.code == 3


def test_lists_are_readable_when_piped(street, sent):
    case = sent()
    for person, command in (("leyla", "inbox"), ("giulia", "status")):
        lines = street.run(person, command, "--first", "100").out.splitlines()
        assert max(map(len, lines)) <= 80
        assert any(line.startswith(f"{case.id}  sent ") for line in lines), lines


def test_nothing_of_another_organisation_is_shown(street, sent):
    say_no(street, "vera", "open", sent().id, code="CONSENT_NOT_FOUND", exits=3)


def test_no_command_takes_a_secret_or_a_persons_words_as_an_argument():
    from client.command import main

    codes = {
        "--answer",
        "--reason",
        "--class",
        "--kept-because",
        "--category",
        "--field",
        "--service-type",
        "--role",
        "--country",
        "--kind",
        "--criterion",
        "period",
        "--language",
        "--drop",
        "--purpose",
        "category",
        "country",
        "code_list",
        "service_type",
    }
    marks = {"--after", "--consent", "--referral", "--number", "--code", "--option", "--language"}
    marks |= {"--witness", "--least-version", "--phone"}
    ids = {"referral_id", "device_id", "device_ids", "member_id", "member_ids", "listing", "listings"}
    ids |= {"decision", "appeal_id", "slip_id", "check", "alert_id", "other", "--of", "letter_id"}
    ids |= {"consent_id", "--member", "--listing", "need_id", "--code-of", "--to", "--named", "--device", "--for"}
    for name, command in main.commands.items():
        for one in command.params:
            if one.type.name == "text":
                assert one.opts[0] in codes | marks | ids, (name, one.name)


def test_nothing_secret_is_shown_when_a_command_is_refused(street):
    from tests.client.conftest import PASSPHRASE

    done = street.run("giulia", "enrol", given="S.secret.invitation\n", TOLERANT_PASSPHRASE="a wrong word")
    again = street.run("nobody-else", "enrol", given="S.secret.invitation\n")

    for said in (done, again):
        assert said.code in (3, 5)
        assert not {word for word in (PASSPHRASE, "a wrong word", "secret.invitation") if word in said.out + said.err}
