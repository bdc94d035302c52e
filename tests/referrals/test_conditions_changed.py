"""A service asks otherwise than when she was sent there: her caseworker is told to look again, and nothing moves."""

import pytest

from tests.directory.office import maker, office_of


@pytest.fixture
async def office(owner, context_of):
    """Give two people of the secretariat who review."""
    return await office_of(maker(owner), context_of)


async def revised(office, world, listing=None, **more):
    """Let Hafen write new words for its service; gives the listing."""
    seen = listing or await office.look(world.hafen, world.listing)
    content = office.content(**more)
    content["provider"] = {**content["provider"], "member": world.hafen.caller.member_id}
    said = {"id": seen["id"], "content": content, "expectedVersion": seen["expectedVersion"]}
    answer = await office.ask(world.hafen, "reviseListing", "ReviseListingInput", **said)
    assert "id" in answer, answer
    return answer


async def in_force(office, listing):
    """Let both review the new words; gives the listing."""
    await office.review(office.first, listing)
    found = await office.review(office.second, listing)
    assert "id" in found, found
    return found


async def told(owner):
    rows = await owner.fetch("SELECT member_id, referral_id FROM referrals.notices WHERE kind = 'CONDITIONS_CHANGED'")
    return [(row["member_id"], row["referral_id"]) for row in rows]


async def test_new_conditions_in_force_are_told_to_the_senders_of_live_referrals_and_nothing_moves(
    world, owner, office
):
    live, (ended, given) = (await world.sent())[0], await world.sent()
    waiting = await world.waiting()
    await world.withdraw(given.secret)
    rows = "SELECT id, state, listing_version, version FROM referrals.referrals ORDER BY id"
    before = await owner.fetch(rows)
    fewer = office.content()["criteria"][:-1]

    listing = await revised(office, world, criteria=fewer)
    assert await told(owner) == []
    listing = await in_force(office, listing)

    assert (listing["state"], listing["vettedVersion"]) == ("VETTED", 2)
    assert await told(owner) == [(world.anker.caller.member_id, live)]
    assert await owner.fetch(rows) == before
    assert {ended, waiting} == {row["id"] for row in before} - {live}


async def test_words_that_ask_nothing_else_are_told_to_nobody(world, owner, office):
    await world.sent()

    listing = await in_force(office, await revised(office, world, names=[{"language": "en", "text": "Another name"}]))

    assert (listing["name"], listing["vettedVersion"]) == ("Another name", 2)
    assert await told(owner) == []
