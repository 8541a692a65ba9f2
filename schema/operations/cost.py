"""What an operation may come to: how many rows and fields could come back, before anything is read."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from orchestrators.paging import MAX_LINKED, MAX_PAYMENTS
from schema.operations.selections import EndlessSelection, TypedSelections, below, fragments_of

#: Rows of a page, as `schema.connections` has it: by default, and at most.
PAGE, LONGEST_PAGE = 20, 100
#: Elements of a list that is not named below.
LIST = 10
#: Elements of the longer lists that are no connections; one that seldom has many counts as it usually is.
LISTS: Mapping[str, int] = {
    "AcknowledgeOutboxPayload.outcomes": 100,
    "DecisionsPayload.outcomes": 100,
    "IsolationAudit.findings": 100,
    "IsolationAudit.matrix": 100,
    "IssuesPayload.outcomes": 100,
    "LastSync.incomplete": 100,
    "LastSync.problems": 100,
    "Viewer.businesses": 100,
    "Forecast.days": 91,
    "Forecast.weeks": 13,
    "ForecastBand.points": 13,
    "HygieneTray.trend": 366,
    "Query.earmarks": 100,
    "Query.portfolio": 100,
    "Query.recurringFlows": 100,
    "RunwayChange.causes": 50,
    "ScenarioResult.cash": 91,
    "Turnover.groups": 500,
    "UsualBasis.weeks": 13,
    # As many as there may be.
    **{
        f"{document}.{name}": most
        for document in ("Document", "Bill", "Invoice")
        for name, most in (("decisions", MAX_LINKED), ("issues", MAX_LINKED), ("payments", MAX_PAYMENTS))
    },
}
#: Elements of lists by the names of their fields: seldom does an input have more than one fault.
SHORT_LISTS: Mapping[str, int] = {"userErrors": 1, "field": 3}
#: Lists with an element for each of what an argument names.
NAMED: Mapping[str, str] = {"Query.nodes": "ids"}
#: What is worked out for a field beside its rows, as so many rows.
WORK: Mapping[str, int] = {
    "HygieneTray.effectOfSuggestions": 100,
    "Runway.change": 100,
    "Query.decisionConsole": 20,
    "Query.hygieneTray": 20,
    "Query.income": 100,
    "Query.isolation": 500,
    "Query.portfolio": 400,
    "Query.runway": 100,
    "Query.spend": 100,
    "Query.whatIf": 400,
}
#: Of the fields that describe the schema; each type is a row. Types wrap each other once or twice.
INTROSPECTION: Mapping[str, float] = {
    "__Schema.types": 300,
    "__Schema.directives": 10,
    "__Type.fields": 4,
    "__Type.enumValues": 2,
    "__Type.inputFields": 2,
    "__Type.interfaces": 0.5,
    "__Type.possibleTypes": 0.5,
    "__Field.args": 0.5,
    "__Directive.args": 1,
    "__Type.ofType": 0.5,
}


@dataclass(frozen=True, slots=True)
class Cost:
    """`rows` are elements of lists, and what is worked out as so many; `fields` are those of all rows."""

    rows: float = 0
    fields: float = 0


NOTHING, ENDLESS = Cost(), Cost(math.inf, math.inf)


def cost_of(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any] | None = None,
) -> Cost:
    """The most that the operation may come to; what a directive leaves out counts all the same.

    The document need not be valid: what the schema does not have costs nothing.
    """
    root = schema.get_root_type(operation.operation)
    values = _values(operation, variables or {})
    counting = _Counting(schema, TypedSelections(schema, fragments_of(document)), values, {})
    try:
        return counting.level([operation.selection_set], root, PAGE)
    except EndlessSelection:
        return ENDLESS


@dataclass(frozen=True, slots=True)
class _Counting:
    """Counts as answers are made: fields of one name at one place are one, with all that is below them."""

    schema: GraphQLSchema
    selections: TypedSelections
    variables: Mapping[str, Any]
    counted: dict[tuple[frozenset[int], str, int], Cost]

    def level(
        self, selections: Sequence[SelectionSetNode], parent: GraphQLNamedType | None, page: int
    ) -> Cost:
        """What the selections of one place come to; `page` is the length of the connection that it is in."""
        if not selections or parent is None:
            return NOTHING
        key = frozenset(map(id, selections)), parent.name, page
        if key not in self.counted:
            # A fragment that spreads itself is invalid, and refused as that.
            self.counted[key] = NOTHING
            fields = self.selections.by_response_key(selections, parent)
            types = self.schema.type_map
            costs = (self._field(nodes, types[inside], page) for (inside, _), nodes in fields.items())
            self.counted[key] = _sum(costs)
        return self.counted[key]

    def _field(self, nodes: Sequence[FieldNode], parent: GraphQLNamedType, page: int) -> Cost:
        node = nodes[0]
        shown = self.schema.get_field(parent, node.name.value)  # type: ignore[arg-type]  # None for a leaf.
        if shown is None:
            return Cost(0, 1)
        name = f"{parent.name}.{node.name.value}"
        named = get_named_type(shown.type)
        inner = self.level(below(nodes), named, self._page(node) if _is_page(named) else PAGE)
        number = self._named(node, NAMED[name]) if name in NAMED else _number(name, parent, shown, page)
        own = number if is_list_type(get_nullable_type(shown.type)) else 0
        return Cost(WORK.get(name, 0) + own + number * inner.rows, 1 + number * inner.fields)

    def _named(self, node: FieldNode, argument: str) -> int:
        """How many an argument names; more than there may be are refused later, and count as the most."""
        value = next((given.value for given in node.arguments or () if given.name.value == argument), None)
        if isinstance(value, VariableNode):
            named = self.variables.get(value.name.value)
            return min(len(named), LONGEST_PAGE) if isinstance(named, list) else LONGEST_PAGE
        return min(len(value.values), LONGEST_PAGE) if isinstance(value, ListValueNode) else LONGEST_PAGE

    def _page(self, node: FieldNode) -> int:
        """The length that is asked for; one that is none is refused later, and counts as the longest."""
        given = (argument for argument in node.arguments or () if argument.name.value in {"first", "last"})
        lengths = [length for length in map(self._wanted, given) if length is not None]
        if not all(isinstance(length, int) and length <= LONGEST_PAGE for length in lengths):
            return LONGEST_PAGE
        return max(1, *lengths) if lengths else PAGE

    def _wanted(self, argument: ArgumentNode) -> Any:
        value = argument.value
        return self.variables.get(value.name.value) if isinstance(value, VariableNode) else _length(value)


def _length(value: ValueNode | None) -> int | None:
    """A literal as the length of a page, none for null; a number may have thousands of digits."""
    if isinstance(value, NullValueNode):
        return None
    return int(value.value) if isinstance(value, IntValueNode) and len(value.value) <= 3 else LONGEST_PAGE


def _number(name: str, parent: GraphQLNamedType, shown: GraphQLField, page: int) -> float:
    """How many of it come back for each of its parents."""
    if name in INTROSPECTION:
        return INTROSPECTION[name]
    if not is_list_type(get_nullable_type(shown.type)):
        return 1
    field = name.partition(".")[2]
    return page if _is_page(parent) else LISTS.get(name, SHORT_LISTS.get(field, LIST))


def _is_page(named: GraphQLNamedType) -> bool:
    return named.name.endswith("Connection")


def _values(operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    """What the variables stand for that can be the length of a page."""
    defaults = {
        definition.variable.name.value: _length(definition.default_value)
        for definition in operation.variable_definitions or ()
        if definition.default_value is not None
    }
    return {**defaults, **variables}


def _sum(costs: Iterable[Cost]) -> Cost:
    rows = fields = 0.0
    for cost in costs:
        rows, fields = rows + cost.rows, fields + cost.fields
    return Cost(rows, fields)
