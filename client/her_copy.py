"""Her own copy: made by who helps her, opened with her code alone, without login (crypto/SPEC.md section 23)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypedDict, cast

from client import documents as docs
from client import her_documents as hers
from client.copies import Copies, Handle
from client.errors import ClientError, NodeRefused
from client.her_errors import NoCopy, NoHandle
from client.hers import Hers, read_card
from client.keylog import KeyLog
from client.log_book import Terms
from client.shapes import Card
from crypto import consent as tokens
from crypto import her_code, her_copy
from crypto.attachments import capability_commitment
from crypto.copies import PAGE, PAGES, sign_look
from crypto.errors import Tampered
from crypto.format import b64u, unb64u
from crypto.her_copy import CopyKeys
from kit import clock

KIND = "copy.v1"
LONGEST, MOST_CATEGORIES = 150, 20
"""How much of a name, and how many categories, a part holds; it has one size."""


Part = TypedDict(
    "Part",
    {"typ": str, "at": int, "card": Card, "from": str, "to": str, "service": str, "categories": list[str]},
)
"""What was sent to whom; `card` carries her secrets, or empty texts where it was made without her card."""


class Stands(TypedDict):
    """Say how one referral stands, as the node says it to her."""

    state: str
    orgFeedback: str
    herFeedback: str
    withdrawn: bool
    changedOn: str
    consent: str
    until: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Hold what her code opened."""

    keys: CopyKeys = field(repr=False)
    parts: list[Part] = field(repr=False)


class HerCopies(KeyLog, Hers):
    """Give her a code, keep her copy up to date, and act with her code."""

    async def network(self) -> str:
        """Give the network's name, which makes a code open nothing in another network."""
        terms = Terms.parse(await self.met()) if self._keys is None else await self.terms()
        return terms.operator.name

    async def with_code(self, code: str) -> CopyKeys:
        """Derive what a code gives (25 digits, read before); it takes a moment on purpose."""
        return await asyncio.to_thread(her_copy.derive, code, await self.network())

    async def part_of(self, card: Card, categories: Sequence[str] = ()) -> Part:
        """Write down for her what was sent to whom, in the words of the directory."""
        listing = await self.wire.ask(hers.LISTING, id=card["listing"])
        sender = await self.wire.ask(docs.MEMBER, id=card["to"])
        return {
            "typ": KIND,
            "at": int(clock.now().timestamp()),
            "card": card,
            "from": sender["name"][:LONGEST],
            "to": listing["provider"]["name"][:LONGEST],
            "service": listing["name"][:LONGEST],
            "categories": list(categories)[:MOST_CATEGORIES],
        }

    async def give_code(self, parts: Sequence[Part], code: str) -> None:
        """Make her copy under a new code, and keep what adds to it and ends it, but not the code.

        Raises:
            NodeRefused: the node did not keep it.
        """
        keys = await self.with_code(code)
        first, *more = parts
        kept = {
            f"{name}Kept": b64u(capability_commitment(getattr(keys, name))) for name in ("lookup", "append", "revoke")
        }
        await self.wire.ask(hers.OPEN, input={**kept, **_sealed(first, keys.seal.public)})
        for part in more:
            await self.add_part(part, Handle.of(keys))
        for part in parts:
            self.keep_handle(part["card"]["referral"], Handle.of(keys))

    async def add_part(self, part: Part, handle: Handle) -> None:
        """Add to her copy, without her code.

        Raises:
            NodeRefused: the copy is gone, or full.
        """
        await self.wire.ask(hers.ADD, input={"append": b64u(handle.append), **_sealed(part, handle.public)})

    def handle_of(self, referral_id: str) -> Handle:
        """Give what adds to the copy whose code was given with a referral on this device.

        Raises:
            NoHandle: there is none here.
        """
        if (found := Copies(self.keys).of(referral_id)) is None:
            raise NoHandle
        return found

    async def handle_with(self, code: str) -> Handle:
        """Give what adds to the copy that her code opens.

        Raises:
            NoCopy: it opens nothing here.
        """
        return Handle.of((await self.open_copy(code)).keys)

    def keep_handle(self, referral_id: str, handle: Handle) -> None:
        """Keep what adds to a copy and ends it, so that her code is not needed for what follows."""
        Copies(self.keys).keep(referral_id, handle)

    async def without_card(self, referral_id: str) -> Part:
        """Write down what was sent when the card is lost: it says to whom, and holds no secret of hers.

        Raises:
            NodeRefused: the referral is not this organisation's, or she has not agreed to anything.
        """
        referral = await self.wire.ask(docs.REFERRAL_BY_ID, id=referral_id)
        consent = await self.wire.ask(docs.CONSENT, id=referral["consentId"] or "")
        card: Card = {
            "node": self.wire.node,
            "referral": referral_id,
            "to": referral["fromMemberId"],
            "listing": referral["listingId"],
            "version": referral["listingVersion"],
            "consent": b64u(tokens.token_hash(unb64u(consent["token"]))),
            "until": int(datetime.fromisoformat(consent["ends"]).timestamp()),
            "withdraw": "",
            "feedback": "",
        }
        return await self.part_of(card, consent["categories"])

    async def open_copy(self, code: str) -> Opened:
        """Open her copy with her code.

        Raises:
            NoCopy: it opens nothing here.
            NodeRefused: too many codes that open nothing were tried.
        """
        keys = await self.with_code(code)
        parts: list[Part] = []
        for page in range(PAGES):
            with self.wire.unsigned():
                found = await self.wire.ask(hers.COPY, lookup=b64u(keys.lookup), page=page)
            opened = [said for one in found["parts"] if (said := _opened(one, keys)) is not None]
            parts += [part for said in opened if (part := _read(said)) is not None]
            if len(opened) < PAGE:
                break
        if not parts:
            raise NoCopy
        return Opened(keys, sorted(parts, key=lambda part: (part["at"], part["card"]["referral"])))

    async def stands(self, card: Card) -> Stands | None:
        """Say how a referral stands, by her feedback key; None where that cannot be seen."""
        if not card["feedback"]:
            return None
        key, at = tokens.feedback_key(unb64u(card["feedback"])), int(clock.now().timestamp())
        proof = sign_look(key, unb64u(card["consent"]), card["referral"], at)
        said = {"consent": card["consent"], "referral": card["referral"], "at": at, "proof": b64u(proof)}
        try:
            with self.wire.unsigned():
                found: Stands = await self.wire.ask(hers.STANDS, **said)
        except NodeRefused:
            return None
        return found

    async def renew_code(self, old: str, new: str) -> int:
        """Give her a new code for one that somebody saw, which then opens nothing any more; gives how many moved."""
        opened = await self.open_copy(old)
        await self.give_code(opened.parts, new)
        await self.end_copy(opened.keys.revoke)
        return len(opened.parts)

    async def end_copy(self, revoke: bytes) -> bool:
        """Delete a copy; says whether there was one."""
        with self.wire.unsigned():
            found = await self.wire.ask(hers.REVOKE, secret=b64u(revoke))
        return bool(found["thereWasOne"])

    async def end_given(self, referral_id: str) -> bool:
        """Delete the copy whose code this device gave with a referral, because she lost it and asks for that.

        Raises:
            NoHandle: this device gave none.
        """
        gone = await self.end_copy(self.handle_of(referral_id).revoke)
        Copies(self.keys).forget(referral_id)
        return gone

    @staticmethod
    def new_code() -> str:
        """Make a code that nobody has yet."""
        return her_code.make()


def _sealed(part: Part, public: bytes) -> dict[str, str]:
    last = max(datetime.fromtimestamp(part["card"]["until"], UTC), clock.now()).date()
    return {"part": b64u(her_copy.seal_part(dict(part), public)), "until": last.isoformat()}


def _opened(text: Any, keys: CopyKeys) -> dict[str, Any] | None:
    """Open a part, or see that it is a false one."""
    try:
        return her_copy.open_part(unb64u(text), keys.seal)
    except (Tampered, ValueError):
        return None


def _read(said: dict[str, Any]) -> Part | None:
    """Read a part; whoever may add to a copy could add what is none, and it is passed over."""
    try:
        texts = (said["from"], said["to"], said["service"], *said["categories"])
        if said["typ"] != KIND or type(said["at"]) is not int or not all(isinstance(one, str) for one in texts):
            return None
        read_card(said["card"], whole=False)
    except (ClientError, TypeError, KeyError):
        return None
    return cast(Part, said)
