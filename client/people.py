"""Devices and keys at this end: enrol, vouch for colleagues, publish what the organisation is sealed to."""

from pathlib import Path
from typing import Any

from client import documents as docs
from client.errors import NotEnrolled, NotTrusted
from client.keystore import FILE, Keystore
from client.wire import Wire
from crypto.errors import CryptoError
from crypto.format import b64u, unb64u
from crypto.keys import SealingKey, SigningKey, sign_kid
from crypto.signing import DeviceStatement, EpochStatement, OfficersStatement, read_statement, sign_statement
from crypto.signing import verify_statement as verify
from crypto.wrapping import unwrap_seed, wrap_seed
from kit import clock
from kit.ids import new_id

PROOF = "tolerant/v1/enrol"
YEAR = 365 * 24 * 3600
EPOCH_LASTS = 28 * 24 * 3600
_POST = {"CASEWORKER", "INTAKE", "ORG_ADMIN"}


class People:
    """Enrol devices and handle an organisation's keys."""

    def __init__(self, wire: Wire, keys: Keystore | None = None) -> None:
        self.wire = wire
        self._keys = keys
        if keys is not None:
            wire.key = keys.signing

    @property
    def keys(self) -> Keystore:
        """Give this device's keys.

        Raises:
            NotEnrolled: there are none yet.
        """
        if self._keys is None:
            raise NotEnrolled
        return self._keys

    async def enrol(self, invitation: str, *, home: Path | None = None, passphrase: str = "") -> dict[str, Any]:
        """Make this device's keys, here, and enrol it with a one-time invitation; a founder's is active at once."""
        founder, member_id, *_ = [*invitation.split("."), ""]
        path = home / FILE if home else None
        keys = Keystore(member_id, "", SigningKey.generate(), SealingKey.generate(), path=path, passphrase=passphrase)
        public = (keys.signing.public, keys.sealing.public)
        asked = {
            "invitation": invitation,
            "signKey": b64u(public[0]),
            "sealKey": b64u(public[1]),
            "proof": b64u(keys.signing.sign(PROOF, invitation, *public)),
        }
        if founder == "F":
            officers = OfficersStatement(member_id, (public[0],), 1, 0)
            asked["officers"] = b64u(sign_statement("officers.v1", officers.body(), keys.signing))
            asked["statement"] = b64u(_vouch(keys.signing, member_id, *public, officer=True))
        kind = f"Device {{ {docs.DEVICE} }}"
        device: dict[str, Any] = await self.wire.ask(
            docs.mutation("enrolDevice", "EnrolDeviceInput", kind), input=asked
        )
        keys.staff_id = device["staffId"]
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

    async def devices(self) -> list[dict[str, Any]]:
        """List the organisation's devices."""
        found: list[dict[str, Any]] = (await self.wire.ask(docs.DEVICES))["devices"]
        return found

    async def approve(self, device: dict[str, Any]) -> dict[str, Any]:
        """Vouch for a colleague's device (an officer's device); compare fingerprints with her first."""
        public = (unb64u(device["signKey"]), unb64u(device["sealKey"]))
        statement = _vouch(self.keys.signing, self.keys.member_id, *public, officer=False)
        asked = {
            "deviceId": device["id"],
            "statement": b64u(statement),
            "expectedVersion": device["version"],
            "idempotencyKey": new_id(),
        }
        kind = f"Device {{ {docs.DEVICE} }}"
        found: dict[str, Any] = await self.wire.ask(
            docs.mutation("approveDevice", "ApproveDeviceInput", kind), input=asked
        )
        return found

    async def publish_intake_key(self) -> int:
        """Publish the organisation's next intake key, wrapped for each device that opens post; gives its number."""
        current = await self.wire.ask(docs.INTAKE_KEY, id=self.keys.member_id)
        epoch = max([current["epoch"] if current else 0, *self.keys.intake]) + 1
        key = SealingKey.generate()
        now = int(clock.now().timestamp())
        said = EpochStatement(self.keys.member_id, epoch, key.public, now - 60, now + EPOCH_LASTS)
        readers = [d for d in await self.devices() if d["state"] == "ACTIVE" and _POST & set(d["roles"])]
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

    def _wrap(self, key: SealingKey, epoch: int, device: dict[str, Any]) -> dict[str, str]:
        sealed = wrap_seed(
            key.seed, unb64u(device["sealKey"]), member=self.keys.member_id, epoch=epoch, to_device=device["id"]
        )
        return {"deviceId": device["id"], "wrap": b64u(sealed)}

    async def fetch_intake_keys(self) -> list[SealingKey]:
        """Take the intake seeds that were sealed to this device; gives the keys, newest first."""
        for given in (await self.wire.ask(docs.MY_WRAPS))["wraps"]:
            if given["epoch"] not in self.keys.intake:
                self.keys.intake[given["epoch"]] = unwrap_seed(
                    unb64u(given["wrap"]),
                    self.keys.sealing,
                    member=self.keys.member_id,
                    epoch=given["epoch"],
                    to_device=self.keys.device_id,
                )
        self.keys.save()
        return [self.keys.intake[epoch] for epoch in sorted(self.keys.intake, reverse=True)]

    async def officers_of(self, member_id: str) -> list[bytes]:
        """Give an organisation's officers' keys: those pinned here, or at the first meeting those it signed itself.

        Raises:
            NotTrusted: the organisation's keys are not those that this device knows.
        """
        said = (await self.wire.ask(docs.MEMBER, id=member_id))["officers"]
        try:
            data = unb64u(said or "")
            claimed = OfficersStatement.parse(read_statement(data).body)
            verify(data, "officers.v1", claimed.officers)
        except (CryptoError, ValueError):
            raise NotTrusted from None
        known = self.keys.pins.get(member_id)
        if claimed.member != member_id or (known is not None and sorted(known) != sorted(claimed.officers)):
            raise NotTrusted
        if known is None:
            self.keys.pins[member_id] = list(claimed.officers)
            self.keys.save()
        return list(claimed.officers)

    async def intake_key_of(self, member_id: str) -> tuple[int, bytes]:
        """Give number and public key that an organisation is sealed to, after checking who vouches for it.

        Raises:
            NotTrusted: nobody whom this device knows vouches for it, or there is none.
        """
        given = await self.wire.ask(docs.INTAKE_KEY, id=member_id)
        if given is None:
            raise NotTrusted
        return trusted_key(given, member_id, await self.officers_of(member_id))

    async def own_statement(self) -> bytes:
        """Give the statement that vouches for this device."""
        for device in await self.devices():
            if device["id"] == self.keys.device_id and device["statement"]:
                return unb64u(device["statement"])
        raise NotEnrolled


def trusted_key(given: dict[str, Any], member_id: str, officers: list[bytes]) -> tuple[int, bytes]:
    """Believe an intake key only if the organisation's officers vouch for it.

    Raises:
        NotTrusted: they do not.
    """
    try:
        said = EpochStatement.parse(verify(unb64u(given["statement"]), "epoch.v1", officers))
    except (CryptoError, ValueError):
        raise NotTrusted from None
    timely = said.nbf <= clock.now().timestamp() < said.exp
    if (said.member, said.epoch, said.key) != (member_id, given["epoch"], unb64u(given["publicKey"])) or not timely:
        raise NotTrusted
    return said.epoch, said.key


def _vouch(key: SigningKey, member_id: str, sign: bytes, seal: bytes, *, officer: bool) -> bytes:
    now = int(clock.now().timestamp())
    said = DeviceStatement(member_id, sign_kid(sign), sign, seal, now - 60, now + YEAR, officer)
    return sign_statement("device.v1", said.body(), key)
