"""Find what a woman could use when none is for her yet, and take the directory along for when there is no line."""

from typing import TYPE_CHECKING, Any

from client import documents as docs
from client.copy_errors import CopyDiffers
from client.errors import NodeStrange
from client.people import People
from client.shapes_finding import PathwaysFound, Synced
from crypto.format import unb64u
from crypto.keys import fingerprint

if TYPE_CHECKING:
    from client.directory_copy import DirectoryCopy

AT_ONCE, MOST_PAGES = 500, 20_000


class Finding(People):
    """Plan the way to a service, and keep a copy of the directory."""

    async def pathways(
        self, profile: dict[str, Any], *, filter: dict[str, Any] | None = None, language: str | None = None
    ) -> PathwaysFound:
        """Plan up to five ways to a service she looks for, each step explained; the profile is kept nowhere."""
        found: PathwaysFound = await self.wire.ask(docs.PATHWAYS, profile=profile, filter=filter, language=language)
        return found

    async def sync(self, copy: "DirectoryCopy") -> Synced:
        """Bring the copy of the directory up to date, all of it or nothing.

        Where the changes do not add up to what the node signed, everything is fetched again, once.

        Raises:
            NodeKeyChanged: another key signed than the one that this device met first.
            CopyDiffers: what the node sent is not what it signed.
            CopyGoesBack: what it sent is older than what is here.
        """
        since = copy.fact("cursor")
        try:
            return await self._sync(copy, since)
        except CopyDiffers:
            if since is None:
                raise
            return await self._sync(copy, None)

    async def _sync(self, copy: "DirectoryCopy", since: str | None) -> Synced:
        node, changes = await self.wire.node_id(), 0
        with copy.changing():
            for _ in range(MOST_PAGES):
                page = await self.wire.ask(docs.SYNC, since=since, first=AT_ONCE)
                if page["reset"]:
                    copy.forget()
                copy.take(page["entries"])
                changes, since = changes + len(page["entries"]), page["cursor"]
                if not page["more"]:
                    body = copy.settle(node, page["key"], page["cursor"], page["statement"])
                    return {
                        "entries": body["count"], "changes": changes, "revision": str(body["revision"]),
                        "until": body["exp"], "key": fingerprint(unb64u(page["key"])),
                    }  # fmt: skip
        raise NodeStrange
