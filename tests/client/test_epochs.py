"""Post keys are renewed, letters on their way survive it, and a key that ended opens nothing any more.

A real node, the real commands, the node's own worker. Only the calendar is moved, in the node's database.
"""

import asyncpg
import pytest

from client import keystore
from client.errors import NodeAway, NodeRefused
from crypto import consent as tokens
from crypto.errors import NotForYou
from crypto.format import unb64u
from crypto.keys import kid
from crypto.opening import Expect, open_
from crypto.sealing import blocks
from kit import clock
from network import actions
from network.context import Context
from network.model import ANONYMOUS
from server import database, tending
from tests.client.bent import end_of
from tests.client.conftest import FACTS, PASSPHRASE, running, viennese
from tests.conftest import TestNode, _with_database

VIENNESE = ("vienna", "leyla")


@pytest.fixture(scope="module")
def street(postgres_url, template, tmp_path_factory):
    """Give a node of its own, so that keys that end harm no other test."""
    with running(postgres_url, template, f"{template}_epochs", tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="module")
def listings(street):
    return viennese(street)


@pytest.fixture
async def node(postgres_url, template):
    """Give the database of that node, as its owner."""
    connection = await asyncpg.connect(_with_database(postgres_url, f"{template}_epochs"))
    yield connection
    await connection.close()


@pytest.fixture
async def worker(postgres_url, template):
    """Give the node's worker that ends post keys."""
    pool = await database.pool(_with_database(postgres_url, f"{template}_epochs"))
    context = Context(pool, ANONYMOUS, clock.now(), TestNode(), actions.record)
    yield lambda: tending.end_post_keys(context)
    await pool.close()


async def days_pass(node, member, days):
    await node.execute(
        "UPDATE network.intake_keys SET not_before = not_before - make_interval(days => $2) WHERE member_id = $1",
        member, days,
    )  # fmt: skip


async def seeds_at_the_node(node, member, epoch):
    count = "SELECT (SELECT count(*) FROM network.intake_wraps WHERE member_id = $1 AND epoch = $2)"
    count += " + (SELECT count(*) FROM network.recovery_wraps WHERE member_id = $1 AND epoch = $2)"
    return await node.fetchval(count, member, epoch)


def held(street, person):
    return keystore.load(street.homes / person, PASSPHRASE).intake


def newest(street):
    return max(held(street, "vienna"))


async def test_a_letter_that_was_stored_before_a_renewal_is_opened_after_it(street, sent):
    case = sent()
    before = newest(street)

    assert street.does("vienna", "rotate") == before + 1

    assert street.does("leyla", "open", case.id)[0]["says"]["blocks"]["NEED"]["data"] == FACTS["NEED"]
    assert {before, before + 1} <= held(street, "leyla").keys()


async def test_a_letter_to_the_old_key_that_comes_after_a_renewal_is_refused_and_nothing_is_stored(
    street, agreed, node
):
    case = agreed()
    giulia, _ = end_of(street, "giulia")
    late = await giulia.seal_letter(case.id, "referral", blocks(FACTS))
    street.does("vienna", "rotate")
    before = await node.fetchval("SELECT count(*) FROM referrals.env_meta")

    with pytest.raises(NodeRefused) as no:
        await giulia.send_envelope(case.id, late)

    assert no.value.code == "RECIPIENT_KEY_REVOKED"
    assert await node.fetchval("SELECT count(*) FROM referrals.env_meta") == before
    assert (await giulia.referral(case.id))["state"] == "AWAITING_CONSENT"


async def test_a_letter_that_waited_over_a_renewal_is_sealed_anew_and_stored_once(street, agreed, node):
    case = agreed()
    giulia, line = end_of(street, "giulia")
    line.lose_request = "sendReferral("
    with pytest.raises(NodeAway):
        await giulia.send(case.id, FACTS)
    street.does("vienna", "rotate")
    line.lose_request = ""

    await giulia.send(case.id, FACTS)

    assert await node.fetchval("SELECT count(*) FROM referrals.env_meta WHERE referral_id = $1", case.id) == 1
    assert street.does("leyla", "open", case.id)[0]["type"] == "referral"
    assert giulia.outbox.all() == []


async def test_a_letter_that_arrived_before_a_renewal_without_an_answer_gives_its_receipt(street, agreed, node):
    case = agreed()
    giulia, line = end_of(street, "giulia")
    line.lose_answer = "sendReferral("
    with pytest.raises(NodeAway):
        await giulia.send(case.id, FACTS)
    street.does("vienna", "rotate")
    line.lose_answer = ""

    receipt = await giulia.send(case.id, FACTS)

    stored = await node.fetch("SELECT env_id FROM referrals.env_meta WHERE referral_id = $1", case.id)
    assert [row["env_id"] for row in stored] == [unb64u(receipt["envelopeId"])]


async def test_an_administrators_device_renews_a_key_with_less_than_a_day_left_by_itself_and_nobody_elses(street, node):
    before = newest(street)
    vienna = street.members["vienna"]
    assert "renewed" not in street.run("vienna", "whoami").err

    await days_pass(node, vienna, 6)
    assert "renewed" not in street.run("leyla", "inbox").err
    done = street.run("vienna", "whoami")

    assert f"it is now number {before + 1}" in done.err
    assert newest(street) == before + 1
    assert "renewed" not in street.run("vienna", "whoami").err


async def test_a_key_that_a_running_case_needs_is_kept_and_one_that_none_needs_opens_nothing_any_more(
    street, sent, node, worker, tmp_path
):
    vienna, old = street.members["vienna"], newest(street)
    street.does("vienna", "recovery", "new", "--needed", "2", "--sheets", "2", "--out", str(tmp_path / "out"))
    case = sent()
    leyla, _ = end_of(street, "leyla")
    await leyla.open(case.id)
    [letter] = await leyla.letters(case.id)
    token = unb64u(leyla.keys.case(case.id)["token"])
    referral = await leyla.referral(case.id)
    expect = Expect(
        me=vienna, ref=case.id, consent=tokens.token_hash(token), now=int(clock.now().timestamp()),
        sender=referral["fromMemberId"], listing=referral["listingId"], version=referral["listingVersion"],
        feedback_key=tokens.parse(token).token.feedback or None,
    )  # fmt: skip
    officers = await leyla.officers_of(referral["fromMemberId"])

    def opened(keys):
        return open_(letter["data"], keys=keys, expect=expect, officers=officers)

    street.does("vienna", "rotate")
    kept = dict(held(street, "leyla"))
    await days_pass(node, vienna, 13)
    await worker()
    assert await seeds_at_the_node(node, vienna, old) == 3
    await days_pass(node, vienna, 2)
    await worker()
    assert await seeds_at_the_node(node, vienna, old) == 3
    assert street.does("leyla", "open", case.id)[0]["type"] == "referral"

    move = "UPDATE referrals.referrals SET state = $2 WHERE id = $1"
    await node.execute(move, case.id, "CLOSED")  # it can be reopened
    await worker()
    assert await seeds_at_the_node(node, vienna, old) == 3
    await node.execute(move, case.id, "SENT")
    street.does("leyla", "decline", case.id, "--class", "NO_CAPACITY")
    assert await worker() >= 1

    assert await seeds_at_the_node(node, vienna, old) == 0
    for who in VIENNESE:
        street.does(who, "inbox")
        assert old not in held(street, who)
        assert newest(street) in held(street, who)
        with pytest.raises(NotForYou):
            opened([*held(street, who).values(), keystore.load(street.homes / who, PASSPHRASE).sealing])
    assert opened([kept[old]]).typ == "referral"
    assert kid(kept[old].public) not in {kid(key.public) for key in held(street, "vienna").values()}


async def test_a_device_that_is_shut_out_gets_no_seed_of_the_key_that_follows_at_once(street, node):
    """The last test of this file: Leyla's device is lost."""
    before, vienna = newest(street), street.members["vienna"]
    lost, kept = (keystore.load(street.homes / who, PASSPHRASE).device_id for who in ("leyla", "vienna"))
    street.does("leyla", "inbox")

    street.does("vienna", "revoke", lost)

    holders = "SELECT device_id FROM network.intake_wraps WHERE member_id = $1 AND epoch = $2"
    assert lost in {row["device_id"] for row in await node.fetch(holders, vienna, before)}
    assert [row["device_id"] for row in await node.fetch(holders, vienna, before + 1)] == [kept]
    assert newest(street) == before + 1
    assert "renewed" not in street.run("vienna", "whoami").err
