"""All functions that a document comes to, for people who want to read them."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
    is_object_type,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet, collect_fields

from schema.completion.executor import CompletingExecutor
from schema.completion.plans import Plans


def functions_of(
    core: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], operation: str | None
) -> str:
    """The source of what is written for a valid document; raises GraphQLError if variables do not fit."""
    plans = Plans(document)
    executor = CompletingExecutor.build(core, document, None, None, dict(variables), operation, plans=plans)
    if isinstance(executor, list):
        raise executor[0]
    plan = plans.of(executor)
    root = core.get_root_type(executor.operation.operation)
    assert isinstance(executor, CompletingExecutor)
    assert plan is not None
    assert root is not None

    def walk_fields(parent: GraphQLObjectType, fields: GroupedFieldSet) -> None:
        for details in fields.values():
            field = parent.fields.get(details[0].node.name.value)
            if field is not None and details[0].node.selection_set is not None:
                walk(field.type, details)

    def walk(shape: GraphQLOutputType, details: FieldDetailsList) -> None:
        if plan.unit(shape, details) is not None:
            return
        named: Any = get_named_type(shape)
        for kind in [named] if is_object_type(named) else core.get_possible_types(named):
            partly = plan.object(kind, details)
            fields = (
                executor.collect_subfields(kind, details).grouped_field_set if partly is None else partly.left
            )
            walk_fields(kind, fields)

    fragments, values = executor.fragments, executor.variable_values
    walk_fields(root, collect_fields(core, fragments, values, root, executor.operation).grouped_field_set)
    return plan.source
