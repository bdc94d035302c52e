"""What this device has seen of the key log: a state that may only grow, and what was said about its organisation."""

import json
from dataclasses import asdict, dataclass, field
from hmac import compare_digest
from pathlib import Path
from typing import Any

from client.errors import KeysDamaged
from client.keystore import Keystore, replace
from client.ours import Ours
from client.register import Register
from client.standing_errors import TermsWeak
from crypto import vault
from crypto.checkpoints import quorum
from crypto.errors import BadKey, MalformedStatement
from crypto.format import b64u, unb64u
from crypto.merkle import Frontier
from crypto.notes import Vkey

FILE = "log.sealed"
MARKED = "log.json"
"""What earlier versions wrote, readable and marked; it is read once."""
MOST_KNOWN = 256


@dataclass(frozen=True, slots=True)
class Terms:
    """Hold who must have signed a state; ages in seconds. Pinned; only the board's policy or a person changes it."""

    operator: Vkey
    witnesses: tuple[Vkey, ...]
    w: int
    warn: int
    refuse: int

    @classmethod
    def parse(cls, said: dict[str, Any]) -> "Terms":
        """Read what the node said when this device met it, or what was pinned then.

        Raises:
            KeysDamaged: it is not that.
        """
        try:
            witnesses = tuple(Vkey.decode(one) for one in said["witnesses"])
            numbers = [int(said[name]) for name in ("w", "warnSeconds", "refuseSeconds")]
            if not 0 <= numbers[0] <= len(witnesses) or not 0 < numbers[1] <= numbers[2]:
                raise ValueError("terms that nobody can keep")
            return cls(Vkey.decode(said["operator"]), witnesses, *numbers)
        except (BadKey, KeyError, TypeError, ValueError):
            raise KeysDamaged from None

    def strong(self) -> None:
        """Refuse to pin so few witnesses that two groups of them could be shown two logs.

        Raises:
            TermsWeak: they are.
        """
        if self.w < quorum(len(self.witnesses)):
            raise TermsWeak(self.w, len(self.witnesses))


@dataclass(frozen=True, slots=True)
class Named:
    """Hold a state that a letter named, with the operator's signature, and whose device signed the letter."""

    size: int
    root: str
    sig: str
    member: str
    device: str


@dataclass(slots=True)
class Seen:
    """Hold the newest state that this device believed; `latest` is the latest moment that `w` witnesses had seen.

    `frontier` is how far the entries themselves were read, `register` what the board said in them, `ours` who speaks
    for the own organisation, and of the first `looked` nobody need be told any more. `said` are entries about the own
    organisation that a person has not looked at. `fork` holds two notes that cannot both be true, and `told` the member
    and the device whose letter showed the second. `owed` are states that letters named and that are not yet known to
    lie in this history; `refused` are those that the operator did not sign, so that their letters were left out.
    `known` are roots of this history by size.
    """

    size: int = 0
    root: str = ""
    note: str = ""
    latest: int = 0
    frontier: str = field(default_factory=lambda: b64u(Frontier().encode()))
    said: list[dict[str, Any]] = field(default_factory=list)
    fork: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    owed: list[Named] = field(default_factory=list)
    refused: list[Named] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    looked: int = 0
    register: Register = field(default_factory=Register)
    ours: Ours = field(default_factory=Ours)

    @classmethod
    def parse(cls, kept: dict[str, Any]) -> "Seen":
        """Read what was kept; where earlier versions kept less, the entries are read again."""
        lists = {name: [Named(**one) for one in kept.get(name, [])] for name in ("owed", "refused")}
        register = Register.parse(kept["register"]) if "register" in kept else Register()
        found = cls(**{**kept, **lists, "register": register, "ours": Ours(**kept.get("ours", {}))})
        if "turns" not in kept.get("register", ()) or "gone" not in kept.get("ours", ()):
            found.read_anew(Register(compared=register.compared))
        return found

    def read_anew(self, register: Register) -> None:
        """Begin to read the entries from the first one, with another register; what was told is not told again."""
        self.looked = max(self.looked, Frontier.decode(unb64u(self.frontier)).size)
        self.frontier, self.register, self.ours = b64u(Frontier().encode()), register, Ours()

    def tell(self, about: list[dict[str, Any]]) -> None:
        """Keep what nobody has looked at yet; what waits already is marked as it was now read."""
        waits = {one["index"]: one for one in self.said}
        waits |= {one["index"]: one for one in about if one["index"] >= self.looked or one["index"] in waits}
        self.said = [waits[index] for index in sorted(waits)]

    def holds(self, named: Named) -> bool:
        """Say whether a state is known to lie in this history."""
        return named.root == (self.root if named.size == self.size else self.known.get(str(named.size)))

    def remember(self, size: int, root: str) -> None:
        """Keep that a state lies in this history, so that the next letter that names it costs no question."""
        self.known = dict([*self.known.items(), (str(size), root)][-MOST_KNOWN:])


class LogBook:
    """Keep what was seen in a file beside the keys, closed so that only this device can read or have written it."""

    def __init__(self, keys: Keystore) -> None:
        self._keys = keys
        self._path: Path | None = keys.home / FILE if keys.home else None
        self.seen = self._load()

    def _load(self) -> Seen:
        if self._path is None:
            return Seen()
        try:
            opened = vault.reopen(self._path.read_bytes(), self._keys.signing.seed, "log-book")
            return Seen.parse(json.loads(opened))
        except FileNotFoundError:
            return self._marked(self._path.with_name(MARKED))
        except (MalformedStatement, KeyError, TypeError, ValueError):
            raise KeysDamaged from None

    def _marked(self, path: Path) -> Seen:
        """Take over what an earlier version kept: the state stays, the entries are read again for the register."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            if not compare_digest(kept["mark"], self._mark(kept["seen"])):
                raise KeysDamaged
            seen = Seen.parse(kept["seen"])
        except FileNotFoundError:
            return Seen()
        except (KeyError, TypeError, ValueError):
            raise KeysDamaged from None
        self._keep(seen)
        path.unlink()
        return seen

    def save(self) -> None:
        """Write it whole or not at all."""
        self._keep(self.seen)

    def _keep(self, seen: Seen) -> None:
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            closed = vault.close(json.dumps(asdict(seen)).encode(), self._keys.signing.seed, "log-book")
            replace(self._path, closed)

    def _mark(self, said: dict[str, Any]) -> str:
        return self._keys.mark(b"log-book", json.dumps(said, sort_keys=True).encode())

    @property
    def frontier(self) -> Frontier:
        """Give how far the entries were read."""
        return Frontier.decode(unb64u(self.seen.frontier))
