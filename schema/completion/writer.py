"""Writes the functions that complete the values of a document, as Python that can be read and compiled."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet

from schema.completion.access import access_to
from schema.completion.leaves import leaf
from schema.completion.unfit import Unfit
from schema.faces import Behind

Key = tuple[Any, ...]


class TooMuch(Exception):
    """More would be written than a document may have."""


def key_of(shape: Any, details: FieldDetailsList) -> Key:
    """What tells a type with its selection from all others of a document."""
    return (shape, *[id(item.node) for item in details])


@dataclass(slots=True)
class Room:
    """How many characters of source may still be written for a document."""

    left: int

    def take(self, number: int) -> None:
        """Use some; raises `TooMuch`."""
        self.left -= number
        if self.left < 0:
            raise TooMuch


@dataclass(frozen=True, slots=True)
class Row:
    """A function that makes the dictionary of an object; `left` are fields that it leaves to graphql-core.

    They stand in it with None, so that all have their places.
    """

    name: str
    left: GroupedFieldSet


def listed(value: Any) -> Any:
    """The items of a list, if it is one."""
    if type(value) is list or type(value) is tuple:
        return value
    raise Unfit


@dataclass(slots=True)
class Writer:
    """The source of functions, and what its names mean.

    `collect` gives the fields that are selected of an object: graphql-core's own, with the conditions of
    @skip and @include decided.
    """

    core: GraphQLSchema
    collect: Callable[[GraphQLObjectType, FieldDetailsList], GroupedFieldSet]
    room: Room
    names: dict[str, Any] = field(default_factory=lambda: {"listed": listed, "Unfit": Unfit})
    parts: list[str] = field(default_factory=list)
    _rows: dict[Key, Row | None] = field(default_factory=dict)
    _abstract: dict[Key, str | None] = field(default_factory=dict)
    _names_by_body: dict[tuple[str, str], str] = field(default_factory=dict)

    def unit(self, shape: GraphQLOutputType, details: FieldDetailsList) -> str | None:
        """The name of a function that completes a value of a type; None where something is left of it."""
        variables = _Variables()
        expression = self._completed(shape, details, "value", variables)
        if expression is None:
            return None
        return self._function("complete", "value, context", f"    return {expression}\n")

    def row(self, shape: GraphQLObjectType, details: FieldDetailsList) -> Row | None:
        """The function for an object; None where it would leave every field, or its kind cannot be told."""
        key = key_of(shape, details)
        if key not in self._rows:
            self._rows[key] = self._written_row(shape, details)
        return self._rows[key]

    def _written_row(self, shape: GraphQLObjectType, details: FieldDetailsList) -> Row | None:
        is_type_of = shape.is_type_of
        if is_type_of is None:
            check = "source is None"
        elif isinstance(is_type_of, Behind):
            check = f"not isinstance(source, {self._named(f'model_of_{shape.name}', is_type_of.model)})"
        else:
            return None
        fields, variables = self.collect(shape, details), _Variables()
        values = {name: self._field(shape, items, variables) for name, items in fields.items()}
        left = {name: items for name, items in fields.items() if values[name] is None}
        if left and len(left) == len(fields):
            return None
        lines = "".join(f"        {key!r}: {value},\n" for key, value in values.items())
        body = f"    if {check}:\n        raise Unfit\n    return {{\n{lines}    }}\n"
        return Row(self._function(shape.name, "source, context", body), left)

    def _field(
        self, parent: GraphQLObjectType, details: FieldDetailsList, variables: "_Variables"
    ) -> str | None:
        node = details[0].node
        if node.name.value == "__typename":
            return repr(parent.name)
        shape = parent.fields.get(node.name.value)
        access = None if shape is None or node.arguments else access_to(shape)
        if shape is None or access is None:
            return None
        value = access.expression
        if access.call is not None:
            value = value.replace("call", self._named(f"{parent.name}_{node.name.value}", access.call), 1)
        if access.convert is None:
            return self._completed(shape.type, details, value, variables)
        convert = self._named(f"convert_{parent.name}_{node.name.value}", access.convert)
        held, nullable = variables.new(), not is_non_null_type(shape.type)
        completed = self._completed(shape.type, details, f"{convert}({held}, context)", variables)
        if completed is None:
            return None
        absent = "None" if nullable else self._named("refuse", _refuse) + "()"
        return f"({absent} if ({held} := {value}) is None else {completed})"

    def _completed(
        self, shape: GraphQLOutputType, details: FieldDetailsList, value: str, variables: "_Variables"
    ) -> str | None:
        """The expression that completes the value of an expression."""
        if is_non_null_type(shape):
            return self._present(shape.of_type, details, value, variables)
        held = value if value.isidentifier() else variables.new()
        inner = self._present(shape, details, held, variables)
        if inner is None:
            return None
        test = held if held is value else f"({held} := {value})"
        return f"(None if {test} is None else {inner})"

    def _present(
        self, shape: Any, details: FieldDetailsList, value: str, variables: "_Variables"
    ) -> str | None:
        """The same where null is not allowed: every function that is called here refuses None."""
        if is_list_type(shape):
            item = variables.new()
            inner = self._completed(shape.of_type, details, item, variables)
            return None if inner is None else f"[{inner} for {item} in listed({value})]"
        if is_leaf_type(shape):
            held = value if value.isidentifier() else variables.new()
            expression, known = leaf(shape, value, held)
            self.names |= known
            return expression
        name = self._of_object(shape, details)
        return None if name is None else f"{name}({value}, context)"

    def _of_object(self, shape: Any, details: FieldDetailsList) -> str | None:
        if is_object_type(shape):
            row = self.row(shape, details)
            return None if row is None or row.left else row.name
        assert is_abstract_type(shape)
        key = key_of(shape, details)
        if key not in self._abstract:
            self._abstract[key] = self._written_abstract(shape, details)
        return self._abstract[key]

    def _written_abstract(self, shape: GraphQLAbstractType, details: FieldDetailsList) -> str | None:
        """A function that looks which model it is; only where no model is a kind of another one.

        Types of which nothing is selected, most of those that `node` may be, are left to graphql-core.
        """
        by_model: dict[type, str] = {}
        for possible in self.core.get_possible_types(shape):
            if not self.collect(possible, details):
                continue
            name = self._of_object(possible, details)
            if name is None or not isinstance(possible.is_type_of, Behind):
                return None
            by_model[possible.is_type_of.model] = name
        if not by_model or any(
            issubclass(one, other) for one in by_model for other in by_model if one is not other
        ):
            return None
        rows = ", ".join(f"{self._named(f'model_of_{row}', model)}: {row}" for model, row in by_model.items())
        body = "    return row_of[type(source)](source, context)\n"
        return self._function(shape.name, f"source, context, row_of={{{rows}}}", body)

    def _named(self, name: str, meaning: Any) -> str:
        self.names[name] = meaning
        return name

    def _function(self, stem: str, parameters: str, body: str) -> str:
        """The name of a function of a value and the context; one that says the same serves again."""
        if (parameters, body) not in self._names_by_body:
            name = f"{stem}_{len(self.parts)}"
            part = f"def {name}({parameters}):\n{body}"
            self.room.take(len(part))
            self.parts.append(part)
            self._names_by_body[parameters, body] = name
        return self._names_by_body[parameters, body]


def _refuse() -> None:
    raise Unfit


class _Variables:
    """Names for the variables of one function."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def new(self) -> str:
        return f"v{next(self._numbers)}"
