"""Everybody in the story of one listing: the school, two reviewers and a stranger, with real keys, at the real door."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from strawberry.federation import Schema

from crypto.format import b64u, blake2b, jcs, unb64u
from crypto.keys import SigningKey
from crypto.log_entries import words_hash
from crypto.signing import sign_statement
from directory import actions
from directory.api import DirectoryMutation, DirectoryQuery
from kit.ids import new_id
from network.model import Caller, Role

STORY = Path(__file__).parents[2] / "demo" / "directory" / "story.json"
SCHEMA = Schema(query=DirectoryQuery, mutation=DirectoryMutation)
LISTING = (
    "... on Listing { id state version currentVersion vettedVersion expectedVersion availabilityVersion name "
    "verifiedAt verifiedBy expiresAt confirmedAt updatedAt suspendedReason availability { accepting capacity asOf "
    "capacityAsOf } places { street city area } }"
)
WORDS = "{ words salt until }"
REFUSED = "... on Refused { code sentence field currentVersion }"
TO = {"suspendListing": "SUSPENDED", "reinstateListing": "VETTED", "delistListing": "DELISTED",
      "disputeListing": "DISPUTED"}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody with a device."""

    caller: Caller
    key: SigningKey


def maker(owner: Any) -> Any:
    """Give a way to put an organisation, a person and an active device into the network, by the owner's hand."""
    made: dict[str, str] = {}

    async def person(organisation: str, role: Role) -> Person:
        kind = "SECRETARIAT" if role is Role.SECRETARIAT else "MEMBER"
        key, staff = SigningKey.generate(), new_id()
        member = made.setdefault(organisation, new_id())
        await owner.execute(
            "INSERT INTO network.members (id, name, country, kind, state, admitted_at)"
            " VALUES ($1, $2, 'AT', $3, 'ADMITTED', now()) ON CONFLICT DO NOTHING", member, organisation, kind,
        )  # fmt: skip
        await owner.execute(
            "INSERT INTO network.staff (id, member_id, display_name, roles, created_at)"
            " VALUES ($1, $2, 'P', $3, now())", staff, member, [str(role)],
        )  # fmt: skip
        await owner.execute(
            "INSERT INTO network.devices (id, member_id, staff_id, sign_key, seal_key, state, statement, enrolled_at)"
            " VALUES ($1, $2, $3, $4, $5, 'ACTIVE', 'x', now())", key.kid, member, staff, key.public, bytes(1216),
        )  # fmt: skip
        realm = "secretariat" if role is Role.SECRETARIAT else "member"
        return Person(Caller(member, staff, key.kid, frozenset({role}), realm), key)

    return person


@dataclass
class Office:
    """Everybody in the story of one listing."""

    school: Person
    first: Person
    second: Person
    stranger: Person
    context_of: Any
    later: timedelta = field(default=timedelta())
    """How much later than now everything happens."""
    signed: Iterator[int] = field(default_factory=lambda: iter(range(280, 0, -1)))
    """Seconds before now at which the next entry is signed: the log takes none twice."""

    def context(self, person: Person) -> Any:
        """Give the context of a person, at the time of the story."""
        found = self.context_of(person.caller)
        found.now += self.later
        return found

    async def raw(self, person: Person, text: str, **variables: Any) -> Any:
        """Ask one question through the door; gives its one answer."""
        done = await SCHEMA.execute(text, variables, context_value=self.context(person))
        assert done.errors is None, done.errors
        assert done.data is not None
        return next(iter(done.data.values()))

    async def ask(self, person: Person, name: str, kind: str, show: str = "", **said: Any) -> dict[str, Any]:
        """Do one act through the door."""
        said.setdefault("idempotencyKey", new_id())
        text = f"mutation($i: {kind}!) {{ {name}(input: $i) {{ {show or LISTING} {REFUSED} }} }}"
        answer: dict[str, Any] = await self.raw(person, text, i=said)
        return answer

    async def look(self, person: Person, listing: str, version: int | None = None) -> dict[str, Any]:
        """Look at one listing through the door."""
        text = f"query($id: ID!, $v: Int) {{ listing(id: $id, version: $v) {{ {LISTING} {REFUSED} }} }}"
        answer: dict[str, Any] = await self.raw(person, text, id=listing, v=version)
        return answer

    def content(self, **more: Any) -> dict[str, Any]:
        """Give the words of the story's first course, as the school proposes it."""
        said: dict[str, Any] = json.loads(STORY.read_text("utf-8"))["proposals"][0]
        return {**said, "provider": {**said["provider"], "member": self.school.caller.member_id}, **more}

    async def proposed(self, **more: Any) -> dict[str, Any]:
        """Propose a listing."""
        return await self.ask(self.school, "proposeListing", "ProposeListingInput", content=self.content(**more))

    async def started(self) -> dict[str, Any]:
        """Propose a listing and take it into review."""
        return await self.start(await self.proposed())

    async def start(self, listing: dict[str, Any], person: Person | None = None) -> dict[str, Any]:
        """Take a listing into review."""
        said = {"id": listing["id"], "expectedVersion": listing["expectedVersion"]}
        return await self.ask(person or self.first, "startReview", "StartReviewInput", **said)

    async def review(self, person: Person, listing: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Sign a review; `more` changes what is submitted, `signed` what is signed."""
        signed, values = more.pop("signed", {}), more.pop("values", {})
        answers = [
            {"question": each.id, "value": values.get(each.id, "YES"), "evidence": "seen", "source": "visit",
             "date": "2026-11-20"}
            for each in actions_checklist()
        ]  # fmt: skip
        said = {"id": listing["id"], "version": listing["currentVersion"], "verdict": "APPROVE", "answers": answers,
                "note": "", "expectedVersion": listing["expectedVersion"], **more}  # fmt: skip
        body = {"listing": said["id"], "version": said["version"], "verdict": said["verdict"],
                "answers": b64u(blake2b(jcs(said["answers"]))), "note": said["note"], **signed}  # fmt: skip
        said["statement"] = b64u(sign_statement("review.v1", body, person.key))
        if said["verdict"] == "APPROVE":
            said.setdefault("entry", await self.listed(person, said["id"], said["version"]))
        return await self.ask(person, "submitReview", "SubmitReviewInput", **said)

    async def listed(self, person: Person, listing: str, version: int, /, **more: Any) -> str | None:
        """Sign the words of a version for the key log; `more` changes what is signed. None where nobody shows them."""
        text = f"query($id: ID!, $v: Int!) {{ listingWords(id: $id, version: $v) {{ ... on ListingWords {WORDS} }} }}"
        said = await self.raw(person, text, id=listing, v=version)
        if not said:
            return None
        body = {"member": person.caller.member_id, "listing": listing, "rev": version, "exp": said["until"],
                "hash": b64u(words_hash(unb64u(said["salt"]), said["words"].encode())),
                "nbf": int(self.context(person).now.timestamp()) - next(self.signed), **more}  # fmt: skip
        return b64u(sign_statement("listing.v1", body, person.key))

    async def vetted(self) -> dict[str, Any]:
        """Propose and vet a listing."""
        listing = await self.started()
        await self.review(self.first, listing)
        return await self.review(self.second, listing)

    async def decide(self, person: Person, name: str, listing: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Take a decision about a listing, signed by the person's device."""
        said = {"id": listing["id"], "reason": "A complaint.", "expectedVersion": listing["expectedVersion"], **more}
        body = {"listing": said["id"], "version": said["expectedVersion"], "to": TO[name], "reason": said["reason"]}
        said["statement"] = b64u(sign_statement("decision.v1", body, person.key))
        if name != "disputeListing":
            said.setdefault("entry", await self.moved(person, name, said["id"], listing.get("vettedVersion")))
        return await self.ask(person, name, f"{name[0].upper()}{name[1:]}Input", **said)

    async def moved(self, person: Person, name: str, listing: str, version: int | None) -> str | None:
        """Sign for the key log that vetted words are in force again, or withdrawn."""
        if version is None or name == "reinstateListing":
            return await self.listed(person, listing, version) if version else None
        body = {"member": person.caller.member_id, "listing": listing, "rev": version,
                "nbf": int(self.context(person).now.timestamp())}  # fmt: skip
        return b64u(sign_statement("listing-withdrawn.v1", body, person.key))

    async def offered(self, listing: str, version: int, now: Any = None) -> Any:
        """Ask what a referral may be sent to."""
        async with self.context_of(self.stranger.caller).read() as tx:
            return await actions.offered(
                tx, self.stranger.caller, listing, version, now or self.context(self.stranger).now
            )


def actions_checklist() -> Any:
    from directory.checklist import asked_of
    from directory.codes import ServiceType

    types = json.loads(STORY.read_text("utf-8"))["proposals"][0]["serviceTypes"]
    return asked_of([ServiceType(each) for each in types])


async def office_of(people: Any, context_of: Any) -> Office:
    """Give everybody in the story of one listing."""
    return Office(
        await people("School", Role.ORG_ADMIN),
        await people("Secretariat", Role.SECRETARIAT),
        await people("Secretariat", Role.SECRETARIAT),
        await people("Stranger", Role.CASEWORKER),
        context_of,
    )
