"""What an operation is counted as before it runs: pages, lists and figures, never less than comes back."""

import math
from collections.abc import AsyncIterator
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_introspection_query,
    graphql_sync,
    parse,
)

from schema.operations.cost import INTROSPECTION, LISTS, WORK, Cost, cost_of
from schema.operations.selections import MOST_STEPS
from tests.canaries import Client, plant
from tests.schema.asking import CONTRACT, QUERIES, needing_arguments, query
from tests.servers.postgres import Cluster
from tests.world import open_world


def cost(text: str, **variables: Any) -> Cost:
    """Of the first operation."""
    document = parse(text)
    operation = next(item for item in document.definitions if isinstance(item, OperationDefinitionNode))
    return cost_of(CONTRACT, document, operation, variables)


def answered(value: Any) -> tuple[int, int]:
    """The elements of lists, and the fields, of an answer."""
    if isinstance(value, dict):
        inner = [answered(item) for item in value.values()]
        return sum(rows for rows, _ in inner), len(value) + sum(fields for _, fields in inner)
    if isinstance(value, list):
        inner = [answered(item) for item in value]
        return len(value) + sum(rows for rows, _ in inner), sum(fields for _, fields in inner)
    return 0, 0


@pytest.mark.parametrize(
    ("text", "variables", "rows"),
    [
        ("{ viewer { email } }", {}, 0),
        ("{ bills { nodes { id } } }", {}, 20),
        ("{ bills(first: 7) { nodes { id } } }", {}, 7),
        ("{ bills(first: 7) { nodes { id } edges { cursor } } }", {}, 14),
        ("{ a: bills(first: 7) { nodes { id } } b: bills(first: 3) { nodes { id } } }", {}, 10),
        ("query ($n: Int!) { bills(first: $n) { nodes { id } } }", {"n": 5}, 5),
        ("query ($n: Int! = 6) { bills(first: $n) { nodes { id } } }", {}, 6),
        # What is no length is refused later, and counts as the longest until then.
        ("query ($n: Int!) { bills(first: $n) { nodes { id } } }", {"n": "x"}, 100),
        ("{ bills(first: 1000000) { nodes { id } } }", {}, 100),
        ("{ bills(first: " + "9" * 5_000 + ") { nodes { id } } }", {}, 100),
        ("{ bills(first: -5) { nodes { id } } }", {}, 1),
        ("{ bills(last: 9) { nodes { id } } }", {}, 9),
        ("{ bills(first: null, last: 90) { nodes { id } } }", {}, 90),
        ("{ bills(first: 3, last: 90) { nodes { id } } }", {}, 90),
        ("query ($f: Int, $l: Int = 8) { bills(first: $f, last: $l) { nodes { id } } }", {"f": None}, 8),
        ("query ($f: Int = 8) { bills(first: $f) { nodes { id } } }", {"f": None}, 20),
        ("query ($l: Int!) { bills(last: $l) { nodes { id } } }", {"l": 1000}, 100),
        ("{ ...A ...A bills { ...B } } fragment A on Query { bills { ...B } } fragment B on BillConnection"
         " { nodes { id } }", {}, 20),
        ("{ bills { nodes { id } } bills { nodes { id documentNumber } } }", {}, 20),
        ("{ nothing { at { all } } }", {}, 0),
        ("{ ...A } fragment A on Query { ...A bills { nodes { id } } }", {}, 20),
        ("{ ...Missing bills @skip(if: true) { nodes { id } } }", {}, 20),
    ],
)  # fmt: skip
def test_rows_are_what_lists_may_hold(text: str, variables: dict[str, Any], rows: int) -> None:
    assert cost(text, **variables).rows == rows


def test_fields_are_those_of_all_rows() -> None:
    assert cost("{ bills(first: 10) { nodes { id documentNumber } pageInfo { endCursor } } }").fields == 24


def test_a_document_whose_places_all_differ_is_too_large_and_not_counted_for_long() -> None:
    assert cost(_many(MOST_STEPS // 4)).fields == MOST_STEPS // 4 * 3
    assert cost(_many(MOST_STEPS // 2)).fields == math.inf


def _many(count: int) -> str:
    return "{ " + " ".join(f"a{number}: viewer {{ email id: email }}" for number in range(count)) + " }"


def test_the_tables_name_fields_that_there_are() -> None:
    ours, theirs = [*LISTS, *WORK], [*INTROSPECTION]
    for name in [*ours, *theirs]:
        type_name, _, field = name.partition(".")
        kind = CONTRACT.type_map[type_name]
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        assert field in kind.fields


def test_an_introspection_is_counted_as_about_what_comes_back() -> None:
    text = get_introspection_query(input_value_deprecation=True)
    rows, fields = answered(graphql_sync(CONTRACT, text).data)
    counted = cost(text)
    assert rows * 0.8 < counted.rows < rows * 3
    assert fields * 0.8 < counted.fields < fields * 4


@pytest.fixture(scope="module")
async def owner(cluster: Cluster) -> AsyncIterator[Client]:
    """Somebody of a business with rows of every kind."""
    address = await cluster.clone()
    async with open_world(address) as world, world.api() as api:
        pair = await plant(world, 30, 6)
        yield Client(api, pair.ours.owner, pair.ours.business, pair.theirs)
    await cluster.drop(address)


@pytest.mark.parametrize("name", sorted(set(QUERIES) - needing_arguments() - {"isolation"}))
async def test_no_answer_is_more_than_was_counted(owner: Client, name: str) -> None:
    text = query(name)
    rows, fields = answered(await owner.data(text))
    counted = cost(text)
    assert rows <= counted.rows
    assert fields <= counted.fields
