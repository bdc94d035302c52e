"""Whom the board trusts, as the key log itself says: entry for entry, each signed by the board of its own place.

The board begins with the log's first entry, the officers of the organisation that founded the network. From there each
board is signed in by `k` of the one before and `k` of the new one, so that everybody who sees the same log has the same
board (crypto/SPEC.md section 13, decision 0036). What the board did not sign changes nothing here. Nor does what was
heard before: a node that adds it again would end a suspension, or bring officers back who were put out.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from client.standing_errors import BOARD, ENDED, ENDS, MemberNotVouchedFor, MemberSuspended, day
from crypto.errors import CryptoError
from crypto.format import b64u, blake2b, jcs, unb64u
from crypto.log_entries import Entry, count_signers

HEEDED = ("officers.v1", "board.v1", "policy.v1", "vetted.v1", "devetted.v1", "suspended.v1")
"""Kinds of entries that change what a register says; of others it need not be shown anything."""
BY_THE_BOARD = ("vetted.v1", "devetted.v1", "suspended.v1")
DUE = 14 * 24 * 3600
"""Seconds before the end of the board's word from which people are told."""
BRAKE_LASTS = 72 * 3600
"""Seconds for which fewer than `k` of the board suspend."""
SKEW = 300
"""Seconds by which another clock may be ahead of this one."""


@dataclass(slots=True)
class Standing:
    """Hold what the board last said of an organisation: for which officers it vouches, and from when until when.

    Times are unix seconds. `suspended` is until when nothing goes there; `out` stays for good. `seq` is the number of
    these officers, and `heard` what the board said before, by its hash, and until when that would count.
    """

    keys: list[str] = field(default_factory=list)
    k: int = 0
    nbf: int = 0
    until: int = 0
    suspended: int = 0
    out: bool = False
    seq: int = -1
    heard: dict[str, int] = field(default_factory=dict)

    def vouched(self, body: dict[str, Any], seq: int) -> None:
        """Take in the board's word about officers, once; `seq` is the number under which they were named."""
        if (said := digest(body)) in self.heard:
            return
        if (sorted(self.keys), self.k) != (sorted(body["keys"]), body["k"]):
            self.seq = seq
        self.keys, self.k, self.nbf, self.until = body["keys"], body["k"], body["nbf"], body["exp"]
        self.suspended = 0
        self.heard = {one: exp for one, exp in self.heard.items() if exp > self.nbf} | {said: self.until}


@dataclass(slots=True)
class Register:
    """Follow the board, its policy, and what it says of organisations; it is shown every entry of the log in turn.

    Those of other kinds than `HEEDED` may be left out.
    """

    keys: list[str] = field(default_factory=list)
    k: int = 0
    seq: int = -1
    root: str = ""
    """The organisation whose officers are the board, until a board is named."""
    compared: list[str] = field(default_factory=list)
    """Officers of that organisation whose number a person compared: they are the board, whoever signed them in."""
    policy: dict[str, Any] = field(default_factory=dict)
    members: dict[str, Standing] = field(default_factory=dict)
    turn: int = -1
    """The number of the officers who are the board, until one is named."""
    turns: dict[str, int] = field(default_factory=dict)
    """The highest number under which officers named themselves, by the hash of who they are."""

    @classmethod
    def parse(cls, kept: dict[str, Any]) -> "Register":
        """Read what `dump` wrote."""
        members = {member: Standing(**said) for member, said in kept["members"].items()}
        return cls(**{**kept, "members": members})

    def dump(self) -> dict[str, Any]:
        """Write it down."""
        return asdict(self)

    def heed(self, index: int, said: Entry) -> bool:
        """Take in the entry at a place of the log, if those signed it who may; says whether it is the board's word."""
        body, many = said.body, signers(said, self.keys) if said.kind in BY_THE_BOARD else 0
        enough = 1 <= self.k <= many
        if said.kind == "officers.v1":
            self._officers(index, said)
        elif said.kind == "board.v1" and body["seq"] == self.seq + 1 and self._succeeds(said, body["keys"], body["k"]):
            self.keys, self.k, self.seq = body["keys"], body["k"], body["seq"]
        elif said.kind == "policy.v1" and body["seq"] == self.policy.get("seq", -1) + 1 and self._signed(said):
            self.policy = body
        elif said.kind in ("vetted.v1", "devetted.v1") and enough:
            one = self.members.setdefault(body["member"], Standing())
            if said.kind == "devetted.v1":
                one.out = True
            else:
                one.vouched(body, self.turns.get(_who(body["member"], body["keys"], body["k"]), -1))
        elif said.kind == "suspended.v1" and many:
            lasts = body["exp"] if enough else min(body["exp"], body["nbf"] + BRAKE_LASTS)
            one = self.members.setdefault(body["member"], Standing())
            one.suspended = max(lasts, one.suspended)
        return many > 0

    def _officers(self, index: int, said: Entry) -> None:
        """Let officers follow those before them: as the board where none is named, and where the board vouches."""
        named, k, member, seq = (said.body[name] for name in ("officers", "k", "member", "seq"))
        if not by(said, named, k):
            return
        if index == 0:
            self.root, self.keys, self.k, self.turn = member, named, k, seq
        elif member == self.root and self.seq < 0 and seq > self.turn and self._founders(said):
            self.keys, self.k, self.turn = named, k, seq
        one, who = self.members.get(member), _who(member, named, k)
        if one and seq > one.seq and by(said, one.keys, one.k):
            one.keys, one.k, one.seq = named, k, seq
        self.turns[who] = max(seq, self.turns.get(who, -1))

    def _founders(self, said: Entry) -> bool:
        return sorted(said.body["officers"]) == self.compared or self._signed(said)

    def _signed(self, said: Entry) -> bool:
        return by(said, self.keys, self.k)

    def _succeeds(self, said: Entry, keys: Sequence[str], k: int) -> bool:
        return self._signed(said) and by(said, keys, k)

    def check(self, member_id: str, officers: Sequence[bytes], now: int) -> None:
        """Refuse to seal to an organisation for which the board does not vouch now; `now` in unix seconds.

        Raises:
            MemberSuspended: the board suspended it.
            MemberNotVouchedFor: it does not vouch, no more, or for other officers than these and those before them.
        """
        one = self.members.get(member_id, Standing())
        if not one.out and now < one.suspended:
            raise MemberSuspended(member_id, one.suspended)
        same = sorted(one.keys) == sorted(b64u(key) for key in officers)
        if one.out or not same or not one.nbf <= now + SKEW or not now < one.until:
            raise MemberNotVouchedFor(member_id)

    def known(self, member_id: str) -> bool:
        """Say whether the board ever said anything of an organisation."""
        return member_id in self.members

    def warnings(self, member_id: str, key: bytes, now: int) -> list[str]:
        """Tell a person in time that the board's word about her organisation ends, and the board about all."""
        told, due = [], self.due(now)
        if member_id in due:
            ended = due[member_id] <= now
            told.append(ENDED if ended else ENDS.format(until=day(due[member_id])))
        if due and b64u(key) in self.keys:
            told.append(BOARD.format(count=len(due), days=DUE // 86400))
        return told

    def due(self, now: int) -> dict[str, int]:
        """Give until when the board vouches, for the organisations where that ends soon or has; seconds."""
        return {
            member: one.until
            for member, one in self.members.items()
            if not one.out and one.suspended <= now and one.until and one.until - now < DUE
        }


def digest(body: dict[str, Any]) -> str:
    """Hash what an entry says, whoever signed it, to know it again."""
    return b64u(blake2b(jcs(body))[:16])


def _who(member: str, keys: Sequence[str], k: int) -> str:
    return digest({"member": member, "officers": sorted(keys), "k": k})


def by(said: Entry, keys: Sequence[str], k: int) -> bool:
    """Say whether `k` of some keys signed an entry, and nobody falsely in the name of one of them."""
    return 1 <= k <= signers(said, keys)


def signers(said: Entry, keys: Sequence[str]) -> int:
    """Count those of some keys that signed an entry; none, where somebody signed falsely in the name of one."""
    try:
        return count_signers(said, [unb64u(key) for key in keys])
    except CryptoError:
        return 0
