"""Whether two organisations have compared their keys: asked before her facts are sealed to the other one's.

This is about the organisations' keys. Her consent is another matter, and nothing here stands in its place.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from client.blobs import Progress, silent
from client.enclosing import Enclosed
from client.errors import KeysDamaged
from client.keystore import replace
from client.safety_errors import NotCompared, OtherSafetyNumber
from client.sending import Sending
from client.shapes import SendReceipt
from client.shapes_safety import Safety
from client.trust import officers_said
from crypto import vault
from crypto.errors import MalformedStatement
from crypto.safety import Root, safety_number, safety_text
from kit import clock

FILE = "compared.sealed"


class Comparing(Sending):
    """Send to organisations whose keys a person has compared, or says that she will send without."""

    _compared: dict[str, list[Any]] | None = None

    async def safety(self, member_id: str, number: str | None = None) -> Safety:
        """Show the safety number with another organisation; with what it read, remember that they are the same.

        `number` is 60 digits read aloud, or the text of its picture.

        Raises:
            OtherSafetyNumber: it is another one.
            OfficersChanged: other people vouch for it than those that this device knows.
        """
        own, other, name = await self._roots(member_id)
        digits, text = safety_number(own, other), safety_text(own, other)
        if number is not None:
            if "".join(number.split()) not in ("".join(digits.split()), text):
                raise OtherSafetyNumber
            self._remember(member_id, text)
        kept = self._known().get(member_id)
        known: Literal["YES", "NO", "CHANGED"] = "NO" if kept is None else "YES" if kept[0] == text else "CHANGED"
        return {"memberId": member_id, "name": name, "number": digits, "text": text, "compared": known}

    async def send(
        self,
        referral_id: str,
        content: dict[str, Any],
        *,
        files: Sequence[Enclosed] = (),
        version: int | None = None,
        progress: Progress = silent,
        unverified: bool = False,
    ) -> SendReceipt:
        """Seal her facts and files to the one organisation she chose, and send them (`Sending.send`).

        Its keys have been compared, or the caller says `unverified`. That says nothing about her consent, which every
        guard looks at all the same.

        Raises:
            NotCompared: nobody has compared the two organisations' keys since they last changed; nothing was sent.
        """
        if not unverified and self.outbox.of(referral_id) is None:
            found = await self.safety((await self.referral(referral_id))["toMemberId"])
            if found["compared"] != "YES" and found["memberId"] != self.keys.member_id:
                raise NotCompared(found["memberId"], found["number"], changed=found["compared"] == "CHANGED")
        return await super().send(referral_id, content, files=files, version=version, progress=progress)

    async def _roots(self, member_id: str) -> tuple[Root, Root, str]:
        roots, name = [], ""
        for one in (self.keys.member_id, member_id):
            member = await self._member(one)
            said, name = await self._believed(officers_said(member["officers"], one)), str(member["name"])
            roots.append(Root(one, said.officers, said.k))
        return roots[0], roots[1], name

    def _known(self) -> dict[str, list[Any]]:
        """Give what was compared, by organisation: the text of the picture then, and when."""
        if self._compared is None:
            path, self._compared = self._file(), {}
            if path is not None and path.exists():
                try:
                    opened = vault.reopen(path.read_bytes(), self.keys.signing.seed, "compared")
                    self._compared = json.loads(opened)
                except (MalformedStatement, ValueError):
                    raise KeysDamaged from None
        return self._compared or {}

    def _remember(self, member_id: str, text: str) -> None:
        self._compared = {**self._known(), member_id: [text, int(clock.now().timestamp())]}
        if (path := self._file()) is not None:
            replace(path, vault.close(json.dumps(self._compared).encode(), self.keys.signing.seed, "compared"))

    def _file(self) -> Path | None:
        return self.keys.home / FILE if self.keys.home else None
