"""Describe the door of HSDS in OpenAPI 3.1, from the same list of filters that the door reads."""

from typing import Any

from directory.exchange_asking import FILTERS, FLAGS, NUMBERS
from directory.taxonomy import HSDS

_OPEN = frozenset({"taxonomies", "taxonomy_terms"})
_SCHEMA = {"services": "service", "organizations": "organization", "service_at_locations": "service_at_location",
           "taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term"}  # fmt: skip
_BASE = "https://raw.githubusercontent.com/openreferral/specification/3.1/schema"
_ENVELOPE = {"total_items": "integer", "total_pages": "integer", "page_number": "integer", "size": "integer",
             "first_page": "boolean", "last_page": "boolean", "empty": "boolean"}  # fmt: skip


def document(address: str) -> dict[str, Any]:
    """Return the document; `address` is where `/hsds` is reached."""
    paths: dict[str, Any] = {"/": {"get": _operation("About this API.", {"type": "object"}, [], free=True)}}
    for what, name in _SCHEMA.items():
        free, one = what in _OPEN, {"$ref": f"{_BASE}/{name}.json"}
        listed = _list(one)
        asked = [_parameter(each, "query") for each in sorted(FILTERS[what] - {"search"})]
        get = _operation(f"A page of {what}.", listed, asked, free=free)
        body = {"type": "object", "properties": {each: _type(each) for each in sorted(FILTERS[what])}}
        post = _operation(f"A page of {what}; what is searched for stands in the body.", listed, [], free=free) | {
            "requestBody": {"content": {"application/json": {"schema": body}}}
        }
        paths[f"/{what}"] = {"get": get, "post": post}
        by_id = [_parameter("id", "path")]
        by_id += [_parameter("full_service", "query")] if what == "organizations" else []
        paths[f"/{what}/{{id}}"] = {"get": _operation(f"One of the {what}.", one, by_id, free=free)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "The directory as HSDS", "version": HSDS},
        "servers": [{"url": address}],
        "paths": paths,
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _list(one: dict[str, str]) -> dict[str, Any]:
    properties: dict[str, Any] = {name: {"type": kind} for name, kind in _ENVELOPE.items()}
    return {"type": "object", "properties": properties | {"contents": {"type": "array", "items": one}}}


def _type(name: str) -> dict[str, str]:
    return {"type": "boolean" if name in FLAGS else "integer" if name in NUMBERS else "string"}


def _parameter(name: str, place: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": _type(name)}


def _operation(summary: str, schema: dict[str, Any], asked: list[dict[str, Any]], *, free: bool) -> dict[str, Any]:
    return {
        "summary": summary,
        "parameters": asked,
        "security": [] if free else [{"token": []}],
        "responses": {
            "200": {"description": "The answer.", "content": {"application/json": {"schema": schema}}},
            "4XX": {"description": "A code and a sentence."},
        },
    }
