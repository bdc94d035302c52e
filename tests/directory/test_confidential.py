"""A hidden place leaves no trace: whatever its address and coordinates are, no door answers differently.

The whole directory is asked through every door, then what is hidden is changed behind the database's back, and every
door is asked again. Had an answer, an order, a count, a marker or an error depended on a hidden place, it would differ.
"""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from directory import store_shelf
from directory.content import Content
from directory.shelf import Shelf
from network.context import Context
from network.model import ANONYMOUS, Caller, Role
from server import schema
from tests.directory.test_store import OWNER, home, keep, put_in_force

SCHEMA = schema.make()
HIDDEN = ("NEVER", "ON_ACCEPTANCE")
STREET, LABEL, CITY, CODE = "Verborgenweg", "Haus am Fluss", "Geheimstadt", "94321"
AT = {"latitude": 48.3069, "longitude": 14.2858}
OPERATOR = Caller("", "", "", frozenset(), "node")
CALLERS = {
    "nobody": ANONYMOUS,
    "a caseworker": Caller("b" * 32, "1" * 32, "2" * 32, frozenset({Role.CASEWORKER}), "member"),
    "an administrator": Caller("c" * 32, "3" * 32, "4" * 32, frozenset({Role.ORG_ADMIN}), "member"),
    "an auditor": Caller("e" * 32, "5" * 32, "6" * 32, frozenset({Role.AUDITOR}), "auditor"),
}
INSIDE = {
    "the owner": Caller(OWNER, "7" * 32, "8" * 32, frozenset({Role.ORG_ADMIN}), "member"),
    "the secretariat": Caller("0" * 32, "9" * 32, "a" * 32, frozenset({Role.SECRETARIAT}), "secretariat"),
}
LISTING = (
    "id version name areasServed demonstration updatedAt names { language text } descriptions { text }"
    " places { label visibility area city street postalCode latitude longitude }"
)
REFUSED = "... on Refused { code sentence field }"
MATCH = (
    "query($p: ProfileInput!, $f: MatchFilter, $n: Int, $a: String)"
    " { matchListings(profile: $p, filter: $f, first: $n, after: $a) { ... on MatchConnection { totalCount"
    " counts { eligible ask notYet notEligible } pageInfo { hasNextPage endCursor }"
    " facets { countries { value count } serviceTypes { value count } verdicts { value count } }"
    " edges { cursor node { verdict distanceKm distanceIsApproximate conditions { kind verdict reason sentence }"
    f" listing {{ {LISTING} }} }} }} }} {REFUSED} }} }}"
)
SEARCH = (
    "query($s: String!, $f: ListingFilter, $n: Int) { listings(search: $s, filter: $f, first: $n) {"
    f" ... on ListingConnection {{ totalCount pageInfo {{ endCursor }} edges {{ cursor node {{ {LISTING} }} }} }}"
    f" {REFUSED} }} }}"
)
ONE = f"query($i: ID!) {{ listing(id: $i) {{ ... on Listing {{ {LISTING} }} {REFUSED} }} }}"
ENTITY = f"query($r: [_Any!]!) {{ _entities(representations: $r) {{ ... on Listing {{ {LISTING} }} }} }}"


def place(visibility: str) -> dict[str, Any]:
    """Give a place; where it may be told on acceptance, its town is shown to members, and nothing else of it."""
    town = "Linz" if visibility == "ON_ACCEPTANCE" else CITY
    hidden = {"label": LABEL, "street": STREET, "city": town, "postalCode": CODE, **AT}
    return {**hidden, "area": "AT-3", "visibility": visibility}


def contents() -> list[Content]:
    """Give services with every kind of place, some of them side by side."""
    public = {"label": "Office", "street": "Main Street 1", "city": "Linz", "area": "AT-3", "latitude": 48.2,
              "longitude": 15.6, "visibility": "PUBLIC"}  # fmt: skip
    rooms: list[list[dict[str, Any]]] = [[place(one)] for one in HIDDEN]
    rooms += [[place("NEVER"), public], [public], [place("NEVER"), place("ON_ACCEPTANCE")]]
    names = [[{"language": "en", "text": f"A quiet home {number}"}] for number in range(len(rooms))]
    kind = {"serviceTypes": ["LEGAL_AID"]}
    return [home(sourceId=f"home-{n}", places=rooms[n], names=names[n], **kind) for n in range(len(rooms))]


class House:
    """Ask every door of one database."""

    def __init__(self, context_of: Callable[[Caller], Context], owner: Any, ids: list[str]) -> None:
        self.context_of = context_of
        self.owner = owner
        self.ids = ids

    async def shelf(self) -> Shelf[Any]:
        """Read the matching snapshot anew, as a node does at its start."""
        shelf: Shelf[Any] = Shelf(store_shelf)
        async with self.context_of(OPERATOR).read(realm="node") as tx:
            await shelf.refresh(tx)
        return shelf

    async def hide_elsewhere(self, dice: random.Random) -> None:
        """Change every hidden address and point, past the triggers that would forbid it."""
        await self.owner.execute("SET session_replication_role = replica")
        await self.owner.execute(
            "UPDATE directory.listing_hidden_places SET latitude = $1, longitude = $2, street = $3, city = $4,"
            " label = $5, postal_code = $6",
            dice.uniform(-85, 85), dice.uniform(-180, 180), *(f"Elsewhere {dice.random()}" for _ in range(3)), "1010",
        )  # fmt: skip
        await self.owner.execute("SET session_replication_role = origin")

    async def ask(self, caller: Caller, shelf: Shelf[Any], text: str, **variables: Any) -> str:
        context = self.context_of(caller)
        context.shelf = shelf
        done = await SCHEMA.execute(text, variable_values=variables, context_value=context)
        said = [f"{type(each.original_error).__name__}: {each.message}" for each in done.errors or ()]
        assert not [each for each in said if each.startswith("NoneType")], "the question itself is wrong"
        return json.dumps([done.data, said], sort_keys=True, default=str)

    async def matches(self, caller: Caller) -> dict[str, str]:
        """Ask for matches in every way that could order, count or cut by a place."""
        shelf, found = await self.shelf(), {}
        near = [None, AT, {"latitude": -33.0, "longitude": 151.0}, {"latitude": 48.2, "longitude": 15.6}]
        for number, point in enumerate(near):
            profile = {"area": "AT-3", "near": point} if point else {"area": "AT-3"}
            for km in (None, 1.0, 50.0, 5000.0) if point else (None,):
                for first in (2, 100):
                    asked = {"p": profile, "f": {"withinKm": km} if km else None, "n": first}
                    found[f"match {number} {km} {first}"] = await self.ask(caller, shelf, MATCH, **asked)
            page = json.loads(found[f"match {number} None 2"])[0]["matchListings"]
            if after := (page.get("pageInfo") or {}).get("endCursor"):
                found[f"page {number}"] = await self.ask(caller, shelf, MATCH, p=profile, n=2, a=after)
        return found

    async def everything(self, caller: Caller) -> dict[str, str]:
        """Ask every door, also with the hidden words themselves and with ids that are none."""
        shelf, found = await self.shelf(), await self.matches(caller)
        for words in (STREET, LABEL, CITY, CODE, "Elsewhere", "quiet", "home", ""):
            for areas in (None, ["AT-3"], ["AT"], ["IT"]):
                asked = {"s": words, "f": {"areas": areas} if areas else None, "n": 3}
                found[f"search {words} {areas}"] = await self.ask(caller, shelf, SEARCH, **asked)
        for number, listing in enumerate([*self.ids, "f" * 32, STREET]):
            found[f"listing {number}"] = await self.ask(caller, shelf, ONE, i=listing)
            about = [{"__typename": "Listing", "id": listing}]
            found[f"entity {number}"] = await self.ask(caller, shelf, ENTITY, r=about)
        return found


@pytest.fixture
async def house(context_of: Any, owner: Any) -> House:
    ids = await keep(context_of(INSIDE["the owner"]), *contents())
    await put_in_force(owner, ids)
    return House(context_of, owner, ids)


@pytest.mark.parametrize("who", CALLERS)
async def test_no_door_answers_differently_for_another_hidden_place(house: House, who: str) -> None:
    dice = random.Random(who)
    with capture_logs() as logs:
        before = await house.everything(CALLERS[who])
        for _ in range(3):
            await house.hide_elsewhere(dice)
            assert await house.everything(CALLERS[who]) == before

    said = "".join(before.values()) + json.dumps(logs, default=str)
    for word in (STREET, LABEL, CITY, CODE, str(AT["latitude"]), str(AT["longitude"]), "Elsewhere"):
        found = said.replace(json.dumps(AT), "")
        assert word not in found, found[max(0, found.find(word) - 300) : found.find(word) + 50]
    if who != "nobody":
        assert "A quiet home 3" in said


@pytest.mark.parametrize("who", INSIDE)
async def test_nobody_at_all_is_matched_by_a_hidden_place(house: House, who: str) -> None:
    dice = random.Random(who)
    shown = {
        key: value.replace(LABEL, "").replace(STREET, "") for key, value in (await house.matches(INSIDE[who])).items()
    }
    for _ in range(3):
        await house.hide_elsewhere(dice)
        assert _without_addresses(await house.matches(INSIDE[who])) == _without_addresses(shown)


def _without_addresses(answers: dict[str, str]) -> dict[str, Any]:
    """Leave out what the owner and the secretariat may read of a place; order, counts, markers and distances stay."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items() if key != "places"}
        return [plain(each) for each in value] if isinstance(value, list) else value

    return {key: plain(json.loads(value)) for key, value in answers.items()}


async def test_the_owner_and_the_secretariat_read_the_address_that_others_do_not(house: House) -> None:
    shelf = await house.shelf()

    for caller in INSIDE.values():
        assert STREET in await house.ask(caller, shelf, ONE, i=house.ids[0])
    assert STREET not in await house.ask(CALLERS["a caseworker"], shelf, ONE, i=house.ids[0])
