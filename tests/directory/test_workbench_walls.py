"""Row-level security and the audit trail of the workbench: the database itself keeps what is whose."""

from typing import Any

import asyncpg
import pytest

from kit.ids import new_id
from tests.directory.office import Office
from tests.directory.test_replies import say
from tests.directory.test_workbench import draft, renewal

TABLES = {"review_drafts": 1, "conflicts": 1, "replies": 1, "notices": 1}


async def full(office: Office) -> dict[str, Any]:
    """Make one row of each kind: a draft of nora's, her conflict, a reply of the school, a notice to it."""
    listing = await office.vetted()
    stopped = await office.decide(office.first, "suspendListing", listing)
    await say(office, office.school, "replyToDecision", stopped)
    other = await office.proposed(sourceId="other")
    await draft(office, office.second, other)
    await office.ask(office.second, "declareConflict", "DeclareConflictInput", id=other["id"], note="Family.")
    return stopped


async def counts(office: Office, person: Any) -> dict[str, int]:
    async with office.context_of(person.caller).read() as tx:
        return {table: await tx.fetchval(f"SELECT count(*) FROM directory.{table}") for table in TABLES}


async def test_each_sees_of_the_workbench_what_is_hers(office: Office) -> None:
    await full(office)

    assert await counts(office, office.stranger) == dict.fromkeys(TABLES, 0)
    school = await counts(office, office.school)
    assert (school["review_drafts"], school["conflicts"], school["replies"]) == (0, 0, 1)
    assert school["notices"] > 0
    first = await counts(office, office.first)
    assert (first["review_drafts"], first["conflicts"], first["replies"], first["notices"]) == (0, 1, 1, 0)
    assert (await counts(office, office.second))["review_drafts"] == 1


WRITES = {
    "a notice from a member": "INSERT INTO directory.notices SELECT $1, member_id, listing_id, kind, due_at, at"
    " FROM (SELECT $2::text AS member_id, id AS listing_id, 'X_X' AS kind, now() AS due_at, now() AS at"
    " FROM directory.listings LIMIT 1) n WHERE $3::text <> ''",
    "a draft of a member": "INSERT INTO directory.review_drafts (listing_id, reviewer_staff, version, answers, note,"
    " at) SELECT id, $3, 1, '[]', $1, now() FROM directory.listings WHERE $2::text <> '' LIMIT 1",
    "a conflict of a member": "INSERT INTO directory.conflicts (staff_id, member_id, provider_id, note, at)"
    " SELECT $3, $2, id, $1, now() FROM directory.providers LIMIT 1",
}


@pytest.mark.parametrize("what", WRITES)
async def test_the_database_refuses(office: Office, what: str) -> None:
    await full(office)
    caller = office.school.caller

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with office.context_of(caller).write() as tx:
            await tx.execute(WRITES[what], new_id(), caller.member_id, caller.staff_id)


async def test_every_act_and_every_refusal_leaves_a_line_without_content(office: Office, owner: Any) -> None:
    stopped = await full(office)
    await renewal(office, stopped)

    rows = await owner.fetch("SELECT action, object_type, object_id FROM network.audit WHERE member_id <> ''")
    acts = {row["action"] for row in rows}
    assert {
        "listing.propose", "listing.review_started", "listing.review", "listing.vetted", "listing.suspended",
        "listing.reply", "listing.draft", "provider.conflict", "refused:WRONG_STATE",
    } <= acts  # fmt: skip
    assert not any("appointment" in str(value) for row in rows for value in row.values())
