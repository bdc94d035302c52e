"""The people of the directory's stories."""

from typing import Any

import pytest

from tests.directory.office import Office, maker, office_of


@pytest.fixture
def people(owner: Any) -> Any:
    """Give a way to put an organisation, a person and an active device into the network."""
    return maker(owner)


@pytest.fixture
async def office(people: Any, context_of: Any) -> Office:
    """Give everybody in the story of one listing."""
    return await office_of(people, context_of)
