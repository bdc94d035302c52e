"""Files beside a letter: cleaned, sealed, sent, taken, opened, and deleted when the case has ended."""

import contextlib
import io
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from nacl.utils import random

from client.attachment_errors import AttachmentGone, FileTooLarge, FolderTaken
from client.blobs import Blobs, Progress, silent
from client.errors import BadFacts, NodeAway
from client.held import Held
from client.people import People
from client.shapes import Referral
from crypto.attachments import FIELD, KEY, MOST, Attachment, delete_capability, sealed_size
from crypto.format import b64u, blake2b, unb64u
from crypto.stream import open_stream, seal_stream

if TYPE_CHECKING:
    from client.cleaning import Cleaned

ENDED = {"WITHDRAWN", "CANCELLED", "VOID", "EXPIRED", "DECLINED", "CLIENT_DECLINED"}
"""States in which nobody needs a referral's files any more."""
_ENDINGS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "image/jpeg": "jpg",
    "image/png": "png",
}


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Name a file of this machine that goes along, and the category that she agreed to share it under."""

    category: str
    path: Path


@dataclass(frozen=True, slots=True)
class Found:
    """Name a file that came with a letter: its category, and how it opens."""

    category: str
    attachment: Attachment


class Enclosing(People):
    """Send files along, and take those that came."""

    _held: Held | None = None

    @property
    def held(self) -> Held:
        """Give what this device remembers of files."""
        if self._held is None:
            self._held = Held(self.keys)
        return self._held

    def marks(self, referral_id: str, files: Sequence[Enclosed]) -> list[str]:
        """Name files by content and place, so that this device knows one again after a cut line.

        Raises:
            FileTooLarge: a file has more than 20 MiB.
        """
        return [self.keys.mark(referral_id.encode(), one.category.encode(), _digest(one.path)) for one in files]

    async def enclose(self, referral_id: str, one: Enclosed, progress: Progress = silent) -> Attachment:
        """Clean, seal and send one file; after a cut line the same call goes on where the node stands.

        Raises:
            CannotClean, FileTooLarge: it is not sent.
            NodeAway: the line is cut.
        """
        [mark] = self.marks(referral_id, [one])
        for fresh in (False, True):
            known = self.held.of(referral_id)["files"].get(mark)
            if fresh or known is None or not self.held.has(known["id"]):
                known = await self._seal(referral_id, mark, one.path)
            secret = unb64u(known["secret"])
            attachment = Attachment.parse({name: value for name, value in known.items() if name != "secret"})
            try:
                with self.held.sealed(attachment.id) as source:
                    whole = sealed_size(attachment.size)
                    await Blobs(self.wire).send(attachment.id, secret, source, whole, progress)
                return attachment
            except AttachmentGone:  # it was left lying for too long, so it begins again
                if fresh:
                    raise
        raise AttachmentGone

    async def _seal(self, referral_id: str, mark: str, path: Path) -> dict[str, Any]:
        cleaned = _cleaned(path)
        key, size = random(KEY), len(cleaned.content)
        blob_id, secret = await Blobs(self.wire).announce(sealed_size(size), key)
        with self.held.sealed(blob_id, new=True) as target:
            made = seal_stream(
                io.BytesIO(cleaned.content), target, att_id=blob_id, key=key, size=size, mime=cleaned.mime
            )
        said = self.held.of(referral_id)
        if mark in said["files"]:
            self.held.drop(said["files"][mark]["id"])
        said["files"][mark] = {**made.to_json(), "secret": b64u(secret)}
        said["delete"][blob_id] = b64u(delete_capability(key))
        self.held.keep(referral_id, said)
        return dict(said["files"][mark])

    def remember_files(self, referral_id: str, attachments: Sequence[Attachment]) -> None:
        """Keep what deletes files, and nothing that opens them, for the day on which the case ends."""
        said = self.held.of(referral_id)
        new = {one.id: b64u(delete_capability(one.key)) for one in attachments if one.id not in said["delete"]}
        if new:
            self.held.keep(referral_id, {**said, "delete": {**said["delete"], **new}})

    async def erase_files(self, referral_id: str) -> int:
        """Delete a referral's files at the node and forget them here; gives their number.

        Raises:
            NodeAway: some may still be there; what deletes them is kept.
        """
        capabilities = self.held.of(referral_id)["delete"]
        for blob_id, capability in capabilities.items():
            await Blobs(self.wire).delete(blob_id, unb64u(capability))
        self.held.forget(referral_id)
        return len(capabilities)

    async def erase_ended(self, *referrals: Referral) -> None:
        """Delete the files of those referrals that have ended; what cannot be deleted now is tried again later."""
        held = self.held.referrals()
        for one in referrals:
            if one["state"] in ENDED and one["id"] in held:
                with contextlib.suppress(NodeAway):
                    await self.erase_files(one["id"])

    async def save_files(self, files: Sequence[Found], folder: Path, progress: Progress = silent) -> list[Path]:
        """Take files from the node, open them and write them into a folder, readable by their owner alone.

        Raises:
            FolderTaken: a file of such a name is there; nothing is written over.
            AttachmentGone: one is no longer at the node.
            Tampered: one is not what the sender sealed; it is not written.
        """
        paths = _places(files, folder)
        for one, path in zip(files, paths, strict=True):
            with tempfile.TemporaryFile() as closed:
                sealed, whole = cast(BinaryIO, closed), sealed_size(one.attachment.size)
                await Blobs(self.wire).take(one.attachment.id, one.attachment.key, sealed, whole, progress)
                sealed.seek(0)
                _write(path, sealed, one.attachment)
        return paths


def _digest(path: Path) -> bytes:
    if path.stat().st_size > MOST:
        raise FileTooLarge
    return blake2b(path.read_bytes())


def _cleaned(path: Path) -> "Cleaned":
    from client.cleaning import clean  # here, because reading files takes long to load and few commands need it

    return clean(path.read_bytes())


def _names(files: Sequence[Found]) -> list[str]:
    """Name files by category and number: nothing of a sender's choice reaches this machine's disk as a name."""
    count: dict[str, int] = {}
    names = []
    for one in files:
        count[one.category] = count.get(one.category, 0) + 1
        names.append(f"{one.category.lower()}-{count[one.category]}.{_ENDINGS[one.attachment.mime]}")
    return names


def _places(files: Sequence[Found], folder: Path) -> list[Path]:
    """Make the folder, and see that no file is written over."""
    paths = [folder / name for name in _names(files)]
    for path in paths:
        if path.exists():
            raise FolderTaken(path.name)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return paths


def _write(path: Path, sealed: BinaryIO, attachment: Attachment) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise FolderTaken(path.name) from None
    try:
        with os.fdopen(handle, "wb") as target:
            open_stream(sealed, target, attachment)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def naming(content: dict[str, Any], named: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Name files in the blocks of their categories.

    Raises:
        BadFacts: the facts are not sorted by category, or name files themselves.
    """
    said = dict(content)
    for category in sorted({category for category, _ in named}):
        block = said.get(category, {})
        if not isinstance(block, dict) or FIELD in block:
            raise BadFacts
        said[category] = {**block, FIELD: sorted(name for at, name in named if at == category)}
    return said
