"""The organisation's intake keys: published under an officer's signature, handed to vouched devices only."""

from client import documents as docs
from client.shapes import Device
from client.trust import Trusting, trusted_device
from crypto.format import b64u, unb64u
from crypto.keys import SealingKey
from crypto.signing import DeviceStatement, EpochStatement, sign_statement
from crypto.wrapping import unwrap_seed, wrap_seed
from kit import clock
from kit.ids import new_id

EPOCH_LASTS = 28 * 24 * 3600
_POST = {"CASEWORKER", "INTAKE", "ORG_ADMIN"}


class Post(Trusting):
    """Publish, hand on and take the keys that the organisation is sealed to."""

    async def devices(self) -> list[Device]:
        """List the organisation's devices."""
        found: list[Device] = (await self.wire.ask(docs.DEVICES))["devices"]
        return found

    async def publish_intake_key(self) -> int:
        """Publish the organisation's next intake key, wrapped for each device that opens post; gives its number.

        Raises:
            NotTrusted: the node lists a device for which no officer of ours vouches; it must not get the key.
        """
        current = await self.wire.ask(docs.INTAKE_KEY, id=self.keys.member_id)
        epoch = max([current["epoch"] if current else 0, *self.keys.intake]) + 1
        key = SealingKey.generate()
        now = int(clock.now().timestamp())
        said = EpochStatement(self.keys.member_id, epoch, key.public, now - 60, now + EPOCH_LASTS)
        officers = await self.officers_of(self.keys.member_id)
        readers = [
            trusted_device(one, self.keys.member_id, officers) for one in await self.devices() if opens_post(one)
        ]
        asked = {
            "statement": b64u(sign_statement("epoch.v1", said.body(), self.keys.signing)),
            "wraps": [self._wrap(key, epoch, device) for device in readers],
            "idempotencyKey": new_id(),
        }
        await self.wire.ask(
            docs.mutation("publishIntakeKey", "PublishIntakeKeyInput", "IntakeKey { epoch }"), input=asked
        )
        self.keys.intake[epoch] = key
        self.keys.save()
        return epoch

    async def hand_on(self, device: Device) -> int:
        """Hand the intake keys that are held here to a device that came later; gives their number.

        Raises:
            NotTrusted: no officer of ours vouches for the device.
        """
        if not opens_post(device):
            return 0
        to = trusted_device(device, self.keys.member_id, await self.officers_of(self.keys.member_id))
        await self.fetch_intake_keys()
        for epoch, key in sorted(self.keys.intake.items()):
            asked = {"epoch": epoch, "wraps": [self._wrap(key, epoch, to)], "idempotencyKey": new_id()}
            kind = docs.mutation("addIntakeWraps", "AddIntakeWrapsInput", "WrapsAdded { devices }")
            await self.wire.ask(kind, input=asked)
        return len(self.keys.intake)

    def _wrap(self, key: SealingKey, epoch: int, device: DeviceStatement) -> dict[str, str]:
        sealed = wrap_seed(key.seed, device.seal, member=self.keys.member_id, epoch=epoch, to_device=device.device)
        return {"deviceId": device.device, "wrap": b64u(sealed)}

    async def fetch_intake_keys(self) -> list[SealingKey]:
        """Take the intake seeds that were sealed to this device; gives the keys, newest first."""
        given = (await self.wire.ask(docs.MY_WRAPS))["wraps"]
        new = [one for one in given if one["epoch"] not in self.keys.intake]
        for one in new:
            self.keys.intake[one["epoch"]] = unwrap_seed(
                unb64u(one["wrap"]),
                self.keys.sealing,
                member=self.keys.member_id,
                epoch=one["epoch"],
                to_device=self.keys.device_id,
            )
        if new:
            self.keys.save()
        return [self.keys.intake[epoch] for epoch in sorted(self.keys.intake, reverse=True)]


def opens_post(device: Device) -> bool:
    """Say whether a device's person opens what is sealed to the organisation."""
    return device["state"] == "ACTIVE" and bool(_POST & set(device["roles"]))
