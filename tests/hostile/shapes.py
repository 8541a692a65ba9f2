"""Requests that tried to take a server from the others, each by what it multiplies."""

import json
from collections.abc import Mapping
from typing import Any

from graphql import GraphQLObjectType, get_introspection_query, get_named_type, is_leaf_type

from tests.schema.asking import CONTRACT


def body_of(query: str, **variables: Any) -> str:
    """The body of an operation."""
    return json.dumps({"query": query, "variables": variables})


def _nested(depth: int) -> dict[str, Any]:
    """A filter in a filter, and so on."""
    result: dict[str, Any] = {}
    for _ in range(depth):
        result = {"not": result}
    return result


def _spread(depth: int, times: int, inside: str = "Bill", leaf: str = "id") -> str:
    """Fragments, each of which spreads the next one several times."""
    spreads = [" ".join([f"...F{number + 1}"] * times) for number in range(depth)]
    chain = "".join(f" fragment F{number} on {inside} {{ {item} }}" for number, item in enumerate(spreads))
    return f"{chain} fragment F{depth} on {inside} {{ {leaf} }}"


def _aliases(count: int, field: str) -> str:
    return "{ " + " ".join(f"a{number}: {field}" for number in range(count)) + " }"


def _leaves(type_name: str) -> str:
    """All that a type shows without further selections."""
    kind = CONTRACT.type_map[type_name]
    assert isinstance(kind, GraphQLObjectType)
    return (
        "{ "
        + " ".join(name for name, shown in kind.fields.items() if is_leaf_type(get_named_type(shown.type)))
        + " }"
    )


#: Shapes that are answered: they are hostile by what they make the server do.
ANSWERED = frozenset(
    {
        "a long chain of fragments",
        "all pages at once",
        "clients on aliases",
        "impact of a hundred items",
        "issues by what they do",
        "figures on aliases",
        "introspection in full",
        "much JSON",
        "pages beside pages",
        "spreads below a list",
    }
)
FILTER = "query ($f: DocumentFilter) "
DEEP_TYPES = "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } }"
WIDE_TYPES = "{ name description fields { name description type { name ofType { name ofType { name } } } } }"

SHAPES: Mapping[str, str] = {
    "spreads below a list": body_of("{ bills { nodes { ...F0 } } }" + _spread(20, 2)),
    "a long chain of fragments": body_of("{ bills { nodes { ...F0 } } }" + _spread(172, 1)),
    "a longer chain of fragments": body_of("{ bills { nodes { ...F0 } } }" + _spread(245, 1)),
    "spreads below an interface": body_of('{ node(id: "x") { ...F0 } }' + _spread(20, 2, "Node")),
    "a list of filters": body_of(FILTER + "{ bills(filter: $f) { nodes { id } } }", f={"and": [{}] * 60_000}),
    "filters on aliases": body_of(
        FILTER + _aliases(14, "bills(filter: $f) { nodes { id } }"), f={"and": [{}] * 30_000}
    ),
    "filters in filters": body_of(FILTER + "{ bills(filter: $f) { nodes { id } } }", f=_nested(400)),
    "a long number": body_of("{ bills(first: " + "9" * 4301 + ") { nodes { id } } }"),
    "a long number as a variable": body_of(
        "query ($n: Int) { bills(first: $n) { nodes { id } } }", n=int("9" * 4000)
    ),
    "a long alias over rows": body_of("{ bills(first: 100) { nodes { " + "a" * 100_000 + ": id } } }"),
    "introspection thirty times": body_of(_aliases(20, "__schema { types " + WIDE_TYPES + " }")),
    "introspection in depth": body_of(DEEP_TYPES),
    "introspection in full": body_of(get_introspection_query(input_value_deprecation=True)),
    "the same field again": body_of("{ " + "bills { nodes { id } } " * 280 + "}"),
    "the same leaf again": body_of("{ bills { nodes { " + "id " * 1_980 + "} } }"),
    "fragments that overlap": body_of(
        "{ bills { nodes { "
        + " ".join(f"...F{n}" for n in range(45))
        + " } } }"
        + "".join(f" fragment F{n} on Bill {{ {'id ' * 30} }}" for n in range(45))
    ),
    "unknown fields": body_of("{ " + " ".join(f"bilz{n}" for n in range(1_900)) + " }"),
    "unknown enum values": body_of(
        "{ bills(orderBy: ["
        + " ".join(f"{{field: DUE_DATZ{n}}}" for n in range(300))
        + "]) { nodes { id } } }"
    ),
    "many operations": body_of(
        " ".join(f"query A{n} {{ ...F }}" for n in range(250)) + _spread(0, 0, "Query")
    ),
    "inline fragments": body_of("{ " + "... on Query { bills { nodes { id } } } " * 160 + "}"),
    "pages beside pages": body_of(
        "{ payables { documents(first: 100) { nodes { __typename } }"
        " rows(first: 100) { nodes { __typename } } } }"
    ),
    "all pages at once": body_of(_aliases(20, f"bills(first: 100) {{ nodes {_leaves('Bill')} }}")),
    "figures on aliases": body_of(
        _aliases(
            20, f"runway {{ forecast {{ days {_leaves('ForecastDay')} weeks {_leaves('ForecastWeek')} }} }}"
        )
    ),
    "issues by what they do": body_of(
        "{ hygieneTray { issues(first: 100, orderBy: [{field: RUNWAY_EFFECT}])"
        " { nodes { id runwayEffect { __typename } } } } }"
    ),
    "impact of a hundred items": body_of(
        "{ decisionConsole { items(first: 100) { nodes { id impact { __typename } priority { score } } } } }"
    ),
    "clients on aliases": body_of(_aliases(10, f"portfolio {_leaves('PortfolioEntry')}")),
    "directives": body_of("{ __typename " + "@skip(if: false) " * 600 + "}"),
    "deep lists": body_of("{ bills(filter: " + "[" * 900 + "]" * 900 + ") { nodes { id } } }"),
    "much JSON": body_of("{ __typename }", a=[[1, "x", None]] * 15_000),
    "deep JSON": '{"query": "{ __typename }", "variables": {"a": ' + "[" * 100_000 + "]" * 100_000 + "}}",
}
