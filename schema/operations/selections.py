"""The fields of a selection, and of its fragments, in time that no nesting of fragments can multiply."""

from collections.abc import Iterable, Iterator, Mapping

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, SelectionSetNode


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """The fragments of a document by their names."""
    return {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }


def fields_of(
    selections: Iterable[SelectionSetNode | None], fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[FieldNode]:
    """Each field that is selected, not those below it; a fragment is looked at once."""
    pending = list(selections)
    seen: set[str] = set()
    while pending:
        selection = pending.pop()
        for node in selection.selections if selection is not None else ():
            if isinstance(node, FieldNode):
                yield node
            elif not isinstance(node, FragmentSpreadNode):
                pending.append(node.selection_set)  # type: ignore[attr-defined]  # An inline fragment's.
            elif node.name.value not in seen:
                seen.add(node.name.value)
                if (fragment := fragments.get(node.name.value)) is not None:
                    pending.append(fragment.selection_set)
