"""A recipient is told what its kind may know, and no more, whatever she agreed to."""

import pytest

from tests.referrals.test_consent_lives import ANSWER, reply
from tests.referrals.test_sending import state
from tests.referrals.world import REFUSED

ASK = (
    "mutation($i: AskForInformationInput!) { askForInformation(input: $i) { ... on Referral { state version }"
    f" {REFUSED} }} }}"
)
ACKNOWLEDGE = (
    f"mutation($i: StepInput!) {{ acknowledgeReferral(input: $i) {{ ... on Referral {{ version }} {REFUSED} }} }}"
)


async def offers(owner, *types):
    """Let the one service of the story be of other types, which only the owner of the database can."""
    async with owner.transaction():
        await owner.execute("SET LOCAL session_replication_role = replica")
        await owner.execute("UPDATE directory.listing_versions SET service_types = $1", list(types))


async def test_a_consent_that_covers_more_than_an_employer_may_know_is_not_recorded(world, owner):
    await offers(owner, "EMPLOYER")
    referral = await world.waiting()
    before = await state(owner)

    answer = await world.record(referral, world.given(categories=("CONSENT", "LANGUAGE", "NEED", "SAFETY")))

    assert (answer["code"], answer["field"]) == ("OVER_PROFILE", "token")
    assert "NEED, SAFETY" in answer["sentence"]
    assert await state(owner) == before


async def test_a_letter_that_says_more_than_its_kind_may_know_is_not_sent(world, owner):
    referral, given = await world.ready(categories=("LANGUAGE", "NEED"))
    await offers(owner, "LANGUAGE_COURSE", "RECRUITMENT_AGENCY")
    before = await state(owner)

    answer = await world.send(world.seal(referral, given, data={"LANGUAGE": {"german": "A2"}, "NEED": {"why": "x"}}))

    assert (answer["code"], answer["field"]) == ("OVER_PROFILE", "envelope")
    assert await state(owner) == before
    assert (await world.send(world.seal(referral, given)))["stored"] == "STORED"


@pytest.mark.parametrize(("category", "code"), [("SAFETY", "OVER_PROFILE"), ("SKILLS", None)])
async def test_a_recipient_asks_only_for_what_its_kind_may_know(world, owner, category, code):
    referral, _ = await world.sent()
    plain = {"referralId": referral, "expectedVersion": 4, "idempotencyKey": world.key()}
    await world.ask(world.hafen, ACKNOWLEDGE, i=plain)
    before = await state(owner)
    asked = {**plain, "expectedVersion": 5, "idempotencyKey": world.key(), "category": category}

    answer = await world.ask(world.hafen, ASK, i=asked)

    assert answer.get("code") == code
    assert (await state(owner) == before) is (code is not None)


SENDER = f"query($id: ID!) {{ referral(id: $id) {{ ... on Referral {{ senderName serviceTypes }} {REFUSED} }} }}"


async def test_an_employer_is_shown_a_neutral_name_of_who_sends(world, owner):
    referral, _ = await world.sent()
    seen = await world.ask(world.hafen, SENDER, id=referral)
    await offers(owner, "EMPLOYER")

    assert seen == {"senderName": "Anker", "serviceTypes": ["LANGUAGE_COURSE"]}
    assert (await world.ask(world.hafen, SENDER, id=referral))["senderName"] == "Training office"
    assert (await world.ask(world.anker, SENDER, id=referral))["senderName"] == "Anker"
    await owner.execute("UPDATE referrals.referrals SET mode = 'BROKERED'")
    assert (await world.ask(world.hafen, SENDER, id=referral))["senderName"] == "Anker"


async def test_an_answer_that_says_more_than_its_kind_may_know_changes_nothing(world, owner):
    referral, given = await world.sent(categories=("EDUCATION", "LANGUAGE", "NEED"))
    await owner.execute("UPDATE referrals.referrals SET state = 'INFO_REQUESTED'")
    await offers(owner, "EMPLOYER")
    before = await state(owner)
    asked = {"referralId": referral, "expectedVersion": 4}

    for data, code in (({"NEED": {"why": "x"}}, "OVER_PROFILE"), ({"EDUCATION": {"school": "x"}}, None)):
        envelope = reply(world, referral, given, data).to_bytes().decode()
        said = await world.ask(world.anker, ANSWER, i=asked | {"envelope": envelope, "idempotencyKey": world.key()})
        assert said.get("code") == code
        assert (await state(owner) == before) is (code is not None)
