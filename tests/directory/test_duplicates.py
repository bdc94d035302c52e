"""Two entries of one service are shown to a person, decided by her, and never merged by themselves."""

import json
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory import actions
from directory.importing import ImportSummary
from directory.likeness import Agrees, Card, pairs
from kit.ids import new_id
from network.model import Caller, Role
from tests.directory.office import SCHEMA

OPERATOR = Caller("", "", "", frozenset(), "node")
OFFICE = Caller("b" * 32, "5" * 32, "e" * 32, frozenset({Role.SECRETARIAT}), "secretariat")
MEMBER = Caller("a" * 32, "5" * 32, "d" * 32, frozenset({Role.CASEWORKER}), "member")
SHOW = (
    "query($n: Int, $a: String) { duplicateProposals(first: $n, after: $a) { ... on DuplicatePage { totalCount"
    " pairs { listings { id name } nameLikeness agrees } pageInfo { hasNextPage endCursor } }"
    " ... on Refused { code field } } }"
)
DECIDE = (
    "mutation($i: DecideDuplicateInput!) { decideDuplicate(input: $i) {"
    " ... on DuplicateDecision { id listingIds verdict note byStaff } ... on Refused { code field } } }"
)
KEPT = (
    "query($i: ID!) { duplicateDecisions(id: $i) { ... on DuplicateDecisions { decisions { id verdict } }"
    " ... on Refused { code } } }"
)
A = Card("a", ("Legal help for women",), "Tern School", "https://tern.example/", "+43 1 234 567 89", None, ())


def of(**changes: Any) -> Card:
    """Give a second entry that shares nothing but what is said."""
    base = {"id": "b", "names": A.names, "provider": "Other", "website": None, "phone": None, "email": None,
            "addresses": ()}  # fmt: skip
    return Card(**{**base, **changes})


LIKE: dict[str, tuple[Card, Card, tuple[Agrees, ...]]] = {
    "the same telephone in another spelling": (A, of(phone="0043/1/23456789"), (Agrees.PHONE,)),
    "the same website": (A, of(website="www.TERN.example"), (Agrees.URL,)),
    "the same provider with accents": (A, of(provider="Térn school"), (Agrees.PROVIDER,)),
    "the same words in another order": (
        A, of(names=("For women: legal help",), website="https://tern.example"), (Agrees.URL,)),
    "one name of many in another language": (
        Card("a", ("Legal help", "Νομική βοήθεια για γυναίκες"), "T", None, None, "a@t.example"),
        of(names=("ΝΟΜΙΚΗ ΒΟΗΘΕΙΑ ΓΙΑ ΓΥΝΑΙΚΕΣ",), email="A@t.example"), (Agrees.EMAIL,)),
    "the same street, written otherwise": (
        Card("a", A.names, "T", addresses=("Main Street 12 1010 Wien",)),
        of(addresses=("Main Str. 12, 1010 Wien",)), (Agrees.ADDRESS,)),
}  # fmt: skip
UNLIKE: dict[str, tuple[Card, Card]] = {
    "the same name and nothing else": (A, of()),
    "the same telephone and another name": (A, of(names=("Bicycle repair",), phone=A.phone)),
    "another level": (
        Card("a", ("German course A1",), "T", "https://t.example"),
        of(names=("German course A2",), website="https://t.example")),
    "a telephone of three digits": (Card("a", A.names, "T", phone="112"), of(phone="112")),
    "another house in the street": (
        Card("a", A.names, "T", addresses=("Main Street 12 1010 Wien",)), of(addresses=("Main Street 14 1010 Wien",))),
}  # fmt: skip


@pytest.mark.parametrize("name", LIKE)
def test_entries_that_look_like_one_service_are_proposed(name: str) -> None:
    one, other, agrees = LIKE[name]

    (found,) = pairs([one, other])

    assert (found.one, found.other, found.agrees) == ("a", "b", (Agrees.NAME, *agrees))
    assert 80 <= found.names <= 100
    assert pairs([other, one]) == [found]
    assert pairs([one, other], frozenset({("a", "b")})) == []


@pytest.mark.parametrize("name", UNLIKE)
def test_entries_of_two_services_are_left_alone(name: str) -> None:
    assert pairs(list(UNLIKE[name])) == []


def test_what_agrees_in_most_is_looked_at_first() -> None:
    both = of(id="c", provider="Third", website="https://tern.example", phone=A.phone)

    found = pairs([A, of(phone=A.phone), both])

    assert [(each.one, each.other) for each in found] == [("a", "c"), ("a", "b"), ("b", "c")]


def test_ten_thousand_entries_are_compared_without_comparing_all_with_all() -> None:
    cards = [
        Card(f"{number:05}", (f"Course of {chr(97 + number % 26) * 3} kind {number}",), f"School {number}",
             f"https://s{number}.example") for number in range(10_000)
    ]  # fmt: skip
    twin = Card("99999", cards[77].names, "Somebody", cards[77].website)

    assert [(each.one, each.other) for each in pairs([*cards, twin])] == [("00077", "99999")]


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12)), max_size=8))
def test_no_text_breaks_the_comparison_and_no_listing_is_its_own_twin(said: list[tuple[str, str, str]]) -> None:
    cards = [Card(str(n), (name,), site, site, phone, None, (name,)) for n, (name, site, phone) in enumerate(said)]

    found = pairs(cards)

    assert all(each.one < each.other for each in found)
    assert len({(each.one, each.other) for each in found}) == len(found)
    assert {(each.one, each.other) for each in pairs(cards[::-1])} == {(each.one, each.other) for each in found}


async def ask(context_of: Any, who: Caller, text: str, **variables: Any) -> Any:
    done = await SCHEMA.execute(text, variables, context_value=context_of(who))
    assert done.errors is None, done.errors
    assert done.data is not None
    return next(iter(done.data.values()))


@pytest.fixture
async def twins(context_of: Any) -> ImportSummary:
    """Import two pairs of services that look alike, and one that stands alone."""
    organization = {"id": "o", "name": "Tern School", "website": "https://tern.example"}
    names = ["Legal help for women", "Legal help for women", "Childcare in the morning", "Childcare mornings", "Loans"]
    services = [
        {"id": f"s{number}", "name": name, "description": str(number), "status": "active", "organization": organization}
        for number, name in enumerate(names)
    ]
    context = context_of(OPERATOR)
    async with context.write(realm="node") as tx:
        return await actions.import_listings(tx, OPERATOR, map(json.dumps, services), now=context.now)


async def test_the_secretariat_is_shown_pairs_a_page_at_a_time_and_decides(
    context_of: Any, twins: ImportSummary, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    assert twins.stored == 5
    first = await ask(context_of, OFFICE, SHOW, n=1)
    second = await ask(context_of, OFFICE, SHOW, n=1, a=first["pageInfo"]["endCursor"])
    (pair,) = first["pairs"]
    ids = [each["id"] for each in pair["listings"]]
    listings = await owner.fetch("SELECT * FROM directory.listings ORDER BY id")

    said = {"listingIds": ids[::-1], "verdict": "SAME", "note": "One door.", "idempotencyKey": new_id()}
    decided, again = [await ask(context_of, OFFICE, DECIDE, i=said) for _ in range(2)]
    later = await ask(context_of, OFFICE, SHOW)
    changed = await ask(context_of, OFFICE, DECIDE, i=said | {"verdict": "DIFFERENT", "idempotencyKey": new_id()})

    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (2, True)
    assert (pair["nameLikeness"], pair["agrees"]) == (100, ["NAME", "PROVIDER", "URL"])
    assert second["pairs"][0]["listings"][0]["name"].startswith("Childcare")
    assert decided == again
    assert (decided["listingIds"], decided["verdict"], decided["byStaff"]) == (ids, "SAME", OFFICE.staff_id)
    assert [each["listings"][0]["name"][:9] for each in later["pairs"]] == ["Childcare"]
    kept = (await ask(context_of, OFFICE, KEPT, i=ids[0]))["decisions"]
    assert kept == [{"id": each["id"], "verdict": each["verdict"]} for each in (decided, changed)]
    assert await owner.fetch("SELECT * FROM directory.listings ORDER BY id") == listings, "nothing is merged"


async def test_nobody_else_compares_and_no_decision_is_changed_or_taken_back(
    context_of: Any, twins: ImportSummary, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    ids = [row["id"] for row in await owner.fetch("SELECT id FROM directory.listings ORDER BY id LIMIT 2")]
    said = {"listingIds": ids, "verdict": "SAME", "note": "x", "idempotencyKey": new_id()}
    bad = {
        "SAME_LISTING": {"listingIds": [ids[0], ids[0]]},
        "LISTING_NOT_FOUND": {"listingIds": [ids[0], "f" * 32]},
        "BAD_ID": {"listingIds": [ids[0], "x"]},
        "REASON_MISSING": {"note": " "},
        "TOO_LONG": {"note": "x" * 2001},
    }

    assert (await ask(context_of, MEMBER, SHOW))["code"] == "ROLE_MISSING"
    assert (await ask(context_of, MEMBER, DECIDE, i=said))["code"] == "ROLE_MISSING"
    assert (await ask(context_of, MEMBER, KEPT, i=ids[0]))["code"] == "ROLE_MISSING"
    assert (await ask(context_of, OFFICE, SHOW, a="bad"))["code"] == "BAD_CURSOR"
    for code, change in bad.items():
        assert (await ask(context_of, OFFICE, DECIDE, i=said | change))["code"] == code
    assert await owner.fetchval("SELECT count(*) FROM directory.duplicate_decisions") == 0

    await ask(context_of, OFFICE, DECIDE, i=said)
    for change in ("UPDATE directory.duplicate_decisions SET note = 'y'", "DELETE FROM directory.duplicate_decisions"):
        with pytest.raises(asyncpg.PostgresError):
            await owner.execute(change)
    async with context_of(MEMBER).read() as tx:
        assert await tx.fetch("SELECT * FROM directory.duplicate_decisions") == []
