"""The public API: written down, described, a valid subgraph, and without a way around her consent."""

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, build_schema

from server import schema
from tests.house.street import ROOT

OURS = schema.make()._schema
FEDERATION = {"_Any", "_Entity", "_Service", "FieldSet"}


def _kinds(*kinds):
    return [
        kind
        for name, kind in OURS.type_map.items()
        if isinstance(kind, kinds) and not name.startswith("__") and name not in FEDERATION
    ]


def test_the_written_schema_is_what_the_code_says():
    written = (ROOT / "schema.graphql").read_text(encoding="utf-8")

    assert written == schema.text(), "run: tolerant-node schema"


def test_the_schema_is_an_apollo_federation_2_subgraph():
    text = schema.text()

    assert "specs.apollo.dev/federation/v2" in text
    for entity in ("Member", "Listing", "Referral"):
        assert f'type {entity} @key(fields: "id")' in text
    assert "_entities(representations: [_Any!]!): [_Entity]!" in text
    assert "union _Entity = Listing | Member | Referral" in text
    without_link = text[text.index("}", text.index("schema")) + 1 :]
    assert build_schema("directive @key(fields: String!, resolvable: Boolean) on OBJECT\n" + without_link)


def test_everything_that_can_be_asked_is_described():
    silent = []
    for kind in _kinds(GraphQLObjectType, GraphQLInputObjectType, GraphQLInterfaceType):
        if not kind.description:
            silent.append(kind.name)
        for name, field in kind.fields.items():
            if not field.description and not name.startswith("_"):
                silent.append(f"{kind.name}.{name}")
            arguments = getattr(field, "args", {})
            silent += [
                f"{kind.name}.{name}({a})" for a, arg in arguments.items() if not arg.description and a != "input"
            ]

    assert [each for each in silent if each not in {"Query", "Mutation", "Query._entities(representations)"}] == []


def test_every_enum_value_is_in_screaming_snake():
    for kind in _kinds(GraphQLEnumType):
        assert all(value == value.upper() for value in kind.values), kind.name


def test_no_input_anywhere_switches_a_guard_off():
    words = ("override", "bypass", "force", "skip", "emergency", "without")
    found = [
        f"{kind.name}.{name}"
        for kind in _kinds(GraphQLInputObjectType)
        for name in kind.fields
        if any(word in name.lower() for word in words)
    ]

    assert found == []
