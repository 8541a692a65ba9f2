"""The seam with Strawberry: a face names what is shown of a plain model, and holds nothing itself."""

import types
import typing
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

import strawberry
from graphql import GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType

T = TypeVar("T")

#: Filled while the schema's modules are imported, read when it is built.
MODEL_BEHIND: dict[Any, type] = {}
ANSWERS: list[tuple[str, Any, Callable[..., Any]]] = []
DESCRIBED: set[type[Enum]] = set()


class Misfit(TypeError):
    """A face shows what its model does not have, or has otherwise."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Tells whether an object is of the model behind a face."""

    model: type

    def __call__(self, obj: object, _info: object) -> bool:
        return isinstance(obj, self.model)


def face(model: type, description: str, name: str | None = None) -> Callable[[type[T]], type[T]]:
    """Make a class the face of a model: `Bill` shows `orchestrators.documents.Bill`."""

    def put_on(cls: type[T]) -> type[T]:
        setattr(cls, "is_type_of", staticmethod(Behind(typing.get_origin(model) or model)))  # noqa: B010  # A name that the class does not declare.
        MODEL_BEHIND[cls] = model
        return strawberry.type(cls, description=description, name=name)

    return put_on


def interface(model: type, description: str) -> Callable[[type[T]], type[T]]:
    """Make a class the face of a model that several types share."""

    def put_on(cls: type[T]) -> type[T]:
        MODEL_BEHIND[cls] = model
        return strawberry.interface(cls, description=description)

    return put_on


def shown(description: str, name: str | None = None) -> Any:
    """An attribute of the model, shown as it is; under another name where Python keeps that for itself."""
    return strawberry.field(description=description, name=name)


class Converted(StrawberryField):
    """An attribute of the model that is shown as a value of another type, which the request makes of it.

    `held` is its type in the model, `face` the one shown, and `convert` makes it, or an awaitable of it, of a
    value and the request's context; None is shown as null. The attribute is the one of the field's own name,
    unless `of` is another one's.
    """

    held: type
    face: type
    convert: Callable[[Any, Any], Any]
    of: str | None = None

    @property
    def attribute(self) -> str:
        """The name of the attribute."""
        return self.of or self.python_name

    def resolve(self, source: Any, info: GraphQLResolveInfo[Any]) -> Any:
        """The attribute's value, converted."""
        value = getattr(source, self.attribute)
        return None if value is None else self.convert(value, info.context)


def resolve_converted(schema: GraphQLSchema) -> None:
    """Let converted fields resolve themselves.

    Strawberry hands no context to a field without a resolver, and what it prepares for one with a resolver
    (an `Info`, arguments) takes longer than the conversion: an answer has hundreds of amounts.
    """
    for shape in schema.type_map.values():
        for shown_field in shape.fields.values() if isinstance(shape, GraphQLObjectType) else ():
            definition = shown_field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
            if isinstance(definition, Converted):
                shown_field.resolve = definition.resolve


def field(answer: Any, description: str) -> Callable[[Callable[..., Any]], Any]:
    """A field that a resolver answers; `answer` is the GraphQL type of what it returns."""

    def put_on(resolver: Callable[..., Any]) -> Any:
        ANSWERS.append((resolver.__qualname__, answer, resolver))
        return strawberry.field(resolver=resolver, graphql_type=answer, description=description)

    return put_on


def later(name: str, module: str) -> Any:
    """A face of a module that imports the one that names it: looked up when the schema is built."""
    return LazyType(name, f"schema.{module}")


def listed(shape: Any) -> Any:
    """A list of such a face: no type checker takes one for a type."""
    return types.GenericAlias(list, shape)


def stream(answer: Any, description: str) -> Callable[[Callable[..., Any]], Any]:
    """A subscription; `answer` is the GraphQL type of each thing that its resolver yields."""

    def put_on(resolver: Callable[..., Any]) -> Any:
        ANSWERS.append((resolver.__qualname__, AsyncIterator[answer], resolver))
        return strawberry.subscription(resolver=resolver, graphql_type=answer, description=description)

    return put_on


def describe_enum(
    enum: type[Enum], description: str, values: Mapping[str, str], name: str | None = None
) -> Any:
    """Show an enum of ours, with a description for each value; raises `Misfit` when they do not match.

    A face that was read earlier may have shown the enum already: what it shows is described in place, so that
    the order in which modules are imported does not matter.
    """
    if enum in DESCRIBED:
        raise Misfit(f"{enum.__name__} is described twice")
    DESCRIBED.add(enum)
    if not hasattr(enum, "__strawberry_definition__"):
        strawberry.enum(enum)
    definition: StrawberryEnumDefinition = enum.__strawberry_definition__  # type: ignore[attr-defined]  # Strawberry puts it there.
    definition.name = name or enum.__name__
    definition.description = description
    undescribed = {value.name for value in definition.values} ^ values.keys()
    if undescribed:
        raise Misfit(f"{enum.__name__}: descriptions and values differ in {sorted(undescribed)}")
    for value in definition.values:
        value.description = values[value.name]
    return enum


def check_fit() -> None:
    """Raise `Misfit` where a face and its model, or a field and its resolver, do not fit.

    Neither a type checker nor Strawberry compares the two sides of this seam.
    """
    for shape, model in MODEL_BEHIND.items():
        hints, bound = _attributes(model), _bound(getattr(shape, "__orig_bases__", ()))
        fields = {item.python_name: item for item in _fields(shape)}
        for name, annotation in typing.get_type_hints(shape, include_extras=False).items():
            if fields[name].base_resolver is None:
                where, item = f"{shape.__name__}.{name}", fields[name]
                attribute = item.attribute if isinstance(item, Converted) else name
                _fit(where, _held(where, item, _filled(annotation, bound)), hints.get(attribute, Misfit))
    for where, answer, resolver in ANSWERS:
        _fit(where, answer, typing.get_type_hints(resolver)["return"])


def _fields(shape: Any) -> list[StrawberryField]:
    fields: list[StrawberryField] = shape.__strawberry_definition__.fields
    return fields


def _held(where: str, field: StrawberryField, annotation: Any) -> Any:
    """What a model has to hold for a field to show it as annotated."""
    if not isinstance(field, Converted):
        return annotation
    inner, null = _without_null(annotation)
    if inner is not field.face:
        raise Misfit(f"{where} shows {annotation}, but is converted to {field.face}")
    # What is made of another attribute may be null although that is not.
    return field.held | None if null and field.of is None else field.held


def _attributes(model: Any) -> dict[str, Any]:
    """What a model holds, and what it computes; of a generic one, for the types that it is made with."""
    shape = typing.get_origin(model) or model
    computed = {
        name: typing.get_type_hints(member.fget)["return"]
        for name, member in vars(shape).items()
        if isinstance(member, property) and member.fget is not None
    }
    bound = _bound([model])
    held = {**typing.get_type_hints(shape), **computed}
    return {name: _filled(annotation, bound) for name, annotation in held.items()}


def _bound(made: Iterable[Any]) -> dict[Any, Any]:
    """The types that stand for the variables of generic classes: `T` is `Bill` in `Page[Bill]`."""
    return {
        variable: given
        for item in made
        for variable, given in zip(
            getattr(typing.get_origin(item), "__parameters__", ()), typing.get_args(item), strict=False
        )
    }


def _filled(annotation: Any, bound: Mapping[Any, Any]) -> Any:
    """An annotation with types in the place of its variables, as far as they are known."""
    if isinstance(annotation, TypeVar):
        return bound.get(annotation, annotation)
    variables = getattr(annotation, "__parameters__", ())
    known = variables and not isinstance(annotation, type)
    return annotation[tuple(bound.get(variable, variable) for variable in variables)] if known else annotation


def _fit(where: str, shown_type: Any, held_type: Any) -> None:
    if not _fits(shown_type, held_type):
        raise Misfit(f"{where} shows {shown_type}, but what is behind it is {held_type}")


def _fits(shown_type: Any, held_type: Any) -> bool:
    shown_inner, shown_null = _without_null(shown_type)
    shown_inner = _behind(shown_inner)
    held_inner, held_null = _without_null(held_type)
    if held_inner is Any:
        return True
    if held_null and not shown_null:
        return False
    shown_args, held_args = typing.get_args(shown_inner), typing.get_args(held_inner)
    if shown_args or held_args:
        kinds = _behind(typing.get_origin(shown_inner)), typing.get_origin(held_inner)
        same_kind = kinds[0] is kinds[1] or kinds == (list, tuple)
        return same_kind and _fits(shown_args[0], held_args[0])
    return _same(shown_inner, held_inner)


def _same(shown_type: Any, held_type: Any) -> bool:
    if isinstance(shown_type, TypeVar) or isinstance(held_type, TypeVar):
        return True
    if shown_type in {Any, held_type}:
        return True
    # A list may promise the subclass that its query selects.
    return isinstance(shown_type, type) and issubclass(shown_type, held_type)


def _behind(shown_type: Any) -> Any:
    shape = shown_type.resolve_type() if isinstance(shown_type, LazyType) else shown_type
    return MODEL_BEHIND.get(shape, shape)


def _without_null(annotation: Any) -> tuple[Any, bool]:
    if typing.get_origin(annotation) not in {typing.Union, types.UnionType}:
        return annotation, False
    rest = [part for part in typing.get_args(annotation) if part is not type(None)]
    return (rest[0] if len(rest) == 1 else annotation), len(rest) < len(typing.get_args(annotation))
