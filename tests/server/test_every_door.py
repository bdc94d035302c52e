"""No door breaks, whatever is put through it: a refusal with a code comes back, and no fault of ours.

Every question and every change of the schema is asked with well-formed and hostile values of each argument's type, by
a stranger and by each of the organisations, in an order that is the same every time.
"""

import asyncio
import itertools
import random
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from network.model import ANONYMOUS
from server import schema, settings
from server.app import App, Node
from server.graphql import said
from tests.referrals.conftest import founded

SCHEMA = schema.make()
GRAPH = SCHEMA._schema
ROUNDS = 3
REQUEST = ("BAD_REQUEST", "BAD_VARIABLE")
"""What is said of a request that the schema does not allow; everything else must come back as data."""
HOSTILE = (
    "", " ", "x" * 70_000, "\u0000", "é", "\u202eabc", "\U0001f600", "-1", "../../x", "'; DROP TABLE x --", "null",
    "AAAA", "_" * 43, "A" * 43, "A" * 86, "f" * 32, "0" * 32, "00000000-0000-0000-0000-000000000000", "{}", "[]", "٣",
)  # fmt: skip
SCALARS: dict[str, tuple[Any, ...]] = {
    "Int": (0, 1, -1, 2**31 - 1, -(2**31)),
    "Float": (0.0, -1.5, 1e308, 90.0, 181.0),
    "Boolean": (True, False),
    "Date": ("2026-11-25", "0001-01-01", "9999-12-31"),
    "DateTime": ("2026-11-25T12:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"),
    "Time": ("00:00:00", "23:59:59.999999"),
    "Decimal": ("0", "-1", "1e40", "NaN", "0.001"),
    "JSON": ({}, []),
}

ROUTES = ("/", "/readyz", "/metrics", "/hsds/", "/hsds/services", "/hsds/services/{}", "/hsds/organizations/{}",
          "/hsds/service_at_locations/{}", "/hsds/taxonomies", "/hsds/export.{}", "/log/checkpoint", "/log/tile/{}",
          "/blobs", "/blobs/{}", "/inbox", "/inbox/assets/{}", "/oauth/token", "/log/add-checkpoint")  # fmt: skip
PARAMETERS = ("page", "per_page", "full", "search", "taxonomy_term_id", "postcode", "proximity", "after")
BODIES = ('{"search": "\\ud83d"}', '{"page": 1e400}', '{"search": "\\u0000"}', '{"page": [[]]}')
HEADS = ("Blob-Read", "Blob-Delete", "Upload-Offset", "Upload-Length", "Upload-Complete", "Content-Type", "Range")


class Chance:
    """Make values of any type of the schema."""

    def __init__(self, seed: int, known: tuple[str, ...]) -> None:
        self.dice, self.known = random.Random(seed), known

    def value(self, kind: Any, depth: int = 0) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return self.filled(kind.of_type, depth)
        return None if self.dice.random() < 0.4 else self.filled(kind, depth)

    def filled(self, kind: Any, depth: int) -> Any:
        if isinstance(kind, GraphQLList):
            return [self.value(kind.of_type, depth + 1) for _ in range(self.dice.choice((0, 1, 1, 2)))]
        if isinstance(kind, GraphQLEnumType):
            return self.dice.choice(list(kind.values))
        if isinstance(kind, GraphQLInputObjectType):
            return {
                name: self.value(one.type, depth + 1)
                for name, one in kind.fields.items()
                if isinstance(one.type, GraphQLNonNull) or (depth < 4 and self.dice.random() < 0.5)
            }
        assert isinstance(kind, GraphQLScalarType)
        if kind.name in SCALARS:
            return self.dice.choice(SCALARS[kind.name])
        return self.dice.choice(self.known if self.dice.random() < 0.5 else HOSTILE)


def asked(name: str, one: Any, word: str) -> str:
    """Write the document that asks one field, with everything flat that it gives."""
    heads = ", ".join(f"${arg}: {given.type}" for arg, given in one.args.items())
    gives = ", ".join(f"{arg}: ${arg}" for arg in one.args)
    named = get_named_type(one.type)
    kinds = named.types if isinstance(named, GraphQLUnionType) else [named]
    parts = [
        f"... on {kind.name} {{ {' '.join(sorted(flat(kind))) or '__typename'} }}"
        for kind in kinds
        if not is_leaf_type(kind)
    ]
    shown = f" {{ __typename {' '.join(parts[:1] + [p for p in parts if 'Refused {' in p])} }}" if parts else ""
    return f"{word}{f'({heads})' if heads else ''} {{ {name}{f'({gives})' if gives else ''}{shown} }}"


def flat(kind: Any) -> set[str]:
    return {name for name, one in kind.fields.items() if is_leaf_type(get_named_type(one.type)) and not one.args}


DOORS = [
    (word, name, one)
    for word, root in (("query", GRAPH.query_type), ("mutation", GRAPH.mutation_type))
    for name, one in (root.fields.items() if root else ())
    if not name.startswith("_")
]


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_no_door_breaks_whatever_is_put_through_it(context_of, database_url, tmp_path, seed):
    world = await founded(context_of)
    referral, _ = await world.sent()
    ids = (referral, await world.need(), world.listing, world.anker.caller.member_id, world.hafen.caller.device_id)
    chance = Chance(seed, (*ids, world.key()))
    callers = [ANONYMOUS, *(desk.caller for desk in (world.anker, world.hafen, world.secretariat) if desk)]
    node, broken = Node(settings.read({"TOLERANT_STATE": str(tmp_path)}), database_url), []
    async with node.running():
        for word, name, one in DOORS:
            given = {arg: chance.value(kind.type) for arg, kind in one.args.items()}
            context = node.context(chance.dice.choice(callers))
            context.gate = node.gate
            result = await SCHEMA.execute(asked(name, one, word), variable_values=given, context_value=context)
            for error in result.errors or ():
                if said(error, node.metrics)["extensions"]["code"] not in REQUEST:
                    broken.append((name, repr(error.original_error), str(given)[:400]))
    assert not broken, "\n".join(map(str, broken))


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PATCH", "DELETE"])
async def test_no_route_breaks_whatever_is_asked_of_it(context_of, database_url, tmp_path, method):
    world = await founded(context_of)
    dice = random.Random(method)
    node = Node(settings.read({"TOLERANT_STATE": str(tmp_path)}), database_url)
    node.context_for = lambda bearer: asyncio.sleep(0, node.context(world.anker.caller if bearer else ANONYMOUS))  # type: ignore[method-assign]
    async with node.running(), httpx.AsyncClient(transport=httpx.ASGITransport(App(node)), base_url="http://x") as http:
        for route, value in itertools.product(ROUTES, (*HOSTILE, world.listing)):
            path = route.format(quote(value[:2000], safe=""))
            pairs = {name: dice.choice(HOSTILE)[:2000] for name in dice.sample(PARAMETERS, dice.choice((0, 1, 2)))}
            heads = {name: dice.choice(("", "-1", "x", "A" * 43, "9" * 30)) for name in dice.sample(HEADS, 3)}
            heads |= {"Authorization": "Bearer x"} if dice.random() < 0.7 else {}
            body = dice.choice((*HOSTILE, *BODIES)).encode() if method in ("POST", "PATCH") else None
            answer = await http.request(method, path, params=pairs, headers=heads, content=body)
            assert answer.status_code < 500, (method, path[:80], pairs, heads, body, answer.text[:300])
            if answer.status_code >= 400 and method != "HEAD":
                said = answer.json()
                assert said.get("error") or (said["code"] and said["sentence"]), (path[:80], said)
                assert "detail" not in said
