"""A service of Hafen that was vetted, so that somebody can be sent there."""

from collections.abc import Callable
from typing import Any

import pytest

from directory import actions
from network.context import Context
from network.model import Caller


async def vetted_listing(
    context_of: Callable[[Caller], Context], secretariat: Any, hafen: Any, lotse: Any
) -> tuple[str, int]:
    """Let Hafen propose a language course and two others vet it; gives its id and version."""
    if not hasattr(actions, "offered"):
        pytest.skip("the directory cannot say yet what may be referred to")
    raise AssertionError("vet a listing here")
