"""Read an HSDS 3.1 file, one service a line, without letting one bad line keep the good ones out.

Nothing here touches a disk, a clock or a database: lines come in, one answer a line goes out. Source: Open Referral
HSDS 3.1.1, `service.json` (required: id, name, status; status is one of four words) and `organization.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b
from typing import Any, Final

from directory import errors
from directory.content import Content
from directory.hsds_content import content
from directory.hsds_faults import BadLine as BadLine
from directory.hsds_faults import Fault, Terms, check_text
from directory.hsds_restoring import check_agrees, is_ours, restored
from directory.hsds_text import rows
from directory.reading import read_content

SOURCE: Final = "hsds"
LONGEST_LINE: Final = 1 << 20
STATUSES: Final = frozenset({"active", "inactive", "defunct", "temporarily closed"})
OLDEST: Final = 150.0
BOM: Final = b"\xef\xbb\xbf"
_NAMED: Final = {
    "accepting": "attributes", "areasServed": "service_areas", "capacity": "capacities", "criteria": "attributes",
    "deliveryLanguages": "languages", "descriptions": "description", "documentsAsked": "required_documents",
    "fee": "cost_options", "names": "name", "places": "service_at_locations", "provider": "organization",
    "sourceId": "id", "uncheckedText": "eligibility_description",
}  # fmt: skip
"""Which field of HSDS a field of a listing is read from, for the sentence that refuses it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One service as listing content, for a person to vet: `content` in the JSON shape of a listing, `words` read.

    `repeats` is the service id when an earlier line had the same id with other content; `alike` is the source id of an
    earlier service that differs in ids only. Both are for a person to look at: nothing is merged.
    """

    number: int
    source_id: str
    content: dict[str, Any]
    words: Content
    digest: bytes
    repeats: str | None
    alike: str | None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Same:
    """A line that says again, word for word, what an earlier line with the same id said; it adds nothing."""

    number: int
    source_id: str


@dataclass(frozen=True, slots=True)
class Given:
    """A service of a package, with the file and line of its row, or the reason why it cannot go in."""

    number: int
    file: str
    service: dict[str, Any] | None
    bad: BadLine | None = None


Read = Found | Same | BadLine


@dataclass(slots=True)
class _Memory:
    """What earlier lines said: organisations by id, and digests only of services, so that memory stays small."""

    organizations: dict[str, dict[str, Any]] = field(default_factory=dict)
    digests: dict[str, list[bytes]] = field(default_factory=dict)
    alike: dict[bytes, str] = field(default_factory=dict)
    terms: Terms = field(default_factory=Terms)


def read(
    lines: Iterable[bytes | str | Given], *, on: date, latin: str = "en", country: str | None = None
) -> Iterator[Read]:
    """Answer each line that is not blank with a service, a repetition or a reason, so that no line is lost silently.

    `on` dates facts that the file does not date; `latin` is the language of texts in Latin script; `country`
    (ISO 3166-1 alpha-2) is the country of the providers, where the caller knows it. A `Given` is a service that was
    put together from the tables of a package.
    """
    memory = _Memory()
    for number, line in enumerate(lines, start=1):
        given = line if isinstance(line, Given) else None
        if given is None and not line.strip():  # type: ignore[union-attr]
            continue
        where = (number, None) if given is None else (given.number, given.file)
        try:
            if given is not None and given.bad is not None:
                yield given.bad
                continue
            value = given.service if given is not None else _decoded(_bare(number, line))  # type: ignore[arg-type]
            found = _one(memory, where[0], value, on, latin, country)
            yield replace(found, file=where[1]) if where[1] and isinstance(found, Found) else found
        except Fault as bad:
            yield bad.at(*where)


def _bare(number: int, line: bytes | str) -> bytes | str:
    """Take the byte order mark off the first line; it says nothing that UTF-8 needs."""
    if number != 1:
        return line
    return line.removeprefix(BOM) if isinstance(line, bytes) else line.removeprefix("\ufeff")


def _one(memory: _Memory, number: int, value: object, on: date, latin: str, country: str | None) -> Read:
    service = _checked(value)
    _check_terms(memory, service)
    organization = _organization(memory, service)
    service_id: str = service["id"]
    seen = memory.digests.setdefault(service_id, [])
    digest = _digest(service)
    if digest in seen:
        return Same(number, service_id)
    source_id = service_id if not seen else f"{service_id}#{len(seen) + 1}"
    said, words = _words(service, content(service, organization, source_id, on=on, latin=latin, country=country))
    repeats = service_id if seen else None
    seen.append(digest)
    alike = memory.alike.setdefault(_digest(_without_ids(service)), source_id)
    return Found(number, source_id, said, words, digest, repeats, None if alike == source_id else alike)


def _words(service: dict[str, Any], said: dict[str, Any]) -> tuple[dict[str, Any], Content]:
    """Read the words of a listing; each refusal names the field of HSDS that it is about."""
    ours = is_ours(service)
    try:
        if ours:
            said = restored(service, said)
        words = read_content(said)
        if ours and (more := check_agrees(service, words)):
            said = said | {"uncheckedText": [*said["uncheckedText"], *more]}
            words = read_content(said)
    except errors.BadFact as bad:
        first, _, rest = (bad.field or "").partition(".")
        name = _NAMED.get(first, first)
        raise Fault(bad.code, f"{name}.{rest}" if rest else name, str(bad)) from None
    return said, words


def _check_terms(memory: _Memory, service: dict[str, Any]) -> None:
    """Refuse a taxonomy in which a term stands under itself."""
    for number, each in enumerate(rows(service, "attributes")):
        term = each.get("taxonomy_term")
        own, parent = (term.get("id"), term.get("parent_id")) if isinstance(term, dict) else (None, None)
        if isinstance(own, str) and isinstance(parent, str) and parent:
            memory.terms.add(own, parent)
            if memory.terms.in_cycle(own):
                raise Fault("TAXONOMY_CYCLE", f"attributes.{number}.taxonomy_term.parent_id")


def _decoded(line: bytes | str) -> object:
    if len(line) > LONGEST_LINE or (isinstance(line, str) and len(line.encode("utf-8", "replace")) > LONGEST_LINE):
        raise Fault("LINE_TOO_LONG")
    try:
        text = line.decode("utf-8") if isinstance(line, bytes) else line
        value: object = json.loads(text, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise Fault("NOT_TEXT") from None
    except (ValueError, RecursionError):
        raise Fault("NOT_JSON") from None
    return value


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _checked(value: object) -> dict[str, Any]:
    """Hold a line to what HSDS 3.1 requires of a service."""
    if not isinstance(value, dict):
        raise Fault("NOT_AN_OBJECT")
    for name in ("id", "name", "status"):
        _required(value, name)
    if value["status"] not in STATUSES:
        raise Fault("FIELD_WRONG", "status")
    check_text(value)
    youngest, oldest = _age(value, "minimum_age"), _age(value, "maximum_age")
    if youngest is not None and oldest is not None and youngest > oldest:
        raise Fault("AGE_OUT_OF_RANGE")
    return value


def _age(record: dict[str, Any], name: str) -> float | None:
    age = record.get(name)
    if age is None:
        return None
    if isinstance(age, bool) or not isinstance(age, (int, float)):
        raise Fault("FIELD_WRONG", name)
    if not 0 <= age <= OLDEST:
        raise Fault("AGE_OUT_OF_RANGE")
    return float(age)


def _required(record: dict[str, Any], name: str, shown: str | None = None) -> str:
    value = record.get(name)
    if value is None or value == "":
        raise Fault("FIELD_MISSING", shown or name)
    if not isinstance(value, str) or not value.strip():
        raise Fault("FIELD_WRONG", shown or name)
    return value


def _organization(memory: _Memory, service: dict[str, Any]) -> dict[str, Any]:
    """Find who offers the service: on the line itself, or by id on an earlier line."""
    nested, named = service.get("organization"), service.get("organization_id")
    if nested is None:
        if named is None or named == "":
            raise Fault("ORGANIZATION_MISSING")
        if not isinstance(named, str) or named not in memory.organizations:
            raise Fault("ORGANIZATION_UNKNOWN")
        return memory.organizations[named]
    if not isinstance(nested, dict):
        raise Fault("FIELD_WRONG", "organization")
    found_id = _required(nested, "id", "organization.id")
    _required(nested, "name", "organization.name")
    if named not in (None, "", found_id):
        raise Fault("ORGANIZATION_DISAGREES")
    kept = {key: nested[key] for key in ("id", "name", "website", "email", "phones") if key in nested}
    return memory.organizations.setdefault(found_id, kept)


def _digest(value: object) -> bytes:
    said = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return blake2b(said.encode("utf-8"), digest_size=16).digest()


def _without_ids(value: object) -> object:
    """Take away every id, so that the same service entered twice under two ids can be shown to a person."""
    if isinstance(value, dict):
        return {key: _without_ids(each) for key, each in value.items() if key != "id" and not key.endswith("_id")}
    if isinstance(value, list):
        return [_without_ids(each) for each in value]
    return value
