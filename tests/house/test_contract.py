"""The contract: printed as committed, and described to the last word."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_client_schema,
    build_schema,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_required_argument,
    is_specified_scalar_type,
    lexicographic_sort_schema,
    print_schema,
)

import schema.build as ours
from tests.schema.asking import CONTRACT as PRINTED
from tests.world import World

CONTRACT_TEXT = ours.CONTRACT.read_text(encoding="utf-8")
TYPES = [item for name, item in PRINTED.type_map.items() if not name.startswith("__")]
WITH_FIELDS = [item for item in TYPES if isinstance(item, GraphQLObjectType | GraphQLInterfaceType)]
FIELDS = [
    (f"{with_field.name}.{name}", shown)
    for with_field in WITH_FIELDS
    for name, shown in with_field.fields.items()
]

#: Words with which a description leans on something that its reader does not see.
LEANS = re.compile(r"(It|Its|They|Their|That|This|These|Those|The same|When|Whom|So)\b")
FEWEST_WORDS = 3

#: Lists that are no connections, and why they end.
PLAIN_LISTS = {
    "Viewer.businesses": "the memberships of one person",
    "HygieneTray.checkCounts": "a row for each check and severity",
    "Query.portfolio": "a hundred at most: its order takes all of them, so that pages would save nothing",
    "PortfolioAttention.codes": "one for each rule at most",
    "HygieneTray.severityCounts": "one row for each of four severities",
    **{
        f"{payload}.userErrors": "the failures of one step"
        for payload in (
            "DecisionPayload",
            "DecisionsPayload",
            "IssueOutcome",
            "IssuePayload",
            "IssuesPayload",
            "DecisionOutcome",
            "ClearQueuePayload",
            "AcknowledgeOutboxPayload",
            "AcknowledgementOutcome",
            "SetApprovalPolicyPayload",
        )
    },
    "DecisionsPayload.outcomes": "one for each that was sent, 100 at most",
    "HygieneTray.trend": "one for each of 366 days",
    "Quality.dimensions": "five",
    "Issue.suggestions": "three at most",
    "IssuesPayload.outcomes": "one for each that was sent, 100 at most",
    "Instruction.corrections": "the fields of a document that can be corrected",
    "AcknowledgeOutboxPayload.outcomes": "one for each that was sent, 100 at most",
    "Decision.changes": "the fields of a document that are kept with a decision",
    "Decision.allowedSteps": "five at most",
    "Decision.steps": "the latest 100",
    **{
        f"{kind}.{name}": "ten or twenty at most"
        for kind in ("Document", "Bill", "Invoice")
        for name in ("decisions", "issues", "payments")
    },
    "ApprovalPolicy.payDays": "the days of a week",
    **{
        f"{subject}UserError.field": "the path to one input field"
        for subject in ("", "Decision", "Setting", "Scenario", "Issue", "Source")
    },
    "Query.earmarks": "a hundred at most",
    "Query.nodes": "one for each id that was sent, a hundred at most",
    "Query.recurringFlows": "five hundred at most",
    "Turnover.groups": "five hundred at most, the rest as a remainder",
    **{
        f"{name}Payload.userErrors": "the failures of one change"
        for name in (
            *("SetRunwayPolicy", "SetEarmark", "ReleaseEarmark", "SetVendorTerms", "SetRecurringFlow"),
            *("RemoveRecurringFlow", "StartConnection", "DisconnectConnection"),
        )
    },
    "AuditEvent.changes": "the fields of one subject",
    "IsolationAudit.findings": "what one audit of the catalogue found",
    "IsolationAudit.matrix": "a row for each table",
    "DocumentsWithoutRate.documents": "the first 100 of them",
    "CashBurn.months": "three at most",
    "LastSync.incomplete": "entities of problems, a hundred at most",
    "LastSync.problems": "a hundred at most",
    "LastSync.unused": "one for each entity of QuickBooks",
    "Forecast.weeks": "thirteen",
    "Forecast.days": "the days of thirteen weeks",
    "ForecastWeek.bySource": "four sources",
    "ForecastBand.points": "one for each of thirteen weeks",
    "UsualBasis.weeks": "the latest thirteen weeks at most",
    "ForecastAccuracy.horizons": "three",
    "ItemPriority.factors": "five at most",
    "RunwayAssumptions.accounts": "the accounts that hold cash",
    "RunwayAssumptions.unknownAccounts": "the first 100 of them",
    "RunwayAssumptions.unlistedAccounts": "the first 100 of them",
    "RunwayAssumptions.missingDocuments": "a kind of documents each",
    "RunwayAssumptions.cardsNeverPaid": "the first 100 of them",
    "Runway.documentsWithoutRate": "the first 100 of them",
    "RunwayChange.causes": "the fifty largest",
    "WhatIf.results": "one for each of five scenarios",
    "WhatIf.userErrors": "the elements of five scenarios",
    "ScenarioResult.cash": "a step for each day of thirteen weeks at most",
}
#: Connections without a filter: their rows are computed, or parts of one object, in an order of their own.
UNFILTERED = {
    *("AgingReport.rows", "AgingReport.documents", "Runway.flows", "UsualBasis.documents"),
    "JournalEntry.lines",
}


def test_the_committed_contract_is_what_the_code_prints() -> None:
    assert ours.printed(ours.build_schema()) == CONTRACT_TEXT


async def test_a_client_learns_the_contract_by_asking_for_it(world: World) -> None:
    await world.business()
    # As long as clients write it: with all that the specification has to tell.
    query = get_introspection_query(
        specified_by_url=True, input_value_deprecation=True, schema_description=True
    )
    async with world.api() as api:
        message = build_client_schema((await api.ask(query)).data)
    assert print_schema(lexicographic_sort_schema(message)) == print_schema(
        lexicographic_sort_schema(PRINTED)
    )


def test_no_field_of_ours_is_called_as_the_one_that_limits_do_not_count() -> None:
    assert [place for place, _ in FIELDS if place.endswith(".ofType")] == []


def test_every_type_field_argument_and_value_is_described() -> None:
    assert _undescribed(PRINTED) == set()


def test_what_is_not_described_is_found_wherever_it_is() -> None:
    bare = build_schema(
        "type Query { ask(how: How, which: Which): Int } input How { much: Int } enum Which { ONE }"
    )
    assert _undescribed(bare) == {
        "Query",
        "Query.ask",
        "Query.ask(how)",
        "Query.ask(which)",
        "How",
        "How.much",
        "Which",
        "Which.ONE",
    }


def test_every_description_is_understood_alone() -> None:
    assert _vague(PRINTED) == set()


@pytest.mark.parametrize(
    "description",
    [
        "When.",
        "The same, compounded.",
        "It is owed.",
        "Its name, as displayed.",
        "the due date of it",
        "No full stop",
    ],
)
def test_a_description_that_leans_on_its_neighbours_is_found(description: str) -> None:
    bare = build_schema(f'"""All queries of the API.""" type Query {{ """{description}""" total: Int }}')
    assert _vague(bare) == {"Query.total"}


def test_what_types_of_node_have_in_common_can_be_selected_side_by_side() -> None:
    assert _clashes(PRINTED) == {}


def test_two_types_of_node_that_give_one_name_to_different_types_are_found() -> None:
    bare = build_schema(
        "type Query { node: Node } interface Node { id: ID! } "
        "type One implements Node { id: ID! kind: String } type Two implements Node { id: ID! kind: Int }"
    )
    assert _clashes(bare) == {"kind": {"String", "Int"}}


@pytest.mark.parametrize(
    "connection",
    [with_field for with_field in WITH_FIELDS if with_field.name.endswith("Connection")],
    ids=str,
)
def test_a_connection_has_rows_edges_its_place_and_a_total(connection: GraphQLObjectType) -> None:
    assert list(connection.fields) == ["nodes", "edges", "pageInfo", "totalCount"]
    edge = get_named_type(connection.fields["edges"].type)
    assert isinstance(edge, GraphQLObjectType)
    assert edge.fields.keys() == {"cursor", "node"}
    assert get_named_type(edge.fields["node"].type) is get_named_type(connection.fields["nodes"].type)
    assert str(connection.fields["pageInfo"].type) == "PageInfo!"
    assert str(connection.fields["totalCount"].type) == "TotalCount!"


@pytest.mark.parametrize(
    ("place", "shown_field"),
    [pair for pair in FIELDS if get_named_type(pair[1].type).name.endswith("Connection")],
)
def test_a_field_that_answers_a_connection_can_be_paged(place: str, shown_field: GraphQLField) -> None:
    expected = {"first", "after"} if place in UNFILTERED else {"first", "after", "filter"}
    assert expected <= shown_field.args.keys(), place
    assert not [name for name, given in shown_field.args.items() if is_required_argument(given)]


def test_every_other_list_is_known_to_end() -> None:
    lists = {place for place, shown_field in FIELDS if _is_list(shown_field) and "Connection." not in place}
    assert lists == set(PLAIN_LISTS)


def _undescribed(schema: GraphQLSchema) -> set[str]:
    ours_alone = [item for item in schema.type_map.values() if not item.name.startswith("__")]
    return {
        place for item in ours_alone for place, message in _described(item) if not (message or "").strip()
    }


def _clashes(schema: GraphQLSchema) -> dict[str, set[str]]:
    """Fields that several `Node` types have with different types; of objects only lists and nulls matter."""
    node = schema.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    shapes = defaultdict[str, set[str]](set)
    for shape in schema.get_possible_types(node):
        for name, part in shape.fields.items():
            named = get_named_type(part.type)
            is_leaf = is_leaf_type(named)
            shapes[name].add(str(part.type) if is_leaf else str(part.type).replace(named.name, "object"))
    return {name: types for name, types in shapes.items() if len(types) > 1}


def _vague(schema: GraphQLSchema) -> set[str]:
    """What a reader of one description alone would not understand; a value may be as short as its name."""
    ours_alone = [item for item in schema.type_map.values() if not item.name.startswith("__")]
    return {
        place
        for item in ours_alone
        if not is_specified_scalar_type(item)
        for place, message in _described(item)
        if not _stands_alone(
            message or "", 1 if isinstance(item, GraphQLEnumType) and "." in place else FEWEST_WORDS
        )
    }


def _stands_alone(message: str, fewest_words: int) -> bool:
    is_sentence = message[:1] in "`" or message[:1].isupper() or message[:1].isdigit()
    return (
        is_sentence
        and message.endswith(".")
        and len(message.split()) >= fewest_words
        and not LEANS.match(message)
    )


def _described(named: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    """Each part of a type, and what is said of it."""
    yield named.name, named.description
    if isinstance(named, GraphQLEnumType):
        yield from ((f"{named.name}.{name}", value.description) for name, value in named.values.items())
    if isinstance(named, GraphQLInputObjectType | GraphQLObjectType | GraphQLInterfaceType):
        yield from ((f"{named.name}.{name}", part.description) for name, part in named.fields.items())
    if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
        yield from _arguments(named)


def _arguments(named: GraphQLObjectType | GraphQLInterfaceType) -> Iterator[tuple[str, str | None]]:
    for name, part in named.fields.items():
        for argument, given in part.args.items():
            yield f"{named.name}.{name}({argument})", given.description


def _is_list(shown_field: GraphQLField) -> bool:
    return isinstance(get_nullable_type(shown_field.type), GraphQLList)
