"""Owners at this end: propose, revise, keep many listings true in one call, answer, reply, appeal."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from client import documents as docs
from client.listed import LONGEST, OFFERED
from client.people import People
from client.shapes_directory import Listing, ListingHistory, ListingNotices, ListingPage, Result
from crypto.format import b64u, unb64u
from crypto.log_entries import words_hash
from crypto.signing import sign_statement
from kit import clock
from kit.ids import new_id

LISTING = (
    "id name state version currentVersion vettedVersion expectedVersion availabilityVersion verifiedAt confirmedAt"
    " expiresAt suspendedReason serviceTypes provider { name member } availability { accepting asOf capacity"
    " capacityAsOf waitingDays }"
)
ONE = f"query ($id: ID!) {{ listing(id: $id) {{ ... on Listing {{ {LISTING} }} {docs.REFUSED} }} }}"
MANY = (
    "query ($search: String!, $filter: ListingFilter, $first: Int, $after: String) { listings(search: $search, filter:"
    " $filter, first: $first, after: $after) { ... on ListingConnection { edges { node { "
    f"{LISTING} }} }} totalCount pageInfo {{ hasNextPage endCursor }} }} {docs.REFUSED} }} }}"
)
NOTICES = (
    "query ($first: Int, $after: String) { listingNotices(first: $first, after: $after) { ... on ListingNotices "
    f"{{ notices {{ listingId kind dueAt at }} totalCount pageInfo {{ hasNextPage endCursor }} }} {docs.REFUSED} }} }}"
)
HISTORY = (
    "query ($id: ID!, $first: Int, $after: String) { listingHistory(id: $id, first: $first, after: $after) "
    "{ ... on ListingHistory { entries { id at kind version fromState toState reason text byMember byMemberName"
    f" byPerson onBehalfOf about signed }} totalCount pageInfo {{ hasNextPage endCursor }} }} {docs.REFUSED} }} }}"
)
WORDS = (
    "query ($id: ID!, $version: Int!) { listingWords(id: $id, version: $version) "
    f"{{ ... on ListingWords {{ words salt until }} {docs.REFUSED} }} }}"
)
RESULTS = (
    "ManyListings { done results { id refused { code sentence field currentVersion } upkeep { state expectedVersion"
    " availabilityVersion confirmedAt expiresAt accepting asOf } } }"
)
SHOWN = f"Listing {{ {LISTING} }}"
PAGE = 100


class Owning(People):
    """Keep listings true, and speak for those who offer them."""

    async def listing(self, listing_id: str) -> Listing:
        """Look at one listing."""
        found: Listing = await self.wire.ask(ONE, id=listing_id)
        return found

    async def listings(
        self, search: str = "", *, mine: bool = False, first: int | None = None, after: str | None = None
    ) -> ListingPage:
        """Find listings by words; `mine` shows what the organisation offers or proposed, in every state."""
        found: ListingPage = await self.wire.ask(MANY, search=search, filter={"mine": mine}, first=first, after=after)
        return found

    async def my_listings(self) -> list[Listing]:
        """List all that the organisation offers itself and that is in force, for a call about many."""
        found: list[Listing] = []
        after = None
        while True:
            page = await self.listings(mine=True, first=PAGE, after=after)
            found += [edge["node"] for edge in page["edges"]]
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
        ours = self.keys.member_id
        return [each for each in found if each["provider"]["member"] == ours and each["vettedVersion"] is not None]

    async def propose(self, content: Mapping[str, Any]) -> Listing:
        """Propose a service; it is offered to nobody before the secretariat has vetted it."""
        asked = {"content": content, "idempotencyKey": new_id()}
        return await self._act("proposeListing", "ProposeListingInput", asked)

    async def revise(self, listing_id: str, content: Mapping[str, Any]) -> Listing:
        """Write new words for a listing; the vetted ones stay in force until the new ones are vetted."""
        return await self._on(listing_id, "reviseListing", "ReviseListingInput", content=content)

    async def confirm(self, versions: Mapping[str, int]) -> list[Result]:
        """Say that listings are still true: `expectedVersion` by listing; gives a result for each."""
        return await self._many("confirmListings", versions)

    async def renew_availability(self, versions: Mapping[str, int]) -> list[Result]:
        """Say that what was said of places holds today: `availabilityVersion` by listing; gives a result for each."""
        return await self._many("renewAvailability", versions)

    async def _many(self, field: str, versions: Mapping[str, int]) -> list[Result]:
        items = [{"id": listing, "expectedVersion": version} for listing, version in versions.items()]
        found: list[Result] = []
        for start in range(0, max(len(items), 1), PAGE):
            asked = {"items": items[start : start + PAGE], "idempotencyKey": new_id()}
            answer = await self.wire.ask(docs.mutation(field, "ManyListingsInput", RESULTS), input=asked)
            found += answer["results"]
        return found

    async def set_availability(
        self, listing_id: str, accepting: str, *, places: int | None = None, waiting_days: int | None = None
    ) -> Listing:
        """Say whether a service takes referrals now (YES, WAITLIST, NO or UNKNOWN), as of today."""
        seen = await self.listing(listing_id)
        asked: dict[str, Any] = {"id": listing_id, "accepting": {"value": accepting}, "idempotencyKey": new_id(),
                                 "expectedVersion": seen["availabilityVersion"]}  # fmt: skip
        if places is not None:
            asked["capacity"] = {"places": places}
        if waiting_days is not None:
            asked["waitingDays"] = waiting_days
        return await self._act("setAvailability", "SetAvailabilityInput", asked)

    async def listing_notices(self, *, first: int | None = None, after: str | None = None) -> ListingNotices:
        """List what the organisation was told about its listings, newest first."""
        found: ListingNotices = await self.wire.ask(NOTICES, first=first, after=after)
        return found

    async def listing_history(
        self, listing_id: str, *, first: int | None = None, after: str | None = None
    ) -> ListingHistory:
        """Show who did what to a listing, when and why, oldest first."""
        found: ListingHistory = await self.wire.ask(HISTORY, id=listing_id, first=first, after=after)
        return found

    async def answer_questions(self, listing_id: str, text: str, on_behalf_of: str | None = None) -> Listing:
        """Answer the reviewers' questions."""
        said = {"text": text, "onBehalfOf": on_behalf_of}
        return await self._on(listing_id, "answerQuestions", "AnswerQuestionsInput", **said)

    async def reply(
        self, listing_id: str, decision_id: str, text: str, on_behalf_of: str | None = None, *, appeal: bool = False
    ) -> Listing:
        """Say something to a decision, for good; as an appeal it is decided by people who did not sign."""
        asked = {"id": listing_id, "decisionId": decision_id, "text": text, "onBehalfOf": on_behalf_of,
                 "idempotencyKey": new_id()}  # fmt: skip
        return await self._act("appealDecision" if appeal else "replyToDecision", "ReplyInput", asked)

    async def delist(self, listing_id: str, reason: str) -> Listing:
        """End a listing, signed by this device."""
        return await self._decide(listing_id, "delistListing", "DelistListingInput", "DELISTED", reason)

    async def _decide(self, listing_id: str, field: str, kind: str, to: str, reason: str) -> Listing:
        listing = await self.listing(listing_id)
        version = listing["expectedVersion"]
        body = {"listing": listing_id, "version": version, "to": to, "reason": reason.strip()}
        asked = {"id": listing_id, "reason": reason.strip(), "expectedVersion": version, "idempotencyKey": new_id(),
                 "statement": b64u(sign_statement("decision.v1", body, self.keys.signing))}  # fmt: skip
        if to in ("SUSPENDED", "DELISTED") and listing["state"] in OFFERED:
            asked["entry"] = self.withdrawn(listing_id, listing["vettedVersion"] or 0)
        elif to == "VETTED" and listing["state"] not in OFFERED and listing["vettedVersion"] is not None:
            asked["entry"] = await self.listed(listing_id, listing["vettedVersion"])
        return await self._act(field, kind, asked)

    async def words_to_review(self, listing_id: str, version: int) -> dict[str, Any]:
        """Show the words that an approval would sign; nobody need have signed them yet."""
        said = await self.wire.ask(WORDS, id=listing_id, version=version)
        found: dict[str, Any] = json.loads(said["words"])
        return found

    async def listed(self, listing_id: str, version: int) -> str:
        """Sign the words of a version for the key log, as this person was shown them (`words`)."""
        said = await self.wire.ask(WORDS, id=listing_id, version=version)
        now = int(clock.now().timestamp())
        body = {"member": self.keys.member_id, "listing": listing_id, "rev": version, "nbf": now,
                "exp": min(said["until"], now + LONGEST),
                "hash": b64u(words_hash(unb64u(said["salt"]), said["words"].encode()))}  # fmt: skip
        return b64u(sign_statement("listing.v1", body, self.keys.signing))

    def withdrawn(self, listing_id: str, version: int) -> str:
        """Sign for the key log that a service is stopped or ends."""
        body = {"member": self.keys.member_id, "listing": listing_id, "rev": version,
                "nbf": int(clock.now().timestamp())}  # fmt: skip
        return b64u(sign_statement("listing-withdrawn.v1", body, self.keys.signing))

    async def _on(self, listing_id: str, field: str, kind: str, **said: Any) -> Listing:
        version = (await self.listing(listing_id))["expectedVersion"]
        return await self._act(
            field, kind, {"id": listing_id, "expectedVersion": version, "idempotencyKey": new_id(), **said}
        )

    async def _act(self, field: str, kind: str, asked: Mapping[str, Any]) -> Listing:
        found: Listing = await self.wire.ask(docs.mutation(field, kind, SHOWN), input=asked)
        return found


def failed(results: Sequence[Result]) -> list[Result]:
    """Give the results of a call about many that were refused."""
    return [each for each in results if each["refused"] is not None]
