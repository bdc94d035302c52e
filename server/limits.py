"""What one request may ask for at most, so that no single caller can take the node away from the others.

- At most 2,000 tokens, counted before anything else is done with a document.
- At most 12 levels of fields.
- At most 30 aliases, counted as often as their fragment is spread.
- At most 100 fields of one name (validation compares them in pairs).
- A cost of at most 50,000: each field costs 1, a list its length. The length is `first` where the field or the field
  above has it (20 unless given), and 10 where it has not.
- The body's bytes are counted at the gate, for every door alike.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)

from kit.page import DEFAULT_FIRST

UNSIZED_LIST = 10
LONGEST_FIRST = 1_000_000


class LimitExceeded(Exception):
    """Say which limit a request passed, and what the limit is."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Limits:
    """Name the limits, so that tests can stand at their edges."""

    tokens: int = 2_000
    depth: int = 12
    aliases: int = 30
    same_name: int = 100
    cost: int = 50_000


@dataclass(frozen=True, slots=True)
class Size:
    """Tell how long a list may get: a number, or a variable with the number that stands for its absence."""

    number: int
    variable: str | None = None

    def of(self, variables: Mapping[str, Any]) -> int:
        """Give the length; a value that is no number is left to the type check, which refuses it."""
        value = variables.get(self.variable, self.number) if self.variable else self.number
        return min(max(value, 1), LONGEST_FIRST) if type(value) is int else self.number


@dataclass(frozen=True, slots=True)
class Cost:
    """A document's cost as a sum that only the variables are missing from, so that it is worked out once a document."""

    fixed: int
    lists: tuple[tuple[Size, "Cost"], ...] = ()

    def of(self, variables: Mapping[str, Any]) -> int:
        """Work the cost out for one request."""
        return self.fixed + sum(size.of(variables) * inner.of(variables) for size, inner in self.lists)


def check_cost(cost: Cost, variables: Mapping[str, Any], limits: Limits) -> None:
    """Refuse a request whose lists could together grow too long.

    Raises:
        LimitExceeded: COST.
    """
    if cost.of(variables) > limits.cost:
        raise LimitExceeded("COST", f"This asks for too much at once: the limit is a cost of {limits.cost}.")


def check_shape(document: DocumentNode, limits: Limits) -> None:
    """Refuse a document by its shape, before validation, which is slow on hostile ones.

    Raises:
        LimitExceeded: DEPTH, ALIASES or SAME_NAME.
    """
    shape = _Shape(document)
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        depth, aliases = shape.measure(operation.selection_set)
        if depth > limits.depth:
            raise LimitExceeded("DEPTH", f"This document is nested too deeply: the limit is {limits.depth} levels.")
        if aliases > limits.aliases:
            raise LimitExceeded("ALIASES", f"This document has too many aliases: the limit is {limits.aliases}.")
    for fragment in shape.fragments.values():
        shape.measure(fragment.selection_set)
    if shape.names and max(shape.names.values()) > limits.same_name:
        raise LimitExceeded(
            "SAME_NAME", f"One field stands here more than {limits.same_name} times: that is the limit."
        )


class _Shape:
    """Measure selections; each fragment is measured once, and a fragment inside itself counts as nothing here
    (validation refuses it)."""

    def __init__(self, document: DocumentNode) -> None:
        self.fragments = _fragments(document)
        self.names: Counter[str] = Counter()
        self._measured: dict[str, tuple[int, int]] = {}

    def measure(self, selections: SelectionSetNode | None) -> tuple[int, int]:
        """Give the depth and the number of aliases below."""
        depth = aliases = 0
        for selection in selections.selections if selections else ():
            if isinstance(selection, FieldNode):
                below, more = self.measure(selection.selection_set)
                self.names[(selection.alias or selection.name).value] += 1
                below, more = below + 1, more + (selection.alias is not None)
            elif isinstance(selection, FragmentSpreadNode):
                below, more = self._fragment(selection.name.value)
            elif isinstance(selection, InlineFragmentNode):
                below, more = self.measure(selection.selection_set)
            depth, aliases = max(depth, below), aliases + more
        return depth, aliases

    def _fragment(self, name: str) -> tuple[int, int]:
        if name not in self._measured:
            self._measured[name] = (0, 0)
            fragment = self.fragments.get(name)
            self._measured[name] = self.measure(fragment.selection_set if fragment else None)
        return self._measured[name]


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}


def cost_of(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> Cost:
    """Work out what a valid operation may cost, up to its variables."""
    root = schema.get_root_type(operation.operation)
    return _Pricing(schema, document).price(operation.selection_set, root, None)


class _Pricing:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.schema = schema
        self.fragments = _fragments(document)
        self._priced: dict[tuple[str, Size | None], Cost] = {}

    def price(self, selections: SelectionSetNode | None, parent: Any, size: Size | None) -> Cost:
        fixed = 0
        lists: list[tuple[Size, Cost]] = []
        for selection in selections.selections if selections else ():
            if isinstance(selection, FieldNode):
                inner = self._field(selection, parent, size)
            elif isinstance(selection, FragmentSpreadNode):
                inner = self._fragment(selection.name.value, size)
            elif isinstance(selection, InlineFragmentNode):
                on = selection.type_condition
                inner = self.price(selection.selection_set, self._type(on.name.value) if on else parent, size)
            fixed += inner.fixed
            lists.extend(inner.lists)
        return Cost(fixed, tuple(lists))

    def _type(self, name: str) -> Any:
        return self.schema.type_map.get(name)

    def _fragment(self, name: str, size: Size | None) -> Cost:
        key = (name, size)
        if key not in self._priced:
            fragment = self.fragments[name]
            self._priced[key] = self.price(fragment.selection_set, self._type(fragment.type_condition.name.value), size)
        return self._priced[key]

    def _field(self, node: FieldNode, parent: Any, size: Size | None) -> Cost:
        field = parent.fields.get(node.name.value) if isinstance(parent, GraphQLObjectType) else None
        if field is None:
            return Cost(1)
        asked = _first(node) if "first" in field.args else None
        many = is_list_type(get_nullable_type(field.type)) and not is_leaf_type(get_named_type(field.type))
        inner = self.price(node.selection_set, get_named_type(field.type), None if many else asked)
        if not many:
            return Cost(inner.fixed + 1, inner.lists)
        length = asked or size or Size(UNSIZED_LIST)
        if length.variable is None and not inner.lists:
            return Cost(1 + length.number * inner.fixed)
        return Cost(1, ((length, inner),))


def _first(node: FieldNode) -> Size:
    for argument in node.arguments or ():
        if argument.name.value == "first":
            if isinstance(argument.value, IntValueNode):
                return Size(min(max(int(argument.value.value), 1), LONGEST_FIRST))
            if isinstance(argument.value, VariableNode):
                return Size(DEFAULT_FIRST, argument.value.name.value)
    return Size(DEFAULT_FIRST)
