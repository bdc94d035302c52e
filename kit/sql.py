"""Named SQL: every statement stands in its house's `sql/queries.sql`, where a reader can find and check it."""

import re
from functools import cache
from importlib.resources import files

_NAME = re.compile(r"^-- ([a-z][a-z0-9_]*)$")


@cache
def load(house: str) -> dict[str, str]:
    """Read a house's statements by name.

    A block is a line `-- name`, a line that says the intent, then the statement.

    Raises:
        ValueError: a name stands twice, or a block says no intent.
    """
    return parse(files(house).joinpath("sql", "queries.sql").read_text(encoding="utf-8"))


def parse(text: str) -> dict[str, str]:
    """Split the text of a `queries.sql` into statements by name."""
    blocks: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if match := _NAME.match(line):
            if match[1] in blocks:
                raise ValueError(f"the query {match[1]} stands twice")
            lines = blocks[match[1]] = []
        else:
            lines.append(line)
    for name, block in blocks.items():
        if not block or not block[0].startswith("-- "):
            raise ValueError(f"the query {name} does not say its intent")
    return {name: "\n".join(block).strip() for name, block in blocks.items()}
