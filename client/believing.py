"""Who vouched for a device, and when: the officers of today, or those of the day on which it entered the key log.

crypto/SPEC.md section 8. Officers change; letters of a running case and colleagues' devices stay believable.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from client import agreed
from client import documents as docs
from client.errors import NodeRefused, NotTrusted, OfficersChanged
from client.keylog import entries_of
from client.shapes import Device
from client.trust import Trusting, follows, officers_said
from crypto.consent import ConsentToken
from crypto.errors import CryptoError, NotAllowed
from crypto.format import b64u, unb64u
from crypto.keys import sign_kid
from crypto.log_entries import verify_as
from crypto.merkle import leaf_hash
from crypto.opening import Opened
from crypto.proofs import TlogProof
from crypto.signing import DeviceStatement, OfficersStatement
from kit import clock

LOG_PROOF = (
    "query ($leaf: String!) { logProof(place: {leaf: $leaf}) { ... on LogProof { index entry proof } "
    f"{docs.REFUSED} }} }}"
)


@dataclass(frozen=True, slots=True)
class Era:
    """Hold officers whose word counted between two places of the key log."""

    officers: OfficersStatement
    start: int
    end: int


class Believing(Trusting):
    """Believe devices by who vouched for them."""

    async def vouched(self, member_id: str, statement: bytes) -> DeviceStatement:
        """Believe a device if `k` officers of its organisation vouch for it, or did when it entered the key log.

        Raises:
            NotTrusted, OfficersChanged: they do not.
        """
        with suppress(CryptoError):
            return _by(statement, await self.set_of(member_id))
        for era in await self.eras(member_id):
            with suppress(CryptoError):
                said = _by(statement, era.officers)
                if await self._entered(statement, era):
                    return said
        raise NotTrusted

    async def signed_by(self, token: bytes, statements: list[bytes], sender: str) -> ConsentToken:
        """Believe a consent token if one of these statements is about who signed it, and its officers vouch for that.

        Raises:
            NotAllowed: `consent`, when nobody vouches for who signed it.
            OfficersChanged: other people vouch for the sender than those that this device knows.
        """
        devices: list[DeviceStatement] = []
        for statement in agreed.named_by(token, statements):
            try:
                devices.append(await self.vouched(sender, statement))
            except OfficersChanged:
                raise
            except NotTrusted:
                continue
        return agreed.signed_by(token, devices)

    async def trusted_device(self, given: Device) -> DeviceStatement:
        """Believe a colleague's device if our own officers vouch for it; its keys are then those of the statement.

        Raises:
            NotTrusted: they do not.
        """
        try:
            statement = unb64u(given["statement"] or "")
        except ValueError:
            raise NotTrusted from None
        said = await self.vouched(self.keys.member_id, statement)
        timely = said.nbf <= clock.now().timestamp() < said.exp
        mine = (said.member, said.device) == (self.keys.member_id, given["id"])
        if not mine or sign_kid(said.sign) != given["id"] or not timely:
            raise NotTrusted
        return said

    async def opened(self, member_id: str, act: Callable[[OfficersStatement], Opened]) -> Opened:
        """Open a letter with the word of a sender's officers: of today, or of the day on which its device was taken in.

        Raises:
            NotAllowed, Tampered, MalformedEnvelope: it is not to be trusted.
            NotTrusted, OfficersChanged: other people vouch for the sender than those that this device knows.
        """
        try:
            return act(await self.set_of(member_id))
        except NotAllowed as no:
            if no.reason != "device":
                raise
            for era in await self.eras(member_id):
                with suppress(NotAllowed):
                    found = act(era.officers)
                    if await self._entered(found.statement, era):
                        return found
            raise

    async def eras(self, member_id: str) -> list[Era]:
        """Give an organisation's earlier officers, newest first, as far as each signed who came after them."""
        given = entries_of((await self._key_proof(member_id))["officers"])
        entries = await self.proven(given)
        self._pinned(member_id, entries)
        sets, places = [officers_said(b64u(entry), member_id) for entry in entries], [_place(one) for one in given]
        found: list[Era] = []
        for at in range(len(sets) - 2, -1, -1):
            if not follows(entries[at + 1], sets[at], sets[at + 1]) or places[at] >= places[at + 1]:
                break
            found.append(Era(sets[at], places[at], places[at + 1]))
        return found

    async def _entered(self, statement: bytes, era: Era) -> bool:
        """Say whether a statement entered the key log while these officers' word counted."""
        try:
            given = await self.wire.ask(LOG_PROOF, leaf=b64u(leaf_hash(statement)))
        except NodeRefused:
            return False
        return await self.proven([given]) == [statement] and era.start < _place(given) < era.end


def _by(statement: bytes, officers: OfficersStatement) -> DeviceStatement:
    return verify_as(DeviceStatement, statement, officers.officers, officers.k)


def _place(given: dict[str, Any]) -> int:
    """Give the place of an entry out of its proof, once `proven` has believed that."""
    return TlogProof.parse(unb64u(given["proof"])).index
