"""Keep who is on a case inside one organisation, and the case keys that only they open, under the shred keys."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from crypto.errors import Tampered
from crypto.shredding import shut, unshut
from kit import sql
from network.context import Transaction
from referrals.case_model import CaseKey, Handed, Team
from referrals.erasure_errors import LetterKeyLost
from referrals.shredding import Way, there

Q = sql.load("referrals")


@dataclass(frozen=True, slots=True)
class Place:
    """Say whose case it is, whether that organisation sent the referral, and the shred keys around it."""

    referral_id: str
    member_id: str
    sent: bool
    shred_keys: Mapping[str, bytes] = field(repr=False)

    @property
    def way(self) -> Way:
        """Say with which letters the case key goes: at the sender with her own account, which is kept longest."""
        return Way.HERS if self.sent else Way.RECIPIENT

    def part(self, number: int, of: str) -> str:
        """Name what stands under a shred key, so that nothing can stand in for another."""
        return f"case-{self.member_id}-{number}-{of}"


async def lock(tx: Transaction, referral_id: str) -> None:
    """Let one device at a time write the keys of a case."""
    await tx.execute(Q["case_lock"], referral_id)


async def team(tx: Transaction, referral_id: str, member_id: str) -> Team:
    """Read who is on a case."""
    rows = await tx.fetch(Q["case_staff"], referral_id, member_id)
    holders = frozenset(row["staff_id"] for row in rows if not row["barred"])
    return Team(holders, frozenset(row["staff_id"] for row in rows if row["barred"]))


async def put(tx: Transaction, referral_id: str, member_id: str, new: Team) -> None:
    """Put these people on a case, and no others."""
    await tx.execute(Q["case_staff_clear"], referral_id, member_id)
    await tx.execute(Q["case_staff_add"], referral_id, member_id, sorted(new.barred), True)
    await tx.execute(Q["case_staff_add"], referral_id, member_id, sorted(new.holders), False)


async def keys(tx: Transaction, at: Place) -> tuple[CaseKey, ...]:
    """Read the case keys of one organisation, newest first.

    Raises:
        LetterKeyLost: the shred key around them is not there, or is another.
    """
    where = (at.referral_id, at.member_id)
    found = [CaseKey(row["number"], row["exposed"], {}, {}) for row in await tx.fetch(Q["case_keys"], *where)]
    by_number = {one.number: one for one in found}
    for row in await tx.fetch(Q["case_wraps"], *where):
        by_number[row["number"]].wraps[row["reader"]] = unshut_wrap(at, row["number"], row["reader"], row["wrap"])
    for row in await tx.fetch(Q["case_letters"], *where):
        sealed = _unshut(at, row["letters_to"], row["env_id"], at.part(row["number"], "letter"), row["sealed"])
        by_number[row["number"]].letters[row["env_id"]] = sealed
    return tuple(found)


def unshut_wrap(at: Place, number: int, reader: str, stored: bytes) -> bytes:
    """Give a sealed case key as it came.

    Raises:
        LetterKeyLost: the shred key around it is not there, or is another.
    """
    return _unshut(at, at.way, at.referral_id.encode(), at.part(number, reader), stored)


def _unshut(at: Place, way: str, name: bytes, part: str, data: bytes) -> bytes:
    try:
        return unshut(there(at.shred_keys.get(way)), name, part, data)
    except Tampered:
        raise LetterKeyLost from None


async def ways(tx: Transaction, at: Place) -> dict[bytes, str]:
    """Read which way the letters go that are kept and that the organisation wrote or received, by envelope."""
    rows = await tx.fetch(Q["case_ways"], at.referral_id, at.member_id)
    return {row["env_id"]: row["letters_to"] for row in rows}


async def erased(tx: Transaction, at: Place) -> bool:
    """Tell whether what a case key of this organisation opens is erased, or will be within the minute."""
    return bool(await tx.fetchval(Q["case_erased"], at.referral_id, at.way))


async def add(tx: Transaction, at: Place, handed: Handed, goes: Mapping[bytes, str], *, exposed: bool) -> None:
    """Keep a case key, or more of it; what is there stays.

    Raises:
        LetterKeyLost: the shred key around it is not there.
    """
    where = (at.referral_id, at.member_id, handed.number)
    await tx.execute(Q["case_key_add"], *where, exposed)
    wraps, letters = [], []
    for reader, wrap in handed.wraps:
        part = at.part(handed.number, reader)
        closed = shut(there(at.shred_keys.get(at.way)), at.referral_id.encode(), part, wrap)
        wraps.append((*where, reader, closed))
    for env_id, sealed in handed.letters:
        key = there(at.shred_keys.get(goes[env_id]))
        closed = shut(key, env_id, at.part(handed.number, "letter"), sealed)
        letters.append((*where, env_id, closed))
    await tx.executemany(Q["case_wrap_add"], wraps)
    await tx.executemany(Q["case_letter_add"], letters)


async def expose(tx: Transaction, at: Place) -> None:
    """Remember that somebody who left the case knows its keys."""
    await tx.execute(Q["case_expose"], at.referral_id, at.member_id)


async def only(tx: Transaction, at: Place, readers: Collection[str]) -> None:
    """Delete the sealed case keys of everybody else."""
    await tx.execute(Q["case_others_delete"], at.referral_id, at.member_id, sorted(readers))


async def unsettled(tx: Transaction, at: Place, number: int, kids: Collection[bytes]) -> bool:
    """Tell whether a letter under this case key still has a wrap for one of these keys."""
    return bool(await tx.fetchval(Q["case_unsettled"], at.referral_id, at.member_id, number, list(kids)))


async def settle(tx: Transaction, at: Place, number: int, kids: Collection[bytes]) -> None:
    """Delete the case keys before this one, and from its letters the wraps for these keys."""
    await tx.execute(Q["case_older_delete"], at.referral_id, at.member_id, number)
    await tx.execute(Q["case_settle"], at.referral_id, at.member_id, number, list(kids))


async def hand_over(tx: Transaction, need_id: str, staff_id: str) -> None:
    """Let another colleague hold what a woman looks for."""
    await tx.execute(Q["need_hand_over"], need_id, staff_id)


async def shut_out(tx: Transaction) -> int:
    """Delete the sealed case keys of devices that were shut out; gives their number."""
    return int(await tx.fetchval(Q["case_shut_out"]))


async def recovered(
    tx: Transaction, member_id: str, ceremony: str, after: tuple[str, int], count: int
) -> list[tuple[str, int, bytes, bool]]:
    """Read the case keys sealed to a recovery key: referral, number, what is stored, and whether it was received."""
    rows = await tx.fetch(Q["case_recovered"], member_id, ceremony, *after, count)
    return [(row["referral_id"], row["number"], row["wrap"], row["received"]) for row in rows]
