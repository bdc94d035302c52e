"""Her code, end to end: she takes it at the counter, and with it alone sees, stops, answers and ends, anywhere."""

import functools
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from client import code_page, her_code_text, her_documents
from client.command_her_code import hers as hers_commands
from client.her_alerts import SAYS
from client.her_errors import Mistyped
from client.her_states import LANGUAGES, words_of
from crypto import her_code, her_copy
from crypto.format import b64u, blake2b
from referrals.model import State
from tests.client.conftest import Case, Street

CODE = her_code.complete("907461283350172946650318")
ARABIC = {ord(str(digit)): 0x660 + digit for digit in range(10)}


def code_on(page: Path) -> str:
    found = re.search(r"(?:\d{5} ){4}\d{5}", page.read_text(encoding="utf-8"))
    assert found, page
    return found[0]


@pytest.fixture(autouse=True, scope="module")
def once() -> Iterator[None]:
    """Derive what a code gives once only, since it is slow on purpose."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(her_copy, "derive", functools.cache(her_copy.derive))
        yield


def hers(street: Street, code: str, *arguments: str):
    """Act as she does, on a device without keys."""
    return street.does("nobody", "hers", *arguments, given=f"{code}\n")


def test_she_takes_a_code_and_with_it_alone_sees_and_stops_and_ends_what_there_is(street, agreed, tmp_path):
    page, new = tmp_path / "page.html", tmp_path / "new.txt"
    case: Case = agreed("--code", str(page))
    other: Case = agreed("--code-of", case.id)  # nobody asks for her code again
    code = code_on(page)
    assert not Path(case.card).exists()  # the copy holds what stood on it
    assert not Path(other.card).exists()
    street.does("giulia", "refer", case.id, case.facts)

    said = " ".join(street.run("nobody", "hers", "show", "--language", "uk", given=f"{code}\n").out.split())
    assert words_of("uk")["states"]["SENT"] in said
    assert "no person" in said
    unclear = street.run("nobody", "hers", "withdraw", given=f"{code}\n")
    assert (unclear.code, "Her copy holds 2" in " ".join(unclear.err.split())) == (1, True)
    receipts = hers(street, f"my code is {code}, thank you", "withdraw", "--all")
    assert hers(street, code, "withdraw", "2") == receipts[1:]  # again, and the same receipt
    shown = hers(street, code.translate(ARABIC), "show")["entries"]
    assert [(one["number"], one["state"], one["withdrawn"]) for one in shown] == [
        *((1, "WITHDRAWN", True), (2, "WITHDRAWN", True)),
    ]
    assert (shown[0]["from"], shown[0]["categories"]) == ("rome (Demo)", ["CONTACT", "NEED"])

    street.does("leyla", "hers", "renew", str(new), "--words", "--titled", given=f"{code}\nPhone\n")  # somebody saw it
    assert new.read_text(encoding="utf-8").startswith("Phone\n")
    gone = street.run("nobody", "hers", "show", given=f"{code}\n")
    assert (gone.code, "NO_COPY" in gone.err) == (1, True)
    typed = new.read_text(encoding="utf-8").splitlines()[-1]
    assert hers(street, typed.upper(), "show")["entries"] == shown
    assert hers(street, code_on(new), "revoke") == {"ended": True}
    assert street.does("giulia", "hers", "revoke", "--referral", other.id) == {"ended": False}


def test_she_stops_at_one_node_what_was_sent_at_another(street, agreed, tmp_path):
    case: Case = agreed("--code", str(tmp_path / "page.html"))
    code = code_on(tmp_path / "page.html")
    street.does("giulia", "refer", case.id, case.facts)

    with street.another_node() as there:
        receipt = hers(there, code, "withdraw")

    assert hers(street, code, "withdraw") == receipt, "again, at the node where it was sent"
    assert hers(street, code, "show")["entries"][0]["state"] == "WITHDRAWN"
    assert street.run("leyla", "open", case.id).code == 1


def test_wrong_codes_shut_out_the_place_that_they_come_from_and_the_log_says_nothing_of_it(street):
    def tried(place: str) -> str:
        said = {"lookup": b64u(blake2b(place.encode())), "page": 0}
        headers = {"x-forwarded-for": place, "accept": "application/graphql-response+json"}
        body = {"query": her_documents.COPY, "variables": said}
        answer = httpx.post(f"{street.address}/graphql", json=body, headers=headers, timeout=30)
        return answer.json()["data"]["herCopy"].get("code", str(len(answer.content)))

    with ThreadPoolExecutor(12) as many:
        answers = list(many.map(tried, ["192.0.2.77"] * 12))
    size = tried("192.0.2.78")
    assert sorted(answers) == sorted([size] * 10 + ["TOO_MANY_TRIES"] * 2)
    log = (street.homes / "node.log").read_text(encoding="utf-8")
    assert "192.0.2" not in log
    assert b64u(blake2b(b"192.0.2.77")) not in log


def test_any_member_gives_a_code_for_her_card_and_without_it_one_that_shows_only(street, sent, tmp_path):
    case: Case = sent()
    account = street.file("account.json", {"answers": {"1": "YES"}})
    page, other = tmp_path / "page.html", tmp_path / "other.html"
    street.does("leyla", "hers", "code", str(page), "--card", case.card)
    street.does("giulia", "hers", "code", str(other), "--referral", case.id, "--no-picture")

    bare = street.run("nobody", "hers", "withdraw", given=f"{code_on(other)}\n")
    assert (bare.code, "NOT_HELD" in bare.err) == (1, True)
    [only] = hers(street, code_on(other), "show")["entries"]
    assert (only["state"], only["secret"], only["categories"]) == (None, False, ["CONSENT", "CONTACT", "NEED"])
    assert hers(street, code_on(page), "feedback", "--account", account)["stored"] == "STORED"
    kept = hers(street, code_on(page), "record", str(tmp_path / "kept.html"))
    assert [one["id"] for one in kept["referrals"]] == [case.id]
    assert len(hers(street, code_on(page), "withdraw")) == 1
    late = street.run("nobody", "hers", "feedback", "--account", account, given=f"{code_on(page)}\n")
    assert late.code == 3
    assert "<svg" in page.read_text(encoding="utf-8")
    assert "<svg" not in other.read_text(encoding="utf-8")


def test_a_page_is_never_written_over_and_a_refusal_leaves_none(street, sent, agreed, tmp_path):
    case: Case = sent()
    page = tmp_path / "page.html"
    page.write_text("another woman's")

    assert street.run("leyla", "hers", "code", str(page), "--card", case.card).code == 1
    assert page.read_text() == "another woman's"
    nowhere = tmp_path / "none.html"
    assert street.run("leyla", "hers", "code", str(nowhere), "--referral", "0" * 32).code == 3
    assert street.run("leyla", "hers", "add", case.card, "--with", case.id).code == 1
    assert not nowhere.exists()


def test_a_slip_is_told_before_anybody_is_asked_and_nothing_typed_is_said_back(street):
    for typed, part in (
        (CODE[:-1] + str((int(CODE[-1]) + 1) % 10), "One digit is wrong"),
        (her_code.shown(CODE)[:-1], "Group 5 does not have five digits"),
        ("12", "here are 2"),
        (" ".join([*her_code_text.words(CODE)[:2], "tolerantia"]), "Word 3 is not in the list"),
        (" ".join(reversed(her_code_text.words(CODE))), "eight words"),
    ):
        done = street.run("nobody", "hers", "show", given=f"{typed}\n", TOLERANT_NODE="http://127.0.0.1:9")
        assert (done.code, part in " ".join(done.err.split())) == (1, True), done
        assert typed not in done.err + done.out
    with pytest.raises(Mistyped):
        her_code_text.read("--")
    assert her_code_text.read(" ".join(word[:4] for word in her_code_text.words(CODE))) == CODE


def test_her_page_says_nothing_but_her_code_and_her_title():
    page = code_page.page(CODE, "Рахунок <1>", in_words=True)

    shown = re.sub(r"<(style|svg).*?</\1>|<[^>]+>", " ", page, flags=re.S).split()
    assert " ".join(shown) == f"Рахунок &lt;1&gt; Рахунок &lt;1&gt; {her_code.shown(CODE)} " + " ".join(
        her_code_text.words(CODE)
    )
    assert "http" not in page.replace("http-equiv", "")
    assert CODE not in page
    assert code_page.page(CODE, "", picture=False).count("<h1>") == 0
    assert code_page.text(CODE, "") == f"{her_code.shown(CODE)}\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_a_sentence_in_every_language_and_says_who_wrote_it(language):
    said, english = words_of(language), words_of("en")

    assert said["language"] == language
    assert said["origin"] in {"AUTHOR", "MACHINE", "HUMAN"}
    assert (said["origin"] == "AUTHOR") == (language == "en")
    assert said["states"].keys() == {state.value for state in State}
    assert said["words"].keys() == english["words"].keys()
    assert said["alerts"].keys() == {"TOLD", "NONE", "WAITS", "READ", "RAN_OUT", *SAYS.values()}
    parts = ("states", "words", "alerts")
    assert all(text.strip() and "{" not in text for part in parts for text in said[part].values())
    assert len(set(said["states"].values())) == len(State)


def test_every_command_of_hers_helps_in_a_line_and_takes_no_code_and_no_words_as_an_argument():
    for name, command in hers_commands.commands.items():
        assert not command.get_short_help_str(60).endswith("..."), name
        for one in command.params:
            assert one.type.name != "text" or one.name in {"referral", "language"}, (name, one.name)
