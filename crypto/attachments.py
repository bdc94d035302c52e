"""What a letter says of the files that are sealed beside it, and what their keys give besides (SPEC.md section 18).

A node may read this: it holds sizes and commitments, and nothing that opens a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crypto.format import b64u, blake2b, exact, integer, lp, text, unb64u

KEY = 32
HASH = 32
CHUNK = 64 * 1024
MOST = 20 * 1024 * 1024
"""The largest file, in bytes."""
BUCKETS = (256 * 1024, 1024 * 1024, 4 * 1024 * 1024, 16 * 1024 * 1024, MOST)
"""The padded sizes of what is inside, each a whole number of chunks."""
HEADER = 24
OVERHEAD = 17
"""What sealing adds to each chunk: its tag, and 16 bytes of Poly1305."""
MOST_ATTACHMENTS = 16
MIMES = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "image/jpeg",
    "image/png",
)
FIELD = "attachments"
"""The entry of a block's data that names the attachments of its category."""
_ID = r"[0-9a-f]{32}"


@dataclass(frozen=True, slots=True)
class Attachment:
    """Say which sealed file belongs to a letter, and how it opens: whoever holds this can read it.

    `id` is 32 hex characters, `key` 32 random bytes, `hash` that of the sealed file (32 bytes), `size` the number of
    bytes before padding, `mime` one of `MIMES`.
    """

    id: str
    key: bytes = field(repr=False)
    hash: bytes
    size: int
    mime: str

    def to_json(self) -> dict[str, Any]:
        """Write it for the letter."""
        said = {"id": self.id, "key": b64u(self.key), "hash": b64u(self.hash), "size": self.size, "mime": self.mime}
        return said

    @classmethod
    def parse(cls, said: Any) -> "Attachment":
        """Read one.

        Raises:
            ValueError: it has another form.
        """
        fields = exact(said, "id", "key", "hash", "size", "mime")
        if fields["mime"] not in MIMES:
            raise ValueError("a kind of file that is not sent")
        size = integer(fields["size"], 1, MOST)
        key, digest = unb64u(fields["key"], KEY), unb64u(fields["hash"], HASH)
        return cls(text(fields["id"], _ID), key, digest, size, str(fields["mime"]))


def parse_attachments(said: Any) -> tuple[Attachment, ...]:
    """Read a letter's list: at most 16, sorted by id, no id twice.

    Raises:
        ValueError: it has another form.
    """
    if not isinstance(said, list) or len(said) > MOST_ATTACHMENTS:
        raise ValueError("no list, or too long")
    found = tuple(Attachment.parse(one) for one in said)
    ids = [one.id for one in found]
    if ids != sorted(set(ids)):
        raise ValueError("out of order, or twice")
    return found


def named_in(body: Any) -> tuple[str, ...]:
    """List the attachments that the blocks of a body name, sorted; without blocks there are none.

    Raises:
        ValueError: a block names them in another form, or two blocks name the same one.
    """
    named: list[str] = []
    for block in body["blocks"].values() if isinstance(body, dict) and "blocks" in body else ():
        if isinstance(block["data"], dict) and FIELD in block["data"]:
            ids = block["data"][FIELD]
            if not isinstance(ids, list) or not ids or ids != sorted(text(one, _ID) for one in ids):
                raise ValueError("no list of attachments in order")
            named += ids
    if len(set(named)) != len(named):
        raise ValueError("an attachment stands in two categories")
    return tuple(sorted(named))


def check_named(body: Any, attachments: Sequence[Attachment]) -> None:
    """See that each attachment belongs to one declared category, and that each that is named is there.

    Raises:
        ValueError: they differ.
    """
    if named_in(body) != tuple(one.id for one in attachments):
        raise ValueError("an attachment of no category, or one that is not there")


def padded_size(size: int) -> int:
    """Give the smallest bucket that holds a file of `size` bytes.

    Raises:
        ValueError: it is empty or too large.
    """
    integer(size, 1, MOST)
    return next(bucket for bucket in BUCKETS if size <= bucket)


def sealed_size(size: int) -> int:
    """Give the size of the sealed file (bytes), which says no more of it than its bucket.

    Raises:
        ValueError: the file is empty or too large.
    """
    padded = padded_size(size)
    return HEADER + padded + padded // CHUNK * OVERHEAD


def read_capability(key: bytes) -> bytes:
    """Give what a node asks for before it hands out the sealed file (32 bytes)."""
    return blake2b(lp("tolerant/v1/blob-read"), key=key)


def delete_capability(key: bytes) -> bytes:
    """Give what a node asks for before it deletes the sealed file (32 bytes); it opens nothing, so it may be kept."""
    return blake2b(lp("tolerant/v1/blob-delete"), key=key)


def capability_commitment(capability: bytes) -> bytes:
    """Give what a node keeps instead of a capability (32 bytes), so that its database hands out and deletes nothing."""
    return blake2b(lp("tolerant/v1/capability", capability))
