"""How large an operation may be, counted once and in one pass: fragments are counted where they stand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    Token,
    TokenKind,
    ValueNode,
    VariableNode,
)

from schema.operations.cost import NOTHING, Cost
from schema.operations.selections import fragments_of


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest operation that is run."""

    #: Characters of the document.
    text: int = 64 << 10
    depth: int = 12
    aliases: int = 30
    root_fields: int = 20
    directives: int = 50
    #: In lists and objects too, of variables as often as they are used: each is made an object of ours.
    values: int = 5_000
    value_depth: int = 60
    #: Characters of a name, an alias or a number: an alias is repeated with each row.
    word_length: int = 100
    #: Of the answer, see `Cost`.
    rows: int = 5_000
    fields: int = 60_000


@dataclass(frozen=True, slots=True)
class Size:
    """What was counted of a selection, with its fragments spread out."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    values: int = 0


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Which limit an operation exceeds."""

    what: str
    limit: int


def check_limits(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    limits: Limits,
    variables: Mapping[str, Any] | None = None,
    cost: Cost = NOTHING,
) -> TooLarge | None:
    """The first limit that the operation exceeds, or none; the work is linear in document and variables.

    The document need not be valid: a missing fragment counts as nothing, one that spreads itself once.
    """
    weights, value_depth = _weights(variables or {}, limits)
    fragments = fragments_of(document)
    count = _Counting(fragments, weights, {})
    size = count.selection(operation.selection_set)
    roots = _roots(operation.selection_set, fragments, {})
    results = (
        ("levels of nesting", size.depth, limits.depth),
        ("aliases", size.aliases, limits.aliases),
        ("directives", size.directives, limits.directives),
        ("root fields", roots, limits.root_fields),
        ("values in its arguments", size.values, limits.values),
        ("levels of nesting in a variable", value_depth, limits.value_depth),
        ("characters in a name or a number", _longest_word(document), limits.word_length),
        ("rows that may come back", cost.rows, limits.rows),
        ("fields that may come back", cost.fields, limits.fields),
    )
    return next((TooLarge(what, limit) for what, count, limit in results if count > limit), None)


@dataclass(frozen=True, slots=True)
class _Counting:
    """Counts selections; `weights` are how many values each variable holds."""

    fragments: Mapping[str, FragmentDefinitionNode]
    weights: Mapping[str, int]
    counted: dict[str, Size]

    def selection(self, selections: SelectionSetNode | None) -> Size:
        """All of a selection together."""
        return _sum(self._one(item) for item in _of(selections))

    def _one(self, node: SelectionNode) -> Size:
        inner = (
            self._fragment(node.name.value)
            if isinstance(node, FragmentSpreadNode)
            else self.selection(getattr(node, "selection_set", None))
        )
        # Unwrapping a type ends where the type does, and every client's introspection does it nine times.
        is_deeper = isinstance(node, FieldNode) and node.name.value != "ofType"
        is_aliased = isinstance(node, FieldNode) and node.alias is not None
        given = [argument.value for item in (node, *(node.directives or ())) for argument in _arguments(item)]
        return Size(
            inner.depth + is_deeper,
            inner.aliases + is_aliased,
            inner.directives + len(node.directives or ()),
            inner.values + sum(map(self._value, given)),
        )

    def _fragment(self, name: str) -> Size:
        if name not in self.counted:
            # Each fragment is counted once, however often it is spread: nesting cannot multiply the work.
            self.counted[name] = Size()
            self.counted[name] = self.selection(_body(name, self.fragments))
        return self.counted[name]

    def _value(self, node: ValueNode) -> int:
        if isinstance(node, VariableNode):
            return self.weights.get(node.name.value, 1)
        if isinstance(node, ListValueNode):
            return 1 + sum(map(self._value, node.values))
        if isinstance(node, ObjectValueNode):
            return 1 + sum(self._value(field.value) for field in node.fields)
        return 1


def _arguments(node: Any) -> Iterable[Any]:
    return getattr(node, "arguments", None) or ()


def _weights(variables: Mapping[str, Any], limits: Limits) -> tuple[dict[str, int], int]:
    """How many values each variable holds, and how deep the deepest is; counting ends beyond the limits."""
    weights, deepest = {}, 0
    for name, value in variables.items():
        count, level, row = 0, 0, [value]
        while row and count <= limits.values and level <= limits.value_depth:
            count, level = count + len(row), level + 1
            row = [inner for item in row for inner in _inner(item)]
        weights[name], deepest = count, max(deepest, level)
    return weights, deepest


def _inner(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _longest_word(document: DocumentNode) -> int:
    return max((token.end - token.start for token in _tokens(document) if token.kind in _WORDS), default=0)


_WORDS = frozenset({TokenKind.NAME, TokenKind.INT, TokenKind.FLOAT})


def _tokens(document: DocumentNode) -> Iterator[Token]:
    token = document.loc.start_token if document.loc else None
    while token is not None:
        yield token
        token = token.next


def _roots(
    selections: SelectionSetNode | None,
    fragments: dict[str, FragmentDefinitionNode],
    counted: dict[str, int],
) -> int:
    total = 0
    for node in _of(selections):
        if isinstance(node, FieldNode):
            total += 1
        elif isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name not in counted:
                counted[name] = 0
                counted[name] = _roots(_body(name, fragments), fragments, counted)
            total += counted[name]
        else:
            total += _roots(getattr(node, "selection_set", None), fragments, counted)
    return total


def _body(name: str, fragments: Mapping[str, FragmentDefinitionNode]) -> SelectionSetNode | None:
    return fragments[name].selection_set if name in fragments else None


def _of(selections: SelectionSetNode | None) -> Iterable[SelectionNode]:
    return selections.selections if selections is not None else ()


def _sum(sizes: Iterable[Size]) -> Size:
    listed = list(sizes)
    return Size(
        max((size.depth for size in listed), default=0),
        sum(size.aliases for size in listed),
        sum(size.directives for size in listed),
        sum(size.values for size in listed),
    )
