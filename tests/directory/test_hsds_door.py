"""The directory over `/hsds/`: valid against the standard's own schemas, and nothing that GraphQL would not show."""

import io
import json
import random
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import jsonschema
import pytest
from fastapi import FastAPI
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from directory import actions, taxonomy
from directory.routes import router
from network.context import Context
from network.errors import NotSignedIn
from network.model import ANONYMOUS, Caller, Role
from tests.directory.test_confidential import AT, CALLERS, CITY, INSIDE, LABEL, STREET, House
from tests.directory.test_confidential import contents as hidden_and_other_places
from tests.directory.test_exchange import DEMO, HIDDEN, OPERATOR, load, objects
from tests.directory.test_store import keep, put_in_force

SCHEMAS = Path(__file__).parents[3] / "shared" / "data" / "hsds-3.1.1"
MEMBER = Caller("a" * 32, "5" * 32, "d" * 32, frozenset({Role.CASEWORKER}), "member")
OFFICE = Caller("b" * 32, "5" * 32, "e" * 32, frozenset({Role.SECRETARIAT}), "secretariat")
WHO = {"member": MEMBER, "office": OFFICE, None: ANONYMOUS}
UNKNOWN = "00000000-0000-4000-8000-000000000000"
with_schemas = pytest.mark.skipif(not SCHEMAS.exists(), reason="the public data folder is not beside the checkout")


@pytest.fixture
async def wire(context_of: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Give the door over a directory that holds the demonstration and one proposal."""

    async def contexts(bearer: str | None) -> Context:
        if bearer not in WHO:
            raise NotSignedIn
        context: Context = context_of(WHO[bearer])
        return context

    operator: Context = context_of(OPERATOR)
    await load(operator)
    proposal = {"id": "s1", "name": "Proposed", "status": "active", "organization": {"id": "o", "name": "Unvetted"}}
    async with operator.write(realm="node") as tx:
        await actions.import_listings(tx, OPERATOR, [json.dumps(proposal)], now=operator.now)
    app = FastAPI(openapi_url=None)
    app.include_router(router(contexts, "http://node.test"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://node.test/hsds") as client:
        client.headers["authorization"] = "Bearer member"
        yield client


def valid(name: str, record: Any) -> None:
    resources = [
        (path.name, Resource.from_contents(json.loads(path.read_text("utf-8")), default_specification=DRAFT202012))
        for path in SCHEMAS.glob("*.json")
        if path.name != "openapi.json"
    ]
    schema = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    registry: Any = Registry().with_resources(resources)
    checker = jsonschema.FormatChecker()
    jsonschema.Draft202012Validator(schema, registry=registry, format_checker=checker).validate(record)


async def contents(wire: httpx.AsyncClient, path: str, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for page in range(1, 9):
        answer = await wire.get(path, params={**asked, "page": page, "per_page": 30})
        assert answer.status_code == 200, answer.text
        found += answer.json()["contents"]
        if answer.json()["last_page"]:
            return found
    raise AssertionError("no last page")


@with_schemas
@pytest.mark.parametrize(
    "path, name, asked",
    [
        ("/services", "service", {}),
        ("/services", "service", {"full": "true"}),
        ("/organizations", "organization", {}),
        ("/organizations", "organization", {"full": "true"}),
        ("/service_at_locations", "service_at_location", {"full": "true"}),
        ("/taxonomies", "taxonomy", {}),
        ("/taxonomy_terms", "taxonomy_term", {}),
    ],
)
async def test_every_answer_is_valid_against_the_schemas(
    wire: httpx.AsyncClient, path: str, name: str, asked: dict[str, str]
) -> None:
    found = await contents(wire, path, **asked)

    assert found
    for record in found:
        valid(name, record)
        one = await wire.get(f"{path}/{record['id']}")
        assert one.status_code == 200
        valid(name, one.json())
        assert one.json()["id"] == record["id"]


@with_schemas
async def test_the_root_and_every_page_are_shaped_as_the_openapi_document_says(wire: httpx.AsyncClient) -> None:
    said = json.loads((SCHEMAS / "openapi.json").read_text("utf-8"))

    root = said["paths"]["/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator(root).validate((await wire.get("/")).json())
    assert set((await wire.get("/")).json()) == set(root["properties"])
    for path in ("/services", "/organizations", "/service_at_locations", "/taxonomies", "/taxonomy_terms"):
        page = (await wire.get(path, params={"per_page": 2})).json()
        jsonschema.Draft202012Validator(said["components"]["schemas"]["Page"]).validate(page)
        assert set(page) == {*said["components"]["schemas"]["Page"]["properties"], "contents"}
    ours = (await wire.get("/openapi.json")).json()
    assert set(ours["paths"]) == set(said["paths"])


async def test_pages_hold_every_service_once_and_know_how_many_there_are(wire: httpx.AsyncClient) -> None:
    found = await contents(wire, "/services")
    middle = (await wire.get("/services", params={"page": 2, "per_page": 30})).json()
    beyond = (await wire.get("/services", params={"page": 99})).json()

    assert len({each["id"] for each in found}) == len(found) == len(DEMO)
    envelope = {key: value for key, value in middle.items() if key != "contents"}
    assert envelope == {"total_items": 61, "total_pages": 3, "page_number": 2, "size": 30, "first_page": False,
                        "last_page": False, "empty": False}  # fmt: skip
    assert (beyond["contents"], beyond["empty"], beyond["last_page"]) == ([], True, True)


async def test_nobody_reads_services_without_signing_in_and_everybody_reads_our_words(
    wire: httpx.AsyncClient,
) -> None:
    service = (await wire.get("/services")).json()["contents"][0]
    place = (await wire.get("/service_at_locations")).json()["contents"][0]
    closed = ("/services", f"/services/{service['id']}", "/organizations",
              f"/organizations/{service['organization_id']}", "/service_at_locations",
              f"/service_at_locations/{place['id']}", "/export.jsonl", "/export.csv")  # fmt: skip
    wire.headers.pop("authorization")

    for path in closed:
        answer = await wire.get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "NOT_SIGNED_IN"), path
        assert "www-authenticate" in answer.headers
        assert (await wire.get(path, headers={"authorization": "Bearer forged"})).status_code == 401
        assert (await wire.get(path, headers={"authorization": "Basic YTpi"})).status_code == 401
    for path in ("/", "/profile", "/open-eligibility", "/openapi.json", "/taxonomies", "/taxonomy_terms"):
        assert (await wire.get(path)).status_code == 200, path


async def test_what_is_not_vetted_and_in_force_is_not_there(
    wire: httpx.AsyncClient, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    gone = (await wire.get("/services", params={"per_page": 3})).json()["contents"]
    change = "UPDATE directory.listings SET {} WHERE hsds_id = $1"
    await owner.execute(change.format("expires_at = now() - interval '1 hour'"), gone[0]["id"])
    await owner.execute(change.format("state = 'SUSPENDED', suspended_reason = 'Closed'"), gone[1]["id"])
    await owner.execute(change.format("state = 'PAUSED'"), gone[2]["id"])

    for who in ("member", "office"):
        wire.headers["authorization"] = f"Bearer {who}"
        shown = await contents(wire, "/services")
        assert len(shown) == len(DEMO) - 3
        assert not {each["id"] for each in gone} & {each["id"] for each in shown}
        assert [(await wire.get(f"/services/{each['id']}")).status_code for each in gone] == [404, 404, 404]
        assert "Unvetted" not in {each["name"] for each in await contents(wire, "/organizations")}


async def test_nothing_of_a_hidden_place_leaves_by_any_answer(wire: httpx.AsyncClient) -> None:
    for who in ("member", "office"):
        wire.headers["authorization"] = f"Bearer {who}"
        said = [
            await contents(wire, path, full="true") for path in ("/services", "/organizations", "/service_at_locations")
        ]
        points = {(at.get("latitude"), at.get("longitude")) for at in objects(said)}
        streets = {at.get("address_1") for at in objects(said)}
        for place in HIDDEN:
            assert (place["latitude"], place["longitude"]) not in points
            assert place["street"] not in streets
            answer = await wire.post("/services", json={"search": place["street"]})
            assert answer.json()["total_items"] == 0


async def test_places_for_members_are_shown_to_members_and_stay_out_of_a_public_file(
    wire: httpx.AsyncClient, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await owner.execute("ALTER TABLE directory.listing_places DISABLE TRIGGER places_are_kept")
    await owner.execute(
        "UPDATE directory.listing_places SET visibility = 'MEMBERS' WHERE ctid IN"
        " (SELECT ctid FROM directory.listing_places WHERE street LIKE 'Beispielgasse 2%' LIMIT 1)"
    )

    shown = json.dumps(await contents(wire, "/service_at_locations"))
    wire.headers["authorization"] = "Bearer office"
    ours = (await wire.get("/export.jsonl")).text
    public = (await wire.get("/export.jsonl", params={"public": "true"})).text

    assert "MEMBERS" in public
    assert (shown.count("Beispielgasse 2"), ours.count("Beispielgasse 2")) == (1, 1)
    assert public.count("Beispielgasse 2") == 0


async def test_words_to_search_for_travel_in_the_body_and_never_in_the_address(wire: httpx.AsyncClient) -> None:
    found = (await wire.post("/services", json={"search": "deutsch a2 frauen"})).json()
    refused = await wire.get("/services", params={"search": "deutsch"})
    also = await wire.post("/services?search=deutsch", json={})

    assert [each["name"] for each in found["contents"]] == ["German A2 for women, morning course"]
    assert [each.json()["code"] for each in (refused, also)] == ["SEARCH_IN_ADDRESS"] * 2
    assert refused.status_code == 400


async def test_lists_are_narrowed_by_term_organisation_and_date(wire: httpx.AsyncClient) -> None:
    every = await contents(wire, "/services", full="true")
    legal = taxonomy.term(taxonomy.SERVICE_TYPES, "LEGAL_AID")["id"]
    women = taxonomy.term(taxonomy.CRITERIA, "INTAKE_GROUP/WOMEN_ONLY")["id"]
    organization = every[0]["organization_id"]

    def having(code: str) -> set[str]:
        return {each["id"] for each in every if any(a["value"] == code for a in each["attributes"])}

    async def ids(**asked: str) -> set[str]:
        return {each["id"] for each in await contents(wire, "/services", **asked)}

    assert await ids(taxonomy_term_id=legal) == having("LEGAL_AID")
    assert await ids(taxonomy_term_id=women) == {
        each["id"] for each in every
        if any(a["label"] == "INTAKE_GROUP" and "WOMEN_ONLY" in a["value"] for a in each["attributes"])}  # fmt: skip
    assert await ids(organization_id=organization) == {
        each["id"] for each in every if each["organization_id"] == organization
    }
    assert await ids(modified_after="2020-01-01") == {each["id"] for each in every}
    assert await ids(modified_after="2100-01-01") == await ids(taxonomy_term_id=UNKNOWN) == set()
    minimal = (await wire.get("/services", params={"minimal": "true", "per_page": 500})).json()["contents"]
    assert {each["id"] for each in minimal} == {each["id"] for each in every}
    assert all(set(each) == {"id", "modified_date"} for each in minimal)


@pytest.mark.parametrize(
    "path, asked, code",
    [
        ("/services", {"postcode": "1020"}, "UNKNOWN_FILTER"),
        ("/service_at_locations", {"proximity": "48.2,16.3"}, "UNKNOWN_FILTER"),
        ("/taxonomies", {"full": "true"}, "UNKNOWN_FILTER"),
        ("/services", {"page": "0"}, "BAD_FILTER"),
        ("/services", {"page": "two"}, "BAD_FILTER"),
        ("/services", {"per_page": "101"}, "BAD_FILTER"),
        ("/services", {"full": "perhaps"}, "BAD_FILTER"),
        ("/services", {"format": "xml"}, "BAD_FILTER"),
        ("/services", {"modified_after": "yesterday"}, "BAD_FILTER"),
        ("/services", {"organization_id": "a\0b"}, "BAD_FILTER"),
        ("/services", {"taxonomy_term_id": taxonomy.term(taxonomy.FACTS, "VACANCY")["id"]}, "BAD_FILTER"),
    ],
)
async def test_a_filter_that_means_nothing_is_refused_by_its_name(
    wire: httpx.AsyncClient, path: str, asked: dict[str, str], code: str
) -> None:
    answer = await wire.get(path, params=asked)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert code != "BAD_FILTER" or answer.json()["field"] == next(iter(asked))


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"search": ' + b'"' + b"x" * 20_000 + b'"}', b"\xff", b"[" * 9_000])
async def test_a_body_that_is_no_small_object_is_refused(wire: httpx.AsyncClient, body: bytes) -> None:
    answer = await wire.post("/services", content=body)

    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_BODY")


@pytest.mark.parametrize("own", [UNKNOWN, "1", "%00", "..%2f..", "' OR 1=1"])
async def test_an_id_of_nothing_says_that_there_is_nothing(wire: httpx.AsyncClient, own: str) -> None:
    for path in ("/services", "/organizations", "/service_at_locations", "/taxonomies", "/taxonomy_terms"):
        assert (await wire.get(f"{path}/{own}")).status_code == 404, path


async def test_the_secretariat_takes_the_directory_out_in_both_forms_and_nobody_else_does(
    wire: httpx.AsyncClient, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    refused = [await wire.get(path) for path in ("/export.jsonl", "/export.csv")]
    wire.headers["authorization"] = "Bearer office"
    lines, package = await wire.get("/export.jsonl"), await wire.get("/export.csv")
    every = await wire.get("/export.jsonl", params={"every": "true"})

    assert [(each.status_code, each.json()["code"]) for each in refused] == [(403, "ROLE_MISSING")] * 2
    assert len(lines.text.splitlines()) == len(DEMO)
    assert len(every.text.splitlines()) == len(DEMO) + 1
    assert "services.csv" in zipfile.ZipFile(io.BytesIO(package.content)).namelist()
    assert await owner.fetchval("SELECT count(*) FROM network.audit WHERE action = 'listing.export'") == 3


async def test_the_profile_says_how_every_fact_is_written_and_where_its_terms_are(wire: httpx.AsyncClient) -> None:
    profile = (await wire.get("/profile")).json()
    facts = await contents(wire, "/taxonomy_terms", taxonomy_id=taxonomy.taxonomy(taxonomy.FACTS)["id"])

    assert profile["uri"] == taxonomy.profile_uri()
    assert set(profile["attributes"]["fact"]["value"]) == {each["code"] for each in facts}
    for each in profile["taxonomies"]:
        assert (await wire.get(each["url"])).json()["uri"] == each["uri"]
        assert (await wire.get(each["terms"])).json()["total_items"] > 0


async def test_no_answer_depends_on_a_hidden_place_whoever_asks(context_of: Any, owner: Any) -> None:
    ids = await keep(context_of(INSIDE["the owner"]), *hidden_and_other_places())
    await put_in_force(owner, ids)
    house, dice, callers = House(context_of, owner, ids), random.Random(7), CALLERS | INSIDE

    async def contexts(bearer: str | None) -> Context:
        context: Context = context_of(callers[bearer or "nobody"])
        return context

    app = FastAPI(openapi_url=None)
    app.include_router(router(contexts, "http://node.test"))

    async def everything() -> list[str]:
        said = []
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://node.test/hsds") as client:
            for who in callers:
                client.headers["authorization"] = f"Bearer {who}"
                for path in ("/services", "/organizations", "/service_at_locations", "/export.jsonl"):
                    answer = await client.get(path, params={} if "export" in path else {"full": "true"})
                    said.append(answer.text)
                for words in (STREET, LABEL, CITY, "Elsewhere", "quiet"):
                    said.append((await client.post("/services", json={"search": words})).text)
        return said

    before = await everything()
    for _ in range(2):
        await house.hide_elsewhere(dice)
        assert await everything() == before

    for word in (STREET, LABEL, CITY, str(AT["latitude"]), str(AT["longitude"]), "Elsewhere"):
        assert word not in "".join(before)
    assert "".join(before).count("A quiet home 3") > len(callers)
