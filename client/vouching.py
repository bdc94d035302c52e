"""The board's word on organisations runs out: who is due, and how it is renewed where nothing changed."""

from typing import Any

from client import documents as docs
from client.governing import Governing
from client.trust import officers_said
from crypto.format import b64u

_SHOWN = "edges { node { id name state } } pageInfo { hasNextPage endCursor }"
MEMBERS = (
    "query ($first: Int, $after: String) { members(first: $first, after: $after) "
    f"{{ ... on MemberConnection {{ {_SHOWN} }} {docs.REFUSED} }} }}"
)


class Vouching(Governing):
    """Vouch for organisations as the board, and again before that runs out."""

    async def due(self) -> list[dict[str, Any]]:
        """Give the organisations for which the board does not vouch in 14 days from now, or never did.

        `until` is when that ends (unix seconds), 0 for never; whoever is suspended or was put out is left out.

        Raises:
            NotTrusted: as `watch`.
        """
        await self.watch()
        register, now = self.book.seen.register, self.now()
        ends = register.due(now)
        return [
            {"memberId": one["id"], "name": one["name"], "until": ends.get(one["id"], 0)}
            for one in await self._members()
            if one["id"] in ends or (one["state"] == "ADMITTED" and not register.known(one["id"]))
        ]

    async def vouch_again(self) -> list[dict[str, Any]]:
        """Renew the board's word for all that are due, alone, where the officers are those that the board compared.

        An organisation that the board never vouched for, or whose officers came without the signatures of those before,
        is left out: compare its number first. Gives who was renewed.

        Raises:
            NodeRefused: it takes more people of the board to sign; hand files round (`vouching`).
        """
        renewed = []
        for one in await self.due():
            standing = self.book.seen.register.members.get(one["memberId"])
            if standing is None or not standing.until:
                continue
            said = officers_said((await self._member(one["memberId"]))["officers"], one["memberId"])
            if (sorted(b64u(key) for key in said.officers), said.k) == (sorted(standing.keys), standing.k):
                await self.publish(await self.vouching(one["memberId"]))
                renewed.append(one)
        return renewed

    async def _members(self) -> list[dict[str, Any]]:
        found, after = list[dict[str, Any]](), None
        while True:
            page = await self.wire.ask(MEMBERS, first=100, after=after)
            found += [edge["node"] for edge in page["edges"]]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]
