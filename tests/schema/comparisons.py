"""Filters a second time, in plain Python: how values compare, and what that should let through."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Node = Mapping[str, Any]
#: A GraphQL input object: {"dueDate": {"lt": "2026-12-01"}, "or": [...]}.
Given = dict[str, Any]


def text(value: Any) -> Any:
    """Names, ids and words compare as they are."""
    return value


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of a kind are read, and the operators that its filter has."""

    read: Callable[[Any], Any]
    operators: tuple[str, ...]


_ORDERED = ("eq", "lt", "lte", "gt", "gte", "isNull")
AMOUNT = Kind(Decimal, _ORDERED)
DAY = Kind(date.fromisoformat, _ORDERED)
TEXT = Kind(text, ("eq", "in", "contains", "isNull"))
ID = Kind(text, ("eq", "in", "isNull"))
WORD = Kind(text, ("eq", "in"))
FLAG = Kind(text, ("eq",))
MOMENT = Kind(datetime.fromisoformat, ("eq", "lt", "lte", "gt", "gte"))
KIND_OF = {
    "DecimalFilter": AMOUNT,
    "DateFilter": DAY,
    "DateTimeFilter": MOMENT,
    "StringFilter": TEXT,
    "IDFilter": ID,
    "BooleanFilter": FLAG,
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A field of a filter: its kind, where a node shows the value, values worth comparing with."""

    kind: Kind
    path: str
    values: tuple[Any, ...]

    def of(self, node: Node) -> Any:
        """The value in a node, as it compares; None where unknown."""
        result: Any = node
        for step in self.path.split("."):
            result = None if result is None else result[step]
        return None if result is None else self.kind.read(result)

    def questions(self) -> Iterator[Given]:
        """Every operator with every value."""
        for name in self.kind.operators:
            if name == "isNull":
                yield from ({name: True}, {name: False})
            elif name == "in":
                yield from ({name: []}, {name: list(self.values)}, {name: list(self.values[:1])})
            else:
                yield from ({name: value} for value in self.values)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, how to ask for it with a filter, the input type of the filter, and its fields."""

    query: str
    input_type: str
    fields: Mapping[str, Compared]
    #: What holds unless the filter names the field, and a filter that lets everything through.
    implied: Mapping[str, Any] = field(default_factory=dict)
    everything: Given | None = None

    def meant(self, given: Given) -> Given:
        """The filter with what it leaves to the list."""
        unnamed = {name: value for name, value in self.implied.items() if name not in set(_names(given))}
        return {"and": [unnamed, given]}

    def ask(self) -> str:
        """The whole document; its variable is the filter."""
        return f"query ($f: {self.input_type}) {{ {self.query} }}"

    def ask_ids(self, filters: int) -> str:
        """The ids alone, for so many filters at once: aliases `f0`, `f1` ..., variables of the same names."""
        head, _, _ = self.query.partition("nodes {")
        ids = f"{head}nodes {{ id }} {'}' * head.count('{')}"
        names = [f"f{n}" for n in range(filters)]
        variables = ", ".join(f"${name}: {self.input_type}" for name in names)
        fields = " ".join(f"{name}: {ids.replace('$f', f'${name}')}" for name in names)
        return f"query ({variables}) {{ {fields} }}"


def _names(given: Given) -> Iterator[str]:
    """Every field that a filter names, however deep."""
    for name, value in given.items():
        yield name
        if name in ("and", "or", "not"):
            for part in value if isinstance(value, list) else [value]:
                yield from _names(part)


_ORDER: Mapping[str, Callable[[Any, Any], Any]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def lets_through(fields: Mapping[str, Compared], given: Given, node: Node) -> bool:
    """Whether all of it holds; a comparison with an unknown value does not."""
    return all(_part(fields, name, value, node) for name, value in given.items())


def _part(fields: Mapping[str, Compared], name: str, value: Any, node: Node) -> bool:
    if name == "and":
        return all(lets_through(fields, part, node) for part in value)
    if name == "or":
        return any(lets_through(fields, part, node) for part in value)
    if name == "not":
        return not lets_through(fields, value, node)
    compared = fields[name]
    return all(_holds(compared.kind, op, compared.of(node), operand) for op, operand in value.items())


def _holds(kind: Kind, op: str, value: Any, operand: Any) -> bool:
    if op == "isNull":
        return (value is None) is operand
    if value is None:
        return False
    if op == "in":
        return value in [kind.read(item) for item in operand]
    if op == "contains":
        return bool(operand.lower() in value.lower())
    if op == "eq":
        return bool(value == kind.read(operand))
    return bool(_ORDER[op](value, kind.read(operand)))
