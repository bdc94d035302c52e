"""A case belongs to the colleagues on it: their devices open its letters, others do not, and nothing is lost.

A real node, the real commands. Mira is a colleague of Leyla's in Vienna; `vienna` is their administrator.
"""

import contextlib

import asyncpg
import pytest

from client import keystore
from client.errors import NodeAway, NodeRefused
from crypto.envelope import Envelope
from crypto.format import b64u
from crypto.keys import DELETED
from tests.client.bent import end_of
from tests.client.conftest import FACTS, PASSPHRASE, approve
from tests.conftest import _with_database


@pytest.fixture(scope="module", autouse=True)
def mira(street):
    """Give Vienna a second intake worker."""
    if (street.homes / "mira").exists():
        return
    device = street.does("mira", "enrol", given=street.does("vienna", "invite", "--role", "INTAKE", given="Mira\n"))
    approve(street, "vienna", "mira", device["id"])


@pytest.fixture
async def node(postgres_url, template):
    connection = await asyncpg.connect(_with_database(postgres_url, f"{template}_client"))
    yield connection
    await connection.close()


def device_of(street, person):
    return keystore.load(street.homes / person, PASSPHRASE).device_id


def no(street, person, *arguments):
    done = street.run(person, *arguments, "--json")
    assert done.code == 3, done
    return done.err


def reads(street, person, case):
    return street.does(person, "open", case.id)[0]["says"]["blocks"]["NEED"]["data"] == FACTS["NEED"]


async def kept(node, case, member):
    """Count what the node keeps of one organisation's side of a case: keys, sealed keys, keys of letters."""
    counts = [
        await node.fetchval(f"SELECT count(*) FROM referrals.{table} WHERE referral_id = $1 AND member_id = $2",
                            case.id, member)
        for table in ("case_keys", "case_wraps", "case_letters")
    ]  # fmt: skip
    return tuple(counts)


async def wraps(node, case):
    """Count the wraps that are left in the letters of a referral."""
    return await node.fetchval(
        "SELECT count(*) FROM referrals.env_wrap w JOIN referrals.env_meta m USING (env_id),"
        " unnest(w.wraps) AS one WHERE m.referral_id = $1 AND length(one) > 0", case.id,
    )  # fmt: skip


async def test_whoever_opens_first_is_on_the_case_and_a_colleague_who_is_not_is_told_what_to_do(street, sent, node):
    case, vienna = sent(), street.members["vienna"]
    assert await wraps(node, case) == 1  # the sender's copy is under a case key already

    assert reads(street, "leyla", case)

    assert await wraps(node, case) == 0
    assert await kept(node, case, vienna) == (1, 2, 1)  # Leyla's device and the administrator's
    assert "CASE_NOT_YOURS" in no(street, "mira", "open", case.id)
    assert "tolerant reassign" in street.run("mira", "open", case.id).err.replace("\n", " ")
    assert "CASE_NOT_YOURS" in no(street, "vienna", "open", case.id)
    assert reads(street, "leyla", case)
    assert await kept(node, case, vienna) == (1, 2, 1)
    assert [one["displayName"] for one in street.does("leyla", "case", case.id)["holders"]] == ["leyla"]


async def test_after_a_reassignment_the_new_colleague_reads_the_old_one_does_not_and_the_key_is_another(
    street, sent, node
):
    case, vienna = sent(), street.members["vienna"]
    assert reads(street, "leyla", case)
    before = street.does("vienna", "status", case.id)

    street.does("vienna", "reassign", case.id, "--to", device_of(street, "mira"), "--reason", "SHIFT")

    assert reads(street, "mira", case)
    assert "CASE_NOT_YOURS" in no(street, "leyla", "open", case.id)
    assert await node.fetch("SELECT number FROM referrals.case_keys WHERE referral_id = $1 AND member_id = $2",
                            case.id, vienna) == [(2,)]  # fmt: skip
    held = "SELECT reader FROM referrals.case_wraps WHERE referral_id = $1 AND member_id = $2"
    assert {row["reader"] for row in await node.fetch(held, case.id, vienna)} == {
        device_of(street, "mira"), device_of(street, "vienna")
    }  # fmt: skip
    [step] = street.does("vienna", "status", case.id)[len(before) :]
    assert (step["name"], step["byActor"], step["reason"], step["fromState"]) == (
        "REASSIGN",
        "B+",
        "SHIFT",
        step["toState"],
    )
    assert all(one["name"] != "REASSIGN" for one in street.does("giulia", "status", case.id))
    assert await node.fetchval(
        "SELECT count(*) FROM network.audit WHERE action = 'reassign' AND object_id = $1", case.id
    ) == 1  # fmt: skip


async def test_a_new_letter_comes_to_the_post_key_and_goes_under_the_case_key_when_it_is_opened(street, sent, node):
    case, vienna = sent(), street.members["vienna"]
    street.does("leyla", "open", case.id, "--acknowledge")
    street.does("leyla", "ask", case.id, "--category", "NEED")
    street.does("giulia", "answer", case.id, street.file("more.json", {"NEED": {"goal": "B1"}}))
    assert await wraps(node, case) == 1

    assert [one["type"] for one in street.does("leyla", "open", case.id)] == ["referral", "reply"]

    assert await wraps(node, case) == 0
    assert await kept(node, case, vienna) == (1, 2, 2)
    assert [one["type"] for one in street.does("leyla", "open", case.id)] == ["referral", "reply"]


async def test_whom_a_conflict_of_interest_is_about_never_gets_the_case_back(street, sent, node):
    case = sent()
    assert reads(street, "leyla", case)
    named = ("--reason", "CONFLICT_OF_INTEREST", "--named", device_of(street, "leyla"))

    street.does("vienna", "reassign", case.id, "--to", device_of(street, "mira"), *named)

    assert "CASE_NOT_YOURS" in no(street, "leyla", "open", case.id)
    assert "COLLEAGUE_BARRED" in no(
        street, "vienna", "reassign", case.id, "--to", device_of(street, "leyla"), "--reason", "SHIFT"
    )
    assert reads(street, "mira", case)
    assert "barred: leyla" in street.run("mira", "case", case.id).out


async def test_a_sent_case_is_handed_over_and_the_womans_need_with_it(street, sent, node):
    case, rome = sent(), street.members["rome"]
    assert "CASE_NOT_YOURS" in no(street, "rome", "open", case.id)

    street.does("rome", "hand-over", case.id, "--to", device_of(street, "rome"), "--reason", "ABSENCE")

    assert reads(street, "rome", case)
    assert "CASE_NOT_YOURS" in no(street, "giulia", "open", case.id)
    holder = await node.fetchval(
        "SELECT n.holder_staff FROM referrals.needs n JOIN referrals.referrals r ON r.need_id = n.id WHERE r.id = $1",
        case.id,
    )
    assert holder == keystore.load(street.homes / "rome", PASSPHRASE).staff_id
    assert await kept(node, case, rome) == (1, 1, 1)


async def test_only_an_administrator_of_that_side_reassigns_with_a_code_to_a_colleague_who_can_work(street, sent, node):
    case = sent()
    assert reads(street, "leyla", case)
    mira, giulia = device_of(street, "mira"), device_of(street, "giulia")
    before = await node.fetchval("SELECT version FROM referrals.referrals WHERE id = $1", case.id)
    refused = {
        ("leyla", "reassign", mira, "SHIFT"): "NOT_YOUR_STEP",
        ("vienna", "hand-over", mira, "SHIFT"): "NOT_YOUR_STEP",
        ("vienna", "reassign", mira, "BECAUSE"): "BAD_REASON",
        ("vienna", "reassign", mira, "CONFLICT_OF_INTEREST"): "CONFLICT_UNNAMED",
        ("vienna", "reassign", giulia, "SHIFT"): "NO_SUCH_COLLEAGUE",
    }

    for (who, step, to, reason), code in refused.items():
        assert code in no(street, who, step, case.id, "--to", to, "--reason", reason)

    assert await node.fetchval("SELECT version FROM referrals.referrals WHERE id = $1", case.id) == before
    assert reads(street, "leyla", case)


@pytest.mark.parametrize("field", ["keepCaseKey(", "caseKeys(", "settleCaseKey("])
async def test_a_line_cut_at_any_step_leaves_the_case_readable_and_the_next_opening_goes_on(street, sent, node, field):
    case = sent()
    leyla, line = end_of(street, "leyla")

    line.lose_request = field
    [first] = await leyla.open(case.id)
    line.lose_request, line.lose_answer = "", field
    [second] = await leyla.open(case.id)
    line.lose_answer = ""
    [third] = await leyla.open(case.id)

    assert first.body == second.body == third.body
    assert await wraps(node, case) == 0
    assert await kept(node, case, street.members["vienna"]) == (1, 2, 1)
    assert (await leyla.open(case.id))[0].body == first.body


@pytest.mark.parametrize("field", ["reassignReferral(", "caseKeys(", "settleCaseKey("])
async def test_a_line_cut_while_a_case_is_reassigned_leaves_somebody_who_reads_it(street, sent, node, field):
    case = sent()
    (leyla, _), (mira, _), (vienna, line) = (end_of(street, who) for who in ("leyla", "mira", "vienna"))
    await leyla.open(case.id)
    asked = [case.id, [device_of(street, "mira")], "SHIFT"]

    for lost in ("lose_request", "lose_answer"):
        setattr(line, lost, field)
        with contextlib.suppress(NodeAway):
            await vienna.reassign(*asked)
        setattr(line, lost, "")
        readers = [one for one in (leyla, mira) if await opens(one, case)]
        assert len(readers) == 1, (field, lost)
    await vienna.reassign(*asked)

    assert await opens(mira, case)
    assert not await opens(leyla, case)
    assert (await kept(node, case, street.members["vienna"]))[0] == 1


async def opens(end, case):
    """Say whether a device opens the case; any other no than that it is not hers is a fault."""
    try:
        return len(await end.open(case.id)) == 1
    except NodeRefused as no:
        if no.code != "CASE_NOT_YOURS":
            raise
        return False


async def test_nothing_is_deleted_where_the_node_gives_another_key_back_than_it_was_brought(street, sent, node):
    case = sent()
    leyla, line = end_of(street, "leyla")

    def swap(answer):
        for one in answer["letters"]:
            one["sealed"] = b64u(bytes(72))

    line.bends["caseKeys"] = swap
    await leyla.open(case.id)

    assert any("could not be kept" in remark for remark in leyla.remarks)
    assert await wraps(node, case) == 1
    assert line.sent("settleCaseKey") == []
    line.bends.clear()
    assert reads(street, "leyla", case)


async def test_a_node_that_withholds_the_wraps_gives_no_letter_to_the_post_key_alone(street, sent):
    """What an unassigned colleague could do with the node's database: her post key finds no wrap."""
    case = sent()
    assert reads(street, "leyla", case)
    leyla, _ = end_of(street, "leyla")

    [letter] = await leyla.letters(case.id)

    assert set(Envelope.parse(letter["data"]).wraps) == {DELETED}


async def test_the_end_of_a_referral_deletes_the_keys_of_its_case(street, sent, node):
    case, vienna, rome = sent(), street.members["vienna"], street.members["rome"]
    assert reads(street, "leyla", case)

    street.does("nobody", "withdraw", case.card)

    assert await kept(node, case, vienna) == await kept(node, case, rome) == (0, 0, 0)


async def test_of_two_who_open_at_once_one_is_on_the_case_and_the_other_is_told(street, sent, node):
    case = sent()
    mira, line = end_of(street, "mira")
    line.lose_request = "keepCaseKey("
    assert (await mira.open(case.id))[0].typ == "referral"
    assert reads(street, "leyla", case)
    line.lose_request = ""

    with pytest.raises(NodeRefused) as refused:
        await mira.open(case.id)

    assert refused.value.code == "CASE_NOT_YOURS"
    assert await kept(node, case, street.members["vienna"]) == (1, 2, 1)
