"""What the node checks of a sealed file, which it can neither read nor tell whose it is.

- It has the size of a bucket, so that its length says nothing.
- An organisation announces at most 512 MiB a day.
- It comes in pieces of at most 1 MiB, each where the last one ended.
- It is kept 35 days: as long as a letter, and the week in which the letter may still wait to be sealed. An upload that
  nobody goes on with is kept one day after its own.
- Whoever sends, takes or deletes it shows a capability; the node keeps commitments only. A wrong one is no file.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from hmac import compare_digest

from crypto.attachments import BUCKETS, capability_commitment, sealed_size
from referrals import blob_errors as errors

SIZES = frozenset(sealed_size(bucket) for bucket in BUCKETS)
PIECE = 1024 * 1024
QUOTA = 512 * 1024 * 1024
KEPT = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Blob:
    """Hold what the node knows of a sealed file: its size, how much has come, and three commitments."""

    id: str
    size: int
    received: int
    upload_kept: bytes = field(repr=False)
    read_kept: bytes = field(repr=False)
    delete_kept: bytes = field(repr=False)

    @property
    def complete(self) -> bool:
        """Say whether all of it has come."""
        return self.received == self.size


def check_size(size: int) -> int:
    """Refuse a file whose length would tell something.

    Raises:
        BlobSizeWrong: it is none of the buckets'.
    """
    if size not in SIZES:
        raise errors.BlobSizeWrong("Upload-Length")
    return size


def may_append(blob: Blob | None, secret: bytes) -> Blob:
    """Let only who announced a file send it.

    Raises:
        BlobNotFound: there is none, or the secret is another.
    """
    return _shown(blob, secret, "upload_kept")


def may_read(blob: Blob | None, capability: bytes) -> Blob:
    """Let only whoever holds the letter's key take a file, and only a whole one.

    Raises:
        BlobNotFound: there is none, the capability is another, or it is not complete.
    """
    found = _shown(blob, capability, "read_kept")
    if not found.complete:
        raise errors.BlobNotFound
    return found


def may_delete(blob: Blob | None, capability: bytes) -> Blob:
    """Let whoever holds the letter's key delete a file, and who announced it.

    Raises:
        BlobNotFound: there is none, or the capability is another.
    """
    try:
        return _shown(blob, capability, "delete_kept")
    except errors.BlobNotFound:
        return _shown(blob, capability, "upload_kept")


def _shown(blob: Blob | None, capability: bytes, kept: str) -> Blob:
    if blob is None or not compare_digest(capability_commitment(capability), getattr(blob, kept)):
        raise errors.BlobNotFound
    return blob


def check_piece(blob: Blob, offset: int, length: int, *, last: bool) -> None:
    """Refuse a piece that does not fit where the upload stands; `last` is what the sender says of it.

    Raises:
        OffsetWrong: it begins elsewhere.
        PieceTooLarge: it goes beyond the end, or beyond what one request carries.
        BadUpload: it is said to be the last, or not, and is not so.
    """
    if offset != blob.received:
        raise errors.OffsetWrong("Upload-Offset", offset=blob.received)
    if length > min(PIECE, blob.size - offset):
        raise errors.PieceTooLarge(most=PIECE)
    if last != (offset + length == blob.size):
        raise errors.BadUpload("Upload-Complete")


def check_range(blob: Blob, begin: int, end: int | None) -> tuple[int, int]:
    """Give the bytes that are asked for, from the first up to, and without, the last.

    Raises:
        BadUpload: they are none of this file's.
    """
    stop = blob.size if end is None else min(end + 1, blob.size)
    if begin >= stop:
        raise errors.BadUpload("Range")
    return begin, stop


def expires_on(today: date) -> date:
    """Say until when a file is kept: the same for all, so that the day says nothing of her consent."""
    return today + KEPT


def abandoned_before(today: date) -> date:
    """Say which day's unfinished uploads nobody will go on with."""
    return today - timedelta(days=1)
