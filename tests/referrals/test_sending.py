"""Sending: with her consent, once, and not otherwise; every refusal leaves everything as it was."""

import asyncio
import io
from datetime import timedelta

import pytest

from crypto.format import b64u
from tests.referrals.world import SCHEMA, everything

STATE = (
    "SELECT r.id, r.state, r.version, r.consent_id, c.used, c.status, c.version,"
    " (SELECT count(*) FROM referrals.env_meta), (SELECT count(*) FROM referrals.env_ct),"
    " (SELECT count(*) FROM referrals.referral_events)"
    " FROM referrals.referrals r LEFT JOIN referrals.consents c ON c.id = r.consent_id ORDER BY r.id"
)


async def state(owner):
    return everything(await owner.fetch(STATE))


async def test_a_sealed_referral_leaves_with_her_consent(world, owner):
    referral, given = await world.ready()

    receipt = await world.send(world.seal(referral, given))

    assert receipt["stored"] == "STORED"
    row = await owner.fetchrow("SELECT state, version, due_what FROM referrals.referrals WHERE id = $1", referral)
    assert tuple(row) == ("SENT", 4, "ACKNOWLEDGE")
    assert await owner.fetchval("SELECT used FROM referrals.consents WHERE id = $1", given.said.id) == 1
    assert await owner.fetchval("SELECT cardinality(wraps) FROM referrals.env_wrap") == 2


async def test_of_fifty_sends_at_once_on_three_uses_three_are_stored(world, owner):
    given = world.given(uses=3)
    first = await world.waiting()
    await world.record(first, given)
    others = [await world.waiting() for _ in range(49)]
    envelopes = [(world.seal(first, given), 3)] + [(world.seal(referral, given), 2) for referral in others]

    answers = await asyncio.gather(*(world.send(envelope, version) for envelope, version in envelopes))

    assert sum(answer.get("stored") == "STORED" for answer in answers) == 3
    assert {answer["code"] for answer in answers if "code" in answer} == {"CONSENT_SPENT"}
    assert await owner.fetchval("SELECT used FROM referrals.consents") == 3
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_ct") == 3
    assert await owner.fetchval("SELECT count(*) FROM referrals.referrals WHERE state = 'SENT'") == 3


@pytest.mark.parametrize("one_key", [True, False])
async def test_the_same_envelope_thirty_times_at_once_is_stored_once(world, owner, one_key):
    referral, given = await world.ready(uses=40)
    envelope = world.seal(referral, given)

    answers = await asyncio.gather(*(world.send(envelope, key="k" * 32 if one_key else "") for _ in range(30)))

    assert sorted(answer.get("stored", answer.get("code")) for answer in answers) == ["ALREADY"] * 29 + ["STORED"]
    assert len({(answer["envelopeId"], answer["at"]) for answer in answers}) == 1
    assert await owner.fetchval("SELECT used FROM referrals.consents") == 1
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_ct") == 1


async def test_the_same_need_is_not_sent_twice_to_the_same_service(world, owner):
    need = await world.need()
    first, second = await world.waiting(need), await world.waiting(need)
    given, again = world.given(), world.given()
    await world.record(first, given)
    await world.record(second, again)
    await world.send(world.seal(first, given))
    before = await state(owner)

    answer = await world.send(world.seal(second, again))

    assert answer["code"] == "DUPLICATE_REFERRAL"
    assert await state(owner) == before


SEALED_WRONG = {
    "another referral": ({"ref": "f" * 32}, "REFERRAL_NOT_FOUND"),
    "another recipient": ({"recipient": "f" * 32}, "ENVELOPE_FOR_ANOTHER"),
    "another service": ({"listing": "f" * 32}, "ENVELOPE_FOR_ANOTHER"),
    "another version": ({"version": 2}, "ENVELOPE_FOR_ANOTHER"),
    "another sender": ({"sender": "f" * 32}, "ENVELOPE_FOR_ANOTHER"),
    "no consent that the node knows": ({"consent": b"x" * 32}, "NO_CONSENT"),
    "the key of yesterday": ({"epoch": 99}, "RECIPIENT_KEY_REVOKED"),
    "a day long past": ({"expires": 1_000_000_000}, "ENVELOPE_EXPIRED"),
    "a day after her consent": ({"expires": 2**35 + 5}, "ENVELOPE_EXPIRED"),
    "a category she did not agree to": ({"data": {"HEALTH": {"note": "x"}}}, "CATEGORY_NOT_CONSENTED"),
}


@pytest.mark.parametrize("sealed_for", SEALED_WRONG)
async def test_an_envelope_sealed_for_something_else_changes_nothing(world, owner, sealed_for):
    changes, code = SEALED_WRONG[sealed_for]
    referral, given = await world.ready()
    before = await state(owner)

    answer = await world.send(world.seal(referral, given, **changes))

    assert answer["code"] == code
    assert await state(owner) == before


async def test_an_envelope_under_another_womans_consent_changes_nothing(world, owner):
    referral, _ = await world.ready()
    _, hers = await world.sent()
    before = await state(owner)

    answer = await world.send(world.seal(referral, hers))

    assert answer["code"] == "CONSENT_SPENT"
    assert await state(owner) == before


async def test_a_consent_without_the_purpose_carries_nothing(world, owner):
    referral, given = await world.ready(purposes=("REPORT_OUTCOME",))
    before = await state(owner)

    answer = await world.send(world.seal(referral, given))

    assert answer["code"] == "PURPOSE_NOT_CONSENTED"
    assert await state(owner) == before


async def test_an_envelope_of_64_kib_and_one_byte_changes_nothing(world, owner):
    referral, given = await world.ready()
    before = await state(owner)
    text = world.seal(referral, given).to_bytes().decode()

    answer = await world.send(text + " " * (65537 - len(text)))

    assert answer["code"] == "ENVELOPE_TOO_LARGE"
    assert await state(owner) == before


async def test_an_envelope_with_a_flipped_bit_is_not_taken_for_another(world, owner):
    referral, given = await world.ready()
    before = await state(owner)
    raw = world.seal(referral, given).to_bytes()

    answers = []
    for at in range(0, len(raw), len(raw) // 12):
        changed = bytearray(raw)
        changed[at] ^= 0x80
        answers.append(await world.send(bytes(changed).decode("latin-1")))

    assert {answer["code"] for answer in answers} <= {"MALFORMED_ENVELOPE", "ENVELOPE_TOO_LARGE"}
    assert await state(owner) == before


async def test_a_replayed_place_in_the_thread_changes_nothing(world, owner):
    referral, given = await world.sent(uses=2)
    before = await state(owner)

    answer = await world.send(world.seal(referral, given), 4)

    assert answer["code"] == "WRONG_REFERRAL_STATE"
    assert await state(owner) == before


async def test_an_old_version_is_told_the_current_one(world, owner):
    referral, given = await world.ready()
    before = await state(owner)

    answer = await world.send(world.seal(referral, given), 2)

    assert (answer["code"], answer["currentVersion"]) == ("STALE_VERSION", 3)
    assert await state(owner) == before


async def test_a_key_that_stands_for_another_request_sends_nothing(world, owner):
    (first, given), (second, again) = await world.ready(), await world.ready()
    key = world.key()
    await world.send(world.seal(first, given), key=key)
    before = await state(owner)

    answer = await world.send(world.seal(second, again), key=key)

    assert answer["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert await state(owner) == before


async def test_another_organisation_cannot_send_it(world, owner):
    referral, given = await world.ready()
    before = await state(owner)

    for desk in (world.hafen, world.lotse):
        answer = await world.send(world.seal(referral, given), desk=desk)

        assert answer["code"] in {"REFERRAL_NOT_FOUND", "ROLE_MISSING", "NOT_ALLOWED_FOR_YOU"}
    assert await state(owner) == before


TOKENS = {
    "of another node": ({"node": "node.other"}, "TOKEN_OF_ANOTHER_NODE"),
    "of another sender": ({"sender": "f" * 32}, "CONSENT_FOR_ANOTHER"),
    "for another recipient": ({"to": ("f" * 32,)}, "CONSENT_FOR_ANOTHER"),
    "for another service": ({"listings": ("f" * 32,)}, "CONSENT_FOR_ANOTHER"),
    "for another version": ({"version": 9}, "CONSENT_FOR_ANOTHER"),
    "that has run out": ({"nbf": 1_000_000_000, "exp": 1_000_000_100}, "CONSENT_EXPIRED"),
    "that ends in no year": ({"exp": 2**53 - 1}, "CONSENT_TOO_LONG"),
}


@pytest.mark.parametrize("token", TOKENS)
async def test_a_token_that_does_not_fit_is_not_recorded(world, owner, token):
    changes, code = TOKENS[token]
    referral = await world.waiting()
    before = await state(owner)

    answer = await world.record(referral, world.given(**changes))

    assert answer["code"] == code
    assert await state(owner) == before
    assert await owner.fetchval("SELECT count(*) FROM referrals.consents") == 0


async def test_a_token_signed_by_somebody_else_is_not_recorded(world, owner):
    referral = await world.waiting()

    answer = await world.record(referral, world.given(key=world.hafen.sign))

    assert answer["code"] == "BAD_CONSENT_SIGNATURE"
    assert await owner.fetchval("SELECT count(*) FROM referrals.consents") == 0


async def test_a_token_edited_in_the_database_carries_nothing(world, owner):
    referral, _ = await world.ready()
    forged = world.given(key=world.hafen.sign, categories=("HEALTH",))
    await owner.execute("UPDATE referrals.consents SET token = $1, token_hash = $2", forged.token, forged.hash)

    answer = await world.send(world.seal(referral, forged, data={"HEALTH": {"note": "x"}}))

    assert answer["code"] == "BAD_CONSENT_SIGNATURE"
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_meta") == 0


async def test_her_own_yes_is_needed_when_she_is_17(world, owner):
    referral = await world.waiting()

    answer = await world.record(referral, world.given(), ageBand="SEVENTEEN", representative=True, ownAssent=False)

    assert answer["code"] == "OWN_ASSENT_MISSING"
    assert await owner.fetchval("SELECT count(*) FROM referrals.consents") == 0


async def test_an_old_risk_assessment_stops_the_sending(world, owner):
    referral, given = await world.ready()
    await owner.execute("UPDATE referrals.needs SET risk_assessment_on = risk_assessment_on - 40")
    before = await state(owner)

    answer = await world.send(world.seal(referral, given))

    assert answer["code"] == "RISK_ASSESSMENT_OLD"
    assert await state(owner) == before


async def test_an_expired_consent_carries_nothing(world, owner):
    now = world.context_of(world.anker.caller).now
    referral, given = await world.ready(exp=int((now + timedelta(hours=1)).timestamp()))
    envelope = world.seal(referral, given)
    world.later = timedelta(hours=2)

    answer = await world.send(envelope)

    assert answer["code"] == "CONSENT_EXPIRED"
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_meta") == 0


async def test_no_input_of_the_schema_switches_a_guard_off():
    fields = {
        field.lower()
        for name, thing in SCHEMA._schema.type_map.items()
        if name.endswith("Input")
        for field in getattr(thing, "fields", {})
    }

    assert "envelope" in fields
    assert not [
        field for field in fields for word in ("override", "force", "bypass", "skip", "emergency") if word in field
    ]


async def test_what_is_planted_in_the_clear_is_nowhere_in_the_database(world, owner):
    marker = "MARKER-" + "q7x" * 6
    referral, given = await world.ready()
    notes = {"CONTACT": {"name": marker, "phone": marker}, "LANGUAGE": {"note": marker}}
    await world.send(world.seal(referral, given, data=notes))

    tables = await owner.fetch("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname !~ '^(pg_|inf)'")
    dump = io.BytesIO()
    for (table,) in tables:
        await owner.copy_from_query(f"SELECT * FROM {table}", output=dump)
    out = dump.getvalue()

    assert referral.encode() in out
    assert marker.encode() not in out
    assert marker.encode().hex().encode() not in out
    assert b64u(marker.encode()).encode() not in out
