"""Hand the list of whom she named to a colleague who takes her case on, past the node (record 0054).

It is a file of 5,305 bytes, whatever it says, and goes by any way inside the house. Only that device opens it, and only
for this need; names are added to what is there, never taken away.
"""

from client.errors import ClientError, NodeRefused, NoSuchDevice
from client.excluding import Excluding
from client.holding import works_with
from client.shapes import Device
from crypto.errors import CryptoError
from crypto.format import jcs, strict_json
from crypto.her_copy import open_part, seal_part
from crypto.signing import LONGEST, read_statement, sign_statement, verify_statement

KIND, USE = "excluded.v1", "excluded"


class ColleagueKeptOut(ClientError):
    """Say that a colleague must not get anything of this case."""

    code = "COLLEAGUE_KEPT_OUT"
    sentence = "This colleague was kept out of a referral of this need: a conflict of interest is about her."


class NotThisList(ClientError):
    """Say that a file is no list that a colleague handed over to this device for this need."""

    code = "NOT_THIS_LIST"
    sentence = "This is no list that a colleague's device sealed to this device for this need. Nothing was kept."


class HandingList(Excluding):
    """Let a colleague's device know whom she named, without a word at the node."""

    async def seal_excluded(self, need_id: str, device_id: str) -> bytes:
        """Seal the list of a need to one device of a colleague who works with what the organisation sends.

        Raises:
            NoSuchDevice: none of ours, or one that does not work with referrals that we send.
            ColleagueKeptOut: a conflict of interest is about her.
            NotTrusted: our officers do not vouch for that device.
            NodeRefused: the node does not say whom a conflict of interest keeps out.
            NotAllowed: the list is too long for one file (about 3,700 bytes of names).
        """
        found = [one for one in await self.devices() if one["id"] == device_id]
        if not found or not works_with(found[0], {found[0]["staffId"]}, (), True):
            raise NoSuchDevice
        for referral in (await self.need(need_id))["referrals"]:
            await self._let_in(referral["id"], found[0])
        to = await self.trusted_device(found[0])
        body = {"need": need_id, "to": device_id, "names": self.excluded(need_id)}
        said = strict_json(sign_statement(KIND, body, self.keys.signing), most=LONGEST)
        return seal_part(said, to.seal, USE)

    async def _let_in(self, referral_id: str, device: Device) -> None:
        try:
            barred = (await self.case_keys(referral_id)).barred
        except NodeRefused as no:
            if no.code != "CASE_NOT_YOURS":
                raise
            return
        if device["staffId"] in barred:
            raise ColleagueKeptOut

    async def take_excluded(self, need_id: str, sealed: bytes) -> list[str]:
        """Add the names of a list that a colleague handed over; gives all that are kept for the need now.

        Raises:
            NotThisList: it is none, or for another need or device, or no device of ours signed it.
            NotTrusted: our officers do not vouch for the device that signed it.
        """
        try:
            statement = jcs(open_part(sealed, self.keys.sealing, USE))
            by = read_statement(statement).by
            [device] = [one for one in await self.devices() if one["id"] == by]
            body = verify_statement(statement, KIND, (await self.trusted_device(device)).sign)
            names = body["names"]
            if (body["need"], body["to"]) != (need_id, self.keys.device_id) or not _texts(names):
                raise NotThisList
        except (CryptoError, ValueError, KeyError):
            raise NotThisList from None
        return self.exclude(need_id, [*self.excluded(need_id), *names])


def _texts(names: object) -> bool:
    return isinstance(names, list) and all(isinstance(one, str) for one in names)
