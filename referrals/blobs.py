"""The desk of sealed files: announced, sent in pieces, taken and deleted by whoever shows the right capability.

Each act is in the realm of the node, so that no row says which organisation it was (record 0025).
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from nacl.utils import random

from crypto.attachments import capability_commitment
from kit.ids import check_id, new_id
from network.context import Context, Transaction
from network.model import Role
from network.rules import require
from referrals import blob_errors as errors
from referrals import blob_rules as rules
from referrals import store_blobs as store
from referrals.blob_rules import Blob

SECRET = 32
_WRITERS = (Role.CASEWORKER, Role.INTAKE, Role.ORG_ADMIN)


@dataclass(frozen=True, slots=True)
class Announced:
    """Name a file that may now be sent, and the secret of sending it (32 bytes), which is shown once."""

    id: str
    secret: bytes = field(repr=False)


async def announce(ctx: Context, size: int, read_kept: bytes, delete_kept: bytes) -> Announced:
    """Make room for a sealed file of `size` bytes.

    What the organisation announces is counted in a transaction of its own, so that no row and no transaction holds both
    the organisation and the file.

    Raises:
        NotSignedIn, RoleMissing: the caller writes no letters.
        BlobSizeWrong: it is not padded.
        UploadQuota: the organisation has announced enough today.
    """
    require(ctx.caller, *_WRITERS)
    rules.check_size(size)
    today = ctx.now.date()
    async with ctx.write() as tx:
        if not await store.charge(tx, ctx.caller.member_id, today, size, rules.QUOTA):
            raise errors.UploadQuota(mib=rules.QUOTA >> 20)
    made = Announced(new_id(), random(SECRET))
    blob = Blob(made.id, size, 0, capability_commitment(made.secret), read_kept, delete_kept)
    async with ctx.write(realm="node", member="") as tx:
        await store.add(tx, blob, today, rules.expires_on(today))
    return made


async def state(ctx: Context, blob_id: str, secret: bytes) -> Blob:
    """Say where an upload stands.

    Raises:
        BlobNotFound: there is none for this secret.
    """
    require(ctx.caller)
    async with ctx.read(realm="node", member="") as tx:
        return rules.may_append(await _blob(ctx, tx, blob_id), secret)


async def append(
    ctx: Context, blob_id: str, secret: bytes, offset: int, data: bytes, *, last: bool, cut: bool = False
) -> Blob:
    """Keep the next bytes of a file; of a piece that was `cut` on its way, those that came.

    Raises:
        BlobNotFound: there is none for this secret.
        OffsetWrong, PieceTooLarge, BadUpload: the piece does not fit; nothing of it is kept.
    """
    require(ctx.caller, *_WRITERS)
    async with ctx.write(realm="node", member="") as tx:
        blob = rules.may_append(await _blob(ctx, tx, blob_id), secret)
        rules.check_piece(blob, offset, len(data), last=blob.size == offset + len(data) if cut else last)
        received = await store.append(tx, blob.id, offset, data) if data else offset
        if received is None:
            raise errors.OffsetWrong("Upload-Offset", offset=blob.received)
    return Blob(blob.id, blob.size, received, blob.upload_kept, blob.read_kept, blob.delete_kept)


async def readable(ctx: Context, blob_id: str, capability: bytes) -> Blob:
    """Give a file that is whole to who shows its read capability.

    Raises:
        BlobNotFound: there is none for this capability.
    """
    require(ctx.caller)
    async with ctx.read(realm="node", member="") as tx:
        return rules.may_read(await _blob(ctx, tx, blob_id), capability)


async def pieces(ctx: Context, blob: Blob, begin: int, end: int) -> AsyncIterator[bytes]:
    """Give the bytes from `begin` up to, and without, `end`, a piece at a time."""
    for start in range(begin, end, rules.PIECE):
        async with ctx.read(realm="node", member="") as tx:
            piece = await store.piece(tx, blob.id, start, min(start + rules.PIECE, end))
        yield piece


async def delete(ctx: Context, blob_id: str, capability: bytes) -> None:
    """Delete a file for who holds the letter's key, or who announced it.

    Raises:
        BlobNotFound: there is none for this capability.
    """
    require(ctx.caller)
    async with ctx.write(realm="node", member="") as tx:
        blob = rules.may_delete(await _blob(ctx, tx, blob_id), capability)
        await store.delete(tx, blob.id)


async def sweep(ctx: Context) -> int:
    """Delete what has run out, and uploads that nobody went on with; gives the number."""
    today = ctx.now.date()
    async with ctx.write(realm="node") as tx:
        return await store.sweep(tx, today, rules.abandoned_before(today))


async def _blob(ctx: Context, tx: Transaction, blob_id: str) -> Blob | None:
    return await store.blob(tx, check_id(blob_id, "id"), ctx.now.date())
