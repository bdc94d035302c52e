"""The door to the words of a listing as the key log holds their hash."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from crypto.format import b64u
from directory import actions
from directory.api_profile import needed
from kit.graph import Refused, door


@strawberry.type(description="The words of one version, byte for byte, and the salt of their hash in the key log.")
class ListingWords:
    """Hold what a device hashes and holds against the key log (crypto/SPEC.md section 13)."""

    words: str = needed("JSON in UTF-8; hash these bytes as they came. It has no hidden place and nothing of the day.")
    salt: str = needed("32 bytes, base64url.")
    until: int = needed("Until when a reviewer who signs them now may sign them, in unix seconds.")


@strawberry.type
class ListedQuery:
    """Show what stands in the key log; `VettingQuery` inherits it."""

    @strawberry.field(
        description="The words of one version as reviewers sign them. A device that seals a referral holds their hash "
        "against the key log."
    )
    @door
    async def listing_words(
        self,
        info: Info[Any, Any],
        id: Annotated[strawberry.ID, strawberry.argument(description="The listing's id.")],
        version: Annotated[int, strawberry.argument(description="The number of the words.")],
    ) -> ListingWords | Refused:
        """Show the words."""
        ctx = info.context
        async with ctx.write() as tx:
            kept, until = await actions.words(tx, ctx.caller, id, version, now=ctx.now)
        return ListingWords(words=kept.words.decode(), salt=b64u(kept.salt), until=until)
