"""Looking at referrals: where each stands, its steps, its sealed letters, and what needs attention."""

from typing import Any

from client import documents as docs
from client.enclosing import Enclosing
from client.shapes import Event, Notice, Referral, ReferralPage


class Looking(Enclosing):
    """Look at an organisation's referrals."""

    async def referral(self, referral_id: str) -> Referral:
        """Look at a referral."""
        found: Referral = await self.wire.ask(docs.REFERRAL_BY_ID, id=referral_id)
        return found

    async def referrals(self, *, first: int | None = None, after: str | None = None) -> ReferralPage:
        """List the organisation's referrals; files of those that have ended are deleted at the node."""
        found: ReferralPage = await self.wire.ask(docs.REFERRALS, first=first, after=after)
        await self.erase_ended(*(edge["node"] for edge in found["edges"]))
        return found

    async def history(self, referral_id: str) -> list[Event]:
        """List the steps of a referral."""
        found: list[Event] = (await self.wire.ask(docs.HISTORY, id=referral_id))["events"]
        return found

    async def notices(self, *, first: int | None = None) -> list[Notice]:
        """List what needs the organisation's attention; files of referrals that have ended are deleted at the node."""
        found: list[Notice] = (await self.wire.ask(docs.NOTICES, first=first))["notices"]
        concerned = {one["referralId"] or "" for one in found} & self.held.referrals()
        await self.erase_ended(*[await self.referral(one) for one in sorted(concerned)])
        return found

    async def letters(self, referral_id: str) -> list[dict[str, Any]]:
        """List the sealed letters of a referral."""
        found: list[dict[str, Any]] = (await self.wire.ask(docs.ENVELOPES, id=referral_id))["envelopes"]
        return found
