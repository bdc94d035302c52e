"""A service of Hafen that is in force, so that somebody can be sent there."""

import json
from collections.abc import Callable
from pathlib import Path

from directory import actions as directory
from network.context import Context
from network.model import ANONYMOUS, Caller
from tests.referrals.world import Desk

STORY = Path(__file__).resolve().parents[2] / "demo" / "directory" / "story.json"


async def vetted_listing(
    context_of: Callable[[Caller], Context], secretariat: Desk, hafen: Desk, lotse: Desk
) -> tuple[str, int]:
    """Put one invented language course of Hafen in force; gives its id and version."""
    content = json.loads(STORY.read_text(encoding="utf-8"))["proposals"][0]
    operator = Caller("", "", "", frozenset(), "node")
    context = context_of(ANONYMOUS)
    async with context.write(realm="node") as tx:
        members = {content["provider"]["member"]: hafen.caller.member_id}
        await directory.load_demonstration(tx, operator, [content], now=context.now, members=members)
        row = await tx.fetchrow("SELECT id, vetted_version FROM directory.listings")
        assert row is not None
    return row["id"], row["vetted_version"]
