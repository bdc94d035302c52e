"""The whole schema: each house's questions and changes, as one Apollo Federation 2 subgraph."""

from typing import Final

import strawberry
from strawberry.federation import Schema
from strawberry.schema.config import StrawberryConfig

from directory.api import DirectoryMutation, DirectoryQuery
from network.api import NetworkMutation, NetworkQuery
from referrals.api import ReferralsMutation, ReferralsQuery

FEDERATION: Final = "2.9"
"""The newest version of Apollo Federation that the free composers know."""


@strawberry.type(description="What can be asked.")
class Query(NetworkQuery, DirectoryQuery, ReferralsQuery):
    """Gather the questions of all houses."""


@strawberry.type(description="What can be changed.")
class Mutation(NetworkMutation, DirectoryMutation, ReferralsMutation):
    """Gather the changes of all houses."""


def make() -> Schema:
    """Assemble the schema; it is the same for every caller, and the rules decide what each may do."""
    config = StrawberryConfig(disable_field_suggestions=True)
    return Schema(query=Query, mutation=Mutation, config=config, federation_version=FEDERATION)


def text() -> str:
    """Write the schema as it is published in `schema.graphql`."""
    return make().as_str().rstrip() + "\n"
