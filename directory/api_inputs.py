"""What the door takes: answers to the checklist, and the acts on a listing."""

from datetime import date

import strawberry

from directory import api_codes as api_codes
from directory.api_content import AcceptingInput, CapacityInput, ListingContentInput
from directory.api_profile import needed, said
from directory.codes import AnswerValue, ReviewVerdict

Day = date


@strawberry.input(description="An answer to one question of the checklist, with what it rests on.")
class AnswerInput:
    """Take one answer."""

    question: str = needed("The question's id.")
    value: AnswerValue = needed("The answer.")
    evidence: str = needed("What was seen.")
    source: str = needed("Where it comes from.")
    date: Day = needed("When it was seen.")


KEY = "A new key for each act: 8 to 100 letters, digits, '-' and '_'. The same act again changes nothing."
EXPECTED = "The `expectedVersion` of the listing that you looked at."


@strawberry.input(description="Propose a service.")
class ProposeListingInput:
    """Take a proposal."""

    content: ListingContentInput = needed("Its words.")
    idempotency_key: str = needed(KEY)


@strawberry.input(description="Write new words.")
class ReviseListingInput:
    """Take new words."""

    id: strawberry.ID = needed("The listing's id.")
    content: ListingContentInput = needed("Its new words, whole.")
    expected_version: int = needed(EXPECTED)
    idempotency_key: str = needed(KEY)


@strawberry.input(description="Take a proposal into review.")
class StartReviewInput:
    """Take what to review."""

    id: strawberry.ID = needed("The listing's id.")
    expected_version: int = needed(EXPECTED)
    idempotency_key: str = needed(KEY)


@strawberry.input(description="Sign a review.")
class SubmitReviewInput:
    """Take a signed review."""

    id: strawberry.ID = needed("The listing's id.")
    version: int = needed("The number of the words that were reviewed: the listing's `currentVersion`.")
    verdict: ReviewVerdict = needed("What the reviewer decides.")
    answers: list[AnswerInput] = needed("An answer to each question that applies.")
    note: str = strawberry.field(default="", description="Questions to the proposer, or the reason to reject.")
    statement: str = needed("The `review.v1` statement of the reviewer's device, base64url.")
    entry: str | None = said("To APPROVE: `listing.v1` over `listingWords`, signed by the same device, base64url.")
    expected_version: int = needed(EXPECTED)
    idempotency_key: str = needed(KEY)


@strawberry.input(description="Stop a service at once.")
class SuspendListingInput:
    """Take why it is stopped."""

    id: strawberry.ID = needed("The listing's id.")
    reason: str = needed("Why, in words that the provider can answer.")
    expected_version: int = needed(EXPECTED)
    idempotency_key: str = needed(KEY)
    statement: str = needed("The `decision.v1` statement of the person's device, base64url.")
    entry: str | None = said("`listing-withdrawn.v1`, signed by the same device, base64url.")


@strawberry.input(description="Mark a service as contested.")
class DisputeListingInput:
    """Take why it is contested."""

    id: strawberry.ID = needed("The listing's id.")
    reason: str = needed("Why, in words that the provider can answer.")
    expected_version: int = needed(EXPECTED)
    idempotency_key: str = needed(KEY)
    statement: str = needed("The `decision.v1` statement of the person's device, base64url.")


@strawberry.input(description="Offer a stopped service again.")
class ReinstateListingInput:
    """Take why it is offered again."""

    id: strawberry.ID = needed("The listing's id.")
    reason: str = needed("Why, in words that the provider can answer.")
    expected_version: int = needed(EXPECTED)
    idempotency_key: str = needed(KEY)
    statement: str = needed("The `decision.v1` statement of the person's device, base64url.")
    entry: str | None = said(
        "Where it was stopped: `listing.v1` over `listingWords`, signed by the same device, base64url."
    )


@strawberry.input(description="End a listing.")
class DelistListingInput:
    """Take why it ends."""

    id: strawberry.ID = needed("The listing's id.")
    reason: str = needed("Why, in words that the provider can answer.")
    expected_version: int = needed(EXPECTED)
    idempotency_key: str = needed(KEY)
    statement: str = needed("The `decision.v1` statement of the person's device, base64url.")
    entry: str | None = said("Where it was offered: `listing-withdrawn.v1`, signed by the same device, base64url.")


@strawberry.input(description="Say whether there is a place now.")
class SetAvailabilityInput:
    """Take what changes daily."""

    id: strawberry.ID = needed("The listing's id.")
    accepting: AcceptingInput = needed("Whether it takes referrals.")
    capacity: CapacityInput | None = said("How many places there are.")
    waiting_days: int | None = said("How many days one waits.")
    expected_version: int = needed("The `availabilityVersion` of the listing that you looked at.")
    idempotency_key: str = needed(KEY)
