"""Leave a letter for a house that is no member: sealed here, opened there with a code that is said by telephone."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict, cast

from nacl.utils import random

from client import agreed, kinds
from client import documents as docs
from client.agreed import Opening
from client.asked import Asked
from client.asking import card_of
from client.errors import NodeRefused
from client.her_copy import HerCopies
from client.inbox_errors import AnswerElsewhere, AnswerNotUnderstood, NoAnswerYet
from client.shapes import Card, Referral
from client.slips import SlipFirst, Slips
from crypto import consent as tokens
from crypto import her_code, sealed_inbox
from crypto.attachments import capability_commitment
from crypto.format import b64u, exact, text, unb64u
from crypto.keys import SealingKey
from kit import clock, disclosure
from kit.ids import new_id

SHOWN = "id needId listingId listingVersion consentId givenAt expiresAt openedAt answeredAt answer ended endedAt"
ONE = f"query ($id: ID!) {{ sealedInbox(id: $id) {{ ... on SealedInbox {{ {SHOWN} }} {docs.REFUSED} }} }}"
END = f"mutation ($id: ID!) {{ endSealedInbox(id: $id) {{ ... on SealedInbox {{ {SHOWN} }} {docs.REFUSED} }} }}"
OF_NEED = f"query ($id: ID!) {{ need(id: $id) {{ ... on Need {{ sealedInboxes {{ {SHOWN} }} }} {docs.REFUSED} }} }}"
PURPOSES = ("ASSESS_ELIGIBILITY", "PROVIDE_SERVICE")
ANSWERS = "CAN_HELP|CALL_US|CANNOT"
CLASSES = "NOT_ELIGIBLE|NO_CAPACITY|SERVICE_CHANGED|CANNOT_SERVE_SAFELY|INSUFFICIENT_INFO|OTHER"


class Answer(TypedDict):
    """Say what a house answered; `reason` is a class of declining where it cannot help, and empty otherwise."""

    answer: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Writing:
    """Hold what a caseworker writes to a house: facts by category, a telephone to call back, and a line of text."""

    content: dict[str, Any] = field(repr=False)
    phone: str = ""
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hold what she was shown and agreed to: services as (id, version), categories, and fields that narrow them."""

    options: Sequence[tuple[str, int]]
    categories: Sequence[str]
    fields: Sequence[str] = ()
    only_one_reason: str | None = None
    days: float = 30
    how: Asked = field(default_factory=Asked)


class SealedInboxes(Slips, HerCopies):
    """Leave letters for houses that are no members, and read what they answer."""

    async def leave_letter(
        self,
        need_id: str,
        listing: tuple[str, int],
        writing: Writing,
        given: Agreement,
        *,
        keep_card: Callable[[Card], None] | None = None,
    ) -> tuple[dict[str, Any], str]:
        """Record her consent for one house, and leave a sealed letter there; gives it, and the code to be said.

        The code is kept nowhere. `keep_card` is called with her card before the node is asked.

        Raises:
            Excluded: she named who is there; nothing is kept.
            SlipFirst: the service hires or lends.
            OverScope, OverProfile: the letter is more than she agreed to, or than such a service is told.
            WordsNotSigned, ListingWithdrawn: its words are not in force. ProgramTooOld: as `may_seal`.
            NodeRefused: the node says no; nothing is stored.
        """
        await self.not_excluded(need_id, *listing)
        await self.may_seal()
        shown = await self._may_be_told(listing, writing, given)
        token, opening, secrets = await self._agreement(listing, given)
        agreed.check_content(writing.content, token, opening)
        signed, code, reply = tokens.sign(token, self.keys.signing), her_code.make(), SealingKey.generate()
        sealed = await self._sealed(await self._letter(shown, writing, reply.public), code, listing, signed)
        self.keys.keep_case(token.id, {"inbox": b64u(reply.seed)})
        if keep_card:
            way = {"id": token.id, "fromMemberId": self.keys.member_id, **_way(listing)}
            keep_card(card_of(self.wire.node, cast("Referral", way), signed, token.exp, *secrets))
        asked = {**_asked(need_id, listing, given), "token": b64u(signed), **sealed}
        return await self._left(token.id, asked), her_code.shown(code)

    async def _may_be_told(self, listing: tuple[str, int], writing: Writing, given: Agreement) -> dict[str, Any]:
        """Look what a house of this kind may be told, as the node shows it and as the reviewers signed it."""
        shown, words = await self._public(*listing), await self.words(*listing)
        for one in (shown, words):
            if one and (profile := disclosure.profile(one["serviceTypes"])):
                if profile.neutral:
                    raise SlipFirst
                kinds.check_fields([*given.categories, *given.fields], profile)
                kinds.check_content(writing.content, profile)
        return shown

    async def _sealed(
        self, letter: dict[str, Any], code: str, listing: tuple[str, int], signed: bytes
    ) -> dict[str, str]:
        keys = await asyncio.to_thread(sealed_inbox.derive, code, await self.network())
        sealed = sealed_inbox.seal(
            letter, keys, listing=listing[0], version=listing[1], consent=tokens.token_hash(signed)
        )
        kept = {name: b64u(capability_commitment(getattr(keys, name))) for name in ("lookup", "proof")}
        return {"lookupKept": kept["lookup"], "proofKept": kept["proof"], "letter": b64u(sealed)}

    async def _left(self, consent_id: str, asked: dict[str, Any]) -> dict[str, Any]:
        await self.settled()
        try:
            found: dict[str, Any] = await self._change(
                "giveSealedInbox", "GiveSealedInboxInput", f"SealedInbox {{ {SHOWN} }}", asked
            )
        except NodeRefused as no:
            if no.decided:
                self.keys.forget_case(consent_id)
            raise
        return found

    async def _agreement(
        self, listing: tuple[str, int], given: Agreement
    ) -> tuple[tokens.ConsentToken, Opening, tuple[bytes, bytes]]:
        """Write down what she agreed to; where a member's id stands else, the listing stands. Gives her secrets too."""
        opening = Opening.make([*(given.fields or given.categories)], given.how.record(None))
        way, secrets = cast("Referral", {"toMemberId": listing[0], **_way(listing)}), (random(32), random(32))
        made = await self._token(way, list(given.categories), given.days, 1, PURPOSES, opening, *secrets)
        return made, opening, secrets

    async def _letter(self, shown: dict[str, Any], writing: Writing, reply: bytes) -> dict[str, Any]:
        ours = await self.wire.ask(docs.MEMBER, id=self.keys.member_id)
        return {
            "typ": "inbox.v1",
            "from": {"name": ours["name"], "phone": writing.phone},
            "to": shown["provider"]["name"],
            "service": shown["name"],
            "at": int(clock.now().timestamp()),
            "note": writing.note,
            "reply": b64u(reply),
            "blocks": writing.content,
        }

    async def left_letters(self, need_id: str) -> list[dict[str, Any]]:
        """List the letters that were left for a need, and what came of each; what opens nothing any more is let go."""
        found: list[dict[str, Any]] = (await self.wire.ask(OF_NEED, id=need_id))["sealedInboxes"]
        for one in found:
            if one["ended"] is not None and one["answer"] is None:
                self.keys.forget_case(one["consentId"])
        return found

    async def letter_answer(self, letter_id: str) -> Answer:
        """Open what a house answered.

        Raises:
            NoAnswerYet: there is none.
            AnswerElsewhere: another device left the letter.
            Tampered, AnswerNotUnderstood: it is not to be trusted, or says nothing.
        """
        found = await self.wire.ask(ONE, id=letter_id)
        if found["answer"] is None:
            raise NoAnswerYet
        known = self.keys.case(found["consentId"])
        if known is None or "inbox" not in known:
            raise AnswerElsewhere
        return _read(sealed_inbox.open_answer(unb64u(found["answer"]), SealingKey(unb64u(known["inbox"]))))

    async def end_letter(self, letter_id: str) -> dict[str, Any]:
        """Delete a letter and its answer at the node, and the key that opens the answer here."""
        found: dict[str, Any] = await self.wire.ask(END, id=letter_id)
        self.keys.forget_case(found["consentId"])
        return found


def _way(listing: tuple[str, int]) -> dict[str, Any]:
    return {"listingId": listing[0], "listingVersion": listing[1]}


def _asked(need_id: str, listing: tuple[str, int], given: Agreement) -> dict[str, Any]:
    return {
        "needId": need_id,
        **_way(listing),
        "options": [{"listingId": one, "listingVersion": version} for one, version in given.options],
        "onlyOneReason": given.only_one_reason,
        "checklistAnswered": True,
        "idempotencyKey": new_id(),
        **given.how.to_json(),
    }


def _read(said: dict[str, Any]) -> Answer:
    """Read an answer; a page that somebody else wrote may say anything.

    Raises:
        AnswerNotUnderstood: it is none.
    """
    try:
        exact({**said, "class": said.get("class", "")}, "typ", "answer", "text", "class")
        text(said["typ"], r"inbox-answer\.v1")
        word = text(said["answer"], ANSWERS)
        reason = text(said["class"], CLASSES) if word == "CANNOT" else text(said.get("class", ""), "")
        return {"answer": word, "reason": reason, "text": text(said["text"], r"(?s:.{0,1000})")}
    except (KeyError, ValueError):
        raise AnswerNotUnderstood from None
