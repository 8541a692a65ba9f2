"""The fields of a selection, and of its fragments, in time that no nesting of fragments can multiply."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLSkipDirective,
    SelectionNode,
    SelectionSetNode,
    get_directive_values,
)
from graphql.execution.values import VariableValues

#: Selected fields and fragments that are looked at, those of a fragment again for each place that differs.
MOST_STEPS = 20_000


class EndlessSelection(Exception):
    """The document makes too many different places of its fragments to look at them."""


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """The fragments of a document by their names."""
    return {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }


def fields_of(
    selections: Iterable[SelectionSetNode | None],
    fragments: Mapping[str, FragmentDefinitionNode],
    given: VariableValues | None = None,
) -> Iterator[FieldNode]:
    """Each field that is selected, not those below it; a fragment is looked at once.

    With the values of variables, without what @skip and @include leave out.
    """
    pending = list(selections)
    seen: set[str] = set()
    while pending:
        selection = pending.pop()
        for node in selection.selections if selection is not None else ():
            if given is not None and node.directives and not _is_included(node, given):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif not isinstance(node, FragmentSpreadNode):
                pending.append(node.selection_set)  # type: ignore[attr-defined]  # An inline fragment's.
            elif node.name.value not in seen:
                seen.add(node.name.value)
                if (fragment := fragments.get(node.name.value)) is not None:
                    pending.append(fragment.selection_set)


def _is_included(node: SelectionNode, given: VariableValues) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, given)
    include = get_directive_values(GraphQLIncludeDirective, node, given)
    return not (skip and skip["if"]) and (include is None or include["if"])


@dataclass(frozen=True, slots=True)
class TypedSelections:
    """The fields of selections with the types whose they are, for as many steps as one document may take."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    steps: Iterator[int] = field(default_factory=lambda: iter(range(MOST_STEPS)))

    def fields(
        self, selections: Sequence[SelectionSetNode], parent: GraphQLNamedType
    ) -> Iterator[tuple[FieldNode, GraphQLNamedType]]:
        """Each field in the order of the document, each fragment once; raises `EndlessSelection`."""
        pending = [(iter(item.selections), parent) for item in reversed(selections)]
        seen: set[str] = set()
        while pending:
            nodes, inside = pending[-1]
            node = next(nodes, None)
            if node is None:
                pending.pop()
                continue
            if next(self.steps, None) is None:
                raise EndlessSelection
            if isinstance(node, FieldNode):
                yield node, inside
            elif not isinstance(node, FragmentSpreadNode):
                pending.extend(self._narrowed(node, inside))
            elif node.name.value not in seen and node.name.value in self.fragments:
                seen.add(node.name.value)
                pending.extend(self._narrowed(self.fragments[node.name.value], inside))

    def by_response_key(
        self, selections: Sequence[SelectionSetNode], parent: GraphQLNamedType
    ) -> dict[tuple[str, str], list[FieldNode]]:
        """The fields by type and response key: those of one key are one field of the answer."""
        fields: dict[tuple[str, str], list[FieldNode]] = {}
        for node, inside in self.fields(selections, parent):
            name = node.alias.value if node.alias else node.name.value
            fields.setdefault((inside.name, name), []).append(node)
        return fields

    def _narrowed(
        self, fragment: Any, inside: GraphQLNamedType
    ) -> list[tuple[Iterator[SelectionNode], GraphQLNamedType]]:
        """The selection of a fragment and the type that it is for, if there is such a type."""
        condition = fragment.type_condition
        narrowed = inside if condition is None else self.schema.get_type(condition.name.value)
        return [] if narrowed is None else [(iter(fragment.selection_set.selections), narrowed)]


def below(nodes: Sequence[FieldNode]) -> list[SelectionSetNode]:
    """The selections below one field of the answer."""
    return [node.selection_set for node in nodes if node.selection_set is not None]
