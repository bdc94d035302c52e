"""The invented organisations and people of the story, each with a device and keys of her own."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from client.session import Tolerant
from client.shapes import Device
from client.wire import Wire

MEMBERS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "directory" / "members.json").read_text(encoding="utf-8")
)["members"]
WANTED = ("it-roma-ponteaurora", "gr-athina-neaarchi", "at-wien-sprachbruecke", "at-wien-frauenweg")
PASSPHRASE = "only for the demonstration"


@dataclass
class Cast:
    """Hold everybody's end, by the source id in `members.json`."""

    address: str
    homes: Path
    ends: dict[str, Tolerant]
    members: dict[str, str]

    def __getitem__(self, person: str) -> Tolerant:
        return self.ends[person]

    def nobody(self) -> Tolerant:
        """Give an end without keys: the woman's own telephone, say."""
        return Tolerant(Wire(self.address))

    async def close(self) -> None:
        """Hang up for everybody."""
        for end in self.ends.values():
            await end.wire.close()

    async def enrol(self, person: str, invitation: str) -> Device:
        """Let a person make her device's keys, in a folder of her own."""
        end = Tolerant(Wire(self.address))
        end.demonstration = True
        device = await end.enrol(invitation, home=self.homes / person, passphrase=PASSPHRASE)
        self.ends[person] = end
        return device

    async def colleague(self, admin: str, person: str, name: str, roles: list[str]) -> None:
        """Invite a colleague, let her enrol, compare codes and vouch for her device."""
        device = await self.enrol(person, await self[admin].invite(name, roles))
        listed = next(one for one in await self[admin].devices() if one["id"] == device["id"])
        await self[admin].answer(device["id"])
        await self[admin].approve(listed, await self[person].code())

    async def compare(self, person: str, other: str) -> str:
        """Let a person read the safety number of two organisations with somebody of the other one; gives it."""
        theirs = await self[other].safety(self[person].keys.member_id)
        ours = await self[person].safety(self[other].keys.member_id, theirs["number"])
        return ours["number"]

    async def admit(self, source_id: str) -> str:
        """Admit an organisation with everybody who works there; gives its name."""
        member = next(one for one in MEMBERS if one["sourceId"] == source_id)
        admin = next(person for person in member["staff"] if "ORG_ADMIN" in person["roles"])
        admitted = await self["secretariat-vera"].admit(member["name"], member["country"], admin["displayName"])
        await self.enrol(admin["sourceId"], admitted["invitation"]["token"])
        board = self["secretariat-vera"]
        await board.publish(await board.vouching(admitted["member"]["id"]))
        self.members[source_id] = admitted["member"]["id"]
        for person in member["staff"]:
            if person is not admin:
                await self.colleague(admin["sourceId"], person["sourceId"], person["displayName"], person["roles"])
        await self[admin["sourceId"]].publish_intake_key()
        return str(member["name"])
