"""Post keys are renewed, letters on their way survive it, and a key that ended opens nothing any more.

A real node, the real commands, the node's own worker. Only the calendar is moved, in the node's database.
"""

from dataclasses import replace

import asyncpg
import pytest

from client import keystore
from client.errors import NodeAway, NodeRefused
from crypto import consent as tokens
from crypto.cases import Case, unwrap_case_key
from crypto.envelope import Envelope, Header
from crypto.errors import NotForYou, Tampered
from crypto.format import unb64u
from crypto.keys import DELETED, kid
from crypto.opening import Expect, content_key, open_
from crypto.sealing import blocks
from kit import clock
from network import actions
from network.context import Context
from network.model import ANONYMOUS
from referrals import cases
from referrals.shredding import opened
from referrals.store_cases import Place, unshut_wrap
from server import database, tending
from tests.client.bent import end_of
from tests.client.conftest import FACTS, PASSPHRASE, approve, running, viennese
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
async def as_node(postgres_url, template):
    """Give what the node's worker works with."""
    pool = await database.pool(_with_database(postgres_url, f"{template}_epochs"))
    yield Context(pool, ANONYMOUS, clock.now(), TestNode(), actions.record)
    await pool.close()


@pytest.fixture
def worker(as_node):
    """Give the node's worker that ends post keys."""
    return lambda: tending.end_post_keys(as_node)


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


async def test_a_key_that_letters_of_a_running_case_need_is_kept_and_one_that_none_needs_opens_nothing_any_more(
    street, sent, node, worker, tmp_path
):
    vienna, old = street.members["vienna"], newest(street)
    street.does("vienna", "recovery", "new", "--needed", "2", "--sheets", "2", "--out", str(tmp_path / "out"))
    case = sent()
    leyla, line = end_of(street, "leyla")
    line.lose_request = "keepCaseKey("  # so that the letter stays with the post key
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
    assert (await leyla.open(case.id))[0].typ == "referral"

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


@pytest.fixture
async def mira(street):
    """Give Vienna a second intake worker with its post keys, who is on no case."""
    device = street.does("mira", "enrol", given=street.does("vienna", "invite", "--role", "INTAKE", given="Mira\n"))
    approve(street, "vienna", "mira", device["id"])
    await end_of(street, "mira")[0].fetch_intake_keys()


async def stolen(node, case):
    """Give what a thief of the node's database and of its shred keys has: letters, and every sealed case key."""
    shred = dict(await node.fetch("SELECT letters_to, key FROM shred.keys WHERE referral_id = $1", case.id))
    rows = await node.fetch(
        "SELECT e.*, w.wraps FROM referrals.env_ct e JOIN referrals.env_wrap w USING (env_id)"
        " JOIN referrals.env_meta m USING (env_id) WHERE m.referral_id = $1", case.id,
    )  # fmt: skip
    letters = []
    for row in rows:
        header, wraps = Header.parse(row["protected"]), tuple(row["wraps"])
        closed = Envelope(row["protected"], header, row["key_commit"], wraps, row["nonce"], row["ct"])
        there = opened(closed, row["env_id"], shred["RECIPIENT"])
        letters.append(replace(there, wraps=tuple(wrap or DELETED for wrap in there.wraps)))
    held = await node.fetch("SELECT * FROM referrals.case_wraps WHERE referral_id = $1", case.id)
    keys = []
    for row in held:
        at = Place(case.id, row["member_id"], row["member_id"] == letters[0].header.context.sender, shred)
        keys.append((row["member_id"], row["number"], unshut_wrap(at, row["number"], row["reader"], row["wrap"])))
    return letters, keys


async def test_a_post_key_ends_and_the_case_is_read_by_those_on_it_and_by_nobody_else(street, sent, node, worker, mira):
    """The drill: weeks later the assigned read on; a colleague, and a thief with node and colleague, do not."""
    vienna, old = street.members["vienna"], newest(street)
    case = sent()
    assert street.does("leyla", "open", case.id)[0]["type"] == "referral"
    seeds = keystore.load(street.homes / "mira", PASSPHRASE)
    assert old in seeds.intake

    street.does("vienna", "rotate")
    await days_pass(node, vienna, 15)
    await worker()

    assert await seeds_at_the_node(node, vienna, old) == 0
    for _ in range(2):  # her device deletes the old seed when it asks
        assert street.does("leyla", "open", case.id)[0]["says"]["blocks"]["NEED"]["data"] == FACTS["NEED"]
    assert old not in held(street, "leyla")
    done = street.run("mira", "open", case.id)
    assert (done.code, "CASE_NOT_YOURS" in done.err) == (3, True)
    [letter], sealed = await stolen(node, case)
    with pytest.raises(NotForYou):
        content_key(letter, [*seeds.intake.values(), seeds.sealing])
    assert {member for member, _, _ in sealed} == {vienna, street.members["rome"]}
    for member, number, wrap in sealed:
        for to in {seeds.device_id, keystore.load(street.homes / "leyla", PASSPHRASE).device_id}:
            with pytest.raises(Tampered):
                unwrap_case_key(wrap, seeds.sealing, Case(member, case.id, number), to=to)
    leyla = keystore.load(street.homes / "leyla", PASSPHRASE)
    opens = [w for m, n, w in sealed if m == vienna and _opens(w, leyla, Case(m, case.id, n))]
    assert len(opens) == 1


def _opens(wrap, keys, at):
    try:
        return bool(unwrap_case_key(wrap, keys.sealing, at, to=keys.device_id))
    except Tampered:
        return False


async def test_a_device_that_is_shut_out_gets_no_seed_of_the_key_that_follows_at_once_and_no_case_key(
    street, node, sent, as_node
):
    """The last test of this file: Leyla's device is lost."""
    case = sent()
    street.does("leyla", "open", case.id)
    before, vienna = newest(street), street.members["vienna"]
    lost, kept = (keystore.load(street.homes / who, PASSPHRASE).device_id for who in ("leyla", "vienna"))
    street.does("leyla", "inbox")

    street.does("vienna", "revoke", lost)

    holders = "SELECT device_id FROM network.intake_wraps WHERE member_id = $1 AND epoch = $2"
    assert lost in {row["device_id"] for row in await node.fetch(holders, vienna, before)}
    others = {kept} | {keystore.load(home, PASSPHRASE).device_id for home in street.homes.glob("mira")}
    assert {row["device_id"] for row in await node.fetch(holders, vienna, before + 1)} == others
    assert newest(street) == before + 1
    assert "renewed" not in street.run("vienna", "whoami").err

    keys = "SELECT number, reader FROM referrals.case_wraps WHERE referral_id = $1 AND member_id = $2"
    keys += " AND length(reader) = 32"  # the recovery key has it too
    assert set(await node.fetch(keys, case.id, vienna)) == {(1, lost), (1, kept)}
    assert await cases.forget_devices(as_node) >= 1
    assert set(await node.fetch(keys, case.id, vienna)) == {(1, kept)}
    street.does("vienna", "case", case.id)
    assert set(await node.fetch(keys, case.id, vienna)) == {(2, kept)}
    street.does("vienna", "reassign", case.id, "--to", kept, "--reason", "OTHER")
    assert street.does("vienna", "open", case.id)[0]["type"] == "referral"
