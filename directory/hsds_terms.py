"""Say which of our service types a foreign term means, by table and never by guess.

The left side is a sector, an activity or a taxonomy term as publishers of HSDS 3.1 write it, in small letters. A term
that is not here becomes OTHER, so that a person looks at it. The Open Eligibility names are those of its "Services"
branch; the sector and activity names are the inter-agency ones used in refugee response plans.
"""

from __future__ import annotations

from collections.abc import Iterable

_SECTORS = {
    "health": "MEDICAL_CARE",
    "shelter": "ACCOMMODATION",
    "food": "MATERIAL_SUPPORT",
    "nfi": "MATERIAL_SUPPORT",
    "cash": "MATERIAL_SUPPORT",
    "wash": "MATERIAL_SUPPORT",
}

_ACTIVITIES = {
    "legal services": "LEGAL_AID",
    "mental health care": "PSYCHOLOGICAL_SUPPORT",
    "basic counseling for groups or families": "PSYCHOLOGICAL_SUPPORT",
    "basic counseling for individuals": "PSYCHOLOGICAL_SUPPORT",
    "women safe spaces": "PSYCHOLOGICAL_SUPPORT",
    "primary healthcare": "MEDICAL_CARE",
    "secondary/tertiary healthcare": "MEDICAL_CARE",
    "immunization": "MEDICAL_CARE",
    "shelter for survivors of gender-based violence (gbv)": "ACCOMMODATION",
    "shelter for vulnerable families": "ACCOMMODATION",
    "provision of cash-for-rent assistance": "MATERIAL_SUPPORT",
    "winterization items": "MATERIAL_SUPPORT",
    "clothing": "MATERIAL_SUPPORT",
    "school uniforms": "MATERIAL_SUPPORT",
    "distribution of hygiene kits": "MATERIAL_SUPPORT",
    "distribution of food parcels": "MATERIAL_SUPPORT",
    "livelihoods projects (income-generating activities life skills literacy classes etc.)": "LIFE_AND_SOFT_SKILLS",
}

_TAXONOMY = {
    "housing": "ACCOMMODATION",
    "temporary shelter": "ACCOMMODATION",
    "emergency housing": "ACCOMMODATION",
    "safe housing": "ACCOMMODATION",
    "medical care": "MEDICAL_CARE",
    "mental health": "PSYCHOLOGICAL_SUPPORT",
    "counseling": "PSYCHOLOGICAL_SUPPORT",
    "legal": "LEGAL_AID",
    "legal aid": "LEGAL_AID",
    "translation & interpretation": "INTERPRETING",
    "peer support": "PEER_EDUCATION",
    "english as a second language (esl)": "LANGUAGE_COURSE",
    "foreign languages": "LANGUAGE_COURSE",
    "language course": "LANGUAGE_COURSE",
    "basic literacy": "LITERACY_COURSE",
    "computer class": "DIGITAL_SKILLS",
    "life skills education": "LIFE_AND_SOFT_SKILLS",
    "career counseling": "VOCATIONAL_ORIENTATION",
    "skills & training": "VOCATIONAL_TRAINING",
    "more education": "CONTINUING_EDUCATION",
    "help find work": "PUBLIC_EMPLOYMENT_DESK",
    "job placement": "RECRUITMENT_AGENCY",
    "mentoring": "MENTORING",
    "start your own business": "SOCIAL_BUSINESS_STARTUP",
    "loans": "MICROFINANCE",
    "daycare": "CHILDCARE",
    "childcare": "CHILDCARE",
    "workplace rights": "LABOUR_RIGHTS_ADVICE",
    "goods": "MATERIAL_SUPPORT",
    "clothes & shoes": "MATERIAL_SUPPORT",
    "food": "MATERIAL_SUPPORT",
}

TABLE: dict[str, str] = {**_SECTORS, **_TAXONOMY, **_ACTIVITIES}


def service_types(terms: Iterable[str]) -> list[str]:
    """Name the service types that these terms stand for, each once, so that a search by type finds the service.

    An unknown term adds nothing; where no term is known the answer is `["OTHER"]`.
    """
    found = [TABLE[term] for term in (raw.strip().lower() for raw in terms) if term in TABLE]
    return list(dict.fromkeys(found)) or ["OTHER"]
