"""How two reviewers vet a listing: the same checklist, two pairs of eyes, two signatures."""

from typing import Any

from client import documents as docs
from client.session import Tolerant
from crypto.format import b64u, blake2b, jcs
from crypto.signing import sign_statement
from kit import clock
from kit.ids import new_id

LISTING = "Listing { id version newest: currentVersion vettedVersion state expectedVersion name }"
CHECKLIST = "{ checklist { ... on Checklist { questions { id question appliesTo } } } }"


async def propose(end: Tolerant, content: dict[str, Any]) -> dict[str, Any]:
    """Propose a listing."""
    asked = {"content": content, "idempotencyKey": new_id()}
    found: dict[str, Any] = await end.wire.ask(
        docs.mutation("proposeListing", "ProposeListingInput", LISTING), input=asked
    )
    return found


async def vet(first: Tolerant, second: Tolerant, listing: dict[str, Any], service_types: list[str]) -> dict[str, Any]:
    """Let two reviewers answer the checklist and sign; gives the vetted listing."""
    started = {"id": listing["id"], "expectedVersion": listing["expectedVersion"], "idempotencyKey": new_id()}
    kind = docs.mutation("startReview", "StartReviewInput", LISTING)
    listing = await first.wire.ask(kind, input=started)
    for reviewer in (first, second):
        listing = await _review(reviewer, listing, service_types)
    return listing


async def suspend(end: Tolerant, listing_id: str, reason: str) -> None:
    """Stop a service at once."""
    seen = await end.wire.ask(
        f"query ($id: ID!) {{ listing(id: $id) {{ ... on {LISTING} {docs.REFUSED} }} }}", id=listing_id
    )
    version = seen["expectedVersion"]
    said = {"listing": listing_id, "version": version, "to": "SUSPENDED", "reason": reason}
    statement = b64u(sign_statement("decision.v1", said, end.keys.signing))
    asked = {"id": listing_id, "reason": reason, "expectedVersion": version, "statement": statement,
             "entry": end.withdrawn(listing_id, seen["vettedVersion"]), "idempotencyKey": new_id()}  # fmt: skip
    await end.wire.ask(docs.mutation("suspendListing", "SuspendListingInput", LISTING), input=asked)


async def _review(end: Tolerant, listing: dict[str, Any], service_types: list[str]) -> dict[str, Any]:
    asked = await end.wire.ask(CHECKLIST)
    today = clock.now().date().isoformat()
    answers = [
        {
            "question": one["id"],
            "value": "YES",
            "evidence": "Seen on a visit (demonstration).",
            "source": "visit",
            "date": today,
        }
        for one in asked["questions"]
        if one["appliesTo"] is None or set(one["appliesTo"]) & set(service_types)
    ]
    version = listing["newest"]
    body = {
        "listing": listing["id"],
        "version": version,
        "verdict": "APPROVE",
        "answers": b64u(blake2b(jcs(answers))),
        "note": "",
    }
    said = {
        "id": listing["id"],
        "version": version,
        "verdict": "APPROVE",
        "answers": answers,
        "note": "",
        "statement": b64u(sign_statement("review.v1", body, end.keys.signing)),
        "expectedVersion": listing["expectedVersion"],
        "idempotencyKey": new_id(),
    }
    said["entry"] = await end.listed(listing["id"], version)
    found: dict[str, Any] = await end.wire.ask(docs.mutation("submitReview", "SubmitReviewInput", LISTING), input=said)
    return found
