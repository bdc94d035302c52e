"""Read what listings share, and keep what people decided about two that look alike."""

from directory.likeness import Card, Decided, SameOrNot
from directory.store import Q
from network.context import Transaction


async def cards(tx: Transaction) -> list[Card]:
    """Return what may be compared of every listing that is not delisted, in its newest words."""
    rows = await tx.fetch(Q["likeness_rows"])
    return [
        Card(
            row["id"], tuple(row["names"] or ()), row["provider_name"], row["provider_website"],
            row["provider_phone"], row["provider_email"], tuple(row["addresses"] or ()),
        )
        for row in rows
    ]  # fmt: skip


async def pairs_decided(tx: Transaction) -> frozenset[tuple[str, str]]:
    """Return the pairs about which somebody decided."""
    return frozenset((row["one"], row["other"]) for row in await tx.fetch(Q["pairs_decided"]))


async def decisions(tx: Transaction, listing_id: str) -> list[Decided]:
    """Return the decisions about a listing, oldest first."""
    rows = await tx.fetch(Q["duplicates_of"], listing_id)
    return [Decided(**{**dict(row), "verdict": SameOrNot(row["verdict"])}) for row in rows]


async def add(tx: Transaction, said: Decided) -> None:
    """Keep a decision."""
    await tx.execute(
        Q["duplicate_decided"], said.id, said.one, said.other, said.verdict, said.note, said.by_staff, said.by_member,
        said.at,
    )  # fmt: skip
