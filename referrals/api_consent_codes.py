"""Show the words of this house to GraphQL once, so that two doors never describe one word differently."""

import inspect
from typing import Any

import strawberry

from referrals import agreement, fhir, model

for _enum, _name in (
    (agreement.Urgency, "Urgency"),
    (agreement.Mode, "ReferralMode"),
    (agreement.AgeBand, "AgeBand"),
    (agreement.ReceiptGiven, "ReceiptGiven"),
    (agreement.DeferralReason, "DeferralReason"),
    (agreement.Ended, "ConsentEndReason"),
    (agreement.OnlyOneReason, "OnlyOneReason"),
    (agreement.Stored, "Stored"),
    (agreement.WithdrawalMethod, "WithdrawalMethod"),
    (fhir.Form, "FhirForm"),
    (model.State, "ReferralState"),
    (model.OrgFeedback, "OrgFeedback"),
    (model.HerFeedback, "HerFeedback"),
    (model.DeclineClass, "DeclineClass"),
    (model.OutcomeClass, "OutcomeClass"),
    (model.HerAnswer, "HerAnswer"),
):
    _words: Any = strawberry.enum(_enum, name=_name, description=inspect.getdoc(_enum))
    for _value in _words.__strawberry_definition__.values:
        _value.description = _value.name.replace("_", " ").capitalize() + "."
