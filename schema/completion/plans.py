"""The written functions of a document: made when they are first needed, kept as long as it is."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLObjectType,
    GraphQLOutputType,
    SelectionSetNode,
    VariableNode,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet, collect_subfields
from graphql.execution.values import VariableValues

from schema.completion.writer import Key, Room, Row, TooMuch, Writer, key_of

#: Characters of source that a document may come to, for each of its tokens (55 to 70 are usual), and at most:
#: to compile a thousand takes a third of a millisecond.
SOURCE_PER_TOKEN = 100
MOST_SOURCE = 64_000
#: Bytes that a character of source takes as a function, measured.
SOURCE_BYTES = 8
#: Ways in which the conditions of a document may turn out that get functions; further ones do without.
MOST_WAYS = 4

Complete = Callable[[Any, Any], Any]


class Partly(NamedTuple):
    """An object of which some fields are left to graphql-core; they are None in what `complete` makes."""

    complete: Complete
    left: GroupedFieldSet


class Plan:
    """The functions of a document for one way in which its conditions turn out."""

    def __init__(self, executor: Executor[Any], conditions: Sequence[str], room: Room) -> None:
        self._writer = Writer(executor.schema, _collecting(executor, conditions), room)
        self._units: dict[Key, Complete | None] = {}
        self._objects: dict[Key, Partly | None] = {}
        self._is_full = False

    def unit(self, shape: GraphQLOutputType, details: FieldDetailsList) -> Complete | None:
        """What completes a value of a type wholly, or None."""
        key = key_of(shape, details)
        try:
            return self._units[key]
        except KeyError:
            name = self._written(lambda: self._writer.unit(shape, details))
            return self._units.setdefault(key, None if name is None else self._writer.names[name])

    def object(self, shape: GraphQLObjectType, details: FieldDetailsList) -> Partly | None:
        """What completes an object in part, or None."""
        key = key_of(shape, details)
        try:
            return self._objects[key]
        except KeyError:
            row: Row | None = self._written(lambda: self._writer.row(shape, details))
            partly = None if row is None else Partly(self._writer.names[row.name], row.left)
            return self._objects.setdefault(key, partly)

    @property
    def source(self) -> str:
        """All functions that were written so far."""
        return "\n\n".join(self._writer.parts)

    def _written(self, write: Callable[[], Any]) -> Any:
        if self._is_full:
            return None
        written = len(self._writer.parts)
        try:
            result = write()
        except (TooMuch, RecursionError):
            # What is there already goes on to be used.
            self._is_full = True
            return None
        source = "\n\n".join(self._writer.parts[written:])
        exec(compile(source, "<a document's functions>", "exec"), self._writer.names)  # noqa: S102  # Names and literals of the schema and of a valid document, which are letters and digits; no value of a caller.
        return result


class Plans:
    """The plans of a document, by how its conditions turn out."""

    def __init__(self, document: DocumentNode) -> None:
        self._conditions = _conditions(document)
        self._room = Room(min(MOST_SOURCE, SOURCE_PER_TOKEN * document.token_count))
        self._by_way: dict[tuple[Any, ...], Plan] = {}

    def of(self, executor: Executor[Any]) -> Plan | None:
        """The plan for the values that an execution has; none unless its conditions are true or false.

        They may be null, and another operation of the document may mean something else by their names.
        """
        values = executor.variable_values.coerced
        way = tuple(values.get(name) for name in self._conditions)
        if any(type(value) is not bool for name, value in values.items() if name in self._conditions):
            return None
        plan = self._by_way.get(way)
        if plan is None and len(self._by_way) < MOST_WAYS:
            plan = self._by_way[way] = Plan(executor, self._conditions, self._room)
        return plan


def _collecting(
    executor: Executor[Any], conditions: Sequence[str]
) -> Callable[[GraphQLObjectType, FieldDetailsList], GroupedFieldSet]:
    """graphql-core's own choice of fields, with what a plan may keep of a request: how its conditions are."""
    given = executor.variable_values
    decided = VariableValues(
        *({name: values[name] for name in conditions if name in values} for values in given)
    )
    core, fragments, operation = executor.schema, executor.fragments, executor.operation

    def collect(shape: GraphQLObjectType, details: FieldDetailsList) -> GroupedFieldSet:
        return collect_subfields(core, fragments, decided, operation, shape, details).grouped_field_set

    return collect


def _conditions(document: DocumentNode) -> list[str]:
    """The variables that decide whether a selection is included."""
    arguments = (
        argument.value
        for definition in document.definitions
        for directive in _directives(getattr(definition, "selection_set", None))
        for argument in directive.arguments or ()
    )
    return sorted({value.name.value for value in arguments if isinstance(value, VariableNode)})


def _directives(selection_set: SelectionSetNode | None) -> Iterator[DirectiveNode]:
    for selection in selection_set.selections if selection_set else ():
        yield from selection.directives or ()
        yield from _directives(getattr(selection, "selection_set", None))
