"""A service of Hafen that was vetted, so that somebody can be sent there."""

from collections.abc import Callable

import pytest

from network.context import Context
from network.model import Caller


async def vetted_listing(
    context_of: Callable[[Caller], Context], secretariat: object, hafen: object, lotse: object
) -> tuple[str, int]:
    """Let Hafen propose a language course and two others vet it; gives its id and version."""
    pytest.skip("the directory cannot vet a listing yet, so there is nowhere to send anybody")
