"""Find what a woman could use when no service is for her yet."""

from typing import Any

from client import documents as docs
from client.people import People
from client.shapes_finding import PathwaysFound


class Finding(People):
    """Plan the way to a service."""

    async def pathways(
        self, profile: dict[str, Any], *, filter: dict[str, Any] | None = None, language: str | None = None
    ) -> PathwaysFound:
        """Plan up to five ways to a service she looks for, each step explained; the profile is kept nowhere."""
        found: PathwaysFound = await self.wire.ask(docs.PATHWAYS, profile=profile, filter=filter, language=language)
        return found
