"""How scalars and enums become JSON: an expression for what is usual, a function for the rest."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from graphql import GraphQLEnumType, GraphQLLeafType, Undefined

from schema.completion.unfit import Unfit
from schema.scalars import SCALARS

#: Values that are JSON as they are, by the scalar: their type, and what else is true of them.
AS_THEY_ARE: Mapping[str, tuple[type, str]] = {
    "Boolean": (bool, ""),
    "ID": (str, ""),
    "Int": (int, " and -2147483648 <= {0} <= 2147483647"),
    "String": (str, ""),
}

#: Values that are written, by the scalar: their type, and what writes every value of just that type.
_WRITTEN = {scalar.name: (kind, scalar.serialize) for kind, scalar in SCALARS.items()}


def leaf(shape: GraphQLLeafType, value: str, name: str) -> tuple[str, Mapping[str, Any]]:
    """The expression that completes the value of an expression, and what its names mean.

    `name` is that of a variable for the value. What is not expected is left to `coerce_output_value` of the
    type, as graphql-core does.
    """
    coerce = f"as_{shape.name}"
    known: dict[str, Any] = {coerce: _coerced(shape)}
    if shape.name in AS_THEY_ARE:
        kind, rest = AS_THEY_ARE[shape.name]
        usual, result = f"{kind.__name__}{rest.format(name)}", name
    elif isinstance(shape, GraphQLEnumType):
        known |= {f"names_of_{shape.name}": _names(shape), f"enum_{shape.name}": _python(shape)}
        usual, result = f"enum_{shape.name}", f"names_of_{shape.name}[{name}]"
    elif shape.name in _WRITTEN:
        known[f"type_{shape.name}"], known[f"write_{shape.name}"] = _WRITTEN[shape.name]
        usual, result = f"type_{shape.name}", f"write_{shape.name}({name})"
    else:
        return f"{coerce}({value})", known
    # A condition is evaluated first.
    held = value if value == name else f"{name} := {value}"
    return f"({result} if type({held}) is {usual} else {coerce}({name}))", known


def _coerced(shape: GraphQLLeafType) -> Callable[[Any], Any]:
    coerce = shape.coerce_output_value

    def completed(value: Any) -> Any:
        # graphql-core raises an exception that is in place of a value, whatever the type would make of it.
        result = None if value is None or isinstance(value, Exception) else coerce(value)
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
