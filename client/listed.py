"""Which words of which service are in force, as the key log itself says (crypto/SPEC.md section 13).

The reviewers belong to the organisation that founded the network: its officers are the log's first entry. From there
each set is signed in by the one before, or is the one that a person compared. They vouch for its devices. What
was heard before counts once: a node that adds it again would end a withdrawal, or bring old words or officers back.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from client.listed_errors import ListingWithdrawn, WordsNotSigned
from client.log_glance import glance, read
from client.register import SKEW, by, digest
from crypto.format import b64u, unb64u
from crypto.log_entries import Entry, words_hash
from crypto.merkle import Frontier, leaf_hash

OFFERED = ("VETTED", "DISPUTED", "STALE", "PAUSED")
LONGEST = 366 * 24 * 3600
"""Seconds for which a reviewer signs words at most, whatever the node says."""
REVIEWERS = 2
_FOUNDERS = ("officers.v1", "device.v1", "device-revoked.v1", "listing.v1")


@dataclass(slots=True)
class Listed:
    """Follow the founder's officers and devices, and what these say of services; it is shown every entry in turn.

    `words` holds for each listing, by version and hash, who signed from when until when (unix seconds); `stopped` the
    listings that were withdrawn since; `compared` the founder's officers that a person compared. `seq` is the officers'
    number, `gone` are devices that were shut out, and `heard` holds what was said of services, by its hash.
    """

    compared: list[str] = field(default_factory=list)
    frontier: str = field(default_factory=lambda: b64u(Frontier().encode()))
    root: str = ""
    officers: list[str] = field(default_factory=list)
    k: int = 0
    devices: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, dict[str, list[int]]]] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    seq: int = -1
    gone: list[str] = field(default_factory=list)
    heard: dict[str, int] = field(default_factory=dict)

    def dump(self) -> dict[str, Any]:
        """Write it down."""
        return asdict(self)

    def size(self) -> int:
        """Say how many entries were read."""
        return Frontier.decode(unb64u(self.frontier)).size

    def read(self, entries: list[bytes]) -> bytes:
        """Take in the next entries; gives the root over all that were read.

        Raises:
            NotInLog: one of them is none.
        """
        frontier = Frontier.decode(unb64u(self.frontier))
        for entry in entries:
            kind, member = glance(entry)
            if kind == "listing-withdrawn.v1" or frontier.size == 0 or (member == self.root and kind in _FOUNDERS):
                self._heed(frontier.size, read(entry))
            frontier = frontier.append(leaf_hash(entry))
        self.frontier = b64u(frontier.encode())
        return frontier.root()

    def _heed(self, index: int, said: Entry) -> None:
        body = said.body
        if said.kind == "listing-withdrawn.v1":
            if body["listing"] not in self.stopped:
                self.stopped.append(body["listing"])
        elif index == 0 and said.kind == "officers.v1":
            self.root, self.officers, self.k, self.seq = body["member"], body["officers"], body["k"], body["seq"]
        elif body.get("member") == self.root:
            self._founders(said)

    def _founders(self, said: Entry) -> None:
        body = said.body
        if said.kind == "officers.v1":
            follows = by(said, self.officers, self.k) or sorted(body["officers"]) == sorted(self.compared)
            if follows and body["seq"] > self.seq and by(said, body["officers"], body["k"]):
                self.officers, self.k, self.seq = body["officers"], body["k"], body["seq"]
        elif said.kind == "device.v1" and by(said, self.officers, self.k) and body["device"] not in self.gone:
            self.devices[body["device"]] = body["sign"]
        elif said.kind == "device-revoked.v1":
            sign = self.devices.pop(body["device"], "")
            if by(said, [*self.officers, *([sign] if sign else [])], 1):
                self.gone.append(body["device"])
        elif said.kind == "listing.v1":
            for device in said.signatures:
                if device in self.devices and by(said, [self.devices[device]], 1):
                    self._says(device, body)

    def _says(self, device: str, body: dict[str, Any]) -> None:
        if (once := digest({"by": device, **body})) in self.heard:
            return
        self.heard[once] = body["exp"]
        listing, said = body["listing"], f"{body['rev']} {body['hash']}"
        known = self.words.setdefault(listing, {})
        known.setdefault(said, {})[device] = [body["nbf"], body["exp"]]
        if len(known[said]) >= REVIEWERS:
            self.words[listing] = {said: known[said]}
            if listing in self.stopped:
                self.stopped.remove(listing)

    def check(self, listing: str, version: int, salt: bytes, words: bytes, now: int, *, unsigned: bool = False) -> None:
        """Refuse words that are not in force; `now` in unix seconds. `unsigned` lets through what nobody ever signed.

        Raises:
            ListingWithdrawn: the service was stopped.
            WordsNotSigned: two reviewers did not sign these words, or not for now.
        """
        if listing in self.stopped:
            raise ListingWithdrawn
        if unsigned and listing not in self.words:
            return
        signed = self.words.get(listing, {}).get(f"{version} {b64u(words_hash(salt, words))}", {})
        if sum(nbf <= now + SKEW and now < exp for nbf, exp in signed.values()) < REVIEWERS:
            raise WordsNotSigned
