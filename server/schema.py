"""The whole schema: each house's questions and changes, as one Apollo Federation 2 subgraph."""

import strawberry
from strawberry.federation import Schema
from strawberry.schema.config import StrawberryConfig

from directory.api import DirectoryMutation, DirectoryQuery
from network.api import NetworkMutation, NetworkQuery
from referrals.api import ReferralsMutation, ReferralsQuery


@strawberry.type(description="What can be asked.")
class Query(NetworkQuery, DirectoryQuery, ReferralsQuery):
    """Gather the questions of all houses."""


@strawberry.type(description="What can be changed.")
class Mutation(NetworkMutation, DirectoryMutation, ReferralsMutation):
    """Gather the changes of all houses."""


def make() -> Schema:
    """Assemble the schema; it is the same for every caller, and the rules decide what each may do."""
    return Schema(query=Query, mutation=Mutation, config=StrawberryConfig(disable_field_suggestions=True))


def text() -> str:
    """Write the schema as it is published in `schema.graphql`."""
    return make().as_str().rstrip() + "\n"
