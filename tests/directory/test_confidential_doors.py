"""The doors that go further than a search tell as little of a hidden place: copies, exports, ways, the workbench.

As in `test_confidential`: every door is asked, what is hidden is changed behind the database's back, and every door is
asked again. One listing stands in public at the very address that another hides, so that a comparison would show.
"""

import hashlib
import io
import itertools
import json
import random
import zipfile
from typing import Any

import pytest
from structlog.testing import capture_logs

from directory import actions as directory
from directory.content import Content
from directory.exporting import Form
from kit.errors import Refusal
from network.model import Caller
from tests.directory.test_confidential import (
    AT,
    CALLERS,
    CITY,
    CODE,
    INSIDE,
    LABEL,
    LISTING,
    OPERATOR,
    REFUSED,
    STREET,
    House,
    place,
)
from tests.directory.test_store import home, keep, put_in_force

VISIBILITIES = ("NEVER", "ON_ACCEPTANCE")
EVERYBODY = {**CALLERS, **INSIDE}
GERMAN = {"kind": "LANGUAGE", "language": "de"}
COURSE = {"serviceTypes": ["LANGUAGE_COURSE"], "outcomes": [{**GERMAN, "level": "B1"}],
          "criteria": [{"kind": "AGE", "minimum": 16}]}  # fmt: skip
WORK = {"serviceTypes": ["VOCATIONAL_TRAINING"], "criteria": [{**GERMAN, "minLevel": "B1"}]}
HER = {"age": 30, "gender": "WOMAN", "area": "AT-3", "languages": [{"language": "de", "level": "A1"}]}
NEAR = (None, AT, {"latitude": -33.0, "longitude": 151.0})

OR = f"{REFUSED} }} }}"
SHOWN = f"... on Listing {{ {LISTING} }} {OR}"
PLACED = f"listing {{ {LISTING} }}"
COUNTS = " ".join(
    f"{each} {{ value count }}" for each in ("serviceTypes", "countries", "languages", "accepting", "verdicts")
)
FACETS = (
    "query($p: ProfileInput!, $f: MatchFilter) { matchListings(profile: $p, filter: $f) { ... on MatchConnection {"
    f" totalCount facets {{ {COUNTS} }} edges {{ node {{ listing {{ id }} }} }} }} {OR}"
)
PATHWAYS = (
    "query($p: ProfileInput!, $f: MatchFilter) { pathways(profile: $p, filter: $f) { ... on Pathways { eligible"
    " complete pathways { daysBefore stepsOfUnknownLength steps { days match { verdict distanceKm distanceIsApproximate"
    f" conditions {{ kind verdict sentence }} criteria {{ verdict sentence }} {PLACED} }} }} }} }} {OR}"
)
SYNC = (
    "query($s: String, $n: Int) { directorySync(since: $s, first: $n) { ... on DirectorySync {"
    f" entries {{ id hash text }} reset more cursor revision count root }} {OR}"
)
VERSION = f"query($i: ID!) {{ listing(id: $i, version: 1) {{ {SHOWN}"
WORKBENCH = {
    "queue": "{ vettingQueue { ... on QueuePage { totalCount items { why dueOn highRisk"
             f" {PLACED} }} }} {OR}",
    "duplicates": "{ duplicateProposals { ... on DuplicatePage { totalCount pairs { nameLikeness agrees"
                  f" listings {{ {LISTING} }} }} }} {OR}",
    "coverage": "{ coverage { ... on Coverage { rows { country serviceType offered expiring expired disputed stale used"
                f" neverUsed }} }} {OR}",
    "notices": f"{{ listingNotices {{ ... on ListingNotices {{ totalCount notices {{ listingId kind }} }} {OR}",
    "checklist": f"{{ checklist {{ ... on Checklist {{ questions {{ id }} }} {OR}",
}  # fmt: skip
CASEBOOK = {
    "history": "query($i: ID!) { listingHistory(id: $i) { ... on ListingHistory { totalCount entries { kind text } }"
               f" {OR}",
    "record": "query($i: ID!) { vettingRecord(id: $i, version: 1) { ... on VettingRecord { reviews { note } decisions {"
              f" note }} }} {OR}",
    "effect": f"query($i: ID!) {{ suspensionEffect(listingId: $i) {{ ... on SuspensionEffect {{ referrals }} {OR}",
    "draft": f"query($i: ID!) {{ reviewDraft(id: $i) {{ ... on ReviewDraft {{ note saved }} {OR}",
    "decided": "query($i: ID!) { duplicateDecisions(id: $i) { ... on DuplicateDecisions { decisions { verdict } }"
               f" {OR}",
}  # fmt: skip
STRANGERS_ACTS = {
    "review": "startReview(input: {id: $i, expectedVersion: 1, ",
    "delist": 'delistListing(input: {id: $i, reason: "none", expectedVersion: 1, statement: "e30", ',
    "conflict": 'declareConflict(input: {id: $i, note: "none", ',
}
STRANGERS_ACTS = {
    name: f'mutation($i: ID!) {{ {act}idempotencyKey: "a-key-of-{name}"}}) {{ {SHOWN}'
    for name, act in STRANGERS_ACTS.items()
}


def contents() -> list[Content]:
    """Give ways through hidden courses, and a public listing at the address that the others hide."""
    told = {"label": LABEL, "street": STREET, "city": CITY, "postalCode": CODE, **AT, "area": "AT-3",
            "visibility": "PUBLIC"}  # fmt: skip
    kinds: list[dict[str, Any]] = []
    for visibility in VISIBILITIES:
        kinds += [{**COURSE, "places": [place(visibility)]}, {**WORK, "places": [place(visibility)]}]
    kinds += [{**COURSE, "places": [told]}, {**WORK, "places": [told, place("NEVER")]}]
    return [home(sourceId=f"s-{n}", names=[{"language": "en", "text": "A quiet course"}], **each)
            for n, each in enumerate(kinds)]  # fmt: skip


class Doors(House):
    """Ask every further door of one database."""

    visibility = ""

    async def hide_elsewhere(self, dice: random.Random) -> None:
        """Change the hidden addresses and points of one kind of place."""
        await self.owner.execute("SET session_replication_role = replica")
        await self.owner.execute(
            "UPDATE directory.listing_hidden_places h SET latitude = $1, longitude = $2, street = $3, city = $4,"
            " label = $5, postal_code = $6 FROM directory.listing_places p WHERE p.visibility = $7 AND"
            " (p.listing_id, p.number, p.position) = (h.listing_id, h.number, h.position)",
            dice.uniform(-85, 85), dice.uniform(-180, 180), *(f"Elsewhere {dice.random()}" for _ in range(3)), "1010",
            self.visibility,
        )  # fmt: skip
        await self.owner.execute("SET session_replication_role = origin")

    async def everything(self, caller: Caller) -> dict[str, str]:
        """Ask each door in several ways, with the caller's own rights."""
        shelf, found = await self.shelf(), dict[str, str]()
        for near, km, kind in itertools.product(NEAR, (None, 20.0), ("LANGUAGE_COURSE", "VOCATIONAL_TRAINING")):
            asked = {"p": {**HER, "near": near} if near else HER, "f": {"serviceTypes": [kind], "withinKm": km}}
            for name, text in (("facets", FACETS), ("pathways", PATHWAYS)):
                found[f"{name} {near} {km} {kind}"] = await self.ask(caller, shelf, text, **asked)
        found["facets of the unvetted"] = await self.ask(caller, shelf, FACETS, p=HER, f={"includeUnvetted": True})
        marker: str | None = None
        for number in range(4):
            found[f"sync {number}"] = await self.ask(caller, shelf, SYNC, s=marker, n=2)
            marker = (json.loads(found[f"sync {number}"])[0] or {}).get("directorySync", {}).get("cursor")
        for name, text in WORKBENCH.items():
            found[name] = await self.ask(caller, shelf, text)
        texts = {"version": VERSION, **CASEBOOK}
        if caller in CALLERS.values():
            texts |= STRANGERS_ACTS
        for (name, text), (number, listing) in itertools.product(
            texts.items(), enumerate([*self.ids, "f" * 32, STREET])
        ):
            found[f"{name} {number}"] = await self.ask(caller, shelf, text, i=listing)
        return found | await self.exports(caller)

    async def exports(self, caller: Caller) -> dict[str, str]:
        """Write the directory in every form, as the operator does, and try it as the caller."""
        found = {}
        for (who, realm), form, every, public in itertools.product(
            ((OPERATOR, "node"), (caller, None)), Form, (False, True), (False, True)
        ):
            out, context = io.BytesIO(), self.context_of(who)
            said = ""
            try:
                async with context.write(**({"realm": realm} if realm else {})) as tx:
                    count = await directory.export(tx, who, out, form, every=every, public=public, now=context.now)
                    said = f"{count} {hashlib.sha256(out.getvalue()).hexdigest()}"
            except Refusal as no:
                said = f"{no.code} {no}"
            found[f"export {realm} {form} {every} {public}"] = said
        return found


@pytest.fixture
async def doors(context_of: Any, owner: Any) -> Doors:
    ids = await keep(context_of(INSIDE["the owner"]), *contents())
    await put_in_force(owner, ids)
    return Doors(context_of, owner, ids)


def without_addresses(answers: dict[str, str]) -> dict[str, Any]:
    """Leave out the places themselves, which the owner and the secretariat may read."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items() if key != "places"}
        return [plain(each) for each in value] if isinstance(value, list) else value

    return {key: plain(json.loads(said)) if said.startswith("[") else said for key, said in answers.items()}


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("who", EVERYBODY)
async def test_no_further_door_answers_differently_for_another_hidden_place(
    doors: Doors, who: str, visibility: str
) -> None:
    dice, caller = random.Random(who + visibility), EVERYBODY[who]
    shown = (lambda said: said) if who in CALLERS else without_addresses
    doors.visibility = visibility
    with capture_logs() as logs:
        before = shown(await doors.everything(caller))
        for _ in range(2):
            await doors.hide_elsewhere(dice)
            after = shown(await doors.everything(caller))
            assert {key: said for key, said in after.items() if said != before[key]} == {}

    assert "Elsewhere" not in json.dumps(logs, default=str)
    if who in CALLERS:
        assert "Elsewhere" not in "".join(after.values())
    if who == "a caseworker":
        assert '"entries": [{' in after["sync 0"]
        assert '"steps": [{' in "".join(said for name, said in after.items() if name.startswith("pathways"))
    if who == "the secretariat":
        assert after["duplicates"][0]["duplicateProposals"]["totalCount"] > 0


@pytest.mark.parametrize("form", Form)
async def test_an_export_holds_the_public_address_and_no_hidden_one(doors: Doors, form: Form) -> None:
    await doors.owner.execute("SET session_replication_role = replica")
    await doors.owner.execute(
        "UPDATE directory.listing_hidden_places SET street = 'Nowhere to be read', city = 'Hidden'"
    )
    await doors.owner.execute("SET session_replication_role = origin")
    out, context = io.BytesIO(), doors.context_of(OPERATOR)
    async with context.write(realm="node") as tx:
        await directory.export(tx, OPERATOR, out, form, every=True, public=False, now=context.now)

    written = text_of(out.getvalue(), form)
    assert STREET in written
    assert "Nowhere to be read" not in written


def text_of(file: bytes, form: Form) -> str:
    if form is Form.JSONL:
        return file.decode()
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return "".join(package.read(name).decode() for name in package.namelist())
