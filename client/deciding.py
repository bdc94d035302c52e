"""What is decided together, at this end: sign, hand the file on, publish once enough have signed it."""

from typing import Any

from client import documents as docs
from client.deciding_errors import FalseSignature, OtherDevice
from client.errors import NoSuchDevice
from client.people import People
from client.trust import officers_said
from crypto.errors import BadSignature
from crypto.format import b64u, unb64u
from crypto.keys import sign_kid
from crypto.log_entries import add_signature, count_signers, read_entry, sign_entry
from crypto.signing import DeviceStatement, OfficersStatement
from kit import clock
from kit.ids import new_id

DAY = 24 * 3600
VETTED_DAYS = 90
MEMBER_SHOWN = "Member { id name state officers version suspendedUntil }"


class Deciding(People):
    """Speak for the board or for one's organisation, alone where one may, with others where not."""

    async def revoke(self, device_id: str) -> dict[str, Any]:
        """Shut a device of our organisation out, as its officer or from the device itself; the post key is renewed.

        Raises:
            NoSuchDevice: we have no such device.
        """
        for device in await self.devices():
            if device["id"] == device_id:
                said = {"member": self.keys.member_id, "device": device_id, "nbf": _now()}
                shut = await self._publish(
                    "revokeDevice", "RevokeDeviceInput", f"Device {{ {docs.DEVICE} }}",
                    sign_entry("device-revoked.v1", said, self.keys.signing),
                    deviceId=device_id, expectedVersion=device["version"],
                )  # fmt: skip
                if device_id != self.keys.device_id:
                    await self.keep_post_key()
                return shut
        raise NoSuchDevice

    async def vouching(self, member_id: str) -> bytes:
        """Sign as one of the board that these are an organisation's officers; compare its number with it first."""
        said = officers_said((await self._member(member_id))["officers"], member_id)
        body = {
            "member": member_id, "keys": [b64u(key) for key in said.officers], "k": said.k, "nbf": _now() - 60,
            "exp": _now() - 60 + VETTED_DAYS * DAY,
        }  # fmt: skip
        return sign_entry("vetted.v1", body, self.keys.signing)

    def suspension(self, member_id: str, hours: int = 72) -> bytes:
        """Sign as one of the board that an organisation is suspended; alone that holds for at most 72 hours."""
        body = {"member": member_id, "nbf": _now(), "exp": _now() + hours * 3600}
        return sign_entry("suspended.v1", body, self.keys.signing)

    def expulsion(self, member_id: str) -> bytes:
        """Sign as one of the board that an organisation is put out of the network, for good."""
        return sign_entry("devetted.v1", {"member": member_id, "nbf": _now()}, self.keys.signing)

    async def officers_next(self, device_ids: list[str], k: int) -> bytes:
        """Sign who may vouch for our devices from now on, `k` of them together.

        Raises:
            NoSuchDevice: one of the devices is not ours.
        """
        mine = self.keys.member_id
        before = officers_said((await self._member(mine))["officers"], mine)
        known = await self._own_keys()
        if not set(device_ids) <= known.keys():
            raise NoSuchDevice
        new = OfficersStatement(mine, tuple(known[one] for one in device_ids), k, before.seq + 1)
        return sign_entry(OfficersStatement.KIND, new.body(), self.keys.signing)

    async def _own_keys(self) -> dict[str, bytes]:
        """Give the keys of our devices by their ids, each of which names one key and no other."""
        keys = [unb64u(one["signKey"]) for one in await self.devices() if one["state"] == "ACTIVE"]
        return {sign_kid(key): key for key in keys}

    def sign(self, statement: bytes, device_id: str | None = None) -> bytes:
        """Sign what others have signed, after reading it; gives the statement with one signature more.

        Who signed it before gets it back as it is. `device_id` is that of a device for which it vouches, read to this
        officer by its person.

        Raises:
            OtherDevice: it vouches for another device than that.
            FalseSignature: it bears this device's name under something that this device did not sign.
        """
        said = read_entry(statement)
        if said.kind == DeviceStatement.KIND and said.body["device"] != "".join((device_id or "").split()).lower():
            raise OtherDevice
        if self.keys.device_id not in said.signatures:
            return add_signature(statement, self.keys.signing)
        try:
            count_signers(said, [self.keys.signing.public])
        except BadSignature:
            raise FalseSignature from None
        return statement

    async def publish(self, statement: bytes) -> dict[str, Any]:
        """Put a statement into force that enough people have signed: the node counts.

        Raises:
            NodeRefused: too few signed it, or it is no longer in time.
        """
        said = read_entry(statement)
        if said.kind == DeviceStatement.KIND:
            return dict(await self.take_in(statement))
        if said.kind == OfficersStatement.KIND:
            version = (await self._member(self.keys.member_id))["version"]
            return await self._publish(
                "changeOfficers", "ChangeOfficersInput", MEMBER_SHOWN, statement, expectedVersion=version
            )
        if said.kind == "suspended.v1":
            return await self._state("suspendMember", statement, said.body["member"])
        return await self._publish("publishStatement", "PublishStatementInput", "LogPlaced { index }", statement)

    async def reinstate_member(self, statement: bytes) -> dict[str, Any]:
        """Let a suspended organisation work again, with the board's word that vouches for it."""
        return await self._state("reinstateMember", statement, read_entry(statement).body["member"])

    async def _state(self, field: str, statement: bytes, member_id: str) -> dict[str, Any]:
        version = (await self._member(member_id))["version"]
        return await self._publish(
            field, "MemberStateInput", MEMBER_SHOWN, statement, memberId=member_id, expectedVersion=version
        )

    async def _publish(self, field: str, kind: str, shown: str, statement: bytes, **more: Any) -> dict[str, Any]:
        asked = {"statement": b64u(statement), "idempotencyKey": new_id(), **more}
        found: dict[str, Any] = await self.wire.ask(docs.mutation(field, kind, shown), input=asked)
        return found


def _now() -> int:
    return int(clock.now().timestamp())
