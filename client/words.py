"""The words of a service, held against the key log before a woman's facts are sealed for it.

A node that lies could show one caseworker other conditions, another employer or another address than two reviewers saw,
or offer her a service that was stopped. Here each would need the reviewers' own devices.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from client import log_errors
from client.errors import KeysDamaged, NodeRefused
from client.keystore import replace
from client.kinds import check_content
from client.listed import Listed
from client.listed_errors import WordsNotSigned
from client.owning import WORDS
from client.sending import Sending
from crypto import vault
from crypto.attachments import Attachment
from crypto.errors import MalformedStatement
from crypto.format import b64u, unb64u
from kit import clock, disclosure

NOBODY_SIGNED = (
    "Nobody signed the words of this service. This device sends to it only because TOLERANT_DEMO=1 says that all "
    "services are invented."
)
FILE, WHAT = "listed.sealed", "listed"


class Words(Sending):
    """Seal referrals only to words that two reviewers signed where everybody sees it."""

    demonstration: bool = False
    """Whether services that nobody ever signed are sent to as well: only where all of them are invented."""
    _listed: Listed | None = None

    async def words(self, listing_id: str, version: int) -> dict[str, Any]:
        """Show the words of a service as the reviewers signed them, and nothing else.

        Raises:
            WordsNotSigned, ListingWithdrawn: they are not in force.
            NotTrusted: the log is not one to rely on.
        """
        return await self._words(await self._read_listed(), listing_id, version)

    async def _words(self, listed: Listed, listing_id: str, version: int) -> dict[str, Any]:
        try:
            said = await self.wire.ask(WORDS, id=listing_id, version=version)
        except NodeRefused as no:
            if no.code != "WORDS_NOT_LISTED":
                raise
            said = {"words": "{}", "salt": ""}
        try:
            salt, words = unb64u(said["salt"]), said["words"].encode()
            found: dict[str, Any] = json.loads(words)
        except (ValueError, TypeError, KeyError):
            raise WordsNotSigned from None
        now = max(int(clock.now().timestamp()), self.book.seen.latest)
        listed.check(listing_id, version, salt, words, now, unsigned=self.demonstration)
        return found

    def nobody_signed(self, listing_id: str) -> bool:
        """Say whether the key log, as far as this device read it, names no words of a service at all."""
        return self._listed is None or listing_id not in self._listed.words

    async def seal_letter(self, referral_id: str, typ: str, body: Any, attachments: Sequence[Attachment] = ()) -> bytes:
        """Seal a letter as `Sending.seal_letter`; a referral only to words that are in force.

        Raises:
            WordsNotSigned, ListingWithdrawn: they are not.
            OverProfile: a service of the kind that the reviewers signed is not told it, whatever the node says.
        """
        if typ == "referral":
            referral = await self.referral(referral_id)
            words = await self.words(referral["listingId"], referral["listingVersion"])
            if words and isinstance(body, dict) and "blocks" in body:
                content = {name: block["data"] for name, block in body["blocks"].items()}
                check_content(content, disclosure.profile(words["serviceTypes"]))
        return await super().seal_letter(referral_id, typ, body, attachments)

    async def _read_listed(self) -> Listed:
        """Read every entry that came since, so that nothing that was withdrawn is left out."""
        listed = await self._grow_listed(self._kept_listed())
        compared = sorted(b64u(key) for key in self.keys.pins.get(listed.root, []))
        if compared and sorted(listed.officers) != compared and listed.compared != compared:
            listed = await self._grow_listed(Listed(compared=compared))
        self._listed = listed
        return listed

    async def _grow_listed(self, listed: Listed) -> Listed:
        self.not_forked()
        state = await self.follow(await self.fetched("/log/checkpoint"))
        before = listed.dump()
        entries = await self.entries(listed.size(), state)
        try:
            root = listed.read(entries)
        except log_errors.NotInLog:
            root = b""
        if (listed.size(), root) != (state.size, state.root):
            self._listed = Listed(**before)
            raise log_errors.NotInLog
        if entries and (path := self._listed_file()) is not None:
            replace(path, vault.close(json.dumps(listed.dump()).encode(), self.keys.signing.seed, WHAT))
        return listed

    def _kept_listed(self) -> Listed:
        path = self._listed_file()
        if self._listed is None and path is not None and path.exists():
            try:
                kept = json.loads(vault.reopen(path.read_bytes(), self.keys.signing.seed, WHAT))
                self._listed = Listed(**kept) if "heard" in kept else Listed(compared=kept["compared"])
            except (MalformedStatement, ValueError, TypeError, KeyError):
                raise KeysDamaged from None
        return self._listed or Listed()

    def _listed_file(self) -> Path | None:
        return self.keys.home / FILE if self.keys.home else None
