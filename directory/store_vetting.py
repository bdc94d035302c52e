"""Keep reviews and decisions, and move listings from state to state."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import asyncpg

from directory.codes import AnswerValue, ListingState, ReviewVerdict
from directory.model import Answer, Decision, Review, ShelfRow
from directory.store import Q
from directory.store_rows import written
from network.context import Transaction

DECISION = tuple(Decision.__dataclass_fields__)
ANSWER = ("question", "value", "evidence", "source", "date")


async def lock(tx: Transaction, listing_id: str) -> None:
    """Hold a listing until the transaction ends."""
    await tx.fetchval(Q["locked"], listing_id)


async def add_review(tx: Transaction, review: Review) -> None:
    """Keep a signed review."""
    answers: list[dict[str, Any]] = [{name: getattr(each, name) for name in ANSWER} for each in review.answers]
    await tx.execute(
        Q["review_add"], review.id, review.listing_id, review.version, review.reviewer_staff, review.reviewer_member,
        written(answers), review.verdict, review.note, review.statement, review.at,
        review.round, review.listed,
    )  # fmt: skip


async def reviews_of(tx: Transaction, listing_id: str, version: int) -> list[Review]:
    """Return the reviews of one version, oldest first."""
    return [_review(row) for row in await tx.fetch(Q["reviews_of"], listing_id, version)]


def _review(row: asyncpg.Record) -> Review:
    answers = tuple(
        Answer(each["question"], AnswerValue(each["value"]), each["evidence"], each["source"],
               date.fromisoformat(each["date"]))
        for each in json.loads(row["answers"])
    )  # fmt: skip
    return Review(
        row["id"], row["listing_id"], row["version"], row["reviewer_staff"], row["reviewer_member"], answers,
        ReviewVerdict(row["verdict"]), row["note"], row["statement"], row["at"],
        row["round"], row["listed"],
    )  # fmt: skip


async def add_decisions(tx: Transaction, decisions: Sequence[Decision]) -> None:
    """Keep decisions."""
    await tx.execute(Q["decisions_add"], written([{n: getattr(each, n) for n in DECISION} for each in decisions]))


async def decisions_of(tx: Transaction, listing_id: str) -> list[Decision]:
    """Return the decisions about a listing, oldest first."""
    rows = await tx.fetch(Q["decisions_of"], listing_id)
    return [
        Decision(
            **{**dict(row), "from_state": ListingState(row["from_state"]), "to_state": ListingState(row["to_state"])}
        )
        for row in rows
    ]


async def suspended(tx: Transaction) -> list[str]:
    """Name the services that are suspended."""
    return [row["id"] for row in await tx.fetch(Q["suspended"])]


async def move(tx: Transaction, row: ShelfRow, to: ListingState, reason: str | None, now: datetime) -> int | None:
    """Move a listing to another state; None when somebody saved it in the meantime."""
    moved: int | None = await tx.fetchval(Q["moved"], row.id, row.saved, to, reason, now)
    return moved


async def next_round(tx: Transaction, row: ShelfRow, now: datetime, *, renewal: bool = False) -> None:
    """Let a version be reviewed once more."""
    await tx.fetchval(Q["next_round"], row.id, row.saved, renewal, now)


async def end_renewal(tx: Transaction, listing_id: str) -> None:
    """End a renewal; the vetting of before runs on to its end."""
    await tx.execute(Q["renewal_ended"], listing_id)


async def vet(
    tx: Transaction, row: ShelfRow, version: int, by: Sequence[str], expires: datetime, now: datetime
) -> int | None:
    """Put a version in force; None when somebody saved the listing in the meantime."""
    moved: int | None = await tx.fetchval(Q["vetted"], row.id, row.saved, version, now, list(by), expires)
    return moved


async def vet_demonstrations(
    tx: Transaction, ids: Sequence[str], by: Sequence[str], expires: datetime, now: datetime
) -> None:
    """Put the first words of demonstration listings in force; others stay proposals."""
    await tx.execute(Q["vetted_many"], list(ids), now, list(by), expires)
