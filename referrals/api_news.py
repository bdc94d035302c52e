"""The door of news: what needs attention comes by itself. It translates and nothing more."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import Info

from kit.graph import Refused, refused
from referrals import news
from referrals.api_types import Notice


@strawberry.type
class ReferralsSubscription:
    """Tell an organisation at once."""

    @strawberry.subscription(
        description="What comes in (kind SENT) and what needs attention, without content, as soon as it is stored."
        " After a cut line, give the cursor of the last one you saw. Those of the minute before it come again."
    )
    async def news(
        self,
        info: Info,
        after: Annotated[str | None, strawberry.argument(description="The cursor of the last one you saw.")] = None,
        since: Annotated[
            datetime | None,
            strawberry.argument(description="Where there is no cursor, the time to begin at; null is now."),
        ] = None,
    ) -> AsyncGenerator[Notice | Refused, None]:
        """Show an organisation its news as it comes."""
        try:
            async for one in news.news(info.context, after, since):
                yield Notice.of(one)
        except Exception as error:
            answer = refused(error)
            if answer is None:
                raise
            yield answer
