"""A consent goes on, gets narrower, and is ended by others: what the node keeps, stops and tells."""

from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from crypto import consent as tokens
from crypto.envelope import Context as Place
from crypto.format import b64u
from crypto.keys import SealingKey, SigningKey
from crypto.sealing import Sender, blocks, seal
from crypto.signing import sign_statement
from kit.consent_notice import CURRENT, notice
from network.model import ANONYMOUS, Caller, Role
from referrals import attesting, revoking
from referrals.events import event_hash
from referrals.store_consents import events_of
from server import erasing
from tests.referrals.conftest import _publish
from tests.referrals.world import REFUSED, Given


def door(said: str, shown: str) -> str:
    return f"{said} {{ ... on {shown} {REFUSED} }} }}"


PART = "PartWithdrawn { receiptId part method at eraseBy erased ground }"
RENEW = door(
    "mutation($i: RenewConsentInput!) { renewConsent(input: $i)", "RenewedConsent { id renews status version }"
)
TAKE = door("mutation($s: String!, $p: PartInput!) { withdrawPart(secret: $s, part: $p)", PART)
TELL = door("mutation($c: ID!, $p: PartInput!) { recordPartWithdrawal(consentId: $c, part: $p)", PART)
ATTEST = door("mutation($i: AttestPartInput!) { attestPart(input: $i)", "PartAttested { part at }")
REVOKE = door("mutation($i: RevokeConsentInput!) { revokeConsent(input: $i)", "RenewedConsent { id status }")
REVOKE_ALL = door("mutation($i: RevokeConsentsInput!) { revokeConsents(input: $i)", "ConsentsRevoked { consents }")
CONSENT = door(
    "query($i: ID!) { consent(id: $i)", "Consent { status renews categories takenBack events { type about byRole } }"
)
ANSWER = door("mutation($i: AnswerInformationInput!) { answerInformation(input: $i)", "Referral { state }")
LETTERS = door("query($i: ID!) { envelopes(referralId: $i)", "EnvelopeList { envelopes { envelopeId } }")
PROTECTION = door("query($c: String!) { childProtection(country: $c)", "ChildProtectionRoute { helpline confirmed }")
STANDS = "SELECT id, status, used, taken_back, renews FROM referrals.consents ORDER BY recorded_at, id"
TOLD = "SELECT member_id, kind, erase_by IS NOT NULL FROM referrals.notices ORDER BY kind, member_id"


def renewal(world, given, **changes):
    now = int(world.context_of(world.anker.caller).now.timestamp())
    said = replace(given.said, id=b64u_id(given.said.id), nbf=now, exp=now + 120 * 86400, renews=given.hash, **changes)
    return Given(tokens.sign(said, world.anker.sign), said, given.secret)


def b64u_id(before):
    return before[::-1] if before != before[::-1] else "f" * 32


async def renew(world, given, after, version, **changes):
    asked = {
        "consentId": given.said.id, "token": b64u(after.token), "noticeVersion": CURRENT,
        "noticeHash": b64u(notice("uk").hash), "noticeLanguage": "uk", "readAloud": False, "easyRead": True,
        "receipt": "DEFERRED_ON_HER_WISH", "representative": False, "ownAssent": True, "ageBand": "ADULT",
        "expectedVersion": version, "idempotencyKey": world.key(),
    }  # fmt: skip
    return await world.ask(world.anker, RENEW, i=asked | changes)


async def test_a_referral_goes_on_under_the_renewal_and_her_card_stops_both(world, owner):
    _, given = await world.sent()
    after = renewal(world, given, categories=("LANGUAGE",))

    assert (await renew(world, given, after, 1))["code"] == "STALE_VERSION"
    assert (await renew(world, given, renewal(world, given, uses=2), 2))["code"] == "NOT_A_RENEWAL"
    assert (await renew(world, given, after, 2, noticeHash=b64u(b"x" * 32)))["code"] == "NOTICE_UNKNOWN"
    assert [row["status"] for row in await owner.fetch(STANDS)] == ["LIVE"]
    done = await renew(world, given, after, 2)
    again = await renew(world, given, renewal(world, after), 3)

    assert (done["id"], done["renews"], done["status"]) == (after.said.id, given.said.id, "LIVE")
    assert again["code"] == "CONSENT_RENEWED"
    rows = await owner.fetch(STANDS)
    assert [(row["status"], row["used"], row["renews"]) for row in rows] == [
        ("RENEWED", 1, None),
        ("LIVE", 1, given.said.id),
    ]
    assert await owner.fetchval("SELECT consent_id FROM referrals.referrals") == after.said.id
    receipt = await world.withdraw(given.secret)
    assert receipt["referralsStopped"] == 1
    assert await world.withdraw(given.secret) == receipt
    assert {row["status"] for row in await owner.fetch(STANDS)} == {"WITHDRAWN"}
    assert (await renew(world, after, renewal(world, after), 2))["code"] == "CONSENT_WITHDRAWN"


HERS = SigningKey.generate()
GIVE = door("mutation($i: GiveFeedbackInput!) { giveFeedback(input: $i)", "SendReceipt { stored }")
ACCOUNTS = "SELECT count(*) FROM referrals.env_meta WHERE kind = 'FEEDBACK'"


async def give(world, referral, named, key):
    """Let her give her account with her key, under the consent that her card or the node names."""
    now = int(world.context_of(ANONYMOUS).now.timestamp()) + bool(named.said.renews)  # one account a second
    place = Place(
        ref=referral, seq=now, prev=b"", sender="", recipient=world.anker.caller.member_id, listing=world.listing,
        version=world.listing_version, consent=named.hash, expires=now + 86400, epoch=1,
    )  # fmt: skip
    letter = seal("feedback", {"answers": {}}, context=place, sender=Sender(HERS), recipients=[key.public])
    proof = tokens.sign_proof(HERS, letter.env_id)
    answer = await world.ask(None, GIVE, i={"envelope": letter.to_bytes().decode(), "proof": b64u(proof)})
    return answer.get("stored") or answer["code"]


async def test_her_account_arrives_after_a_renewal_whichever_consent_of_the_two_it_names(world, owner, context_of):
    key = await _publish(context_of, world.anker)
    referral, given = await world.sent(feedback=HERS.public)
    other, _ = await world.sent(feedback=HERS.public)
    after = renewal(world, given)
    await renew(world, given, after, 2)

    assert await give(world, other, given, key) == "ENVELOPE_FOR_ANOTHER"
    assert await owner.fetchval(ACCOUNTS) == 0
    assert [await give(world, referral, named, key) for named in (given, after)] == ["STORED"] * 2

    await world.withdraw(given.secret)
    assert {await give(world, referral, named, key) for named in (given, after)} == {"CONSENT_WITHDRAWN"}


async def test_what_was_declined_before_a_renewal_goes_along_and_she_can_still_say_how_it_was(world, owner, context_of):
    key = await _publish(context_of, world.anker)
    referral, given = await world.sent(feedback=HERS.public)
    await owner.execute("UPDATE referrals.referrals SET state = 'DECLINED' WHERE id = $1", referral)
    after = renewal(world, given)
    await renew(world, given, after, 2)

    assert await owner.fetchval("SELECT consent_id FROM referrals.referrals WHERE id = $1", referral) == after.said.id
    assert await give(world, referral, after, key) == "STORED"
    assert not await owner.fetchval("SELECT count(*) FROM referrals.notices WHERE kind = 'CONSENT_RENEWED'")


async def test_the_database_lets_no_renewal_say_more_and_nothing_taken_back_return(world, owner):
    _, given = await world.sent()
    await world.ask(None, TAKE, s=b64u(given.secret), p={"category": "CONTACT"})
    copy = (
        "INSERT INTO referrals.consents SELECT (jsonb_populate_record(c, jsonb_build_object('id', repeat('e', 32),"
        " 'renews', c.id, 'token_hash', '\\x65', 'status', 'LIVE') || $1::jsonb)).* FROM referrals.consents c"
    )

    for statement, name in (
        ("UPDATE referrals.consents SET taken_back = '{}'", "consent_widened"),
        (copy.replace("$1", "'{\"taken_back\": []}'"), "consent_widened"),
        (copy.replace("$1", "'{\"uses\": 9}'"), "consent_widened"),
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
            await owner.execute(statement)
        assert caught.value.constraint_name == name
    await world.withdraw(given.secret)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
        await owner.execute(copy.replace("$1", "'{}'"))
    assert caught.value.constraint_name == "consent_ended"


def reply(world, referral, given, data):
    """Seal an answer of Anker's under a consent."""
    first = world.seal(referral, given).header.context
    place = replace(first, seq=1, prev=b"p" * 32)
    keys = [world.intake.public, SealingKey.generate().public]
    return seal("reply", blocks(data), context=place, sender=Sender(world.anker.sign), recipients=keys)


async def test_what_she_took_back_is_carried_by_no_further_letter_and_the_recipient_attests(world, owner):
    referral, given = await world.sent(categories=("CONTACT", "EDUCATION", "LANGUAGE"))
    part = {"category": "EDUCATION"}

    first = await world.ask(None, TAKE, s=b64u(given.secret), p=part)
    told = await world.ask(world.lotse, TELL, c=given.said.id, p=part)
    purpose = await world.ask(world.lotse, TELL, c=given.said.id, p={"purpose": "PROVIDE_SERVICE"})
    unknown = await world.ask(None, TAKE, s=b64u(b"q" * 32), p=part)

    assert (first["part"], first["method"], first["erased"]) == ("CATEGORY:EDUCATION", "CODE", None)
    assert told == first
    assert (purpose["code"], unknown["code"]) == ("PART_IS_EVERYTHING", "UNKNOWN_SECRET")
    kinds = [tuple(row) for row in await owner.fetch(TOLD)]
    assert (world.hafen.caller.member_id, "CONSENT_NARROWED", True) in kinds
    assert (world.anker.caller.member_id, "CONSENT_NARROWED", False) in kinds
    shown = await world.ask(world.hafen, CONSENT, i=given.said.id)
    assert (shown["categories"], shown["takenBack"]) == (["CONTACT", "LANGUAGE"], ["CATEGORY:EDUCATION"])
    await owner.execute("UPDATE referrals.referrals SET state = 'INFO_REQUESTED'")
    answer = {"referralId": referral, "expectedVersion": 4, "idempotencyKey": world.key()}
    for data, wanted in (({"EDUCATION": {"a": 1}}, "CATEGORY_NOT_CONSENTED"), ({"LANGUAGE": {"a": 1}}, None)):
        envelope = reply(world, referral, given, data).to_bytes().decode()
        sent = await world.ask(world.anker, ANSWER, i=answer | {"envelope": envelope, "idempotencyKey": world.key()})
        assert sent.get("code") == wanted, sent

    body = {"consent": given.said.id, "part": "CATEGORY:EDUCATION", "member": world.hafen.caller.member_id,
            "erased": True, "ground": "", "at": 1}  # fmt: skip
    late = world.context_of(ANONYMOUS)
    late.now += timedelta(days=8)
    assert await attesting.escalate(late) == 1
    assert await attesting.escalate(late) == 0
    for changes, code in (({"part": "CATEGORY:CONTACT"}, "ATTESTATION_WRONG"), ({}, None)):
        word = b64u(sign_statement("erasure-part.v1", body | changes, world.hafen.sign))
        asked = {"consentId": given.said.id, "category": "EDUCATION", "statement": word}
        assert (await world.ask(world.hafen, ATTEST, i=asked)).get("code") == code
    assert (await world.ask(world.lotse, ATTEST, i=asked))["code"] == "CONSENT_NOT_FOUND"
    assert (await world.ask(world.hafen, ATTEST, i=asked | {"category": "CONTACT"}))["code"] == "PART_NOT_TAKEN_BACK"
    assert (await world.ask(None, TAKE, s=b64u(given.secret), p=part))["erased"] is True


async def test_the_database_stores_no_letter_with_a_category_that_she_took_back(world, owner):
    referral, given = await world.ready(categories=("CONTACT", "EDUCATION", "LANGUAGE"))
    await world.ask(None, TAKE, s=b64u(given.secret), p={"category": "EDUCATION"})

    refused = await world.send(world.seal(referral, given, data={"EDUCATION": {"a": 1}}))

    assert refused["code"] == "CATEGORY_NOT_CONSENTED"
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_meta") == 0
    assert (await world.send(world.seal(referral, given)))["stored"] == "STORED"


async def test_what_others_end_is_never_said_to_be_hers(world, owner):
    referral, given = await world.sent()
    asked = {"consentId": given.said.id, "reason": "KEY_COMPROMISED"}

    stranger = await world.ask(world.hafen, REVOKE, i=asked)
    ended = await world.ask(world.anker, REVOKE, i=asked)
    again = await world.ask(world.anker, REVOKE, i=asked)

    assert stranger["code"] == "CONSENT_NOT_FOUND"
    assert ended == again == {"id": given.said.id, "status": "REVOKED"}
    assert await owner.fetchval("SELECT state FROM referrals.referrals") == "ON_HOLD_SAFETY"
    events = (await world.ask(world.anker, CONSENT, i=given.said.id))["events"]
    assert events[-1] == {"type": "REVOKED", "about": "KEY_COMPROMISED", "byRole": "A"}
    assert (await world.ask(world.hafen, LETTERS, i=referral))["code"] == "CONSENT_REVOKED"
    assert (await world.ask(None, TAKE, s=b64u(given.secret), p={"category": "CONTACT"}))["code"] == "CONSENT_REVOKED"
    assert (await world.withdraw(given.secret))["referralsStopped"] == 1
    assert (await owner.fetch(STANDS))[0]["status"] == "WITHDRAWN"
    assert (await world.ask(world.anker, REVOKE, i=asked))["code"] == "CONSENT_WITHDRAWN"


async def test_what_never_was_a_consent_is_void_and_erased(world, owner):
    _, given = await world.sent()

    ended = await world.ask(world.anker, REVOKE, i={"consentId": given.said.id, "reason": "COERCION_FOUND"})

    assert ended["status"] == "INVALIDATED"
    assert tuple(await owner.fetchrow("SELECT state, reason FROM referrals.referrals")) == ("VOID", "CONSENT_INVALID")
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_ct") == 0
    assert await owner.fetchval("SELECT ground FROM referrals.erasures") == "VOID"


async def test_the_secretariat_ends_what_goes_to_an_expelled_member_and_learns_a_number_only(world, owner):
    await world.sent()
    await world.ready()
    secretariat = replace(
        world.lotse,
        caller=Caller(world.lotse.caller.member_id, "s" * 32, "", frozenset({Role.SECRETARIAT}), "secretariat"),
    )
    asked = {"towards": {"memberId": world.hafen.caller.member_id}, "reason": "RECIPIENT_EXPELLED"}

    assert (await world.ask(world.anker, REVOKE_ALL, i=asked))["code"] == "ROLE_MISSING"
    invalid = await world.ask(secretariat, REVOKE_ALL, i=asked | {"reason": "RECORDED_IN_ERROR"})
    assert invalid["code"] == "NOT_FOR_THE_SECRETARIAT"
    assert {row["status"] for row in await owner.fetch(STANDS)} == {"LIVE"}
    assert await world.ask(secretariat, REVOKE_ALL, i=asked) == {"consents": 2}
    assert {row["status"] for row in await owner.fetch(STANDS)} == {"REVOKED"}


async def test_what_ran_out_is_written_down_once_and_can_be_renewed(world, owner):
    _, given = await world.sent()
    late = world.context_of(ANONYMOUS)
    late.now += timedelta(days=91)

    await erasing.erase_all(late, 180)
    assert await revoking.expire(late) == 0

    assert [row["status"] for row in await owner.fetch(STANDS)] == ["EXPIRED"]
    assert [tuple(row) for row in await owner.fetch(TOLD)] == [(world.anker.caller.member_id, "CONSENT_EXPIRED", False)]
    assert (await renew(world, given, renewal(world, given), 3))["status"] == "LIVE"


async def test_the_chain_of_events_shows_a_changed_one(world, pool, owner):
    _, given = await world.sent(categories=("CONTACT", "EDUCATION", "LANGUAGE"))
    await world.ask(None, TAKE, s=b64u(given.secret), p={"category": "EDUCATION"})
    await world.withdraw(given.secret)

    rows = await owner.fetch("SELECT * FROM referrals.consent_events ORDER BY chain_id, seq")
    async with world.context_of(ANONYMOUS).read(realm="node") as tx:
        events = [one for chain in sorted({row["chain_id"] for row in rows}) for one in await events_of(tx, chain)]

    assert {row["type"] for row in rows} >= {"REQUESTED", "GIVEN", "WITHDRAWN"}
    for row, event in zip(rows, events, strict=True):
        assert event_hash(row["chain_id"], row["prev_hash"], event, row["statement"]) == row["hash"]
        assert (
            event_hash(row["chain_id"], row["prev_hash"], replace(event, about="OTHER"), row["statement"])
            != row["hash"]
        )


async def test_a_girl_is_shown_the_way_of_her_country(world):
    numbers = {one: (await world.ask(None, PROTECTION, c=one)) for one in ("AT", "BG", "GR", "IT", "RO", "FR")}
    need = {"serviceType": "X", "urgency": "URGENT", "ageAsserted17Plus": False,
            "riskAssessmentOn": "2026-11-25", "idempotencyKey": world.key()}  # fmt: skip
    opened = f"mutation($i: OpenNeedInput!) {{ openNeed(input: $i) {{ ... on Need {{ id }} {REFUSED} }} }}"
    refused = await world.ask(world.anker, opened, i=need)

    assert {one["confirmed"] for one in numbers.values()} == {False}
    assert numbers["AT"]["helpline"] == "147"
    assert refused["code"] == "UNDER_17"
    assert "Call 147" in refused["sentence"]
