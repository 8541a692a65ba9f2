"""What operations of one document come to, counted once for all variables that count alike."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode

from schema.operations.cost import LONGEST_PAGE, Cost, cost_of
from schema.operations.limits import Limits, TooLarge, check_limits

LIMITS = Limits()
#: Counts that are kept of a document; clients ask for few lengths of pages.
MOST = 16


@dataclass(frozen=True, slots=True)
class Count:
    """What an operation may come to, and which limit it exceeds, if any."""

    cost: Cost
    too_large: TooLarge | None


class Counts:
    """Those of one document, in bounded memory; of what variables hold only lengths of pages are kept."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Count] = {}

    def of(
        self,
        core: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> Count:
        """The count of an operation of the document; the document need not be valid."""
        if any(isinstance(value, list | dict) for value in variables.values()):
            return _counted(core, document, operation, variables)
        lengths = frozenset((name, _length(value)) for name, value in variables.items())
        key = operation.name and operation.name.value, lengths
        if key not in self._kept:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = _counted(core, document, operation, variables)
        return self._kept[key]


def _counted(
    core: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> Count:
    cost = cost_of(core, document, operation, variables)
    return Count(cost, check_limits(document, operation, LIMITS, variables, cost))


def _length(value: Any) -> Hashable:
    """A variable as it counts: none, a length of a page, or whatever is none."""
    if value is None:
        return None
    return max(1, min(value, LONGEST_PAGE + 1)) if isinstance(value, int) else ""
