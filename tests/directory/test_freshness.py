"""What was said of a service counts for a while; its owner keeps it true, and nobody moves the day of the check."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from directory import actions, errors
from directory.codes import Accepting
from directory.freshness import months_on
from directory.ordering import standing
from kit import clock
from kit.ids import new_id
from network.model import ANONYMOUS
from tests.directory.office import Office, Person

SHOW = (
    "... on ManyListings { done results { id refused { code field currentVersion } "
    "upkeep { state expectedVersion availabilityVersion confirmedAt asOf } } }"
)
NOTICES = (
    "query($first: Int, $after: String) { listingNotices(first: $first, after: $after) { ... on ListingNotices "
    "{ totalCount notices { listingId kind dueAt } pageInfo { hasNextPage endCursor } } ... on Refused { code } } }"
)
FACTS = (
    "SELECT state, verified_at, verified_by, expires_at, vetted_version, current_version, confirmed_at, version"
    " FROM directory.listings ORDER BY id"
)


async def many(office: Office, person: Person, name: str, *items: tuple[str, int], **more: Any) -> dict[str, Any]:
    said = [{"id": listing, "expectedVersion": version} for listing, version in items]
    return await office.ask(person, name, "ManyListingsInput", SHOW, items=said, **more)


async def confirm(office: Office, person: Person, *items: tuple[str, int], **more: Any) -> dict[str, Any]:
    return await many(office, person, "confirmListings", *items, **more)


async def tend(office: Office, months: int = 0, days: int = 0) -> actions.Tended:
    """Let time pass, and let the node tend the directory as it does every hour."""
    office.later = months_on(clock.now(), months) - clock.now() + timedelta(days=days)
    context = office.context_of(ANONYMOUS)
    async with context.write(realm="node") as tx:
        return await actions.tend(tx, now=context.now + office.later)


async def told(office: Office, person: Person) -> list[str]:
    return [each["kind"] for each in (await office.raw(person, NOTICES))["notices"]]


async def test_many_listings_are_confirmed_in_one_call_each_with_its_own_result(office: Office, owner: Any) -> None:
    first, second = await office.vetted(), await office.proposed(sourceId="other")
    before = await owner.fetch(FACTS)

    answer = await confirm(
        office, office.school, (first["id"], first["expectedVersion"]), (second["id"], 1), ("x", 1), (new_id(), 1)
    )

    codes = [each["refused"] and each["refused"]["code"] for each in answer["results"]]
    assert (answer["done"], codes) == (1, [None, "NEVER_VETTED", "BAD_ID", "LISTING_NOT_FOUND"])
    assert answer["results"][0]["upkeep"]["confirmedAt"]
    assert answer["results"][1]["refused"]["field"] == "items.1.id"
    after = {row["state"]: row for row in await owner.fetch(FACTS)}
    assert dict(after["PROPOSED"]) == next(dict(row) for row in before if row["state"] == "PROPOSED")


async def test_confirming_the_same_again_changes_nothing(office: Office, owner: Any) -> None:
    listing, key = await office.vetted(), new_id()
    item = (listing["id"], listing["expectedVersion"])
    once = await confirm(office, office.school, item, idempotencyKey=key)
    before = await owner.fetch(FACTS)

    again = await confirm(office, office.school, item, idempotencyKey=key)
    other = await confirm(office, office.school, (listing["id"], 99), idempotencyKey=key)
    late = await confirm(office, office.school, item)

    assert again == once
    assert other["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert late["results"][0]["refused"] == {
        "code": "VERSION_CHANGED", "field": "items.0.expectedVersion", "currentVersion": before[0]["version"],
    }  # fmt: skip
    assert await owner.fetch(FACTS) == before
    assert await owner.fetchval("SELECT count(*) FROM directory.decisions WHERE reason = 'CONFIRMED'") == 1


async def test_only_the_owner_confirms_and_renews(office: Office, owner: Any) -> None:
    listing = await office.vetted()
    before = await owner.fetch(FACTS)

    for person in (office.stranger, office.first):
        answer = await confirm(office, person, (listing["id"], listing["expectedVersion"]))
        renewed = await many(office, person, "renewAvailability", (listing["id"], listing["availabilityVersion"]))
        assert [each["results"][0]["refused"]["code"] for each in (answer, renewed)] == ["NOT_YOUR_LISTING"] * 2
    nobody = await confirm(office, Person(ANONYMOUS, office.first.key), (listing["id"], 1))

    assert nobody["code"] == "NOT_SIGNED_IN"
    assert await owner.fetch(FACTS) == before


@pytest.mark.parametrize("name", ["confirmListings", "renewAvailability"])
async def test_a_call_about_nothing_too_much_or_one_listing_twice_is_refused(office: Office, name: str) -> None:
    one = (new_id(), 1)

    assert (await many(office, office.school, name))["code"] == "BAD_BATCH"
    assert (await many(office, office.school, name, *((new_id(), 1) for _ in range(101))))["code"] == "BAD_BATCH"
    assert (await many(office, office.school, name, one, one))["code"] == "TWICE_IN_ONE_CALL"


async def test_saving_confirming_and_renewing_never_move_the_day_of_the_check(office: Office, owner: Any) -> None:
    listing = await office.vetted()
    checked = "SELECT verified_at, verified_by, expires_at, vetted_version FROM directory.listings"
    before = await owner.fetch(checked)
    office.later = timedelta(days=40)
    said = {"id": listing["id"], "accepting": {"value": "YES"}, "expectedVersion": listing["availabilityVersion"]}

    await office.ask(office.school, "setAvailability", "SetAvailabilityInput", **said)
    await many(office, office.school, "renewAvailability", (listing["id"], listing["availabilityVersion"] + 1))
    assert await owner.fetch(checked) == before
    await confirm(office, office.school, (listing["id"], listing["expectedVersion"]))
    assert await owner.fetch(checked) == before
    new = {"id": listing["id"], "content": office.content(), "expectedVersion": listing["expectedVersion"] + 1}
    revised = await office.ask(office.school, "reviseListing", "ReviseListingInput", **new)

    assert revised["currentVersion"] == 2
    assert await owner.fetch(checked) == before


async def test_not_even_the_node_moves_the_day_of_the_check_without_two_signatures(office: Office) -> None:
    listing = await office.start(await office.proposed(demonstration=False))
    await office.review(office.first, listing)
    assert (await office.review(office.second, listing))["state"] == "VETTED"

    for change in ("verified_at = now()", "expires_at = now() + interval '3 years'"):
        with pytest.raises(asyncpg.CheckViolationError, match="two different reviewers"):
            async with office.context_of(ANONYMOUS).write(realm="node") as tx:
                await tx.execute(f"UPDATE directory.listings SET {change}, round = 2")


async def test_what_was_said_of_places_is_renewed_in_one_call(office: Office) -> None:
    listing = await office.vetted()
    said = {"id": listing["id"], "accepting": {"value": "YES"}, "capacity": {"places": 7},
            "expectedVersion": listing["availabilityVersion"]}  # fmt: skip
    first = await office.ask(office.school, "setAvailability", "SetAvailabilityInput", **said)
    office.later = timedelta(days=30)

    item = (listing["id"], first["availabilityVersion"])
    answer = await many(office, office.school, "renewAvailability", item)

    today = (clock.now() + office.later).date().isoformat()
    assert answer["results"][0]["upkeep"]["asOf"] == today
    shown = await office.look(office.school, listing["id"])
    assert shown["availability"] == {"accepting": "YES", "capacity": 7, "asOf": today, "capacityAsOf": today}
    assert shown["updatedAt"] == listing["updatedAt"]
    late = await many(office, office.school, "renewAvailability", item)
    assert late["results"][0]["refused"]["code"] == "VERSION_CHANGED"


async def test_what_nobody_has_said_is_not_renewed(office: Office) -> None:
    listing = await office.proposed(accepting={"value": "UNKNOWN"})

    answer = await many(office, office.school, "renewAvailability", (listing["id"], listing["availabilityVersion"]))

    assert answer["results"][0]["refused"]["code"] == "NOTHING_TO_RENEW"


async def test_after_five_months_the_owner_is_warned_and_after_six_the_service_is_hidden(office: Office) -> None:
    listing = await office.vetted()

    assert await tend(office, 4) == actions.Tended()
    assert await tend(office, 5) == actions.Tended(warned=1)
    assert await tend(office, 5) == actions.Tended()
    assert await told(office, office.school) == ["CONFIRM_SOON", "VETTED"]
    due = (await office.raw(office.school, NOTICES))["notices"][0]["dueAt"]
    assert due == months_on_text(listing["verifiedAt"], 6)
    assert (await office.look(office.stranger, listing["id"]))["state"] == "VETTED"
    assert await tend(office, 6, 1) == actions.Tended(stale=1)

    assert (await office.look(office.stranger, listing["id"]))["state"] == "STALE"
    assert await told(office, office.school) == ["NOT_CONFIRMED", "CONFIRM_SOON", "VETTED"]
    with pytest.raises(errors.ListingStaleState):
        await office.offered(listing["id"], 1)
    found = "{ listings { ... on ListingConnection { totalCount } } }"
    assert (await office.raw(office.stranger, found))["totalCount"] == 0


def months_on_text(moment: str, months: int) -> str:
    return months_on(datetime.fromisoformat(moment), months).isoformat()


async def test_a_confirmation_brings_a_stale_service_back_as_it_was(office: Office) -> None:
    listing = await office.vetted()
    await office.decide(office.first, "disputeListing", listing)
    await tend(office, 6, 1)
    stale = await office.look(office.school, listing["id"])

    answer = await confirm(office, office.school, (listing["id"], stale["expectedVersion"]))

    assert (stale["state"], answer["results"][0]["upkeep"]["state"]) == ("STALE", "DISPUTED")
    assert await tend(office, 6, 1) == actions.Tended()
    assert await tend(office, 11, 1) == actions.Tended(warned=1, expiring=1)


async def test_before_a_vetting_runs_out_the_owner_is_told_and_then_the_service_is_hidden(office: Office) -> None:
    listing = await office.vetted()
    await tend(office, 4)
    await confirm(office, office.school, (listing["id"], listing["expectedVersion"]))
    await tend(office, 8)
    shown = await office.look(office.school, listing["id"])
    await confirm(office, office.school, (listing["id"], shown["expectedVersion"]))

    assert await tend(office, 11, 5) == actions.Tended(expiring=1)
    assert await tend(office, 12) == actions.Tended(expired=1)

    assert await told(office, office.school) == ["VETTING_EXPIRED", "VETTING_EXPIRES", "VETTED"]
    stale = await office.look(office.school, listing["id"])
    assert stale["state"] == "STALE"
    with pytest.raises(errors.VettingExpired):
        await office.offered(listing["id"], 1)
    refused = await confirm(office, office.school, (listing["id"], stale["expectedVersion"]))
    assert refused["results"][0]["refused"]["code"] == "VETTING_EXPIRED"
    assert (await office.look(office.school, listing["id"]))["state"] == "STALE"


async def test_several_nodes_tend_at_once_and_each_thing_is_done_once(office: Office, owner: Any) -> None:
    for number in range(3):
        listing = await office.start(await office.proposed(sourceId=f"s{number}"))
        await office.review(office.first, listing)
        await office.review(office.second, listing)

    done = await asyncio.gather(*(tend(office, 7) for _ in range(4)))

    assert sum(each.stale for each in done) == 3
    assert await owner.fetchval("SELECT count(*) FROM directory.decisions WHERE reason = 'NOT_CONFIRMED'") == 3
    assert await owner.fetchval("SELECT count(*) FROM directory.notices WHERE kind = 'NOT_CONFIRMED'") == 3


async def test_tending_with_nothing_due_leaves_the_directory_as_it_is(office: Office, owner: Any) -> None:
    await office.vetted()
    before = await owner.fetchval("SELECT number FROM directory.revision")

    await tend(office)

    assert await owner.fetchval("SELECT number FROM directory.revision") == before


async def test_an_organisation_reads_its_own_notices_only_a_page_at_a_time(office: Office) -> None:
    listing = await office.vetted()
    await tend(office, 5)
    await tend(office, 6, 1)

    assert await told(office, office.stranger) == []
    one = await office.raw(office.school, NOTICES, first=1)
    two = await office.raw(office.school, NOTICES, first=1, after=one["pageInfo"]["endCursor"])
    assert [page["notices"][0]["kind"] for page in (one, two)] == ["NOT_CONFIRMED", "CONFIRM_SOON"]
    assert (one["totalCount"], one["pageInfo"]["hasNextPage"], two["pageInfo"]["hasNextPage"]) == (3, True, True)
    assert one["notices"][0]["listingId"] == listing["id"]
    assert (await office.raw(office.school, NOTICES, after="nonsense"))["code"] == "BAD_CURSOR"
    assert (await office.raw(office.school, NOTICES, first=0))["code"] == "BAD_PAGE_SIZE"


def test_what_nobody_confirmed_for_five_months_counts_as_unknown_in_the_order() -> None:
    day = 20_000

    assert (
        standing(Accepting.YES, day) < standing(Accepting.WAITLIST, day) < standing(Accepting.YES, day, doubtful=True)
    )
    assert standing(Accepting.YES, day, doubtful=True) == standing(Accepting.UNKNOWN, day)
    assert standing(Accepting.NO, day, doubtful=True) == standing(Accepting.NO, day)
