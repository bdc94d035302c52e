"""Her consent goes on, gets narrower and is taken out, by the commands that people use."""

import json
from html import escape
from pathlib import Path

from client.receipt_page import Said, page
from kit.consent_notice import CURRENT, notice, notices
from tests.client.telling import tells


def lines(street, person, *arguments, **more):
    done = street.run(person, *arguments, **more)
    assert done.code == 0, done
    return done.out


def test_a_referral_goes_on_under_a_renewal_and_her_old_card_still_works(street, sent):
    case = sent()
    street.does("leyla", "open", case.id)
    consent = _consent(street, case)
    street.does("leyla", "acknowledge", case.id)

    renewed = street.does("giulia", "renew", case.id, "--days", "120", "--language", "uk", "--drop", "REPORT_OUTCOME")

    assert (renewed["renews"], renewed["status"]) == (consent, "LIVE")
    assert "German A2" in json.dumps(street.does("leyla", "open", case.id))
    asked = street.does("leyla", "ask", case.id, "--category", "NEED")
    assert asked["state"] == "INFO_REQUESTED"
    answer = street.file("answer.json", {"NEED": {"hours": "mornings"}})
    street.does("giulia", "answer", case.id, answer)
    assert "mornings" in json.dumps(street.does("leyla", "open", case.id))
    account = street.file("account.json", {"answers": {"1": "YES"}})
    assert street.does("nobody", "feedback", case.card, "--account", account)["stored"] == "STORED"
    assert street.does("nobody", "withdraw", case.card)["referralsStopped"] == 1
    assert street.run("giulia", "renew", case.id).code == 3


def _consent(street, case):
    return _record(street, case)["consents"][0]["id"]


def _record(street, case):
    target = Path(case.card).with_name(f"hers-{Path(case.card).stem}.html")
    street.run("nobody", "her-record", str(target), case.card, "--language", "ar")
    found = json.loads(target.with_suffix(".json").read_text(encoding="utf-8"))
    assert 'dir="rtl"' in target.read_text(encoding="utf-8")
    target.unlink()
    return found


def test_she_takes_a_category_back_and_nobody_seals_or_shows_it_any_more(street, sent, tmp_path):
    case = sent()
    consent = _consent(street, case)
    assert "Invented" in json.dumps(street.does("leyla", "open", case.id))

    told = street.does("nobody", "take-back", case.card, "--category", "CONTACT")

    assert told == street.does("giulia", "she-took-back", consent, "--category", "CONTACT")
    opened = json.dumps(street.does("leyla", "open", case.id))
    assert "German A2" in opened
    assert "Invented" not in opened
    street.does("leyla", "acknowledge", case.id)
    street.does("leyla", "ask", case.id, "--category", "CONTACT")
    refused = street.run(
        "giulia", "answer", case.id, street.file("more.json", {"CONTACT": {"phone": "none"}}), "--json"
    )
    assert "CONTACT" in refused.err
    assert refused.code != 0
    assert street.run("leyla", "attest-part", consent, "CONTACT", given="n\n").code == 1
    assert street.does("leyla", "attest-part", consent, "CONTACT", "--yes")["part"] == "CATEGORY:CONTACT"
    assert street.does("nobody", "take-back", case.card, "--category", "CONTACT")["erased"] is True
    assert street.run("nobody", "take-back", case.card).code == 2


def test_a_consent_is_taken_out_printed_and_ended_by_others(street, sent, tmp_path):
    case = sent()
    consent = _consent(street, case)

    record = json.loads(lines(street, "giulia", "consent-record", consent))
    receipt = json.loads(lines(street, "leyla", "consent-record", consent, "--form", "receipt"))
    lines(street, "giulia", "receipt", consent, str(tmp_path / "note.html"), "--language", "bg")
    lines(
        street, "giulia", "receipt", consent, str(tmp_path / "all.html"), "--language", "it", "--full", "--size", "A4"
    )
    ended = street.does("giulia", "revoke-consent", consent, "--reason", "KEY_COMPROMISED")

    assert (record["@type"], receipt["@type"]) == ("dpv:ConsentRecord", "dpv:ConsentReceipt")
    note, everything = [(tmp_path / name).read_text(encoding="utf-8") for name in ("note.html", "all.html")]
    assert "rome (Demo)" in everything
    assert "vienna (Demo)" in everything
    assert not any(word in note for word in ("Demo", "CONTACT", "contact", case.id))
    assert ended["status"] == "REVOKED"
    assert street.run("leyla", "open", case.id).code != 0
    assert street.run("giulia", "receipt", consent, str(tmp_path / "note.html")).code == 1


def test_the_text_that_is_read_to_her_says_that_no_native_speaker_has_read_it(street):
    done = street.run("giulia", "notice", "--language", "ro")

    assert done.out.strip() == "\n\n".join(notice("ro").text)
    assert "No native speaker" in done.err


def test_at_17_her_consent_says_who_speaks_for_her_in_the_sealed_record_only(street, agreed):
    case = agreed(
        "--seventeen",
        "--representative",
        "GUARDIAN",
        "--basis",
        "COURT",
        "--receipt",
        "DEFERRED_ON_HER_WISH",
        "--language",
        "kmr",
    )
    found = _record(street, case)["consents"][0]

    assert (found["receipt"], found["notice"]["language"]) == ("DEFERRED_ON_HER_WISH", "kmr")
    assert "GUARDIAN" not in json.dumps(found)
    shown = street.run("nobody", "child-protection", "ro").out
    assert "119" in shown
    assert "To be confirmed" in shown


CONSENT = {
    "id": "0123456789abcdef" * 2, "status": "REVOKED", "begins": "2026-11-25T10:00:00+00:00",
    "ends": "2027-02-23T10:00:00+00:00", "categories": ["CONSENT", "CONTACT"], "purposes": ["ASSESS_ELIGIBILITY"],
    "takenBack": ["CATEGORY:HEALTH"], "events": [{"seq": 1, "type": "REVOKED", "at": "2026-11-25T10:00:00+00:00"}],
}  # fmt: skip


def test_a_neutral_receipt_holds_a_number_and_no_word_that_gives_her_away_in_any_language():
    for version, language in notices():
        text = notice(language, version)
        said = Said(CONSENT, sender="A Shelter", recipient="A School", service="a course", code="11111 22222")

        note, everything = page(said, language), page(said, language, full=True, size="A4")

        assert version == CURRENT
        assert tells(note) == []
        assert tells(everything), language
        assert f'dir="{text.direction}"' in note
        assert '<bdi class="n" dir="ltr">0123 4567 89ab cdef' in note
        assert "11111 22222" in note
        hidden = [text.words[name] for name in ("yes", "from", "to", "shared", "for", "REVOKED", "WITHDRAWN")]
        visible = note[note.index("<body>") :]
        assert not [
            word
            for word in (*hidden, "A Shelter", "A School", "a course", *text.text)
            if f">{escape(word)}<" in visible
        ]
        assert escape(text.words["REVOKED"]) in everything
        assert escape(text.words["WITHDRAWN"]) not in everything
        assert "://" not in note + everything
        assert "A Shelter" in everything
