"""Who may speak for our own organisation in the key log: its officers, set after set, and the devices they took in.

What others sign in its name is an attack, and must be told. What our own people sign must not be: an alarm that is
false teaches people to pass over the next one.
"""

from dataclasses import dataclass, field
from typing import Any

from client.register import SKEW, by
from crypto.log_entries import Entry

_OF_DEVICES = ("listing.v1", "listing-withdrawn.v1")
"""What a device that is no officer's signs: reviewers' words on services."""
EARLY = 30 * 24 * 3600
"""Seconds before the end of officers' word about a device from which people are told: a letter lasts for 28 days."""


@dataclass(slots=True)
class Ours:
    """Follow our organisation's officers and devices; it is shown every entry about it in turn.

    `devices` holds for each, by its id, its key, and from when until when officers vouch for it (unix seconds), as long
    as it is not shut out; `recovery` is the key that may name officers anew when every device is lost. `seq` is the
    officers' number, and `gone` are devices that were shut out: neither comes back by what was signed before.
    """

    officers: list[str] = field(default_factory=list)
    k: int = 0
    recovery: str = ""
    devices: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    seq: int = -1
    gone: list[str] = field(default_factory=list)

    def heed(self, said: Entry) -> bool:
        """Take in the next entry about our organisation; says whether one of us signed it who might."""
        body = said.body
        if said.kind == "officers.v1":
            self._named(said)
        signed = by(said, self.officers, 1) or self._device_says(said)
        if said.kind == "device.v1" and by(said, self.officers, self.k):
            self._took_in(body)
        elif said.kind == "recovery.v1" and by(said, self.officers, self.k):
            self.recovery = body["sign"]
        elif said.kind == "device-revoked.v1" and signed:
            self._shut_out(body["device"])
        return signed

    def ends(self, now: int) -> dict[str, int]:
        """Give until when officers vouch for our devices for which that ends within 30 days from now (unix seconds)."""
        return {device: exp for device, (_, _, exp) in self.devices.items() if now < exp <= now + EARLY}

    def _took_in(self, body: dict[str, Any]) -> None:
        _, _, until = self.devices.get(body["device"], ("", 0, 0))
        if body["device"] not in self.gone and body["exp"] > until:
            self.devices[body["device"]] = (body["sign"], body["nbf"], body["exp"])

    def _shut_out(self, *devices: str) -> None:
        self.gone = sorted({*self.gone, *devices})
        self.devices = {one: said for one, said in self.devices.items() if one not in devices}

    def _named(self, said: Entry) -> None:
        """Let officers follow those before them, or come back by the recovery key, which leaves no device of before."""
        named, k, seq = said.body["officers"], said.body["k"], said.body["seq"]
        back = bool(self.recovery) and by(said, [self.recovery], 1)
        follows = not self.officers or back or by(said, self.officers, self.k)
        if follows and seq > self.seq and by(said, named, k):
            self.officers, self.k, self.seq = named, k, seq
            self._shut_out(*(self.devices if back else ()))

    def _device_says(self, said: Entry) -> bool:
        """Say whether a device of ours signed what it may: a word on a service, or that it is shut out itself."""
        for device in said.signatures.keys() & self.devices.keys():
            sign, nbf, exp = self.devices[device]
            may = said.kind in _OF_DEVICES or (said.kind, said.body.get("device")) == ("device-revoked.v1", device)
            if may and nbf <= said.body["nbf"] + SKEW and said.body["nbf"] < exp and by(said, [sign], 1):
                return True
        return False
