"""The business that an operation names itself, by `business(id:)`, for clients that send no header."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    get_variable_values,
    value_from_ast_untyped,
)

from orchestrators.refusals import BadInput
from schema import ids
from schema.operations.selections import fields_of, fragments_of


def business_named(
    core: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any] | None,
) -> UUID | None:
    """The business that all root fields which name one agree on; raises `BadInput` naming `id`.

    What a directive leaves out counts all the same.
    """
    if operation.operation is not OperationType.QUERY:
        return None
    roots = fields_of([operation.selection_set], fragments_of(document))
    nodes = [node for node in roots if node.name.value == "business" and node.arguments]
    if not nodes:
        return None
    values = get_variable_values(core, list(operation.variable_definitions or ()), dict(variables or {}))
    # A variable that does not fit is refused when the operation runs.
    named = set(_named(nodes, {} if isinstance(values, list) else values.coerced))
    if len(named) > 1:
        raise BadInput("id", "names several businesses; a request is about one")
    return named.pop() if named else None


def _named(nodes: list[FieldNode], variables: dict[str, Any]) -> Iterator[UUID]:
    for node in nodes:
        for argument in node.arguments or ():
            # A variable that stands for nothing is Undefined, as one that is null names nothing.
            value = value_from_ast_untyped(argument.value, variables)
            if argument.name.value == "id" and value not in (None, Undefined):
                yield ids.business_key(str(value), "id")
