"""A device is vouched for a year; before that ends, officers sign again for the same keys, and nothing else changes.

A letter lasts 28 days, and says who vouched for its device when it was written. So a device is renewed 30 days before.
"""

from client.deciding import Deciding
from client.deciding_errors import MoreOfficers
from client.errors import NoSuchDevice, NotTrusted
from client.people import YEAR
from client.shapes import Device
from client.watching import Watching
from crypto.format import b64u, unb64u
from crypto.log_entries import Entry, sign_entry
from crypto.signing import DeviceStatement
from kit import clock


class RenewingDevices(Deciding, Watching):
    """Vouch on for devices of our organisation."""

    async def renew_device(self, device_id: str) -> Device:
        """Vouch for a device of ours for a year from now (an officer's device), and hand it the post keys held here.

        Raises:
            MoreOfficers: several officers decide together; see `renewing`.
            NoSuchDevice, NotTrusted: as `renewing`.
        """
        officers = await self.set_of(self.keys.member_id)
        if officers.k > 1:
            raise MoreOfficers(officers.k)
        return await self.take_in(await self.renewing(device_id))

    def renews(self, said: Entry) -> bool:
        """Say whether a statement is about a device that our officers took in before, as far as the log was read."""
        return said.kind == DeviceStatement.KIND and said.body["device"] in self.book.seen.ours.devices

    async def renewing(self, device_id: str) -> bytes:
        """Sign that a device of ours is vouched for until a year from now, with the keys that the key log has of it.

        Raises:
            NoSuchDevice: the log does not say that our officers took it in, or says that it was shut out.
            NotTrusted: the node shows something else of it than the log, or the log is not one to rely on.
        """
        await self.watch()
        logged = self.book.seen.ours.devices.get(device_id)
        if logged is None:
            raise NoSuchDevice
        said = await self.vouched(self.keys.member_id, unb64u((await self._device_of(device_id))["statement"] or ""))
        if (said.device, b64u(said.sign), said.nbf, said.exp) != (device_id, *logged):
            raise NotTrusted
        body = {**said.body(), "exp": int(clock.now().timestamp()) + YEAR}
        return sign_entry(DeviceStatement.KIND, body, self.keys.signing)
