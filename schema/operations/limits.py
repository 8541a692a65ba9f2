"""How large an operation may be, counted once and in one pass: fragments are counted where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest operation that is run."""

    depth: int = 12
    aliases: int = 30
    root_fields: int = 20
    directives: int = 50


@dataclass(frozen=True, slots=True)
class Size:
    """What was counted of a selection, with its fragments spread out."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Which limit an operation exceeds."""

    what: str
    limit: int


def check_limits(
    document: DocumentNode, operation: OperationDefinitionNode, limits: Limits
) -> TooLarge | None:
    """The first limit that the operation exceeds, or none; the work is linear in the document's length.

    The document need not be valid: a missing fragment counts as nothing, one that spreads itself once.
    """
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    counted: dict[str, Size] = {}
    size = _selection(operation.selection_set, fragments, counted)
    roots = _roots(operation.selection_set, fragments, {})
    results = (
        ("levels of nesting", size.depth, limits.depth),
        ("aliases", size.aliases, limits.aliases),
        ("directives", size.directives, limits.directives),
        ("root fields", roots, limits.root_fields),
    )
    return next((TooLarge(what, limit) for what, count, limit in results if count > limit), None)


def _selection(
    selections: SelectionSetNode | None,
    fragments: dict[str, FragmentDefinitionNode],
    counted: dict[str, Size],
) -> Size:
    return _sum(_one(item, fragments, counted) for item in _of(selections))


def _one(node: SelectionNode, fragments: dict[str, FragmentDefinitionNode], counted: dict[str, Size]) -> Size:
    if isinstance(node, FragmentSpreadNode):
        name = node.name.value
        if name not in counted:
            # Each fragment is counted once, however often it is spread: nesting cannot multiply the work.
            counted[name] = Size()
            counted[name] = _selection(_body(name, fragments), fragments, counted)
        inner = counted[name]
    else:
        inner = _selection(getattr(node, "selection_set", None), fragments, counted)
    # Unwrapping a type ends where the type does, and every client's introspection does it nine times.
    is_deeper = isinstance(node, FieldNode) and node.name.value != "ofType"
    is_aliased = isinstance(node, FieldNode) and node.alias is not None
    return Size(
        inner.depth + is_deeper,
        inner.aliases + is_aliased,
        inner.directives + len(node.directives or ()),
    )


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


def _body(name: str, fragments: dict[str, FragmentDefinitionNode]) -> SelectionSetNode | None:
    return fragments[name].selection_set if name in fragments else None


def _of(selections: SelectionSetNode | None) -> Iterable[SelectionNode]:
    return selections.selections if selections is not None else ()


def _sum(sizes: Iterable[Size]) -> Size:
    listed = list(sizes)
    return Size(
        max((size.depth for size in listed), default=0),
        sum(size.aliases for size in listed),
        sum(size.directives for size in listed),
    )
