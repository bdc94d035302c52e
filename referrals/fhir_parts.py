"""The small pieces of FHIR resources: codes, identifiers and references, under URIs of the project."""

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

Json = dict[str, Any]


def system(name: str) -> str:
    """Give the URI of one of our code systems or kinds of identifier: urn:uuid of its name, the same at every node."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'tolerant/fhir/{name}')}"


def coding(kind: str, code: str) -> Json:
    """Give a code of one of our code systems."""
    return {"system": system(kind), "code": code}


def concept(kind: str, code: str) -> Json:
    """Give a code with words for people who have no table of codes."""
    return {"coding": [coding(kind, code)], "text": code.replace("_", " ").replace("-", " ").capitalize()}


def of_hl7(name: str, code: str) -> Json:
    """Give a code of a terminology of HL7."""
    return {"coding": [{"system": f"http://terminology.hl7.org/CodeSystem/{name}", "code": code}]}


def identifier(kind: str, value: str) -> Json:
    """Give an identifier of one of our kinds."""
    return {"system": system(kind), "value": value}


def organisation(member_id: str) -> Json:
    """Refer to an organisation by its id in the network."""
    return {"type": "Organization", "identifier": identifier("member", member_id)}


def person(kind: str, value: str) -> Json:
    """Refer to the woman by an id that says nothing of her and is used for nothing else."""
    return {"type": "Patient", "identifier": identifier(kind, value)}


def service(listing: str, version: int | str) -> Json:
    """Refer to one version of one listing."""
    return {
        "extension": [{"url": system("listing-version"), "valuePositiveInt": int(version)}],
        "type": "HealthcareService",
        "identifier": identifier("listing", listing),
    }


def _url(resource: Json) -> str:
    return f"urn:uuid:{uuid5(UUID(system(resource['resourceType'])[9:]), resource['id'])}"


def reference(resource: Json) -> Json:
    """Refer to a resource of the same bundle."""
    return {"reference": _url(resource), "type": resource["resourceType"]}


def bundle(resources: list[Json], at: str) -> Json:
    """Collect resources, each under an address that holds in this bundle and in the next export alike."""
    entries = [{"fullUrl": _url(one), "resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": at, "entry": entries}
