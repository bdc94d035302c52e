"""Whom this device believes: officers are remembered at the first meeting; a change is refused until a person calls."""

from collections.abc import Mapping
from typing import Any

from client import documents as docs
from client.errors import NotTrusted, OfficersChanged, OtherNumber
from client.gossip import Gossip
from client.keylog import entries_of
from client.log_errors import ROTATED
from client.shapes import Trust
from crypto.errors import CryptoError
from crypto.format import b64u, unb64u
from crypto.keys import member_fingerprint
from crypto.log_entries import read_entry, verify_entry
from crypto.signing import EpochStatement, OfficersStatement
from crypto.signing import verify_statement as verify
from kit import clock


class Trusting(Gossip):
    """Know whose word counts."""

    async def officers_of(self, member_id: str) -> list[bytes]:
        """Give an organisation's officers' keys: those pinned here, or at the first meeting those that the log shows.

        Raises:
            NotTrusted: the node shows nothing that the organisation signed, or the log does not hold it.
            OfficersChanged: they are not those that this device knows, and those did not sign the change.
        """
        return list((await self.set_of(member_id)).officers)

    async def set_of(self, member_id: str) -> OfficersStatement:
        """Give an organisation's officers as `officers_of` does, with how many of them decide together.

        Raises:
            NotTrusted, OfficersChanged: as `officers_of`.
        """
        return await self._believed(officers_said((await self._member(member_id))["officers"], member_id))

    async def _believed(self, shown: OfficersStatement) -> OfficersStatement:
        if not self.keys.knows(shown.member, shown.officers, shown.k):
            given = entries_of((await self._key_proof(shown.member))["officers"])
            logged = self._pinned(shown.member, await self.proven(given))
            if (sorted(logged.officers), logged.k) != (sorted(shown.officers), shown.k):
                raise OfficersChanged(shown.member)
        return shown

    async def _key_proof(self, member_id: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.wire.ask(docs.KEY_PROOF, id=member_id)
        return found

    def _pinned(self, member_id: str, entries: list[bytes]) -> OfficersStatement:
        """Give the newest officers that the log shows, and pin them: at the first meeting, or as their own successors.

        Raises:
            OfficersChanged: those that this device knows did not sign the change.
        """
        known = self.keys.pins.get(member_id)
        newest = officers_in_turn(entries, member_id, known, self.keys.needed.get(member_id, 1))[-1]
        if not self.keys.knows(member_id, newest.officers, newest.k):
            if known is not None:
                self.remarks.append(ROTATED.format(member=member_id))
            self.keys.pin(member_id, newest.officers, newest.k)
            self.keys.save(repinned=member_id if known is not None else "")
        return newest

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
            self.keys.pin(member_id, shown.officers, shown.k)
            self.keys.save(repinned=member_id)
        known, same = self.keys.pins.get(member_id), self.keys.knows(member_id, shown.officers, shown.k)
        return {
            "memberId": member_id,
            "name": str(member["name"]),
            "number": digits,
            "known": "YES" if same else "NO" if known is None else "CHANGED",
        }

    async def _member(self, member_id: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.wire.ask(docs.MEMBER, id=member_id)
        return found

    async def may_seal(self) -> None:
        """Let this program seal; whoever reads the whole key log asks the board's policy first (`Watching`)."""

    async def intake_key_of(self, member_id: str) -> tuple[int, bytes]:
        """Give number and public key that an organisation is sealed to, as its officers and the key log say.

        Raises:
            NotTrusted: nobody whom this device knows vouches for it, there is none, or the log does not show it.
            LogForked, LogUnproven, LogWentBack, LogStale: the log is not one to rely on.
        """
        given = await self._key_proof(member_id)
        if given["epoch"] is None:
            raise NotTrusted
        entry, *sets = await self.proven([given["epoch"], *entries_of(given["officers"])])
        return trusted_epoch(entry, member_id, list(self._pinned(member_id, sets).officers))


def officers_said(statement: str | None, member_id: str) -> OfficersStatement:
    """Read which keys may vouch for an organisation, from what `k` of them signed.

    Raises:
        NotTrusted: it is no such statement, or is about another organisation.
    """
    try:
        data = unb64u(statement or "")
        claimed = OfficersStatement.parse(read_entry(data).body)
        verify_entry(data, OfficersStatement.KIND, claimed.officers, claimed.k)
    except (CryptoError, ValueError):
        raise NotTrusted from None
    if claimed.member != member_id:
        raise NotTrusted
    return claimed


def officers_in_turn(
    entries: list[bytes], member_id: str, known: list[bytes] | None, needed: int
) -> list[OfficersStatement]:
    """Believe officers' sets, each signed by itself, and from those that are known on by `k` of the ones before.

    `needed` is how many of those that are known decide together.

    Raises:
        NotTrusted: one is no such statement.
        OfficersChanged: those whom this device knows are not among them, or did not sign the change.
    """
    sets = [officers_said(b64u(entry), member_id) for entry in entries]
    if known is None:
        return sets
    places = [at for at, one in enumerate(sets) if (sorted(one.officers), one.k) == (sorted(known), needed)]
    if not places:
        raise OfficersChanged(member_id)
    if not all(follows(entries[at + 1], sets[at], sets[at + 1]) for at in range(places[-1], len(sets) - 1)):
        raise OfficersChanged(member_id)
    return sets


def follows(entry: bytes, before: OfficersStatement, after: OfficersStatement) -> bool:
    """Say whether `k` of the officers before signed the entry that names those after, as the next ones."""
    try:
        verify_entry(entry, OfficersStatement.KIND, before.officers, before.k)
    except CryptoError:
        return False
    return after.seq == before.seq + 1


def trusted_key(given: Mapping[str, Any], member_id: str, officers: list[bytes]) -> tuple[int, bytes]:
    """Believe an intake key only if the organisation's officers vouch for it.

    Raises:
        NotTrusted: they do not.
    """
    try:
        statement, named = unb64u(given["statement"]), (given["epoch"], unb64u(given["publicKey"]))
    except (CryptoError, ValueError, TypeError):
        raise NotTrusted from None
    said = trusted_epoch(statement, member_id, officers)
    if said != named:
        raise NotTrusted
    return said


def trusted_epoch(statement: bytes, member_id: str, officers: list[bytes]) -> tuple[int, bytes]:
    """Give number and public key of the intake key for which officers vouch.

    Raises:
        NotTrusted: they do not, or it is not in time.
    """
    try:
        said = EpochStatement.parse(verify(statement, EpochStatement.KIND, officers))
    except CryptoError:
        raise NotTrusted from None
    if said.member != member_id or not said.nbf <= clock.now().timestamp() < said.exp:
        raise NotTrusted
    return said.epoch, said.key
