"""The store of news: what an organisation was told and sent, in the order of time."""

from datetime import datetime

from network.context import Transaction
from referrals.model import Notice
from referrals.store_loop import Q


async def news_from(tx: Transaction, member_id: str, after: tuple[datetime, str], count: int) -> list[Notice]:
    """Read an organisation's news after a place, oldest first."""
    return [Notice(**dict(row)) for row in await tx.fetch(Q["news_from"], member_id, *after, count)]


async def have_news(tx: Transaction, members: list[str], since: datetime, *, supervisors: bool) -> set[str]:
    """Say which of these organisations have news from a time on; what is for `supervisors` counts for them alone."""
    return {row["member_id"] for row in await tx.fetch(Q["news_whose"], members, since, supervisors)}
