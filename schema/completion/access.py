"""How to have the value of a field at once: as an attribute, or by a function of nothing but the object."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import isfunction
from typing import Any

from graphql import GraphQLField
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from schema.completion.unfit import Unfit
from schema.faces import Converted


@dataclass(frozen=True, slots=True)
class Access:
    """An expression of `source` and `context`, in which `call` may stand for a function.

    With `convert`, the value is converted by it unless it is None.
    """

    expression: str
    call: Callable[..., Any] | None = None
    convert: Callable[[Any, Any], Any] | None = None


def access_to(field: GraphQLField) -> Access | None:
    """How to have the field's value, or None where only its resolver can tell."""
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if field.args or not isinstance(definition, StrawberryField) or definition.extensions:
        return None
    if isinstance(definition, Converted):
        return Access(f"source.{definition.attribute}", convert=_at_once(definition.convert))
    if definition.base_resolver is None:
        return Access(f"source.{definition.python_name}")
    return None if definition.is_async else _computed(definition)


def _computed(definition: StrawberryField) -> Access | None:
    """A call of the resolver, where it wants nothing of the request."""
    resolver = definition.base_resolver
    assert resolver is not None
    if resolver.info_parameter is not None or resolver.arguments:
        return None
    # Strawberry hands over the object under the name of each parameter that wants it; one may be both.
    wanted = (resolver.parent_parameter, resolver.root_parameter)
    named = dict.fromkeys(f"{parameter.name}=source" for parameter in wanted if parameter is not None)
    objects = [*(["source"] if resolver.self_parameter else []), *named]
    wrapped = resolver.wrapped_func
    # What is wrapped costs half of what its wrapper does, and is called for every row.
    return Access(f"call({', '.join(objects)})", call=wrapped if isfunction(wrapped) else resolver)


def _at_once(convert: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """A conversion that does not wait: what would have to is left to graphql-core."""

    def converted(value: Any, context: Any) -> Any:
        result = convert(value, context)
        if hasattr(result, "__await__"):
            if hasattr(result, "close"):
                result.close()
            raise Unfit
        return result

    return converted
