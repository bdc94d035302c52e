"""Documents, read and judged once: parsing and validation cost more than most answers, so their result is kept.

Only documents without text in them are kept: a text written into a document may be about a person, and nothing about
a person stays in the node's memory after the answer.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from server.compiled import Readers
from server.limits import Cost, LimitExceeded, Limits, check_shape, cost_of

KEPT = 512
LONGEST_KEPT = 32 * 1024
MOST_ERRORS = 5


class BadDocument(Exception):
    """Say what is wrong with a document, in the words of the GraphQL specification."""

    def __init__(self, code: str, errors: list[GraphQLError]) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document that may run."""

    document: DocumentNode
    node: OperationDefinitionNode
    cost: Cost
    asks_for_the_schema: bool = False
    """Whether it asks for the subgraph's text, which is shown to those who are signed in."""
    readers: Readers = field(default_factory=dict, compare=False, repr=False)
    """What was compiled of it (`server.compiled`)."""

    @property
    def kind(self) -> OperationType:
        """Tell a query from a mutation."""
        return self.node.operation


class Documents:
    """Read documents against one schema and keep the good ones, the most recent first."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, *, demo: bool) -> None:
        self.schema = schema
        self.limits = limits
        self.demo = demo
        self._rules = [*specified_rules, OneOfInputValidationRule]
        if not demo:
            self._rules.append(NoSchemaIntrospectionCustomRule)
        self._kept: OrderedDict[str, dict[str | None, Operation]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def operation(self, text: str, name: str | None) -> Operation:
        """Give the operation to run.

        Raises:
            LimitExceeded: the document is too large, too deep, or repeats itself too often.
            BadDocument: it is not GraphQL, does not fit the schema, or does not say which operation to run.
        """
        operations = self._kept.get(text)
        if operations is None:
            operations = self._read(text)
        else:
            self._kept.move_to_end(text)
        if name is None and len(operations) > 1:
            raise BadDocument("NO_OPERATION", [GraphQLError("Name the operation to run: this document has several.")])
        found = operations.get(name) if name is not None else next(iter(operations.values()), None)
        if found is None:
            raise BadDocument("NO_OPERATION", [GraphQLError("The operation to run is not in this document.")])
        return found

    def _read(self, text: str) -> dict[str | None, Operation]:
        document = self._parse(text)
        check_shape(document, self.limits)
        hide = not self.demo
        if errors := validate(self.schema, document, self._rules, MOST_ERRORS, hide_suggestions=hide):
            raise BadDocument("INVALID_DOCUMENT", errors)
        seen = _Seeker()
        visit(document, seen)
        closed = seen.schema and hide
        operations = {
            node.name.value if node.name else None: Operation(
                document, node, cost_of(self.schema, document, node), closed
            )
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode)
        }
        if len(text) <= LONGEST_KEPT and not seen.text:
            self._kept[text] = operations
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return operations

    def _parse(self, text: str) -> DocumentNode:
        try:
            return parse(text, max_lexical_tokens=self.limits.tokens, max_comments=self.limits.tokens)
        except GraphQLError as error:
            if "more than" in error.message and ("token" in error.message or "comment" in error.message):
                most = self.limits.tokens
                raise LimitExceeded("TOKENS", f"This document is too long: the limit is {most} tokens.") from None
            raise BadDocument("NOT_GRAPHQL", [error]) from None


class _Seeker(Visitor):
    """Look for text written into a document, and for the question after the subgraph's own text."""

    text = False
    schema = False

    def enter_string_value(self, _node: StringValueNode, *_rest: object) -> None:
        self.text = True

    def enter_field(self, node: FieldNode, *_rest: object) -> None:
        self.schema = self.schema or node.name.value == "_service"
