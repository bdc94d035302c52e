"""A whole key log with its operator, its witnesses and a member in a test's hands: it can lie in every way."""

import json
from typing import Any

import httpx

from client.keystore import Keystore
from client.session import Tolerant
from client.wire import Wire
from crypto.checkpoints import Checkpoint, cosign, sign_checkpoint
from crypto.format import b64u
from crypto.keys import SealingKey, SigningKey
from crypto.log_entries import sign_entry
from crypto.merkle import Frontier, consistency_proof, inclusion_proof, leaf_hash
from crypto.notes import LogKey, WitnessKey
from crypto.proofs import TlogProof
from crypto.signing import EpochStatement, OfficersStatement
from crypto.tiles import Tile, tile_hashes, write_bundle
from kit import clock
from kit.ids import new_id

ORIGIN = "simulated.test/log/1"


def now() -> int:
    return int(clock.now().timestamp())


class Simulated:
    """Answer like a node whose log a test writes."""

    def __init__(self, witnesses: int = 2, w: int = 2) -> None:
        self.operator = LogKey(ORIGIN, SigningKey.generate())
        self.witnesses = [WitnessKey(f"w{n}.test/witness", SigningKey.generate()) for n in range(witnesses)]
        self.w = w
        self.entries: list[bytes] = []
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.frontiers = [Frontier()]
        self.member = new_id()
        self.officer = SigningKey.generate()
        self.key = SealingKey.generate()
        self.seen_at = now()
        self.shown: int | None = None
        self.board = [self.officer]
        self.officers = [self.say_officers(0, [self.officer], 1, self.officer)]
        said = EpochStatement(self.member, 1, self.key.public, now() - 60, now() + 9 * 24 * 3600)
        self.epoch = sign_entry("epoch.v1", said.body(), self.officer)
        self.add(self.epoch)
        self.vouch()

    def say_officers(self, seq: int, officers: list[SigningKey], k: int, *signers: SigningKey) -> bytes:
        said = OfficersStatement(self.member, tuple(key.public for key in officers), k, seq)
        entry = sign_entry("officers.v1", said.body(), *signers)
        self.add(entry)
        return entry

    def signed(self, kind: str, body: dict[str, Any], *signers: SigningKey) -> bytes:
        return sign_entry(kind, body, *(signers or self.board))

    def vouch(self, *signers: SigningKey, days: float = 80, **changes: Any) -> bytes:
        said = {"member": self.member, "keys": [b64u(self.officer.public)], "k": 1, "nbf": now() - 60}
        entry = self.signed("vetted.v1", {**said, "exp": now() + int(days * 86400), **changes}, *signers)
        self.add(entry)
        return entry

    def suspend(self, *signers: SigningKey, hours: float = 24, **changes: Any) -> bytes:
        said = {"member": self.member, "nbf": now(), "exp": now() + int(hours * 3600), **changes}
        entry = self.signed("suspended.v1", said, *signers)
        self.add(entry)
        return entry

    def add(self, entry: bytes) -> None:
        leaf, frontier = leaf_hash(entry), self.frontiers[-1]
        for level, made in enumerate(frontier.completes(leaf)):
            self.nodes[level, frontier.size >> level] = made
        self.entries.append(entry)
        self.frontiers.append(frontier.append(leaf))

    def grow(self, count: int = 1) -> None:
        for _ in range(count):
            body = {"member": new_id(), "device": new_id(), "nbf": 1}
            self.add(sign_entry("device-revoked.v1", body, self.officer))

    def read(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    @property
    def size(self) -> int:
        return len(self.entries) if self.shown is None else self.shown

    def note(self) -> bytes:
        state = Checkpoint(ORIGIN, self.size, self.frontiers[self.size].root())
        note = sign_checkpoint(state, self.operator)
        return note + b"".join(cosign(note, witness, self.seen_at) for witness in self.witnesses[: max(self.w, 1)])

    def proof(self, entry: bytes) -> dict[str, Any]:
        index = self.entries.index(entry)
        hashes = tuple(inclusion_proof(index, self.size, self.read))
        return {
            "index": index, "entry": b64u(entry), "proof": b64u(TlogProof(index, hashes, self.note()).encode()),
        }  # fmt: skip

    def answer(self, query: str, asked: dict[str, Any]) -> dict[str, Any]:
        if "logTerms" in query:
            witnesses = [one.vkey.encode() for one in self.witnesses]
            return {"logTerms": {"operator": self.operator.vkey.encode(), "witnesses": witnesses, "w": self.w,
                                 "warnSeconds": 24 * 3600, "refuseSeconds": 72 * 3600}}  # fmt: skip
        if "consistencyProof" in query:
            hashes = consistency_proof(asked["from"], asked["to"], self.read)
            return {"consistencyProof": {"checkpoint": "", "hashes": [b64u(one) for one in hashes]}}
        if "keyProof" in query:
            officers = [self.proof(one) for one in self.officers]
            return {"keyProof": {"epoch": self.proof(self.epoch), "officers": officers}}
        return {"member": {"id": self.member, "name": "X", "country": "AT", "officers": b64u(self.officers[-1])}}

    def handle(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token":
            return httpx.Response(200, json={"access_token": "token", "expires_in": 600})
        if request.url.path == "/log/checkpoint":
            return httpx.Response(200, content=self.note())
        if request.url.path.startswith("/log/"):
            tile = Tile.parse(request.url.path.removeprefix("/log/"))
            if tile.level == 0:
                return httpx.Response(200, content=tile_hashes(tile, self.read))
            entries = self.entries[tile.index * 256 : tile.index * 256 + tile.width]
            return httpx.Response(200, content=write_bundle(entries))
        said = json.loads(request.content)
        return httpx.Response(200, json={"data": self.answer(said["query"], said["variables"])})

    def end(self, keys: Keystore | None = None) -> Tolerant:
        mine = keys or Keystore(new_id(), new_id(), SigningKey.generate(), SealingKey.generate())
        return Tolerant(Wire("http://simulated.test", transport=httpx.MockTransport(self.handle)), mine)
