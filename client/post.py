"""The organisation's intake keys: published under an officer's signature, handed to vouched devices only, and ended."""

from datetime import datetime, timedelta
from typing import Any

from client import documents as docs
from client.believing import Believing
from client.errors import ClientError, NotTrusted
from client.shapes import Device
from crypto.errors import CryptoError
from crypto.format import b64u, unb64u
from crypto.keys import SealingKey
from crypto.signing import DeviceStatement, EpochStatement, sign_statement
from crypto.wrapping import unwrap_seed, wrap_seed
from kit import clock
from kit.ids import new_id

EPOCH_LASTS = 28 * 24 * 3600
"""How long others may seal to a key that nobody renews, so that an organisation whose office is closed is reached."""
EARLY = timedelta(days=1)
RENEWED = "Your organisation's post key was due and was renewed: it is now number {epoch}."
NOT_RENEWED = "Your organisation's post key is due and could not be renewed. Run: tolerant rotate. ({why})"
_POST = {"CASEWORKER", "INTAKE", "ORG_ADMIN", "SECRETARIAT", "AUDITOR"}


class Post(Believing):
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
        readers = [await self.trusted_device(one) for one in await self.devices() if opens_post(one)]
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
        to = await self.trusted_device(device)
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
        """Take the intake seeds that were sealed to this device, and delete those that are over; newest key first."""
        await self._take(await self.wire.ask(docs.MY_WRAPS))
        return [self.keys.intake[epoch] for epoch in sorted(self.keys.intake, reverse=True)]

    async def _take(self, given: dict[str, Any]) -> None:
        """Take new seeds, and delete those that are over, as the node says; never the newest one."""
        held = self.keys.intake
        over = set(given["over"]) - {max([*held, *(one["epoch"] for one in given["wraps"])], default=0)}
        new = [one for one in given["wraps"] if one["epoch"] not in held and one["epoch"] not in over]
        for one in new:
            at = {"member": self.keys.member_id, "epoch": one["epoch"], "to_device": self.keys.device_id}
            held[one["epoch"]] = unwrap_seed(unb64u(one["wrap"]), self.keys.sealing, **at)
        if over & held.keys():
            self.keys.end(over)
        elif new:
            self.keys.save()

    async def rotate(self) -> int:
        """Publish the next intake key now; gives its number. What was sealed to the one before is still opened."""
        await self.fetch_intake_keys()
        return await self.publish_intake_key()

    async def renew_post_key(self) -> int | None:
        """Renew the intake key if it has less than a day left, or somebody who was shut out holds it.

        Only an administrator's device for which its own key vouches can; from others, and where nothing is due, None.
        """
        if not self.keys.intake:
            return None
        given = await self.wire.ask(docs.MY_WRAPS)
        await self._take(given)
        if given["renewBy"] is None or datetime.fromisoformat(given["renewBy"]) - clock.now() >= EARLY:
            return None
        if "ORG_ADMIN" not in (await self.wire.ask(docs.ME))["roles"]:
            return None
        if self.keys.signing.public not in await self.officers_of(self.keys.member_id):
            return None
        return await self.publish_intake_key()

    async def keep_post_key(self) -> None:
        """Renew on the side what is due, and tell a person; her work never stops because of it."""
        try:
            epoch = await self.renew_post_key()
        except (NotTrusted, CryptoError) as no:
            self.remarks.append(NOT_RENEWED.format(why=no))
        except ClientError:
            return
        else:
            if epoch is not None:
                self.remarks.append(RENEWED.format(epoch=epoch))


def opens_post(device: Device) -> bool:
    """Say whether a device's person opens what is sealed to the organisation."""
    return device["state"] == "ACTIVE" and bool(_POST & set(device["roles"]))
