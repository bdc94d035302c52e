"""`log-append` and `log-proof`, at 10,000 and at a million entries: what the key log costs, whole transactions each.

The log is laid into the database in one go, as appending would have left it. An append takes the lock, the frontier and
the hashes, against the bare INSERT of the same entry. A proof is one entry with its hashes out of the database and its
file, against the two questions alone that any way needs: the entry, and as many hashes by their keys.
"""

from datetime import datetime

import asyncpg

from bench.database import fresh
from bench.measure import compare_async, line
from crypto.keys import SigningKey
from crypto.log_entries import sign_entry
from crypto.merkle import Frontier, inclusion_proof, leaf_hash
from crypto.notes import LogKey
from kit import clock
from kit.ids import new_id
from network import actions, proving, store_log
from network.context import Context
from network.log import Log, append
from network.model import Caller, Role
from server import database
from server.settings import read

SIZES = {"10k": 10_000, "1m": 1_000_000}
N = 50
ANNA = Caller("a" * 32, "b" * 32, "c" * 32, frozenset({Role.CASEWORKER}), "member")


def entry(key: SigningKey) -> bytes:
    """Give an invented entry that nobody made before."""
    return sign_entry("device-revoked.v1", {"member": new_id(), "device": new_id(), "nbf": 1}, key)


async def lay(owner: "asyncpg.Connection[asyncpg.Record]", size: int) -> None:
    """Write a log of so many entries; its leaves are invented bytes."""
    frontier, leaves, nodes = Frontier(), [], []
    for index in range(size):
        leaf = b"entry %d " % index + bytes(300)
        made = frontier.completes(leaf_hash(leaf))
        nodes += [(level, index >> level, one) for level, one in enumerate(made)]
        leaves.append((index, "device.v1", "a" * 32, leaf, made[0]))
        frontier = frontier.append(made[0])
    columns = ["index", "kind", "member_id", "leaf", "leaf_hash"]
    await owner.copy_records_to_table("log_entries", schema_name="network", records=leaves, columns=columns)
    await owner.copy_records_to_table("log_nodes", schema_name="network", records=nodes)
    await owner.execute("UPDATE network.log_head SET size = $1, frontier = $2", size, frontier.encode())
    await owner.execute("ANALYZE network.log_entries, network.log_nodes")
    await owner.execute("CREATE TABLE public.bare (index bigserial PRIMARY KEY, leaf bytea NOT NULL, at timestamptz)")
    await owner.execute("GRANT ALL ON public.bare, public.bare_index_seq TO tolerant_node")


async def measure(url: str, name: str, size: int) -> None:
    """Measure both at one size."""
    owner = await asyncpg.connect(url)
    await lay(owner, size)
    await owner.close()
    key = SigningKey.generate()
    log = Log(LogKey("bench.test/log/1", key))
    pool = await database.pool(url)
    context = Context(pool, ANNA, clock.now(), read({}), actions.record, log=log)
    now: datetime = context.now

    async def ours() -> None:
        async with context.write(realm="node") as tx:
            await append(tx, entry(key))

    async def bare() -> None:
        async with context.write(realm="node") as tx:
            await tx.execute("INSERT INTO public.bare (leaf, at) VALUES ($1, $2)", entry(key), now)

    one, other = await compare_async([ours, bare], N, cpu=False)
    line(f"log-append-{name}", one * 1e3, "ms", "a bare INSERT", one / other, N)
    state = await log.sign(context)
    wanted: list[tuple[int, int]] = []

    def asked_for(level: int, index: int) -> bytes:
        wanted.append((level, index))
        return bytes(32)

    inclusion_proof(size // 3, state.size, asked_for)

    async def proven() -> None:
        async with context.read() as tx:
            await proving.log_proof(tx, ANNA, log, size // 3, None)

    async def asked() -> None:
        async with context.read() as tx:
            await store_log.leaves(tx, size // 3, size // 3 + 1)
            await store_log.nodes(tx, wanted)

    one, other = await compare_async([proven, asked], N, cpu=False)
    line(f"log-proof-{name}", one * 1e3, "ms", "its two questions alone", one / other, N)
    await pool.close()


async def run(server: str, only: str | None) -> None:
    """Measure every size, or the one that is named."""
    for name, size in SIZES.items():
        if only is None or only.endswith(name):
            async with fresh(server) as url:
                await measure(url, name, size)
