"""The whole schema: each house's questions and changes, as one Apollo Federation 2 subgraph."""

from typing import Any, Final

import strawberry
from strawberry import Info
from strawberry.federation.schema import FederationAny, Schema
from strawberry.schema.config import StrawberryConfig

from directory.api import DirectoryMutation, DirectoryQuery
from directory.api_types import Listing
from kit.errors import Refusal
from kit.page import MOST
from network.api import NetworkMutation, NetworkQuery
from network.api_mail import MailMutation, MailQuery
from network.api_neutral import NeutralMutation, NeutralQuery
from network.api_pairing import PairingMutation, PairingQuery
from network.api_recovery import RecoveryMutation, RecoveryQuery
from network.api_types import MemberNode
from referrals.api import ReferralsMutation, ReferralsQuery
from referrals.api_news import ReferralsSubscription
from referrals.api_slips import SlipMutation
from referrals.api_types import ReferralNode

FEDERATION: Final = "2.9"
"""The newest version of Apollo Federation that the free composers know."""
ENTITIES = (Listing, MemberNode, ReferralNode)
"""What a gateway may ask for by its key (`_entities`)."""
KINDS = ("Listing", "Member", "Referral")


@strawberry.type(description="What can be asked.")
class Query(NetworkQuery, MailQuery, NeutralQuery, PairingQuery, RecoveryQuery, DirectoryQuery, ReferralsQuery):
    """Gather the questions of all houses."""


@strawberry.type(description="What can be changed.")
class Mutation(
    NetworkMutation,
    MailMutation,
    NeutralMutation,
    PairingMutation,
    RecoveryMutation,
    DirectoryMutation,
    ReferralsMutation,
    SlipMutation,
):
    """Gather the changes of all houses."""


@strawberry.type(description="What comes by itself.")
class Subscription(ReferralsSubscription):
    """Gather what comes by itself, over a WebSocket (graphql-transport-ws)."""


class BadRepresentation(Refusal):
    """Say that a gateway asked for something by another key than the schema names."""

    code = "BAD_REPRESENTATION"
    sentence = "Ask for at most {most} entities by their type's name and id, as the schema says: {kinds}."


class Subgraph(Schema):
    """Answer a gateway's `_entities`; each entity passes the rule of its own field."""

    def entities_resolver(self, info: Info, representations: list[FederationAny]) -> list[Any]:
        """Give entities by their keys.

        Raises:
            BadRepresentation: too many, another type, or no id.
        """
        asked: list[Any] = [each if isinstance(each, dict) else {} for each in representations]
        keys: list[Any] = [{name: each.get(name) for name in ("__typename", "id")} for each in asked]
        known = all(each["__typename"] in KINDS and isinstance(each["id"], str) for each in keys)
        if not known or len(keys) > MOST:
            raise BadRepresentation("representations", most=MOST, kinds=", ".join(KINDS))
        return super().entities_resolver(info, keys)


def make() -> Schema:
    """Assemble the schema; it is the same for every caller, and the rules decide what each may do."""
    config = StrawberryConfig(disable_field_suggestions=True)
    return Subgraph(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=ENTITIES,
        config=config,
        federation_version=FEDERATION,
    )


def text() -> str:
    """Write the schema as it is published in `schema.graphql`."""
    return make().as_str().rstrip() + "\n"
