"""The desk of news: what needs an organisation's attention, as soon as it is stored."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from kit import page
from kit.errors import BadCursor
from network.context import Context, Transaction
from network.rules import require
from referrals import store_news
from referrals.model import Notice

OVERLAP = timedelta(seconds=60)
"""A notice may be stored so long after the time that it bears: a request lasts no longer."""
PAGE = 100


async def news(context: Context, after: str | None, since: datetime | None = None) -> AsyncIterator[Notice]:
    """Give what an organisation is told and sent for as long as somebody listens, each once, oldest first.

    It begins with what follows the cursor, or with a time; without both, with what comes from now on. The minute before
    comes too, because one may have been stored late. Whoever comes again knows the others by their cursors.

    Raises:
        NotSignedIn: nobody is signed in.
        BadCursor: the cursor was not made here.
    """
    require(context.caller)
    begin = (_time_of(after) if after is not None else since or context.now) - OVERLAP
    given: dict[str, datetime] = {}
    async with context.bell.listening(context.caller.member_id) as rung:
        while True:
            await rung.wait()
            rung.clear()
            place = (begin, "")
            while found := await _page(context, place):
                for one in found:
                    if one.id not in given:
                        given[one.id] = one.at
                        yield one
                place = (found[-1].at, found[-1].id)
            begin = max(begin, place[0] - OVERLAP)
            given = {name: at for name, at in given.items() if at >= begin}


def _time_of(cursor: str) -> datetime:
    at, _ = page.decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(str(at)).astimezone(UTC)
    except ValueError:
        raise BadCursor("after") from None


async def _page(context: Context, place: tuple[datetime, str]) -> list[Notice]:
    async with context.read() as tx:
        return await store_news.news_from(tx, context.caller.member_id, place, PAGE)


async def who_has(tx: Transaction, members: list[str], since: datetime, *, supervisors: bool = True) -> set[str]:
    """Say which of these organisations have news from a time on, in the realm `node`; or news for others than them."""
    return await store_news.have_news(tx, members, since, supervisors=supervisors)
