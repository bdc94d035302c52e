"""Name every code in plain English; this is the source of every translation of the labels.

A label is the code in small letters, unless something else is needed to understand it. Two
lists may hold the same code, so a label belongs to its list.
"""

from collections.abc import Mapping
from typing import Final

from directory import codes as k

LISTS: Final[tuple[type[k.Code], ...]] = (
    k.ServiceType, k.ListingState, k.Visibility, k.Accepting, k.Route, k.CriterionKind, k.Strength, k.Source,
    k.TextOrigin, k.Gender, k.ResidenceStatus, k.LabourAccess, k.CefrLevel, k.LanguageSkill, k.LiteracyLevel,
    k.DigitalLevel, k.ChildrenRule, k.Document, k.Registration, k.FeeRule, k.IntakeGroup, k.OutcomeKind, k.Verdict,
    k.Overall, k.ConditionKind,
)  # fmt: skip

_OWN: Final[Mapping[type[k.Code], Mapping[str, str]]] = {
    k.ServiceType: {
        "LABOUR_RIGHTS_ADVICE": "trade union or labour-rights advice",
        "VOCATIONAL_ORIENTATION": "vocational orientation and counselling",
        "RECOGNITION_OF_QUALIFICATIONS": "recognition of qualifications and documents",
        "MENTORING": "mentoring and coaching",
        "SOCIAL_BUSINESS_STARTUP": "social business start-up support",
    },
    k.ListingState: {
        "PROPOSED": "proposed",
        "STALE": "not confirmed lately",
        "DELISTED": "no longer listed",
    },
    k.Visibility: {
        "PUBLIC": "everybody may see the place",
        "MEMBERS": "members may see the place",
        "ON_ACCEPTANCE": "the place is told once she is accepted",
        "NEVER": "the place is never shown",
    },
    k.Accepting: {
        "YES": "takes referrals",
        "WAITLIST": "has a waiting list",
        "NO": "takes nobody now",
        "UNKNOWN": "not known whether it takes referrals",
    },
    k.Route: {
        "SEALED": "sealed referral",
        "BROKERED": "through a member of the network",
    },
    k.Strength: {
        "REQUIRED": "rule",
        "ADVISED": "advice",
    },
    k.Source: {
        "FEEDBACK": "women's feedback",
        "VETTER": "reviewer",
    },
    k.TextOrigin: {
        "HUMAN": "written by a person",
        "MACHINE": "written by a machine",
    },
    k.CriterionKind: {
        "AREA": "area she lives in",
        "COOPERATION": "cooperation with the authorities",
        "INTAKE_GROUP": "group the service is for",
        "LABOUR_ACCESS": "access to work",
    },
    k.ResidenceStatus: {
        "EU_CITIZEN": "EU citizen",
        "HUMANITARIAN_PROTECTION": "national or humanitarian protection",
        "TRAFFICKING_SURVIVOR_PERMIT": "permit for survivors of trafficking",
        "UNDOCUMENTED": "without papers",
        "LONG_TERM_RESIDENT": "long-term resident",
    },
    k.LabourAccess: {
        "FREE": "may work freely",
        "PERMIT_HELD": "has a work permit",
        "PERMIT_NEEDED": "needs a work permit",
        "AFTER_WAITING_PERIOD": "may work after a waiting period",
        "NONE": "may not work",
    },
    k.CefrLevel: {
        "PRE_A1": "pre-A1",
        "A1": "A1",
        "A2": "A2",
        "B1": "B1",
        "B2": "B2",
        "C1": "C1",
        "C2": "C2",
    },
    k.LiteracyLevel: {
        "NONE": "no reading or writing",
        "BASIC": "basic reading and writing",
        "FUNCTIONAL": "functional reading and writing",
        "FLUENT": "fluent reading and writing",
    },
    k.DigitalLevel: {
        "FOUNDATION": "basic",
        "HIGHLY_SPECIALISED": "highly advanced",
    },
    k.ChildrenRule: {
        "WELCOME": "children welcome",
        "NOT_POSSIBLE": "children not possible",
    },
    k.Document: {
        "ID_DOCUMENT": "identity document",
        "CV": "CV",
    },
    k.Registration: {
        "EMPLOYMENT_SERVICE": "registered with the employment service",
        "SOCIAL_SERVICES": "registered with social services",
        "HEALTH_INSURANCE": "registered with health insurance",
        "MUNICIPALITY": "registered with the municipality",
        "NATIONAL_REFERRAL_MECHANISM": "in the national referral mechanism",
        "REFERRED_BY_AUTHORITY": "referred by an authority",
    },
    k.FeeRule: {
        "FREE": "free of charge",
        "COVERED": "the fee is covered",
        "AMOUNT": "costs something",
    },
    k.IntakeGroup: {
        "TRAFFICKING_SURVIVORS": "survivors of trafficking",
        "GENDER_BASED_VIOLENCE_SURVIVORS": "survivors of gender-based violence",
    },
    k.OutcomeKind: {
        "LABOUR_ACCESS": "access to work",
    },
    k.Verdict: {
        "MEETS": "met",
        "UNKNOWN": "not known",
        "FAILS": "not met",
    },
    k.Overall: {
        "ELIGIBLE": "she can go",
        "ASK": "ask first",
        "NOT_ELIGIBLE": "not for her",
    },
    k.ConditionKind: {
        "INTERPRETER": "interpreter in her language",
        "WAITING": "waiting time",
    },
    k.Gender: {
        "NON_BINARY": "non-binary",
    },
}

LABELS: Final[Mapping[type[k.Code], Mapping[k.Code, str]]] = {
    of: {code: _OWN.get(of, {}).get(code, code.replace("_", " ").lower()) for code in of} for of in LISTS
}
