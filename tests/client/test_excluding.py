"""What she named stays on this device, and whom she named gets nothing."""

import pytest

from client import kinds
from client.errors import BadText
from client.excluded import Excluded, ExcludedNames, fits
from client.excluding import CONFLICT
from crypto.sealing import blocks
from kit import clock, disclosure
from tests.client.bent import end_of
from tests.client.conftest import FACTS


def employer(said):
    said["serviceTypes"] = ["EMPLOYER"]


@pytest.mark.parametrize(
    ("name", "text", "same"),
    [
        ("Café Łódź", "The CAFE ŁÓDŹ of today", True),
        ("Luna", "Lunapark", False),
        ("Praterstraße 7", "praterstrasse 7, Wien", True),
        ("example.org", "https://www.example.org/women", True),
        ("0660 123 45 67", "+43 660 1234567", True),
        ("1234567", "+43 660 1234567", True),
        ("2026", "since 2026 12 34", True),
        ("12345", "+43 660 1234567", False),
        ("Agency 1234567", "+43 660 1234567", False),
        ("مركز", "مركز المساعدة", True),
    ],
)
def test_a_name_fits_whole_words_in_any_spelling_and_a_number_in_any_form(name, text, same):
    assert fits([name], ["nothing", text]) is same
    assert not fits([], [text])


def test_a_name_that_would_fit_everybody_is_refused_and_nothing_changes(street):
    giulia, _ = end_of(street, "giulia")
    need = "a" * 32
    giulia.exclude(need, ["  Casa   Luna ", "Casa Luna", ""])

    with pytest.raises(BadText):
        giulia.exclude(need, ["Casa Luna", "A."])

    again, _ = end_of(street, "giulia")
    assert again.excluded(need) == ["Casa Luna"]
    assert b"Luna" not in (street.homes / "giulia" / "excluded.sealed").read_bytes()
    again.exclude(need, [])
    assert ExcludedNames(again.keys).of(need) == []


@pytest.mark.parametrize("by", ["id", "name", "service", "place"])
async def test_nothing_goes_to_whom_she_named_and_the_node_never_hears_of_it(street, agreed, by):
    case, (giulia, line) = agreed(), end_of(street, "giulia")
    referral = await giulia.referral(case.id)
    listing = await giulia.wire.ask("query ($id: ID!) { listing(id: $id) { ... on Listing { name places { city } } } }",
                                    id=referral["listingId"])  # fmt: skip
    names = {"id": referral["toMemberId"], "name": "Vienna", "service": listing["name"], "place": "Wien"}
    giulia.exclude(referral["needId"], ["Somebody Else", names[by]])
    line.asked.clear()

    with pytest.raises(Excluded) as caught:
        await giulia.send(case.id, FACTS, unverified=True)
    with pytest.raises(Excluded):
        await giulia.seal_letter(case.id, "referral", blocks(FACTS))
    with pytest.raises(Excluded):
        await giulia.record_consent({"referralId": case.id, "state": "", "version": 3, "consentId": ""}, ["CONTACT"])

    assert "Somebody" not in str(caught.value)
    assert (await giulia.referral(case.id))["sentAt"] is None
    assert not any("Somebody" in str(one) for one in line.asked)
    assert line.sent("sendReferral") == line.sent("recordConsent") == []


async def test_a_draft_to_whom_she_named_is_not_even_begun(street, listings):
    giulia, line = end_of(street, "giulia")
    need = await giulia.open_need("LANGUAGE_COURSE", clock.now().date())
    giulia.exclude(need["id"], [street.members["vienna"]])
    listing, _, version = listings[0].partition("@")

    with pytest.raises(Excluded):
        await giulia.draft(need["id"], listing, int(version))

    assert line.sent("draftReferral") == []


async def test_who_declines_because_of_a_link_is_on_her_list_afterwards(street, sent):
    case = sent()
    opened = street.run("leyla", "open", case.id, "--acknowledge")
    assert "is anybody here linked" in opened.err
    assert "referral from rome (Demo)" in opened.out
    assert "is anybody here linked" not in street.run("leyla", "open", case.id).err
    street.does("leyla", "decline", case.id, "--class", "CANNOT_SERVE_SAFELY", "--conflict-of-interest")
    giulia, line = end_of(street, "giulia")

    letters = await giulia.open(case.id)

    need = (await giulia.referral(case.id))["needId"]
    assert letters[-1].body == {"code": CONFLICT}
    assert giulia.excluded(need) == [street.members["vienna"]]
    assert any("linked to her" in one for one in giulia.remarks)
    assert not any(CONFLICT in str(one) for one in line.asked)


async def test_an_employer_is_told_neither_why_nor_what_was_written_down_with_her(street, agreed):
    case, (giulia, line) = agreed(), end_of(street, "giulia")
    line.bends["referral"] = employer

    with pytest.raises(kinds.OverProfile) as caught:
        await giulia.send(case.id, FACTS, unverified=True)
    assert caught.value.paths == ["NEED"]
    with pytest.raises(kinds.OverProfile):
        await giulia.seal_letter(case.id, "referral", blocks({"CONTACT": {"name": "Invented", "address": "hidden"}}))
    await giulia.send(case.id, {"CONTACT": FACTS["CONTACT"]}, unverified=True)

    leyla, her_line = end_of(street, "leyla")
    her_line.bends["referral"] = employer
    [letter] = await leyla.open(case.id)
    assert leyla.remarks == []
    assert letter.body["blocks"]["CONTACT"]["data"] == FACTS["CONTACT"]
    assert leyla.keys.case(case.id)["opening"]["record"] is None


async def test_what_is_over_the_profile_of_a_reader_is_dropped_and_named(street, sent):
    case, (leyla, line) = sent(), end_of(street, "leyla")
    line.bends["referral"] = employer

    [letter] = await leyla.open(case.id)

    assert (list(letter.body["blocks"]), letter.dropped) == (["CONTACT"], ("NEED",))


def test_she_is_not_asked_for_what_the_kind_is_never_told():
    profile = disclosure.profile(["EMPLOYER"])

    kinds.check_fields(["CONTACT", "CONTACT.phone", "SKILLS.sewing"], profile)
    with pytest.raises(kinds.OverProfile) as caught:
        kinds.check_fields(["CONTACT.address", "HEALTH"], profile)

    assert caught.value.paths == ["CONTACT.address", "HEALTH"]


def test_a_caseworker_keeps_names_from_the_keyboard_and_an_administrator_chooses_a_neutral_name(street):
    need = street.does(
        "giulia", "open-need", "--service-type", "EMPLOYER", "--risk-assessed-on", str(clock.now().date())
    )
    street.does("giulia", "exclude", need["id"], "-", given="Casa Luna\nBari\n")

    assert street.does("giulia", "excluded", need["id"]) == ["Bari", "Casa Luna"]
    assert street.does("rome", "neutral-name", "--choose", given="Office Nine\n")["name"] == "Office Nine"
    assert street.does("giulia", "neutral-name")["name"] == "Office Nine"
    assert street.run("giulia", "neutral-name", "--choose", given="Office Ten\n").code == 3
    assert street.run("leyla", "decline", need["id"], "--class", "OTHER", "--conflict-of-interest").code == 2
