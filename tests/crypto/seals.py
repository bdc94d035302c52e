"""Two invented organisations and what they need to seal for each other."""

from dataclasses import dataclass, field, replace
from typing import Any

from crypto.envelope import Context, Envelope
from crypto.keys import SealingKey, SigningKey
from crypto.opening import Expect, Opened, open_
from crypto.sealing import Sender, blocks, seal
from crypto.signing import DeviceStatement, sign_statement

A, B, C = "a" * 32, "b" * 32, "c" * 32
REF, LISTING = "1" * 32, "2" * 32
CONSENT = b"\x07" * 32
NOW, LATER = 1_800_000_000, 1_900_000_000


@dataclass
class Post:
    """A's device, A's officer and B's intake key."""

    officer: SigningKey = field(default_factory=lambda: SigningKey(b"\x01" * 32))
    device: SigningKey = field(default_factory=lambda: SigningKey(b"\x02" * 32))
    copy: SealingKey = field(default_factory=lambda: SealingKey(b"\x03" * 32))
    intake: SealingKey = field(default_factory=lambda: SealingKey(b"\x04" * 32))
    context: Context = field(default_factory=lambda: Context(REF, 0, b"", A, B, LISTING, 3, CONSENT, LATER, 1))
    body: Any = field(default_factory=lambda: blocks({"CONTACT": {"name": "Мария"}, "NEED": {"goal": "A2"}}))

    def statement(self, **changes: Any) -> bytes:
        vouched = DeviceStatement(A, self.device.kid, self.device.public, self.copy.public, 0, LATER, False)
        return sign_statement("device.v1", replace(vouched, **changes).body(), self.officer)

    def sender(self, **changes: Any) -> Sender:
        return Sender(self.device, self.statement(**changes))

    def seal(self, typ: str = "referral", **changes: Any) -> Envelope:
        given = {"context": self.context, "sender": self.sender(), "recipients": [self.intake.public]}
        return seal(typ, changes.pop("body", self.body), **{**given, **changes})

    def expect(self, **changes: Any) -> Expect:
        return replace(Expect(me=B, ref=REF, consent=CONSENT, now=NOW), **changes)

    def open(self, data: bytes | Envelope, **changes: Any) -> Opened:
        raw = data.to_bytes() if isinstance(data, Envelope) else data
        keys = changes.pop("keys", [self.intake])
        officers, cek = changes.pop("officers", [self.officer.public]), changes.pop("cek", None)
        return open_(raw, keys=keys, expect=self.expect(**changes), officers=officers, cek=cek)
