"""Read an HSDS 3.1 file, one service a line, without letting one bad line keep the good ones out.

Nothing here touches a disk, a clock or a database: lines come in, one answer a line goes out. Source: Open Referral
HSDS 3.1.1, `service.json` (required: id, name, status; status is one of four words) and `organization.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any, Final

from directory.hsds_content import content

SOURCE: Final = "hsds"
LONGEST_LINE: Final = 1 << 20
STATUSES: Final = frozenset({"active", "inactive", "defunct", "temporarily closed"})
OLDEST: Final = 150.0

_WHY: Final = {
    "LINE_TOO_LONG": "The line is longer than 1 MiB.",
    "NOT_TEXT": "The line holds bytes or characters that are not text in UTF-8.",
    "NOT_JSON": "The line is not JSON.",
    "NOT_AN_OBJECT": "The line is JSON, but not an object.",
    "FIELD_MISSING": "The service lacks the required field {name}.",
    "FIELD_WRONG": "The field {name} does not hold what HSDS 3.1 says.",
    "ORGANIZATION_MISSING": "The service names no organisation.",
    "ORGANIZATION_UNKNOWN": "The service names an organisation that is neither on this line nor on an earlier one.",
    "ORGANIZATION_DISAGREES": "The organisation on the line is not the one that organization_id names.",
    "AGE_OUT_OF_RANGE": "An age is below 0, above 150, or the minimum is above the maximum.",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One service as listing content, for a person to vet.

    `repeats` is the service id when an earlier line had the same id with other content; `alike` is the source id of an
    earlier service that differs in ids only. Both are for a person to look at: nothing is merged.
    """

    number: int
    source_id: str
    content: dict[str, Any]
    digest: bytes
    repeats: str | None
    alike: str | None


@dataclass(frozen=True, slots=True)
class Same:
    """A line that says again, word for word, what an earlier line with the same id said; it adds nothing."""

    number: int
    source_id: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot go in, with the reason in a sentence that quotes nothing from it."""

    number: int
    code: str
    sentence: str


Read = Found | Same | BadLine


class _Bad(Exception):
    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.name = name


@dataclass(slots=True)
class _Memory:
    """What earlier lines said: organisations by id, and digests only of services, so that memory stays small."""

    organizations: dict[str, dict[str, Any]] = field(default_factory=dict)
    digests: dict[str, list[bytes]] = field(default_factory=dict)
    alike: dict[bytes, str] = field(default_factory=dict)


def read(lines: Iterable[bytes | str], *, on: date, latin: str = "en", country: str | None = None) -> Iterator[Read]:
    """Answer each line that is not blank with a service, a repetition or a reason, so that no line is lost silently.

    `on` dates facts that the file does not date; `latin` is the language of texts in Latin script; `country`
    (ISO 3166-1 alpha-2) is the country of the providers, where the caller knows it.
    """
    memory = _Memory()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _one(memory, number, line, on, latin, country)
        except _Bad as bad:
            yield BadLine(number, bad.code, _WHY[bad.code].format(name=bad.name))


def _one(memory: _Memory, number: int, line: bytes | str, on: date, latin: str, country: str | None) -> Read:
    service = _checked(_decoded(line))
    organization = _organization(memory, service)
    service_id: str = service["id"]
    seen = memory.digests.setdefault(service_id, [])
    digest = _digest(service)
    if digest in seen:
        return Same(number, service_id)
    source_id = service_id if not seen else f"{service_id}#{len(seen) + 1}"
    repeats = service_id if seen else None
    seen.append(digest)
    bare = _digest(_without_ids(service))
    alike = memory.alike.setdefault(bare, source_id)
    found = content(service, organization, source_id, on=on, latin=latin, country=country)
    return Found(number, source_id, found, digest, repeats, None if alike == source_id else alike)


def _decoded(line: bytes | str) -> object:
    if len(line) > LONGEST_LINE or (isinstance(line, str) and len(line.encode("utf-8", "replace")) > LONGEST_LINE):
        raise _Bad("LINE_TOO_LONG")
    try:
        text = line.decode("utf-8") if isinstance(line, bytes) else line
        value: object = json.loads(text, parse_constant=_no_constant)
        said = json.dumps(value, ensure_ascii=False)
        said.encode("utf-8")
    except UnicodeError:
        raise _Bad("NOT_TEXT") from None
    except (ValueError, RecursionError):
        raise _Bad("NOT_JSON") from None
    if "\\u0000" in said:
        raise _Bad("NOT_TEXT")
    return value


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _checked(value: object) -> dict[str, Any]:
    """Hold a line to what HSDS 3.1 requires of a service."""
    if not isinstance(value, dict):
        raise _Bad("NOT_AN_OBJECT")
    for name in ("id", "name", "status"):
        _required(value, name)
    if value["status"] not in STATUSES:
        raise _Bad("FIELD_WRONG", "status")
    youngest, oldest = _age(value, "minimum_age"), _age(value, "maximum_age")
    if youngest is not None and oldest is not None and youngest > oldest:
        raise _Bad("AGE_OUT_OF_RANGE")
    return value


def _age(record: dict[str, Any], name: str) -> float | None:
    age = record.get(name)
    if age is None:
        return None
    if isinstance(age, bool) or not isinstance(age, (int, float)):
        raise _Bad("FIELD_WRONG", name)
    if not 0 <= age <= OLDEST:
        raise _Bad("AGE_OUT_OF_RANGE")
    return float(age)


def _required(record: dict[str, Any], name: str, shown: str | None = None) -> str:
    value = record.get(name)
    if value is None or value == "":
        raise _Bad("FIELD_MISSING", shown or name)
    if not isinstance(value, str) or not value.strip():
        raise _Bad("FIELD_WRONG", shown or name)
    return value


def _organization(memory: _Memory, service: dict[str, Any]) -> dict[str, Any]:
    """Find who offers the service: on the line itself, or by id on an earlier line."""
    nested, named = service.get("organization"), service.get("organization_id")
    if nested is None:
        if named is None or named == "":
            raise _Bad("ORGANIZATION_MISSING")
        if not isinstance(named, str) or named not in memory.organizations:
            raise _Bad("ORGANIZATION_UNKNOWN")
        return memory.organizations[named]
    if not isinstance(nested, dict):
        raise _Bad("FIELD_WRONG", "organization")
    found_id = _required(nested, "id", "organization.id")
    _required(nested, "name", "organization.name")
    if named not in (None, "", found_id):
        raise _Bad("ORGANIZATION_DISAGREES")
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
