"""She goes herself: the paper says nothing of her, and nothing is sent."""

import pytest

from client.excluded import Excluded
from client.slip_page import Where, page, where_of, wording
from client.slips import SlipFirst
from kit import clock
from tests.client.bent import end_of
from tests.client.printing import printed
from tests.client.telling import TELLING as TELLS
from tests.client.telling import tells

TELLING = ("tolerant", "referral", "traffick", "consent", "rome", "network", "shelter", "Invented")
LONG = Where(
    "A course for the evening with a rather long name, and more", "Sprachbrücke (Demo)",
    ("Praterstraße 7, 1020, Wien", "Am Ende einer sehr langen Straße 123, 1020, Wien"), "+43 1 0000000", "Frau Muster",
)  # fmt: skip


def a_need(street):
    return street.does("giulia", "open-need", "--service-type", "EMPLOYER", "--risk-assessed-on",
                       str(clock.now().date()))["id"]  # fmt: skip


def test_a_caseworker_gives_a_slip_and_writes_down_what_she_told(street, listings, tmp_path):
    need, paper = a_need(street), tmp_path / "slip.html"
    slip = street.does("giulia", "slip", need, listings[0], str(paper), "--option", listings[1], "--theirs", "de",
                       "--language", "ar", "--ask-for", given="Frau Beispiel\n")  # fmt: skip

    text = paper.read_text(encoding="utf-8")
    assert "Frau Beispiel" in text
    assert wording()["ar"]["ask"] in text
    assert text.index(wording()["de"]["ask"]) < text.index(wording()["ar"]["ask"])
    assert [word for word in TELLING if word.casefold() in text.casefold()] == []
    assert need not in text
    assert slip["id"] not in text
    assert street.does("giulia", "slip-outcome", slip["id"], "--answer", "SERVED")["outcome"] == "SERVED"
    assert [one["outcome"] for one in street.does("giulia", "slips", need)] == ["SERVED"]
    assert street.run("giulia", "slip", need, listings[0], str(paper), "--option", listings[1]).code != 0
    assert paper.read_text(encoding="utf-8") == text


def test_whoever_prints_a_slip_is_told_that_the_name_of_a_service_can_give_her_away(street, listings, tmp_path):
    paper = tmp_path / "slip.html"
    done = street.run("giulia", "slip", a_need(street), listings[0], str(paper), "--option", listings[1])

    assert (done.code, paper.exists()) == (0, True)
    assert "The service's own name stands on it" in " ".join(done.out.split())


async def test_no_slip_is_given_for_whom_she_named(street, listings):
    giulia, line = end_of(street, "giulia")
    need, (listing, _, version) = a_need(street), listings[0].partition("@")
    giulia.exclude(need, [street.members["vienna"]])

    with pytest.raises(Excluded):
        await giulia.give_slip(need, (listing, int(version)), [(listing, int(version))], only_one_reason="OTHER")

    assert line.sent("giveSlip") == []


async def test_to_an_employer_a_slip_comes_first(street, listings):
    giulia, line = end_of(street, "giulia")
    need, (listing, _, version) = a_need(street), listings[0].partition("@")
    line.bends["listing"] = lambda said: said.update(serviceTypes=["EMPLOYER"])

    with pytest.raises(SlipFirst):
        await giulia.draft_by(need, listing, int(version))
    assert line.sent("draftReferral") == []
    assert (await giulia.draft_by(need, listing, int(version), "SEALED"))["state"] == "DRAFT"


def test_a_slip_shows_open_places_only_and_the_name_in_the_language_of_the_service():
    listing = {
        "name": "Course", "names": [{"language": "de-AT", "text": "Kurs"}], "provider": {"name": "P", "phone": None},
        "places": [
            {"visibility": "NEVER", "street": "Hidden 1", "postalCode": "1", "city": "Wien"},
            {"visibility": "MEMBERS", "street": "Members 1", "postalCode": "1", "city": "Wien"},
            {"visibility": "PUBLIC", "street": "Open <1>", "postalCode": None, "city": "Wien"},
        ],
    }  # fmt: skip

    assert where_of(listing, "de") == Where("Kurs", "P", ("Open <1>, Wien",))
    text = page(where_of(listing, "el"), ("en", "en"))
    assert text.count("<section") == 2
    assert "Open &lt;1&gt;, Wien" in text
    assert "Hidden" not in text


@pytest.mark.parametrize(("size", "points"), [("A6", (298, 420)), ("A5", (420, 595))])
def test_a_slip_prints_on_one_page_in_two_languages(tmp_path, size, points):
    sheet = tmp_path / "slip.html"
    sheet.write_text(page(LONG, ("de", "ar"), size), encoding="utf-8")

    assert printed(sheet, tmp_path) == [points]


@pytest.mark.parametrize("hers", sorted(TELLS))
def test_in_no_pair_of_languages_a_slip_tells_what_it_is_about(hers):
    for theirs in wording():
        text = page(LONG, (theirs, hers))
        assert tells(text) == []
        assert wording()[theirs]["ask"] in text
        assert wording()[hers]["ask"] in text


def test_every_language_says_every_word():
    assert set(wording()) == set(TELLS)
    assert {frozenset(words) for words in wording().values()} == {frozenset(wording()["en"])}
    assert set(wording()) == {"ar", "bg", "de", "el", "en", "fr", "it", "ro", "uk"}
