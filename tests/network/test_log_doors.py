"""The doors of the key log: proofs and files for members, and a witness that signs what it saw grow."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI

from crypto.checkpoints import Checkpoint, add_cosignatures, check_checkpoint, sign_checkpoint, signed_by
from crypto.keys import SigningKey
from crypto.log_entries import sign_entry
from crypto.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from crypto.notes import LogKey, WitnessKey
from crypto.proofs import MOST_CONSISTENCY, check_proof, write_request
from crypto.tiles import Tile, read_bundle, tile_reader, width_at
from kit import clock
from kit.ids import new_id
from network import intake, log_errors, proving
from network.errors import NotSignedIn
from network.log import Log, append
from network.model import ANONYMOUS
from network.routes_log import router
from network.witnessing import Witness

ORIGIN = "node.test/log/1"


@pytest.fixture
def log() -> Log:
    return Log(LogKey(ORIGIN, SigningKey.generate()))


@pytest.fixture
async def rosa(street):
    rosa = await street.admit(await street.found(), "A")
    await street.publish(rosa)
    return rosa


@pytest.fixture
def context(street, rosa, log):
    made = street.context_of(rosa.caller)
    made.log = log
    return made


async def grow(context, count: int) -> None:
    key = SigningKey.generate()
    async with context.write(realm="node") as tx:
        for _ in range(count):
            await append(tx, sign_entry("device-revoked.v1", {"member": new_id(), "device": new_id(), "nbf": 1}, key))


async def read(context, ask):
    await context.log.bring(context)
    async with context.read() as tx:
        return await ask(tx)


async def test_what_makes_a_members_key_believable_is_proven(context, log, rosa):
    await grow(context, 20)

    found = await read(context, lambda tx: proving.key_proof(tx, context.caller, log, rosa.member_id, now=clock.now()))

    async with context.read() as tx:
        key = await intake.intake_key(tx, rosa.caller, rosa.member_id, now=clock.now())
    assert found.epoch.entry == key.statement
    for one in (found.epoch, *found.officers):
        state, _ = check_proof(one.proof, one.entry, log.key.vkey, [], 0)
        assert state.size == 25


async def test_a_member_without_a_key_has_officers_in_the_log_all_the_same(context, log, owner):
    vera = await owner.fetchval("SELECT id FROM network.members WHERE kind = 'SECRETARIAT'")

    found = await read(context, lambda tx: proving.key_proof(tx, context.caller, log, vera, now=clock.now()))

    assert found.epoch is None
    assert len(found.officers) == 1


async def test_keys_from_before_there_was_a_log_are_not_shown_as_proven(context, log, rosa, owner):
    statement = b'{"other":1}'
    await owner.execute("UPDATE network.intake_keys SET statement = $1", statement)

    with pytest.raises(log_errors.NotInLog):
        await read(context, lambda tx: proving.key_proof(tx, context.caller, log, rosa.member_id, now=clock.now()))


async def test_every_entry_is_proven_by_place_and_by_leaf(context, log):
    await grow(context, 9)
    for index in range(14):
        one = await read(context, lambda tx, index=index: proving.log_proof(tx, context.caller, log, index, None))
        same = await read(
            context, lambda tx, one=one: proving.log_proof(tx, context.caller, log, None, leaf_hash(one.entry))
        )

        assert one == same
        check_proof(one.proof, one.entry, log.key.vkey, [], 0)
    for index, leaf in ((14, None), (-1, None), (2**60, None), (None, bytes(32)), (None, None)):
        with pytest.raises(log_errors.NotInLog):
            await read(context, lambda tx, i=index, h=leaf: proving.log_proof(tx, context.caller, log, i, h))


async def test_every_state_is_shown_to_begin_with_every_older_one(context, log, owner):
    await grow(context, 8)
    leaves = [row["leaf"] for row in await owner.fetch("SELECT leaf FROM network.log_entries ORDER BY index")]
    roots = [Frontier().root()]
    grown = Frontier()
    for leaf in leaves:
        grown = grown.append(leaf_hash(leaf))
        roots.append(grown.root())
    for old in range(len(roots)):
        for new in range(old, len(roots)):
            _, hashes = await read(
                context, lambda tx, old=old, new=new: proving.consistency(tx, context.caller, log, old, new)
            )
            verify_consistency(old, roots[old], new, roots[new], hashes)
    for old, new in ((5, 4), (-1, 3), (3, 99), (99, None)):
        with pytest.raises(log_errors.NoSuchLogState):
            await read(context, lambda tx, old=old, new=new: proving.consistency(tx, context.caller, log, old, new))


async def test_nobody_in_particular_learns_nothing(street, log):
    nobody = street.context_of(ANONYMOUS)
    nobody.log = log

    with pytest.raises(NotSignedIn):
        await log.bring(nobody)
    async with nobody.read(realm="node") as tx:
        for act in (
            proving.key_proof(tx, ANONYMOUS, log, new_id(), now=clock.now()),
            proving.log_proof(tx, ANONYMOUS, log, 0, None),
            proving.consistency(tx, ANONYMOUS, log, 0, None),
            proving.tile(tx, ANONYMOUS, log, "tile/0/000"),
            proving.checkpoint(tx, ANONYMOUS, log),
        ):
            with pytest.raises(NotSignedIn):
                await act


def http(context, witness=None) -> httpx.AsyncClient:
    async def contexts(bearer):
        if bearer != "rosa":
            raise NotSignedIn
        return context

    app = FastAPI()
    app.include_router(router(contexts, lambda: context, lambda: witness))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://node.test")


ROSA = {"authorization": "Bearer rosa"}


async def test_the_log_is_read_as_tiles_that_lead_to_the_signed_root(context, log, rosa):
    await grow(context, 600)
    await log.bring(context)
    async with http(context) as web:
        note = (await web.get("/log/checkpoint", headers=ROSA)).content
        state = signed_by(note, log.key.vkey)
        size = state.size
        tiles, entries = {}, []
        for level in (0, 1):
            for index in range(4):
                if width := width_at(level, index, size):
                    tile = Tile(level, index, width)
                    tiles[tile] = (await web.get(f"/log/{tile.path}", headers=ROSA)).content
        for index in range(3):
            width = width_at(-1, index, size)
            answer = await web.get(f"/log/{Tile(-1, index, width).path}", headers=ROSA)
            entries += read_bundle(answer.content, width)

    reader = tile_reader(size, tiles.__getitem__)
    grown = Frontier()
    for entry in entries:
        grown = grown.append(leaf_hash(entry))
    assert (grown.size, grown.root()) == (size, state.root)
    for index in (0, 255, 256, size - 1):
        proof = inclusion_proof(index, size, reader)
        verify_inclusion(leaf_hash(entries[index]), index, size, state.root, proof)


async def test_the_files_are_for_members_and_only_those_that_are_there(context, log):
    async with http(context) as web:
        log.fenced = True
        assert (await web.get("/log/checkpoint", headers=ROSA)).status_code == 503
        log.fenced = False
        assert (await web.get("/log/checkpoint")).status_code == 401
        assert (await web.get("/log/checkpoint", headers=ROSA)).status_code == 200
        log.fenced = True
        for path in ("checkpoint", "tile/0/000.p/5", "tile/entries/000.p/5"):
            assert (await web.get(f"/log/{path}")).status_code == 401
            assert (await web.get(f"/log/{path}", headers={"authorization": "Basic x"})).status_code == 401
            assert (await web.get(f"/log/{path}", headers=ROSA)).status_code == 200
        wrong = (
            "tile/0/000",
            "tile/0/001",
            "tile/0/000.p/6",
            "tile/1/000.p/1",
            "tile/7/000",
            "tile/entries/x",
            "tile/0/0",
        )
        for path in wrong:
            answer = await web.get(f"/log/{path}", headers=ROSA)
            assert answer.status_code == 404, path


class Foreign:
    """Another network's log that asks for signatures."""

    def __init__(self) -> None:
        self.key = LogKey("other.test/log/1", SigningKey.generate())
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.frontiers = [Frontier()]

    def grow(self, count: int, word: str = "entry") -> None:
        for _ in range(count):
            frontier = self.frontiers[-1]
            leaf = leaf_hash(f"{word} {frontier.size}".encode())
            for level, made in enumerate(frontier.completes(leaf)):
                self.nodes[level, frontier.size >> level] = made
            self.frontiers.append(frontier.append(leaf))

    def note(self, size: int, key: LogKey | None = None) -> bytes:
        return sign_checkpoint(Checkpoint(self.key.name, size, self.frontiers[size].root()), key or self.key)

    def asks(self, old: int, new: int) -> bytes:
        return write_request(old, consistency_proof(old, new, lambda *at: self.nodes[at]), self.note(new))


@pytest.fixture
def foreign() -> Foreign:
    made = Foreign()
    made.grow(9)
    return made


@pytest.fixture
def witness(foreign) -> Witness:
    key = WitnessKey("node.test/witness", SigningKey.generate())
    return Witness(key, {foreign.key.name: foreign.key.vkey})


@pytest.fixture
def nobody(street):
    return street.context_of(ANONYMOUS)


async def _seen(owner):
    return [tuple(row) for row in await owner.fetch("SELECT size, root FROM network.log_witnessed WHERE size > 0")]


async def test_a_witness_signs_a_log_that_only_grows(nobody, witness, foreign, owner):
    old = 0
    async with http(nobody, witness) as web:
        for new in (1, 4, 4, 9):
            answer = await web.post("/log/add-checkpoint", content=foreign.asks(old, new))

            assert answer.status_code == 200, answer.text
            note = foreign.note(new)
            _, times = check_checkpoint(
                add_cosignatures(note, answer.content, [witness.key.vkey]), foreign.key.vkey, [witness.key.vkey], 1
            )
            assert abs(times["node.test/witness"] - clock.now().timestamp()) < 300
            assert await _seen(owner) == [(new, foreign.frontiers[new].root())]
            old = new


async def test_a_witness_names_the_size_that_it_signed_and_signs_nothing_else(nobody, witness, foreign, owner):
    forked = Foreign()
    forked.key = foreign.key
    forked.grow(9, "another")
    async with http(nobody, witness) as web:
        await web.post("/log/add-checkpoint", content=foreign.asks(0, 4))
        before = await _seen(owner)
        for body in (foreign.asks(0, 9), foreign.asks(3, 9), foreign.asks(5, 9), forked.asks(4, 4), foreign.asks(0, 3)):
            answer = await web.post("/log/add-checkpoint", content=body)
            assert (answer.status_code, answer.text) == (409, "4\n")
            assert answer.headers["content-type"].startswith("text/x.tlog.size")
        answer = await web.post("/log/add-checkpoint", content=forked.asks(4, 9))
        assert (answer.status_code, answer.json()["code"]) == (422, "NOT_CONSISTENT")
    assert await _seen(owner) == before


async def test_a_witness_signs_for_nobody_whom_it_does_not_know(nobody, witness, foreign, owner):
    stranger = Foreign()
    stranger.key = LogKey("stranger.test/log/1", SigningKey.generate())
    stranger.grow(2)
    thief = LogKey(foreign.key.name, SigningKey.generate())
    async with http(nobody, witness) as web:
        for body, status in (
            (stranger.asks(0, 2), 404),
            (write_request(0, [], foreign.note(2, thief)), 403),
            (b"", 400),
            (b"old x\n\n", 400),
            (b"x" * 70_000, 400),
            (write_request(9, [], foreign.note(4)), 400),
            (write_request(0, [bytes(32)] * (MOST_CONSISTENCY + 1), foreign.note(4)), 400),
            (write_request(0, [], b"no note\n"), 400),
        ):
            assert (await web.post("/log/add-checkpoint", content=body)).status_code == status, body[:80]
    assert await _seen(owner) == []


async def test_two_histories_at_once_get_one_signature(nobody, witness, foreign, owner):
    forked = Foreign()
    forked.key = foreign.key
    forked.grow(9, "another")
    async with http(nobody, witness) as web:
        answers = await asyncio.gather(
            *(web.post("/log/add-checkpoint", content=one.asks(0, 9)) for one in (foreign, forked) * 4)
        )

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    assert len(await _seen(owner)) == 1


async def test_the_empty_log_is_witnessed_too(nobody, witness, foreign):
    async with http(nobody, witness) as web:
        answer = await web.post("/log/add-checkpoint", content=foreign.asks(0, 0))
    assert answer.status_code == 200
    assert foreign.frontiers[0].root() == EMPTY_ROOT
