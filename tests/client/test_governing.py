"""The board speaks of itself and of the log: the next one in turn, with what is not changed as it was."""

import pytest

from client.deciding_errors import BadPolicy, KeyUnknown
from client.errors import NoSuchDevice
from client.standing_errors import TermsWeak
from crypto.format import b64u
from crypto.keys import SigningKey
from crypto.log_entries import read_entry
from crypto.notes import WitnessKey
from tests.client.simulated_log import Simulated
from tests.client.test_register import board_of
from tests.client.test_terms import keys, policy  # noqa: F401


@pytest.fixture
def log() -> Simulated:
    """Answer with two devices of our own, the second of which was shut out."""
    made = Simulated()
    made.ours, answer = [SigningKey.generate(), SigningKey.generate()], made.answer
    made.swapped = {}

    def answers(query, asked):
        if "devices" not in query:
            return answer(query, asked)
        shown = [
            {"id": key.kid, "signKey": b64u(made.swapped.get(key, key).public), "state": state}
            for key, state in zip(made.ours, ("ACTIVE", "REVOKED"), strict=True)
        ]
        return {"devices": {"devices": shown}}

    made.answer = answers
    return made


async def test_the_next_board_follows_the_one_of_today_and_may_sit_in_several_houses(log, keys):  # noqa: F811
    board = [SigningKey.generate() for _ in range(2)]
    log.add(board_of(0, board, 1, *log.board, board[0]))
    end, mine = log.end(keys), log.ours[0]

    said = read_entry(await end.board_next([mine.kid, log.officer.kid], 2, [log.member]))

    assert said.body["keys"] == [b64u(mine.public), b64u(log.officer.public)]
    assert (said.body["seq"], said.body["k"], list(said.signatures)) == (1, 2, [keys.device_id])
    for unknown in (log.ours[1].kid, SigningKey.generate().kid):
        with pytest.raises(KeyUnknown) as no:
            await end.board_next([mine.kid, unknown], 1, [log.member])
        assert unknown in no.value.sentence


async def test_a_node_that_shows_another_key_under_a_devices_id_names_nobody(log, keys):  # noqa: F811
    log.swapped[log.ours[0]] = SigningKey.generate()
    end = log.end(keys)
    with pytest.raises(KeyUnknown):
        await end.board_next([log.ours[0].kid], 1)
    keys.member_id = log.member
    with pytest.raises(NoSuchDevice):
        await end.officers_next([log.ours[0].kid], 1)


async def test_the_next_policy_keeps_what_is_not_given(log, keys):  # noqa: F811
    end = log.end(keys)
    first = read_entry(await end.policy_next(refuse=100 * 3600)).body
    assert (first["seq"], first["suites"], first["w"]) == (0, ["XW1"], 2)
    assert first["witnesses"] == [one.vkey.encode() for one in log.witnesses]
    assert (first["warn"], first["refuse"]) == (24 * 3600, 100 * 3600)
    log.add(policy(log, 0, log.witnesses, 2, min_version="0.9.0"))
    third = WitnessKey("w3.test/witness", SigningKey.generate()).vkey.encode()

    said = read_entry(await end.policy_next([*first["witnesses"], third], 3)).body

    assert (said["seq"], said["min_version"], said["limits"]) == (1, "0.9.0", {"attachment": 1, "envelope": 1})
    assert (said["w"], len(said["witnesses"]), said["warn"], said["refuse"]) == (3, 3, 3600, 7200)
    assert read_entry(await end.policy_next(least="1.0.0")).body["min_version"] == "1.0.0"
    before = dict(keys.terms)
    with pytest.raises(BadPolicy):
        await end.policy_next(least="next")
    for error, given in ((TermsWeak, ([third], 0)), (BadPolicy, (["x"], 1)), (BadPolicy, ([third], 2))):
        with pytest.raises(error):
            await end.policy_next(*given)
    with pytest.raises(BadPolicy):
        await end.policy_next(warn=9, refuse=8)
    assert keys.terms == before
