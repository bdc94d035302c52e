"""Compiled reading gives, byte for byte, what graphql-core gives, also where something is wrong."""

import json
import random
from dataclasses import dataclass
from typing import Any

import pytest
import strawberry
from graphql import GraphQLObjectType, execute, get_named_type, is_leaf_type, is_object_type, parse, validate

from directory import store_shelf
from directory.shelf import Shelf
from kit.graph import Refused
from network.model import Caller, Role
from server import schema
from server.compiled import CompilingExecutor, Readers
from tests.directory.test_loading import DEMO, OPERATOR, load

REAL = schema.make()._schema
ANNA = Caller("a" * 32, "b" * 32, "c" * 32, frozenset({Role.CASEWORKER}), "member")
PROFILE = {"age": 27, "gender": "WOMAN", "languages": [{"language": "de", "level": "A1"}], "area": "AT-9"}
SHAPES = 60


def selection(kind: GraphQLObjectType, dice: random.Random, odd: float, depth: int = 0) -> str:
    """Write a random selection: aliases, the same field twice, fragments, the type's name, and `odd` directives."""
    plain = [(name, field) for name, field in kind.fields.items() if not field.args and not name.startswith("_")]
    parts = ["__typename"] if dice.random() < 0.3 else []
    for name, field in dice.sample(plain, dice.randint(1, len(plain))):
        inner = get_named_type(field.type)
        if not is_leaf_type(inner) and (depth > 4 or not is_object_type(inner)):
            continue
        alias = f"{name}_{dice.randint(0, 9)}: " if dice.random() < 0.15 else ""
        directive = f" @include(if: {dice.choice(['true', 'false'])})" if dice.random() < odd else ""
        below = "" if is_leaf_type(inner) else f" {{ {selection(inner, dice, odd, depth + 1)} }}"
        parts.append(f"{alias}{name}{directive}{below}")
        if dice.random() < 0.1:
            parts.append(f"... on {kind.name} {{ {alias}{name}{directive}{below} }}")
        if below and dice.random() < 0.1:
            parts.append(f"... {{ {alias}{name} {{ {selection(inner, dice, odd, depth + 1)} }} }}")
    return " ".join(parts) or "__typename"


async def run(document: Any, context: Any, over: Any = REAL, **more: Any) -> str:
    result = execute(over, document, None, context, {"p": PROFILE}, None, **more)
    result = result if not hasattr(result, "__await__") else await result
    errors = [(str(each), each.path) for each in result.errors or ()]
    return json.dumps([result.data, errors], default=str)


@pytest.fixture
async def anna(context_of: Any) -> Any:
    await load(context_of(OPERATOR), DEMO)
    context = context_of(ANNA)
    context.shelf = Shelf(store_shelf)
    async with context_of(OPERATOR).read(realm="node") as tx:
        await context.shelf.refresh(tx)
    return context


async def test_random_questions_about_a_match_are_answered_alike(anna: Any) -> None:
    dice, compiled = random.Random(20261125), 0
    connection = REAL.type_map["MatchConnection"]
    for number in range(SHAPES):
        text = (
            "query($p: ProfileInput!) { matchListings(profile: $p, first: 7) { ... on MatchConnection"
            f" {{ {selection(connection, dice, 0.02 * (number % 4 == 0))} }} ... on Refused {{ code }} }} }}"
        )
        document, readers = parse(text), Readers()
        if validate(REAL, document):
            continue
        theirs = await run(document, anna)
        ours = await run(document, anna, executor_class=CompilingExecutor, readers=readers)
        again = await run(document, anna, executor_class=CompilingExecutor, readers=readers)

        assert ours == theirs == again, text
        compiled += any(reader is not None for (kind, _), reader in readers.items() if kind == "MatchConnection")

    assert compiled > SHAPES // 4


@dataclass
class Strange:
    """Hold values that do not fit the schema, or that fail when they are read."""

    name: Any = "n"
    count: Any = 1
    tags: Any = ("a", "b")

    @property
    def broken(self) -> str:
        raise RuntimeError("a fault in reading")


@strawberry.type
class Thing:
    name: str
    count: int
    tags: list[str]
    broken: str | None = None

    @strawberry.field
    def resolved(self) -> str:
        return "by a resolver"


@strawberry.type
class Query:
    @strawberry.field
    def thing(self, which: int) -> Thing | None:
        return STRANGE[which]  # type: ignore[return-value]

    @strawberry.field
    def things(self) -> list[Thing | Refused]:
        return [Refused(code="A", sentence="b")]


STRANGE = [
    Strange(), Strange(name=None), Strange(name=7), Strange(count="1"), Strange(count=2**40), Strange(count=True),
    Strange(tags=None), Strange(tags=["a", None]), Strange(tags="ab"), Strange(tags={"a": 1}), 5,
]  # fmt: skip
SMALL = strawberry.Schema(Query)._schema
QUESTIONS = (
    "{ name count tags }", "{ name }", "{ count }", "{ tags }", "{ broken }", "{ name broken }", "{ name resolved }",
    "{ ... on Thing { name } name @skip(if: true) }", "{ n: name n: name }", "{ __typename a: __typename }",
)  # fmt: skip


@pytest.mark.parametrize("which", range(len(STRANGE)))
@pytest.mark.parametrize("asked", QUESTIONS)
async def test_what_does_not_fit_is_told_as_graphql_core_tells_it(which: int, asked: str) -> None:
    document = parse(f"{{ thing(which: {which}) {asked} }}")
    theirs = await run(document, None, SMALL)
    ours = await run(document, None, SMALL, executor_class=CompilingExecutor, readers={})

    assert ours == theirs


async def test_a_union_is_left_to_graphql_core() -> None:
    document = parse("{ things { ... on Refused { code } } }")

    assert await run(document, None, SMALL, executor_class=CompilingExecutor, readers={}) == await run(
        document, None, SMALL
    )
