"""Read data-only parts of an answer at the speed of plain Python, so that a match does not wait for its own wrapping.

A selection is data-only where every field in it is a plain read of an attribute. It is compiled once a document into
small readers. graphql-core stays the executor and the judge: wherever something is out of the ordinary (a resolver, an
argument, a directive, a union, a missing value, an error) the object is completed by graphql-core as if this file did
not exist.
"""

from collections.abc import Callable
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution import Executor

DEFINITION = "strawberry-definition"
AS_IT_IS: dict[str, type] = {"String": str, "ID": str, "Boolean": bool}
"""Scalars whose values, when they are of exactly this type, stand in the answer as they are."""
Reader = Callable[[Any], Any]
Field = tuple[str, str, type | None, Reader]
"""The key in the answer, the attribute, the type that needs nothing done, and what completes any other value."""
Readers = dict[tuple[str, tuple[int, ...]], Reader | None]
"""The readers of one operation by type and field nodes; the nodes live as long as the operation, which holds both."""


class Unusual(Exception):
    """Leave an object, or a whole selection, to graphql-core."""


class CompilingExecutor(Executor[Any]):
    """Complete data-only objects by compiled readers, and everything else as graphql-core does."""

    def __init__(self, *given: Any, readers: Readers, **named: Any) -> None:
        super().__init__(*given, **named)
        self.readers = readers

    def complete_object_value(
        self, return_type: GraphQLObjectType, field_details_list: Any, info: Any, path: Any, result: Any, position: Any
    ) -> Any:
        """Give the object's fields; nothing of `result` is changed by reading it, so it can be read a second time."""
        reader = self._reader(return_type, [details.node for details in field_details_list])
        if reader is not None:
            try:
                return reader(result)
            except Exception:  # noqa: S110 - graphql-core meets the same fault and puts it where it belongs
                pass
        return super().complete_object_value(return_type, field_details_list, info, path, result, position)

    def _reader(self, kind: GraphQLObjectType, nodes: list[FieldNode]) -> Reader | None:
        key = kind.name, tuple(map(id, nodes))
        if key not in self.readers:
            try:
                self.readers[key] = _Compiling(self.schema, self.fragment_definitions).object(kind, _selections(nodes))
            except Unusual:
                self.readers[key] = None
        return self.readers[key]


def _selections(nodes: list[FieldNode]) -> list[SelectionSetNode]:
    return [node.selection_set for node in nodes if node.selection_set is not None]


class _Compiling:
    """Turn selections into readers.

    Raises:
        Unusual: the selection is not data-only.
    """

    def __init__(self, schema: GraphQLSchema, fragments: dict[str, Any]) -> None:
        self.schema = schema
        self.fragments = fragments

    def object(self, kind: GraphQLObjectType, selections: list[SelectionSetNode]) -> Reader:
        if kind.is_type_of is not None:
            raise Unusual
        grouped: dict[str, list[FieldNode]] = {}
        for selection in selections:
            self._collect(kind, selection, grouped)
        fields = [self._field(kind, key, nodes) for key, nodes in grouped.items()]
        return _object_reader(fields)

    def _collect(self, kind: GraphQLObjectType, selections: SelectionSetNode, into: dict[str, list[FieldNode]]) -> None:
        for node in selections.selections:
            if node.directives:
                raise Unusual
            if isinstance(node, FieldNode):
                into.setdefault((node.alias or node.name).value, []).append(node)
                continue
            inner: Any = node if isinstance(node, InlineFragmentNode) else None
            if isinstance(node, FragmentSpreadNode):
                inner = self.fragments[node.name.value]
                if inner.directives or node.arguments:
                    raise Unusual
            on = inner.type_condition
            if on is not None and on.name.value != kind.name:
                if is_object_type(self.schema.type_map.get(on.name.value)):
                    continue  # it is about another kind of object
                raise Unusual
            self._collect(kind, inner.selection_set, into)

    def _field(self, kind: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Field:
        if nodes[0].name.value == "__typename":
            return key, "__class__", None, lambda _: kind.name
        field = kind.fields.get(nodes[0].name.value)
        if field is None or field.args or not getattr(field.resolve, "_is_default", False):
            raise Unusual
        inner = field.type.of_type if is_non_null_type(field.type) else field.type
        as_it_is = AS_IT_IS.get(inner.name) if is_leaf_type(inner) else None
        return key, field.extensions[DEFINITION].python_name, as_it_is, self._complete(field.type, nodes)

    def _complete(self, kind: GraphQLOutputType, nodes: list[FieldNode]) -> Reader:
        """Give what completes a value of a type."""
        if is_non_null_type(kind):
            return _required(self._complete(kind.of_type, nodes))
        if is_list_type(kind):
            return _optional(_list_reader(self._complete(kind.of_type, nodes)))
        if is_leaf_type(kind):
            return _optional(_leaf_reader(kind))
        if is_object_type(kind):
            return _optional(self.object(kind, _selections(nodes)))
        raise Unusual


def _object_reader(fields: list[Field]) -> Reader:
    def read(value: Any) -> dict[str, Any]:
        out = {}
        for key, name, as_it_is, complete in fields:
            item = getattr(value, name)
            out[key] = item if type(item) is as_it_is else complete(item)
        return out

    return read


def _list_reader(complete: Reader) -> Reader:
    def read(value: Any) -> list[Any]:
        if type(value) is not list and type(value) is not tuple:
            raise Unusual
        return [complete(each) for each in value]

    return read


def _leaf_reader(kind: GraphQLLeafType) -> Reader:
    """Complete a scalar or an enum; what was completed once of an enum is remembered, its values are few."""
    coerce = kind.coerce_output_value
    named: dict[Any, Any] = {}
    few = isinstance(kind, GraphQLEnumType)

    def read(value: Any) -> Any:
        if few and value in named:
            return named[value]
        said = coerce(value)
        if said is None:
            raise Unusual
        if few:
            named[value] = said
        return said

    return read


def _optional(complete: Reader) -> Reader:
    def read(value: Any) -> Any:
        return None if value is None else complete(value)

    return read


def _required(complete: Reader) -> Reader:
    def read(value: Any) -> Any:
        if value is None:
            raise Unusual
        return complete(value)

    return read
