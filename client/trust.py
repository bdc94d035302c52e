"""Whom this device believes: officers are remembered at the first meeting; a change is refused until a person calls."""

from collections.abc import Mapping
from typing import Any

from client import documents as docs
from client.errors import NotEnrolled, NotTrusted, OfficersChanged, OtherNumber
from client.keystore import Keystore
from client.outbox import Outbox
from client.shapes import Device, Trust
from client.wire import Wire
from crypto.errors import CryptoError
from crypto.format import unb64u
from crypto.keys import member_fingerprint, sign_kid
from crypto.signing import DeviceStatement, EpochStatement, OfficersStatement, read_statement
from crypto.signing import verify_statement as verify
from kit import clock


class Trusting:
    """Know one node, this device's keys, and whose word counts."""

    def __init__(self, wire: Wire, keys: Keystore | None = None) -> None:
        self.wire = wire
        self._keys = keys
        self._outbox: Outbox | None = None
        if keys is not None:
            wire.key = keys.signing

    @property
    def keys(self) -> Keystore:
        """Give this device's keys.

        Raises:
            NotEnrolled: there are none yet.
        """
        if self._keys is None:
            raise NotEnrolled
        return self._keys

    async def officers_of(self, member_id: str) -> list[bytes]:
        """Give an organisation's officers' keys: those pinned here, or at the first meeting those it signed itself.

        Raises:
            NotTrusted: the node shows nothing that the organisation signed.
            OfficersChanged: they are not those that this device knows.
        """
        shown = officers_said((await self._member(member_id))["officers"], member_id)
        if member_id not in self.keys.pins:
            self.keys.pins[member_id] = list(shown.officers)
            self.keys.save()  # what another program of this device met first is taken over here
        if sorted(self.keys.pins[member_id]) != sorted(shown.officers):
            raise OfficersChanged(member_id)
        return list(shown.officers)

    async def trust(self, member_id: str, number: str | None = None) -> Trust:
        """Show the number that an organisation reads aloud; with the number that it read, remember its keys.

        Raises:
            OtherNumber: it read another one.
        """
        member = await self._member(member_id)
        shown = officers_said(member["officers"], member_id)
        digits = member_fingerprint(member_id, list(shown.officers), shown.k)
        if number is not None:
            if "".join(number.split()) != "".join(digits.split()):
                raise OtherNumber
            self.keys.pins[member_id] = list(shown.officers)
            self.keys.save(repinned=member_id)
        known = self.keys.pins.get(member_id)
        same = known is not None and sorted(known) == sorted(shown.officers)
        return {
            "memberId": member_id,
            "name": str(member["name"]),
            "number": digits,
            "known": "YES" if same else "NO" if known is None else "CHANGED",
        }

    async def _member(self, member_id: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.wire.ask(docs.MEMBER, id=member_id)
        return found

    async def intake_key_of(self, member_id: str) -> tuple[int, bytes]:
        """Give number and public key that an organisation is sealed to, after checking who vouches for it.

        Raises:
            NotTrusted: nobody whom this device knows vouches for it, or there is none.
        """
        given = await self.wire.ask(docs.INTAKE_KEY, id=member_id)
        if given is None:
            raise NotTrusted
        return trusted_key(given, member_id, await self.officers_of(member_id))


def officers_said(statement: str | None, member_id: str) -> OfficersStatement:
    """Read which keys may vouch for an organisation, from what one of them signed.

    Raises:
        NotTrusted: it is no such statement, or is about another organisation.
    """
    try:
        data = unb64u(statement or "")
        claimed = OfficersStatement.parse(read_statement(data).body)
        verify(data, OfficersStatement.KIND, claimed.officers)
    except (CryptoError, ValueError):
        raise NotTrusted from None
    if claimed.member != member_id:
        raise NotTrusted
    return claimed


def trusted_key(given: Mapping[str, Any], member_id: str, officers: list[bytes]) -> tuple[int, bytes]:
    """Believe an intake key only if the organisation's officers vouch for it.

    Raises:
        NotTrusted: they do not.
    """
    try:
        said = EpochStatement.parse(verify(unb64u(given["statement"]), EpochStatement.KIND, officers))
        named = (said.member, said.epoch, said.key) == (member_id, given["epoch"], unb64u(given["publicKey"]))
    except (CryptoError, ValueError, TypeError):
        raise NotTrusted from None
    if not named or not said.nbf <= clock.now().timestamp() < said.exp:
        raise NotTrusted
    return said.epoch, said.key


def trusted_device(given: Device, member_id: str, officers: list[bytes]) -> DeviceStatement:
    """Believe a colleague's device only if our own officers vouch for it; its keys are then those of the statement.

    Raises:
        NotTrusted: they do not.
    """
    try:
        said = DeviceStatement.parse(verify(unb64u(given["statement"] or ""), DeviceStatement.KIND, officers))
    except (CryptoError, ValueError):
        raise NotTrusted from None
    timely = said.nbf <= clock.now().timestamp() < said.exp
    if (said.member, said.device) != (member_id, given["id"]) or sign_kid(said.sign) != given["id"] or not timely:
        raise NotTrusted
    return said
