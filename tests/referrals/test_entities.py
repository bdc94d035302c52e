"""A gateway's question about an entity passes the same rules as the fields of the node (`_entities`)."""

import pytest
from strawberry.federation import Schema

from network.model import ANONYMOUS
from server import schema

SCHEMA: Schema = schema.make()
REFERRAL = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Referral { id state needId attempts } } }"
LISTING = (
    "query($r: [_Any!]!) { _entities(representations: $r)"
    " { ... on Listing { id state places { visibility city latitude } } } }"
)
MEMBER = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Member { id name } } }"


async def entity(world, desk, text, **representation):
    """Ask as a gateway does; gives the entity, or the code of the refusal."""
    context = world.context_of(desk.caller if desk else ANONYMOUS)
    result = await SCHEMA.execute(text, variable_values={"r": [representation]}, context_value=context)
    if result.errors:
        return getattr(result.errors[0].original_error, "code", repr(result.errors[0].original_error))
    return result.data["_entities"][0]


async def test_a_referral_is_shown_to_its_two_organisations_as_the_field_shows_it(world):
    referral, _ = await world.sent()

    hers = await entity(world, world.anker, REFERRAL, __typename="Referral", id=referral)
    theirs = await entity(world, world.hafen, REFERRAL, __typename="Referral", id=referral)

    assert (hers["state"], bool(hers["needId"])) == ("SENT", True)
    assert (theirs["state"], theirs["needId"]) == ("SENT", None)


@pytest.mark.parametrize("who", ["lotse", None])
async def test_another_organisation_and_nobody_learn_nothing_of_a_referral(world, who):
    referral, _ = await world.sent()
    desk = getattr(world, who) if who else None

    known = await entity(world, desk, REFERRAL, __typename="Referral", id=referral)
    unknown = await entity(world, desk, REFERRAL, __typename="Referral", id="f" * 32)

    assert known == unknown
    assert known in {"REFERRAL_NOT_FOUND", "NOT_SIGNED_IN"}


async def test_the_recipient_learns_nothing_before_it_is_sent(world):
    referral, _ = await world.ready()

    assert await entity(world, world.hafen, REFERRAL, __typename="Referral", id=referral) == "REFERRAL_NOT_FOUND"


@pytest.mark.parametrize("text, kind", [(LISTING, "Listing"), (MEMBER, "Member"), (REFERRAL, "Referral")])
async def test_nobody_who_is_not_signed_in_sees_an_entity(world, text, kind):
    about = {"Listing": world.listing, "Member": world.anker.caller.member_id, "Referral": "a" * 32}[kind]

    assert await entity(world, None, text, __typename=kind, id=about) == "NOT_SIGNED_IN"


async def test_a_service_that_was_stopped_is_not_shown_to_others(world, owner):
    shown = await entity(world, world.lotse, LISTING, __typename="Listing", id=world.listing)
    await owner.execute("UPDATE directory.listings SET state = 'SUSPENDED', suspended_reason = 'invented'")
    hidden = await entity(world, world.lotse, LISTING, __typename="Listing", id=world.listing)

    assert shown["state"] == "VETTED"
    assert hidden == "LISTING_NOT_FOUND"


@pytest.mark.parametrize("text, kind", [(LISTING, "Listing"), (MEMBER, "Member"), (REFERRAL, "Referral")])
async def test_an_id_of_another_form_is_refused(world, text, kind):
    assert await entity(world, world.anker, text, __typename=kind, id="1' OR true --") == "BAD_ID"


@pytest.mark.parametrize(
    "representation",
    [{}, {"__typename": "Nothing", "id": "a" * 32}, {"__typename": "Consent", "id": "a" * 32},
     {"__typename": "Referral"}, {"__typename": "Referral", "id": 1}],
)  # fmt: skip
async def test_another_type_or_key_is_refused_with_a_code(world, representation):
    assert await entity(world, world.anker, REFERRAL, **representation) == "BAD_REPRESENTATION"


async def test_a_gateway_asks_for_a_hundred_at_most(world):
    many = [{"__typename": "Member", "id": world.anker.caller.member_id}] * 101
    context = world.context_of(world.anker.caller)

    result = await SCHEMA.execute(MEMBER, variable_values={"r": many}, context_value=context)

    assert result.errors is not None
    assert result.errors[0].original_error.code == "BAD_REPRESENTATION"
