"""The door through which a need and its referrals leave as FHIR R4."""

from typing import Annotated

import orjson
import strawberry

from kit.graph import Refused, door
from network.context import Context
from referrals import api_consent_codes as api_consent_codes
from referrals import fhir, handing_out
from referrals.fhir_parts import Json

Info = strawberry.Info[Context, None]
Id = Annotated[strawberry.ID, strawberry.argument(description="The id.")]
Form = Annotated[fhir.Form, strawberry.argument(description="All that FHIR says, or what Gravity lets a task say.")]


@strawberry.type(description="A Bundle of ServiceRequest, Task and Consent; it names and describes nobody.")
class FhirBundle:
    """Hand out a bundle."""

    bundle: str = strawberry.field(description="The Bundle of type collection, FHIR R4 (4.0.1), as JSON text.")

    @classmethod
    def of(cls, found: Json) -> "FhirBundle":
        """Translate."""
        return cls(bundle=orjson.dumps(found).decode())


@strawberry.type
class FhirQuery:
    """Hand out what other systems can read."""

    @strawberry.field(description="A need of your organisation with its options, choice, referrals and consents.")
    @door
    async def fhir_need(self, info: Info, id: Id, form: Form = fhir.Form.BASE) -> FhirBundle | Refused:
        """Hand out a need."""
        ctx = info.context
        async with ctx.read() as tx:
            return FhirBundle.of(await handing_out.need(tx, ctx.caller, id, form, now=ctx.now))

    @strawberry.field(description="One referral as your organisation sees it; for its sender and its recipient.")
    @door
    async def fhir_referral(self, info: Info, id: Id, form: Form = fhir.Form.BASE) -> FhirBundle | Refused:
        """Hand out one referral."""
        ctx = info.context
        async with ctx.read() as tx:
            return FhirBundle.of(await handing_out.referral(tx, ctx.caller, id, form, now=ctx.now))
