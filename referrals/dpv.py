"""A consent in the words of ISO/IEC TS 27560:2023 and the Data Privacy Vocabulary, as JSON-LD.

Pure functions. Terms and mandatory fields are those of the guide `consent-27560` of w3c/dpv; every term that is used
stands in dpv_terms.json. A party's address is its country: the network knows no street, and no name of a person.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from crypto.format import b64u
from network.model import Member
from referrals.agreement import Consent, ConsentEvent, Narrowing, Party

Json = dict[str, Any]
STATUS = {
    "REQUESTED": "dpv:ConsentRequested",
    "DEFERRED": "dpv:ConsentRequestDeferred",
    "REFUSED": "dpv:ConsentRefused",
    "GIVEN": "dpv:ConsentGiven",
    "RENEWED": "dpv:RenewedConsentGiven",
    "EXPIRED": "dpv:ConsentExpired",
    "WITHDRAWN": "dpv:ConsentWithdrawn",
    "REVOKED": "dpv:ConsentRevoked",
    "INVALIDATED": "dpv:ConsentInvalidated",
    "UNKNOWN": "dpv:ConsentUnknown",
}
WAYS = ("her code", "a call to any member", "any member, in person", "in writing to any member")
RIGHTS = {"Withdraw": "A7-3", "Access": "A15", "Correct": "A16", "Erase": "A17"}
ACTORS = {"A": "controller", "W": "subject", "S": "the network's secretariat", "T": "the node"}


@dataclass(frozen=True, slots=True)
class Around:
    """Hold what a consent's row does not say: its two organisations, and the authority that hears complaints."""

    controller: Member
    recipient: Party
    authority: tuple[str, str]


@cache
def terms() -> Json:
    """Load the list of terms with its source."""
    found: Json = json.loads(files("referrals").joinpath("dpv_terms.json").read_text(encoding="utf-8"))
    return found


def document(
    consent: Consent, events: list[ConsentEvent], narrowings: list[Narrowing], around: Around, form: str
) -> Json:
    """Write one consent as a record (`record`) or as the receipt that she gets of it (`receipt`)."""
    receipt = form == "receipt"
    identifier = f"urn:tolerant:consent:{consent.id}"
    return {
        "@context": terms()["prefixes"],
        "@id": f"{identifier}:receipt:{len(events)}" if receipt else identifier,
        "@type": "dpv:ConsentReceipt" if receipt else "dpv:ConsentRecord",
        "dct:conformsTo": f"dpv-27560:{form}",
        "dpv:hasIdentifier": f"{consent.id}-{len(events)}" if receipt else consent.id,
        **({"dct:source": identifier} if receipt else {}),
        "tol:version": "1",
        **({"tol:renews": f"urn:tolerant:consent:{consent.renews}"} if consent.renews else {}),
        "dpv:hasDataSubject": _subject(consent),
        "dpv:hasProcess": _process(consent, around),
        "dpv:hasConsentStatus": [_event(one) for one in events],
        "tol:takenBack": [_narrowing(one) for one in narrowings],
        "tol:receiptGiven": consent.asked.receipt.value,
    }


def _subject(consent: Consent) -> Json:
    """Name her by an id that is random for this consent, so that two consents cannot be joined."""
    said: Json = {
        "@type": "dpv:DataSubject",
        "dpv:hasIdentifier": f"{consent.id}-subject",
        "tol:ageBand": consent.asked.age_band.value,
        "tol:ownAssent": consent.asked.own_assent,
    }
    if consent.asked.representative:
        said["dpv:hasRepresentative"] = {"@type": "dpv:Representative"}
    return said


def _process(consent: Consent, around: Around) -> Json:
    countries = sorted({around.controller.country, around.recipient.country} - {""})
    return {
        "@type": "dpv:Process",
        "dpv:hasNotice": _notice(consent),
        "dpv:hasPurpose": [
            {"@type": ["dpv:Purpose", "dpv:ServiceProvision"], "dct:identifier": one} for one in consent.purposes
        ],
        "dpv:hasLegalBasis": "dpv:ExplicitlyExpressedConsent",
        "dpv:hasPersonalData": [
            {"@type": "dpv:PersonalData", "dct:identifier": one, "dpv:hasNecessity": "dpv:Optional"}
            for one in consent.categories
        ],
        "dpv:hasDataSource": "dpv:DataSubject",
        "dpv:hasDataController": _party(around.controller, "dpv:DataController"),
        "dpv:hasRecipient": _party(around.recipient, "dpv:Recipient"),
        "dpv:hasService": {
            "@type": "dpv:Service",
            "dct:identifier": consent.listing_id,
            "tol:version": consent.listing_version,
        },
        "dpv:hasStorageCondition": _storage(consent, countries),
        "dpv:hasJurisdiction": [f"loc:{one}" for one in countries],
        "dpv:hasConsentControl": [{"@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": way} for way in WAYS],
        "dpv:hasRight": [
            {"@type": ["dpv:DataSubjectRight", f"eu-gdpr:{article}"], "dct:title": name, "dpv:isExercisedAt": WAYS[0]}
            for name, article in RIGHTS.items()
        ],
        "dpv:hasAuthority": {
            "@type": "dpv:Authority",
            "dpv:hasName": around.authority[0],
            "schema:url": around.authority[1],
        },
    }


def _notice(consent: Consent) -> Json:
    asked = consent.asked
    return {
        "@type": "dpv:ConsentNotice",
        "dct:identifier": asked.notice_version,
        "dct:language": asked.notice_language,
        "tol:hash": b64u(asked.notice_hash),
        "tol:readAloud": asked.read_aloud,
        "tol:easyRead": asked.easy_read,
    }


def _party(party: Member | Party, role: str) -> Json:
    return {
        "@type": role,
        "dpv:hasIdentifier": party.id,
        "dpv:hasName": party.name,
        **({"dpv:hasAddress": party.country} if party.country else {}),
        "dpv:hasContact": {"@type": "schema:ContactPoint", "dct:identifier": party.id},
    }


def _storage(consent: Consent, countries: list[str]) -> list[Json]:
    where = {"@type": "dpv:StorageLocation", "dct:identifier": consent.node}
    return [
        {**where, "dpv:hasLocation": [f"loc:{one}" for one in countries]},
        {
            "@type": ["dpv:StorageDuration", "dpv:StorageDeletion"],
            "dpv:hasDuration": {"@type": "dpv:UntilTimeDuration", "rdf:value": _time(consent.ends)},
        },
    ]


def _event(event: ConsentEvent) -> Json:
    until = {"@type": "dpv:UntilTimeDuration", "rdf:value": _time(event.valid_until)} if event.valid_until else None
    return {
        "@type": STATUS[event.type],
        "dct:identifier": event.seq,
        "dpv:isIndicatedAtTime": _time(event.at),
        "dpv:isIndicatedBy": ACTORS[event.by_role],
        "dpv:hasIndicationMethod": event.method,
        "dpv:hasLegalBasis": "dpv:ExplicitlyExpressedConsent",
        "dpv:hasDuration": until or {"@type": "dpv:UntilEventDuration", "rdf:value": "next event"},
        "tol:hash": b64u(event.hash),
        **({"tol:about": event.about} if event.about else {}),
    }


def _narrowing(one: Narrowing) -> Json:
    return {"dct:identifier": one.receipt_id, "tol:about": one.part, "dpv:isIndicatedAtTime": _time(one.at)}


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
