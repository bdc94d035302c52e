"""Ids that tell nothing about whom they stand for."""

import re
import secrets

from kit.errors import BadId

_ID = re.compile(r"[0-9a-f]{32}")


def new_id() -> str:
    """Make an id that no one can guess: 128 random bits as 32 lower-case hex characters."""
    return secrets.token_hex(16)


def check_id(text: str, field: str | None = None) -> str:
    """Return the id unchanged, so that nothing malformed travels further.

    Raises:
        BadId: it is not 32 lower-case hex characters.
    """
    if not _ID.fullmatch(text):
        raise BadId(field)
    return text
