"""Say in signed bytes what a reviewer decided, so that nobody can later say it was decided otherwise.

`review.v1` has the body {"answers", "listing", "note", "verdict", "version"}, where `answers` is base64url of
BLAKE2b-256 over the canonical JSON (RFC 8785) of the answers as submitted: {"question", "value", "evidence", "source",
"date"}. `decision.v1` has the body {"listing", "reason", "to", "version"}, where `version` is the `expectedVersion`.
`appeal.v1` has the body {"appeal", "listing", "reason", "upheld", "version"}.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crypto.format import b64u, blake2b, jcs
from directory import errors
from directory.codes import ListingState, ReviewVerdict
from directory.model import Answer

REVIEW, DECISION, APPEAL = "review.v1", "decision.v1", "appeal.v1"


def answers_hash(answers: Sequence[Answer]) -> str:
    """Return the hash that a review signs for its answers."""
    said = [
        {"question": each.question, "value": str(each.value), "evidence": each.evidence, "source": each.source,
         "date": each.date.isoformat()}
        for each in answers
    ]  # fmt: skip
    return b64u(blake2b(jcs(said)))


def review_body(
    listing_id: str, version: int, verdict: ReviewVerdict, answers: Sequence[Answer], note: str
) -> dict[str, Any]:
    """Return what a reviewer signs."""
    return {
        "listing": listing_id,
        "version": version,
        "verdict": str(verdict),
        "answers": answers_hash(answers),
        "note": note,
    }


def decision_body(listing_id: str, expected: int, to: ListingState, reason: str) -> dict[str, Any]:
    """Return what somebody signs who stops a listing, offers it again or ends it."""
    return {"listing": listing_id, "version": expected, "to": str(to), "reason": reason}


def appeal_body(appeal_id: str, listing_id: str, expected: int, upheld: bool, reason: str) -> dict[str, Any]:
    """Return what somebody signs who decides an appeal."""
    return {"appeal": appeal_id, "listing": listing_id, "version": expected, "upheld": upheld, "reason": reason}


def same(signed: Mapping[str, Any], submitted: Mapping[str, Any]) -> None:
    """Hold a signature to the words submitted with it.

    Raises:
        StatementMismatch: the signed body says something else.
    """
    if dict(signed) != dict(submitted):
        raise errors.StatementMismatch("statement")
