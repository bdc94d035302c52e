"""Looking at referrals: where each stands, its steps, its sealed letters, and what needs attention."""

from typing import Any

from client import documents as docs
from client.people import People


class Looking(People):
    """Look at an organisation's referrals."""

    async def referral(self, referral_id: str) -> dict[str, Any]:
        """Look at a referral."""
        found: dict[str, Any] = await self.wire.ask(docs.REFERRAL_BY_ID, id=referral_id)
        return found

    async def referrals(self, *, first: int | None = None, after: str | None = None) -> dict[str, Any]:
        """List the organisation's referrals."""
        found: dict[str, Any] = await self.wire.ask(docs.REFERRALS, first=first, after=after)
        return found

    async def history(self, referral_id: str) -> list[dict[str, Any]]:
        """List the steps of a referral."""
        found: list[dict[str, Any]] = (await self.wire.ask(docs.HISTORY, id=referral_id))["events"]
        return found

    async def notices(self, *, first: int | None = None) -> list[dict[str, Any]]:
        """List what needs the organisation's attention."""
        found: list[dict[str, Any]] = (await self.wire.ask(docs.NOTICES, first=first))["notices"]
        return found

    async def letters(self, referral_id: str) -> list[dict[str, Any]]:
        """List the sealed letters of a referral."""
        found: list[dict[str, Any]] = (await self.wire.ask(docs.ENVELOPES, id=referral_id))["envelopes"]
        return found
