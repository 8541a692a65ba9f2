"""How scalars and enums become JSON: an expression for what is usual, a function for the rest."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from graphql import GraphQLEnumType, GraphQLLeafType, Undefined

from schema.completion.unfit import Unfit

#: Values that are JSON as they are, by the scalar: an expression that is true for them.
AS_THEY_ARE: Mapping[str, str] = {
    "Boolean": "type({0}) is bool",
    "ID": "type({0}) is str",
    "Int": "type({0}) is int and -2147483648 <= {0} <= 2147483647",
    "String": "type({0}) is str",
}


def leaf(shape: GraphQLLeafType, name: str) -> tuple[str, Mapping[str, Any]]:
    """The expression that completes the value of a variable, and what the expression's names mean.

    What it does not expect is left to `coerce_output_value` of the type, as graphql-core does.
    """
    coerce = f"as_{shape.name}"
    known: dict[str, Any] = {coerce: _coerced(shape)}
    if shape.name in AS_THEY_ARE:
        condition, result = AS_THEY_ARE[shape.name].format(name), name
    elif isinstance(shape, GraphQLEnumType):
        members, kind = f"names_of_{shape.name}", f"enum_{shape.name}"
        known |= {members: _names(shape), kind: _python(shape)}
        condition, result = f"type({name}) is {kind}", f"{members}[{name}]"
    else:
        return f"{coerce}({name})", known
    return f"({result} if {condition} else {coerce}({name}))", known


def _coerced(shape: GraphQLLeafType) -> Callable[[Any], Any]:
    coerce = shape.coerce_output_value

    def completed(value: Any) -> Any:
        result = None if value is None else coerce(value)
        if result is None or result is Undefined:
            raise Unfit
        return result

    return completed


def _python(shape: GraphQLEnumType) -> type[Enum]:
    """The enum of Python behind one of GraphQL, which Strawberry keeps with it."""
    kind: type[Enum] = shape.wrapped_cls  # type: ignore[attr-defined]  # Strawberry's own kind of enum.
    return kind


def _names(shape: GraphQLEnumType) -> dict[Enum, str]:
    return {member: shape.coerce_output_value(member) for member in _python(shape)}
