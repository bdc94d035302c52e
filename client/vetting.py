"""The secretariat's end: what waits, the checklist, drafts, signed reviews and decisions, effects, coverage."""

from collections.abc import Mapping, Sequence
from typing import Any

from client import documents as docs
from client.listed import OFFERED
from client.owning import Owning
from client.shapes_directory import Checklist, CoverageRow, Draft, Effect, Listing, QueuePage
from crypto.format import b64u, blake2b, jcs
from crypto.signing import sign_statement
from kit.ids import new_id

ANSWER = ("question", "value", "evidence", "source", "date")
CHECKLIST = (
    "{ checklist { ... on Checklist { questions { id part question why guideSection appliesTo blocking } } "
    f"{docs.REFUSED} }} }}"
)
QUEUE = (
    "query ($why: [QueueReason!], $withinDays: Int, $first: Int, $after: String) { vettingQueue(why: $why, withinDays:"
    " $withinDays, first: $first, after: $after) { ... on QueuePage { items { listing { id name state currentVersion"
    " expectedVersion provider { name } } why dueOn highRisk } totalCount counts { why listings } "
    f"pageInfo {{ hasNextPage endCursor }} }} {docs.REFUSED} }} }}"
)
DRAFT = "ReviewDraft { listingId version answers { question value evidence source date } note saved at }"
READ_DRAFT = f"query ($id: ID!) {{ reviewDraft(id: $id) {{ ... on {DRAFT} {docs.REFUSED} }} }}"
EFFECT = (
    "query ($id: ID!) { suspensionEffect(listingId: $id) { ... on SuspensionEffect "
    f"{{ byState {{ state referrals }} referrals members }} {docs.REFUSED} }} }}"
)
COVERAGE = (
    "query ($withinDays: Int) { coverage(withinDays: $withinDays) { ... on Coverage { rows { country serviceType "
    f"offered expiring expired disputed stale used neverUsed }} }} {docs.REFUSED} }} }}"
)


class Vetting(Owning):
    """Vet services with four eyes, stop them at once, and see what the directory lacks."""

    async def queue(
        self, why: Sequence[str] = (), *, within_days: int | None = None, first: int | None = None,
        after: str | None = None,
    ) -> QueuePage:  # fmt: skip
        """Show what waits for the secretariat, first what is due, then what is risky."""
        found: QueuePage = await self.wire.ask(
            QUEUE, why=list(why) or None, withinDays=within_days, first=first, after=after
        )
        return found

    async def checklist(self, listing_id: str) -> Checklist:
        """Give the questions that are asked of a service, each with what this reviewer has noted so far."""
        listing, draft = await self.listing(listing_id), await self.review_draft(listing_id)
        noted = {each["question"]: each for each in draft["answers"]}
        asked = (await self.wire.ask(CHECKLIST))["questions"]
        answers: Any = [
            {**dict.fromkeys(ANSWER), **noted.get(each["id"], {}), "question": each["id"], "asks": each["question"],
             "blocking": each["blocking"]}
            for each in asked
            if each["appliesTo"] is None or set(each["appliesTo"]) & set(listing["serviceTypes"])
        ]  # fmt: skip
        return {"listing": listing_id, "name": listing["name"], "version": listing["currentVersion"],
                "note": draft["note"], "answers": answers}  # fmt: skip

    async def review_draft(self, listing_id: str) -> Draft:
        """Read what this reviewer has noted so far; nobody else sees it."""
        found: Draft = await self.wire.ask(READ_DRAFT, id=listing_id)
        return found

    async def save_review_draft(self, listing_id: str, said: Mapping[str, Any]) -> Draft:
        """Keep what was noted so far, complete or not: `answers` and `note` as `checklist` gives them."""
        listing, before = await self.listing(listing_id), await self.review_draft(listing_id)
        asked = {
            "id": listing_id,
            "version": listing["currentVersion"],
            "answers": [one for each in said.get("answers", ()) if len(one := _noted(each)) > 1],
            "note": said.get("note") or "",
            "expectedSaved": before["saved"],
        }
        kind = docs.mutation("saveReviewDraft", "SaveReviewDraftInput", DRAFT)
        found: Draft = await self.wire.ask(kind, input=asked)
        return found

    async def start_review(self, listing_id: str) -> Listing:
        """Take a proposal into review."""
        return await self._on(listing_id, "startReview", "StartReviewInput")

    async def start_renewal(self, listing_id: str) -> Listing:
        """Begin to check a service again before its vetting runs out; it stays in force."""
        return await self._on(listing_id, "startRenewal", "StartReviewInput")

    async def review(
        self, listing_id: str, verdict: str, said: Mapping[str, Any] | None = None, *, note: str | None = None
    ) -> Listing:
        """Sign a review (APPROVE, RETURN or REJECT) with the complete answers given, else with those of the draft."""
        listing = await self.listing(listing_id)
        given = said if said is not None else await self.review_draft(listing_id)
        answers = [one for each in given.get("answers", ()) if len(one := _noted(each)) == len(ANSWER)]
        words = (given.get("note") or "") if note is None else note
        asked = {"id": listing_id, "version": listing["currentVersion"], "verdict": verdict, "answers": answers,
                 "note": words, "expectedVersion": listing["expectedVersion"], "idempotencyKey": new_id()}  # fmt: skip
        body = {"listing": listing_id, "version": asked["version"], "verdict": verdict, "note": words,
                "answers": b64u(blake2b(jcs(answers)))}  # fmt: skip
        asked["statement"] = b64u(sign_statement("review.v1", body, self.keys.signing))
        if verdict == "APPROVE":
            asked["entry"] = await self.listed(listing_id, listing["currentVersion"])
        return await self._act("submitReview", "SubmitReviewInput", asked)

    async def declare_conflict(self, listing_id: str, note: str) -> Listing:
        """Say that this person is too near to a listing's provider; it is for good."""
        asked = {"id": listing_id, "note": note, "idempotencyKey": new_id()}
        return await self._act("declareConflict", "DeclareConflictInput", asked)

    async def suspension_effect(self, listing_id: str) -> Effect:
        """Show how many live referrals a suspension would touch."""
        found: Effect = await self.wire.ask(EFFECT, id=listing_id)
        return found

    async def suspend(self, listing_id: str, reason: str) -> Listing:
        """Stop a service at once, signed by this device."""
        return await self._decide(listing_id, "suspendListing", "SuspendListingInput", "SUSPENDED", reason)

    async def reinstate(self, listing_id: str, reason: str) -> Listing:
        """Offer a stopped or contested service again, signed by this device."""
        return await self._decide(listing_id, "reinstateListing", "ReinstateListingInput", "VETTED", reason)

    async def dispute(self, listing_id: str, reason: str) -> Listing:
        """Mark a service as contested, signed by this device."""
        return await self._decide(listing_id, "disputeListing", "DisputeListingInput", "DISPUTED", reason)

    async def decide_appeal(self, listing_id: str, appeal_id: str, uphold: bool, reason: str) -> Listing:
        """Decide an appeal, signed by this device."""
        listing, words = await self.listing(listing_id), reason.strip()
        version = listing["expectedVersion"]
        body = {"appeal": appeal_id, "listing": listing_id, "version": version, "upheld": uphold, "reason": words}
        asked = {"appealId": appeal_id, "uphold": uphold, "reason": words, "expectedVersion": version,
                 "statement": b64u(sign_statement("appeal.v1", body, self.keys.signing)),
                 "idempotencyKey": new_id()}  # fmt: skip
        if uphold and listing["vettedVersion"] is not None and listing["state"] not in OFFERED:
            asked["entry"] = await self.listed(listing_id, listing["vettedVersion"])
        return await self._act("decideAppeal", "DecideAppealInput", asked)

    async def coverage(self, within_days: int | None = None) -> list[CoverageRow]:
        """Count the services by country and kind."""
        found: list[CoverageRow] = (await self.wire.ask(COVERAGE, withinDays=within_days))["rows"]
        return found


def _noted(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was noted of one answer, without outer blanks and without what only helps the reader."""
    said = {name: answer.get(name) for name in ANSWER}
    return {name: value.strip() if isinstance(value, str) else value for name, value in said.items() if value}
