"""Publish our words under ids that are the same on every node, so that another program knows what a condition means.

The words stand in `taxonomy.json`: three taxonomies (service types, criteria with their codes, facts that HSDS 3.1 has
no field for) and the id of the profile, which `hsds_profile.json` describes. A URI is `urn:uuid:` and the id (RFC
9562), so it belongs to no host; every node serves what it names under `/hsds/`. `open_eligibility.json` says which
terms of Open Eligibility mean the same.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

Record = dict[str, Any]

SERVICE_TYPES: Final = "TOLERANT service types"
CRITERIA: Final = "TOLERANT criteria"
FACTS: Final = "TOLERANT facts"
HSDS: Final = "3.1"


@cache
def _file(name: str) -> Any:
    return json.loads(files("directory").joinpath(name).read_text(encoding="utf-8"))


def profile_uri() -> str:
    """Return the URI of our profile of HSDS 3.1."""
    uri: str = _file("taxonomy.json")["profile"]
    return uri


@cache
def taxonomies() -> tuple[Record, ...]:
    """Return our taxonomies as HSDS 3.1 `taxonomy` records, without their terms."""
    return tuple(
        {key: value for key, value in each.items() if key != "terms"} for each in _file("taxonomy.json")["taxonomies"]
    )


@cache
def terms() -> tuple[Record, ...]:
    """Return all our terms as HSDS 3.1 `taxonomy_term` records, those of one kind under it."""
    return tuple(
        each | {"taxonomy": its["name"], "taxonomy_id": its["id"], "term_uri": f"urn:uuid:{each['id']}"}
        for its in _file("taxonomy.json")["taxonomies"]
        for each in its["terms"]
    )


@cache
def _by_code() -> dict[tuple[str, str], Record]:
    return {(each["taxonomy"], each["code"]): each for each in terms()}


@cache
def _by_id() -> dict[str, Record]:
    return {each["id"]: each for each in terms()}


def term(taxonomy: str, code: str) -> Record:
    """Return the term that stands for one of our codes."""
    return _by_code()[taxonomy, code]


def meaning(term_id: object) -> tuple[str, str] | None:
    """Return taxonomy and code of one of our terms, or nothing for somebody else's."""
    found = _by_id().get(term_id) if isinstance(term_id, str) else None
    return None if found is None else (found["taxonomy"], found["code"])


def taxonomy(name: str) -> Record:
    """Return one of our taxonomies by its name."""
    return next(each for each in taxonomies() if each["name"] == name)


def profile(here: str) -> Record:
    """Return what our profile adds to HSDS 3.1; `here` is where the asked node serves it and its taxonomies."""
    served = [{"uri": each["uri"], "name": each["name"], "url": f"{here}/taxonomies/{each['id']}",
               "terms": f"{here}/taxonomy_terms?taxonomy_id={each['id']}"} for each in taxonomies()]  # fmt: skip
    found: Record = _file("hsds_profile.json")
    return {"uri": profile_uri()} | found | {"taxonomies": served, "mapping": f"{here}/open-eligibility"}


def mapping() -> Record:
    """Return how our terms map to Open Eligibility, with its source and licence."""
    found: Record = _file("open_eligibility.json")
    return found
