"""The street of the network's tests."""

from collections.abc import Callable

import pytest

from network.context import Context
from network.model import Caller
from tests.network.people import Street


@pytest.fixture
def street(context_of: Callable[[Caller], Context]) -> Street:
    """Give a way to set people up."""
    return Street(context_of)
