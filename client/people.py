"""Devices and colleagues at this end: enrol, invite, compare codes, vouch."""

from pathlib import Path
from typing import Any

from nacl.utils import random

from client import documents as docs
from client.deciding_errors import MoreOfficers
from client.errors import EnrolmentUnknown, NodeRefused, NoSuchDevice, NotEnrolled, NotTrusted
from client.keystore import FILE, Keystore
from client.pairing import Pairing, commitment_of
from client.shapes import Device
from client.terms import check_same
from crypto.format import b64u, unb64u
from crypto.keys import SealingKey, SigningKey, sign_kid
from crypto.log_entries import read_entry
from crypto.pairing import NONCE
from crypto.signing import DeviceStatement, OfficersStatement, sign_statement
from kit import clock
from kit.ids import new_id

PROOF = "tolerant/v1/enrol"
YEAR = 365 * 24 * 3600
DEVICE_SHOWN = f"Device {{ {docs.DEVICE} }}"


class People(Pairing):
    """Enrol devices and look after colleagues."""

    async def enrol(
        self, invitation: str, *, home: Path | None = None, passphrase: str = "", pending: Keystore | None = None,
        terms: dict[str, Any] | None = None,
    ) -> Device:  # fmt: skip
        """Make this device's keys, here, and enrol it with a one-time invitation; a founder's is active at once.

        The keys are on the disk before the node hears of them. After a broken line give them as `pending`. `terms` say
        who must sign the key log, as a person was given them from elsewhere; without them the node is asked, once.

        Raises:
            TermsDiffer: the node names others; nothing was enrolled.
            AlreadyEnrolled: the folder holds a device's keys.
            EnrolmentUnknown: the invitation is used, perhaps by this device before the line broke.
        """
        founder, member_id, *_ = [*invitation.split("."), ""]
        path = home / FILE if home else None
        keys = pending or Keystore(
            member_id, "", SigningKey.generate(), SealingKey.generate(), path=path, passphrase=passphrase
        )
        keys.member_id = member_id
        if terms is not None:
            check_same(terms, await self.met())
            keys.terms = terms
        if founder == "F":
            keys.pin(member_id, [keys.signing.public], 1)
        elif not keys.pairing:
            keys.pairing = {"nonce": b64u(random(NONCE))}
        keys.save()
        try:
            kind = docs.mutation("enrolDevice", "EnrolDeviceInput", DEVICE_SHOWN)
            device: Device = await self.wire.ask(kind, input=_enrolment(keys, invitation, founder=founder == "F"))
        except NodeRefused as no:
            if pending and no.code == "BAD_INVITATION":
                raise EnrolmentUnknown(keys.device_id) from None
            if no.decided and not pending:
                keys.forget()
            raise
        if (device["signKey"], device["sealKey"]) != (b64u(keys.signing.public), b64u(keys.sealing.public)):
            raise NotTrusted
        keys.staff_id = device["staffId"]
        keys.terms = keys.terms or await self.met()
        keys.save()
        self._keys, self.wire.key = keys, keys.signing
        return device

    async def me(self) -> dict[str, Any]:
        """Ask who we are here."""
        found: dict[str, Any] = await self.wire.ask(docs.ME)
        return found

    async def admit(self, name: str, country: str, administrator: str, kind: str = "MEMBER") -> dict[str, Any]:
        """Admit an organisation (secretariat); gives it with the invitation for the person who sets it up."""
        asked = {
            "name": name, "country": country, "kind": kind, "administrator": administrator, "idempotencyKey": new_id(),
        }  # fmt: skip
        shown = "Admission { member { id name } invitation { token expiresAt } }"
        found: dict[str, Any] = await self.wire.ask(
            docs.mutation("admitMember", "AdmitMemberInput", shown), input=asked
        )
        return found

    async def invite(self, display_name: str, roles: list[str]) -> str:
        """Invite a colleague (administrator); gives her one-time invitation."""
        asked = {"displayName": display_name, "roles": roles, "idempotencyKey": new_id()}
        found = await self.wire.ask(
            docs.mutation("inviteStaff", "InviteStaffInput", "Invitation { staffId token }"), input=asked
        )
        return str(found["token"])

    async def approve(self, device: Device, code: str) -> Device:
        """Vouch for a colleague's device (an officer's device) and hand it the post keys held here.

        `answer` it first; `code` is then what her device shows (`code`), read to you by herself.

        Raises:
            MoreOfficers: several officers decide together; see `vouching_for`.
            NotOpened: it has not shown its code.
            OtherCode: it is another one, so that somebody may have swapped a key; nothing was approved.
        """
        officers = await self.set_of(self.keys.member_id)
        if officers.k > 1:
            raise MoreOfficers(officers.k)
        return await self.take_in(await self.vouching_for(device, code))

    async def vouching_for(self, device: Device, code: str) -> bytes:
        """Sign for a colleague's device; where officers decide together, others sign the same before it is taken in.

        Raises:
            NotOpened, OtherCode: as `approve`.
        """
        await self._same_code(device, code)
        public = (unb64u(device["signKey"]), unb64u(device["sealKey"]))
        return _vouch(self.keys.signing, self.keys.member_id, *public, officer=False)

    async def take_in(self, statement: bytes) -> Device:
        """Take a colleague's device in for which enough officers signed, and hand it the post keys held here.

        Raises:
            NoSuchDevice: we have no such device.
            NodeRefused: too few officers signed.
        """
        about = str(read_entry(statement).body["device"])
        asked = {
            "deviceId": about,
            "statement": b64u(statement),
            "expectedVersion": (await self._device_of(about))["version"],
            "idempotencyKey": new_id(),
        }
        await self.wire.ask(docs.mutation("approveDevice", "ApproveDeviceInput", DEVICE_SHOWN), input=asked)
        listed = await self._device_of(about)
        await self.hand_on(listed)
        return listed

    async def _device_of(self, device_id: str) -> Device:
        for device in await self.devices():
            if device["id"] == device_id:
                return device
        raise NoSuchDevice

    async def own_statement(self) -> bytes:
        """Give the statement that vouches for this device."""
        for device in await self.devices():
            if device["id"] == self.keys.device_id and device["statement"]:
                return unb64u(device["statement"])
        raise NotEnrolled


def _enrolment(keys: Keystore, invitation: str, *, founder: bool) -> dict[str, Any]:
    public = (keys.signing.public, keys.sealing.public)
    asked = {
        "invitation": invitation,
        "signKey": b64u(public[0]),
        "sealKey": b64u(public[1]),
        "proof": b64u(keys.signing.sign(PROOF, invitation, *public)),
    }
    if founder:
        officers = OfficersStatement(keys.member_id, (public[0],), 1, 0)
        asked["officers"] = b64u(sign_statement("officers.v1", officers.body(), keys.signing))
        asked["statement"] = b64u(_vouch(keys.signing, keys.member_id, *public, officer=True))
    else:
        asked["commitment"] = b64u(commitment_of(keys))
    return asked


def _vouch(key: SigningKey, member_id: str, sign: bytes, seal: bytes, *, officer: bool) -> bytes:
    now = int(clock.now().timestamp())
    said = DeviceStatement(member_id, sign_kid(sign), sign, seal, now - 60, now + YEAR, officer)
    return sign_statement("device.v1", said.body(), key)
