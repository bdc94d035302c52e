"""The key log over GraphQL: what a device checks before it believes a key."""

from typing import Annotated

import strawberry

from crypto.format import b64u
from crypto.merkle import HASH
from kit.graph import Refused, door
from network import proving
from network.api_types import bytes_of
from network.proving import Proven

MemberId = Annotated[strawberry.ID, strawberry.argument(description="The organisation's id.")]
From = Annotated[int, strawberry.argument(name="from", description="The number of entries that the older state has.")]
To = Annotated[
    int | None, strawberry.argument(description="The number of entries of the newer state; the newest unless given.")
]


@strawberry.type(description="What a device keeps of the key log when it is enrolled, and holds the node to.")
class LogTerms:
    """Show who signs the log, and how many must have seen it."""

    operator: str = strawberry.field(description="The operator's key, as a C2SP vkey; its name is the log's origin.")
    witnesses: list[str] = strawberry.field(description="The witnesses' keys, as C2SP vkeys.")
    w: int = strawberry.field(description="How many witnesses must have signed a state.")
    warn_seconds: int = strawberry.field(description="The age of a state from which a device warns.")
    refuse_seconds: int = strawberry.field(description="The age of a state from which a device does not send.")


@strawberry.type(description="An entry of the key log with the proof of its place.")
class LogProof:
    """Hold an entry and its proof."""

    index: int = strawberry.field(description="The entry's place, from 0.")
    entry: str = strawberry.field(description="The entry's exact bytes, base64url.")
    proof: str = strawberry.field(description="The proof as a file (`c2sp.org/tlog-proof@v1`), base64url.")

    @staticmethod
    def of(proven: Proven) -> "LogProof":
        """Make it from the noun."""
        return LogProof(index=proven.index, entry=b64u(proven.entry), proof=b64u(proven.proof))


@strawberry.type(
    description="The proof that an organisation's intake key, and who vouches for it, stand in the key log."
)
class KeyProof:
    """Hold what makes an intake key believable."""

    epoch: LogProof | None = strawberry.field(
        description="The statement that vouches for the key (`epoch.v1`); null where it cannot be sealed to now."
    )
    officers: list[LogProof] = strawberry.field(
        description="Every set of officers that the organisation ever named (`officers.v1`), oldest first."
    )


@strawberry.type(description="The proof that the key log only grew.")
class ConsistencyProof:
    """Hold a proof between two states."""

    checkpoint: str = strawberry.field(
        description="The newest state that others may rely on: a signed note, base64url."
    )
    hashes: list[str] = strawberry.field(description="The proof's hashes, base64url.")


@strawberry.input(description="An entry of the key log: by its place, or by its leaf hash.", one_of=True)
class LogPlace:
    """Name an entry in one of two ways."""

    index: strawberry.Maybe[int] = strawberry.field(description="Its place, from 0.")
    leaf: strawberry.Maybe[str] = strawberry.field(description="Its leaf hash (RFC 6962), base64url.")


Place = Annotated[LogPlace, strawberry.argument(description="Which entry.")]


@strawberry.type
class LogQuery:
    """Ask what everybody sees alike."""

    @strawberry.field(description="Who signs the key log here. No sign-in is needed: it holds public keys only.")
    @door
    async def log_terms(self, info: strawberry.Info) -> LogTerms | Refused:
        """Show what a device pins."""
        log = info.context.log
        return LogTerms(
            operator=log.key.vkey.encode(),
            witnesses=[one.encode() for one in log.witnesses],
            w=log.w,
            warn_seconds=log.warn,
            refuse_seconds=log.refuse,
        )

    @strawberry.field(description="The proof of who vouches for an organisation, and of the key it is sealed to.")
    @door
    async def key_proof(self, info: strawberry.Info, member_id: MemberId) -> KeyProof | Refused:
        """Prove a key."""
        ctx = info.context
        await ctx.log.bring(ctx)
        async with ctx.read() as tx:
            found = await proving.key_proof(tx, ctx.caller, ctx.log, member_id, now=ctx.now)
        epoch = LogProof.of(found.epoch) if found.epoch else None
        return KeyProof(epoch=epoch, officers=[LogProof.of(one) for one in found.officers])

    @strawberry.field(description="One entry of the key log with the proof of its place.")
    @door
    async def log_proof(self, info: strawberry.Info, place: Place) -> LogProof | Refused:
        """Prove an entry."""
        ctx = info.context
        index = place.index.value if place.index else None
        leaf = bytes_of(place.leaf.value, "place", HASH) if place.leaf else None
        await ctx.log.bring(ctx)
        async with ctx.read() as tx:
            return LogProof.of(await proving.log_proof(tx, ctx.caller, ctx.log, index, leaf))

    @strawberry.field(description="The proof that the key log only grew since a state that you saw.")
    @door
    async def consistency_proof(self, info: strawberry.Info, from_: From, to: To = None) -> ConsistencyProof | Refused:
        """Prove that nothing was taken out."""
        ctx = info.context
        async with ctx.read() as tx:
            state, hashes = await proving.consistency(tx, ctx.caller, ctx.log, from_, to)
        return ConsistencyProof(checkpoint=b64u(state.note), hashes=[b64u(one) for one in hashes])
