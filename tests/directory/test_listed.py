"""What reviewers vet and stop stands in the key log: the words as everybody is shown them, signed by both."""

import json
from typing import Any

import asyncpg
import pytest

from crypto.format import b64u, unb64u
from crypto.keys import SigningKey
from crypto.log_entries import read_entry, verify_entry, words_hash
from crypto.signing import sign_statement

from .office import WORDS, Office
from .test_workbench import everything

YEAR = 366 * 24 * 3600


async def entries(owner: Any) -> list[tuple[str, bytes]]:
    rows = await owner.fetch("SELECT kind, leaf FROM network.log_entries WHERE kind LIKE 'listing%' ORDER BY index")
    return [(row["kind"], row["leaf"]) for row in rows]


async def words(office: Office, person: Any, listing: dict[str, Any], version: int = 1) -> Any:
    text = (
        f"query($id: ID!, $v: Int!) {{ listingWords(id: $id, version: $v) {{ ... on ListingWords {WORDS}"
        " ... on Refused { code } } }"
    )
    return await office.raw(person, text, id=listing["id"], v=version)


async def test_the_words_in_force_stand_in_the_log_signed_by_both_reviewers(office: Office, owner: Any) -> None:
    before = await entries(owner)
    listing = await office.vetted()

    new = (await entries(owner))[len(before) :]
    shown = await words(office, office.stranger, listing)
    made = b64u(words_hash(unb64u(shown["salt"]), shown["words"].encode()))
    assert [kind for kind, _ in new] == ["listing.v1", "listing.v1"]
    for (kind, entry), reviewer in zip(new, (office.first, office.second), strict=True):
        said = verify_entry(entry, kind, [reviewer.key.public], 1)
        assert (said["listing"], said["rev"], said["hash"]) == (listing["id"], 1, made)
        assert 0 < said["exp"] - said["nbf"] <= YEAR + 300
    told = json.loads(shown["words"])
    assert told["serviceTypes"]
    assert not {"accepting", "capacity", "waitingDays"} & told.keys()


async def test_one_approval_puts_nothing_into_the_log(office: Office, owner: Any) -> None:
    listing, before = await office.started(), await entries(owner)
    await office.review(office.first, listing)
    assert await entries(owner) == before


async def test_everybody_is_shown_the_same_words_and_the_same_salt_for_ever(office: Office, owner: Any) -> None:
    listing = await office.vetted()

    shown = [await words(office, person, listing) for person in (office.school, office.stranger, office.first)]

    assert len({(one["words"], one["salt"]) for one in shown}) == 1
    with pytest.raises(asyncpg.PostgresError):
        await owner.execute("UPDATE directory.listed_words SET words = 'other' WHERE listing_id = $1", listing["id"])
    with pytest.raises(asyncpg.PostgresError):
        await owner.execute("DELETE FROM directory.listed_words WHERE listing_id = $1", listing["id"])


async def test_words_that_no_reviewer_asked_for_are_shown_as_such_and_strangers_see_none(office: Office) -> None:
    listing = await office.proposed()
    assert (await words(office, office.school, listing))["code"] == "WORDS_NOT_LISTED"
    assert (await words(office, office.stranger, listing))["code"] == "LISTING_NOT_FOUND"
    assert (await words(office, office.first, listing, 9))["code"] == "LISTING_NOT_FOUND"


@pytest.mark.parametrize(
    "more",
    [{"hash": b64u(bytes(32))}, {"rev": 2}, {"listing": "f" * 32}, {"member": "f" * 32}, {"nbf": 1, "exp": 9},
     {"exp": "longer"}, {"exp": "over"}],
    ids=str,
)  # fmt: skip
async def test_an_approval_with_an_entry_about_something_else_is_refused(
    office: Office, owner: Any, more: dict[str, Any]
) -> None:
    listing = await office.started()
    now = int(office.context(office.first).now.timestamp())
    more = {**more, **({"exp": now + YEAR + 3600} if more.get("exp") == "longer" else {})}
    more = {**more, **({"nbf": now - 250, "exp": now - 1} if more.get("exp") == "over" else {})}
    entry = await office.listed(office.first, listing["id"], 1, **more)
    before = await everything(owner)

    assert (await office.review(office.first, listing, entry=entry))["code"] == "OTHER_WORDS"
    assert await everything(owner) == before


async def test_an_approval_without_an_entry_or_with_somebody_elses_is_refused(office: Office, owner: Any) -> None:
    listing = await office.started()
    unasked = await office.review(office.first, listing, entry=None)
    theirs = await office.listed(office.second, listing["id"], 1)
    strange = b64u(sign_statement("listing-withdrawn.v1", {"nbf": 1}, SigningKey.generate()))
    before = await everything(owner)

    assert unasked["code"] == "ENTRY_MISSING"
    assert (await office.review(office.first, listing, entry=None))["code"] == "ENTRY_MISSING"
    assert (await office.review(office.first, listing, entry=theirs))["code"] == "BAD_SIGNATURE"
    assert (await office.review(office.first, listing, entry=strange))["code"] == "MALFORMED_STATEMENT"
    assert await everything(owner) == before


async def test_what_is_stopped_and_offered_again_is_told_to_everybody(office: Office, owner: Any) -> None:
    listing, before = await office.vetted(), await entries(owner)
    stopped = await office.decide(office.first, "suspendListing", listing)
    again = await office.decide(office.second, "reinstateListing", stopped)
    ended = await office.decide(office.school, "delistListing", again)

    new = [read_entry(entry) for _, entry in (await entries(owner))[len(before) :]]
    assert (again["state"], ended["state"]) == ("VETTED", "DELISTED")
    assert [one.kind for one in new] == ["listing-withdrawn.v1", "listing.v1", "listing-withdrawn.v1"]
    assert [one.body["member"] for one in new] == [
        person.caller.member_id for person in (office.first, office.second, office.school)
    ]
    assert new[1].body["exp"] <= read_entry((await entries(owner))[-4][1]).body["exp"]


async def test_a_decision_that_everybody_must_see_is_refused_without_its_entry(office: Office, owner: Any) -> None:
    listing = await office.vetted()
    other = await office.moved(office.first, "suspendListing", listing["id"], 7)
    old = b64u(sign_statement("listing-withdrawn.v1", {"member": office.first.caller.member_id, "rev": 1, "nbf": 1,
                                                       "listing": listing["id"]}, office.first.key))  # fmt: skip
    before = await everything(owner)

    for entry, code in ((None, "ENTRY_MISSING"), (other, "OTHER_WORDS"), (old, "OTHER_WORDS")):
        assert (await office.decide(office.first, "suspendListing", listing, entry=entry))["code"] == code
    assert await everything(owner) == before
    disputed = await office.decide(office.first, "disputeListing", listing)
    assert disputed["state"] == "DISPUTED"
    assert (await office.decide(office.first, "reinstateListing", disputed, entry=None))["state"] == "VETTED"
