"""A node, or somebody on the line, sends another directory than was signed: each lie is refused, the old copy stays.

The node is real and so is the line; only its answer to `directorySync` passes through the test's hands.
"""

import copy as copying

import pytest

from client import copy_errors, errors
from client.directory_copy import DirectoryCopy
from client.offline import Offline
from crypto.format import b64u, unb64u
from crypto.keys import SigningKey
from crypto.signing import sign_statement
from directory.device import STATEMENT, hash_of, root_of
from kit import clock
from tests.client.bent import end_of

HER = {"age": 30, "gender": "WOMAN", "languages": [{"language": "de", "level": "PRE_A1"}]}


def lie_about_a_condition(page):
    for entry in page["entries"]:
        entry["text"] = entry["text"].replace("REQUIRED", "ADVISED")


def lie_about_a_condition_and_its_hash(page):
    lie_about_a_condition(page)
    for entry in page["entries"]:
        entry["hash"] = b64u(hash_of(entry["text"].encode()))


def leave_one_out(page):
    page["entries"].pop()


def slip_one_in(page):
    page["entries"].append({**page["entries"][0], "id": "f" * 32})


def take_one_back(page):
    page["entries"].append({"id": page["entries"][0]["id"], "hash": None, "text": None})


def cut_the_last_page(page):
    page["entries"], page["more"] = page["entries"][: len(page["entries"]) // 2], False


def change_the_statement(page):
    said = bytearray(unb64u(page["statement"]))
    said[len(said) // 2] ^= 1
    page["statement"] = b64u(bytes(said))


def send_no_statement(page):
    page["statement"] = ""


def send_a_key_that_did_not_sign(page):
    page["statement"] = signed(page, SigningKey.generate())


def signed(page, key, **changes):
    """Sign these entries, as a node with another key would."""
    pairs = [(each["id"], unb64u(each["hash"])) for each in page["entries"]]
    now = int(clock.now().timestamp())
    body = {"at": now, "count": len(pairs), "exp": now + 86_400, "node": "n", "revision": 10**6,
            "root": b64u(root_of(pairs)), **changes}  # fmt: skip
    return b64u(sign_statement(STATEMENT, body, key))


LIES = [
    lie_about_a_condition, lie_about_a_condition_and_its_hash, leave_one_out, slip_one_in, take_one_back,
    cut_the_last_page, change_the_statement, send_no_statement, send_a_key_that_did_not_sign,
]  # fmt: skip


@pytest.fixture
async def device(street, listings, tmp_path):
    """Give a device with a good copy, in a folder of its own, and the line to bend."""
    tolerant, bent = end_of(street, "giulia")
    tolerant.keys.path = tmp_path / "keys.json"
    await tolerant.sync(DirectoryCopy(tolerant.keys))
    yield tolerant, bent
    await tolerant.wire.close()


def known(tolerant):
    copy = DirectoryCopy(tolerant.keys)
    return copy.entries(), Offline(copy).match(HER, first=50)


def forgets_its_place(copy):
    """Let a device ask for everything again, as one does whose marker is too old."""
    with copy.changing():
        copy._facts.pop("cursor")


async def refused(device, lie, error):
    tolerant, bent = device
    forgets_its_place(DirectoryCopy(tolerant.keys))
    before = known(tolerant)
    file = tolerant.keys.home / "directory.sealed"
    closed = file.read_bytes()
    bent.bends["directorySync"] = lie

    with pytest.raises(error) as no:
        await tolerant.sync(DirectoryCopy(tolerant.keys))

    assert no.value.sentence == error.sentence
    assert file.read_bytes() == closed
    assert known(tolerant) == before
    bent.bends.clear()
    synced = await tolerant.sync(DirectoryCopy(tolerant.keys))
    assert synced["entries"] == len(before[0][1]) > 20


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
async def test_what_the_node_did_not_sign_is_refused_and_the_old_copy_stays(device, lie):
    await refused(device, lie, copy_errors.CopyDiffers)


async def test_a_directory_that_another_key_signed_is_refused_and_the_old_copy_stays(device):
    key = SigningKey.generate()

    def lie(page):
        page["statement"], page["key"] = signed(page, key), b64u(key.public)

    await refused(device, lie, copy_errors.NodeKeyChanged)


async def test_the_directory_of_another_node_is_refused_and_the_old_copy_stays(device):
    tolerant, _ = device
    copy = DirectoryCopy(tolerant.keys)
    with copy.changing():
        copy._facts["node"] = "another.node"
    closed = (tolerant.keys.home / "directory.sealed").read_bytes()

    with pytest.raises(copy_errors.NodeKeyChanged):
        await tolerant.sync(DirectoryCopy(tolerant.keys))

    assert (tolerant.keys.home / "directory.sealed").read_bytes() == closed


async def test_yesterdays_directory_does_not_come_back(device, street, listings):
    """Somebody on the line keeps a whole answer, and gives it again after a service was stopped."""
    tolerant, bent = device
    kept = []
    bent.bends["directorySync"] = lambda page: kept.append(copying.deepcopy(page))
    forgets_its_place(DirectoryCopy(tolerant.keys))
    await tolerant.sync(DirectoryCopy(tolerant.keys))
    for said in ("NO", "YES"):
        street.does("vienna", "availability", listings[0].split("@")[0], "--accepting", said)
    bent.bends.clear()
    while (await tolerant.sync(DirectoryCopy(tolerant.keys)))["changes"] == 0:
        pass

    def replay(page):
        page.clear()
        page.update(copying.deepcopy(kept[0]))

    await refused(device, replay, copy_errors.CopyGoesBack)


async def test_a_device_that_was_refused_reads_on_without_a_line(device):
    tolerant, bent = device
    before = known(tolerant)[1]
    bent.bends["directorySync"] = change_the_statement
    with pytest.raises(copy_errors.CopyDiffers):
        await tolerant.sync(DirectoryCopy(tolerant.keys))
    bent.lose_request = "directorySync"
    with pytest.raises(errors.NodeAway):
        await tolerant.sync(DirectoryCopy(tolerant.keys))

    assert known(tolerant)[1] == before
