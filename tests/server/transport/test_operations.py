"""Documents that are wrong, ambiguous or too large are refused with a code, and never run."""

import time
from collections.abc import AsyncIterator

import pytest
from graphql import get_introspection_query

from tests.schema.asking import Listed, lists
from tests.server.knocking import GRAPHQL_JSON, JSON, query, refusal
from tests.servers.postgres import Cluster
from tests.serving import Served, serving


@pytest.fixture(scope="module")
async def served(cluster: Cluster) -> AsyncIterator[Served]:
    async with serving(cluster) as served:
        await served.world.business()
        yield served


async def assert_refused(served: Served, text: str, code: str, **more: object) -> str:
    """Both kinds of answer say the same; only the newer one says it by its status too."""
    output = set()
    for kind, status in ((JSON, 200), (GRAPHQL_JSON, 400)):
        before = len(served.world.statements)
        response = await query(served, text, {"accept": kind}, **more)
        error = refusal(response, status, code)
        assert "data" not in response.json()
        assert len(served.world.statements) == before
        output.add(error["message"])
    (message,) = output
    result: str = message
    return result


@pytest.mark.parametrize(
    "text",
    ["{", "}", "{ viewer { email }", "query", '{ a(b: ") }', "{ a ! }", "\x00", "{ tokens: 'x' }", "😀"],
)
async def test_a_syntax_error_is_named_and_placed(served: Served, text: str) -> None:
    message = await assert_refused(served, text, "GRAPHQL_PARSE_FAILED")
    assert message.startswith("Syntax Error: ")
    (error,) = (await query(served, text)).json()["errors"]
    assert error["locations"][0]["line"] == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{ viewr { email } }", "Did you mean 'viewer'?"),
        ("{ viewer { emai } }", "Did you mean 'email'?"),
        ("{ bills(frist: 1) { nodes { id } } }", "Did you mean 'first' or 'last'?"),
        ("{ bills(orderBy: [{field: TOTALS}]) { nodes { id } } }", "Did you mean the enum value 'TOTAL'?"),
        ("query ($f: DocumentFilters) { bills(filter: $f) { nodes { id } } }", "Did you mean"),
        ("{ viewer }", "must have a selection of subfields"),
        ("{ viewer { email { x } } }", "must not have a selection"),
        ("query ($x: Int) { __typename }", "never used"),
        ("{ ...A } fragment A on Query { ...A }", "Cannot spread fragment"),
        ("{ node { id } }", "is required"),
        ('{ node(id: "x") { ... on Bil { id } } }', "Did you mean 'Bill'"),
        ("mutation { proposeDecision(input: {}) { userErrors { code } } }", "itemId"),
    ],
)
async def test_a_document_that_does_not_fit_the_contract_keeps_its_suggestions(
    served: Served, text: str, says: str
) -> None:
    response = await query(served, text)
    errors = response.json()["errors"]
    assert {error["extensions"]["code"] for error in errors} == {"GRAPHQL_VALIDATION_FAILED"}
    assert any(says in error["message"] for error in errors), errors


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("query A { __typename } query B { __typename }", {}),
        ("query A { __typename } query B { __typename }", {"operationName": ""}),
        ("query A { __typename } query B { __typename }", {"operationName": "C"}),
        ("query A { __typename }", {"operationName": "B"}),
        ("{ __typename }", {"operationName": "B"}),
        ("fragment A on Query { __typename }", {}),
        ("type A { b: Int }", {}),
    ],
    ids=str,
)
async def test_which_operation_is_meant_must_be_clear(
    served: Served, text: str, more: dict[str, str]
) -> None:
    await assert_refused(served, text, "OPERATION_RESOLUTION_FAILURE", **more)


async def test_the_named_one_of_several_is_run(served: Served) -> None:
    text = "query A { viewer { email } } query B { __typename }"
    assert (await query(served, text, operationName="B")).json() == {"data": {"__typename": "Query"}}


def nested(levels: int) -> str:
    """A document whose fields stand `levels` deep."""
    inner = "__typename"
    for n in range(levels - 1):
        inner = f"f{n} {{ {inner} }}"
    return f"{{ {inner} }}"


TOO_LARGE = {
    "tokens": "{ " + "__typename " * 2001 + "}",
    "tokens in arguments": "{ bills(filter: {or: [" + "{} " * 1100 + "]}) { nodes { id } } }",
    "depth": nested(13),
    "depth through fragments": "{ ...A } fragment A on Query " + nested(13),
    "depth through a chain of fragments": "{ ...F0 }"
    + "".join(f" fragment F{n} on Query {{ f {{ ...F{n + 1} }} }}" for n in range(13))
    + " fragment F13 on Query { f }",
    "aliases": "{ viewer { " + " ".join(f"a{n}: email" for n in range(31)) + " } }",
    "aliases through fragments": "{ viewer { ...A ...A ...A ...A } } fragment A on Viewer { "
    + " ".join(f"a{n}: email" for n in range(8))
    + " }",
    "root fields": "{ " + "__typename " * 21 + "}",
    "root fields through fragments": "{ ...A ...A ...A } fragment A on Query { " + "__typename " * 7 + "}",
    "root fields in inline fragments": "{ " + "... { __typename } " * 21 + "}",
    "directives": "{ __typename " + "@skip(if: false) " * 51 + "}",
    "an alias": "{ " + "a" * 101 + ": __typename }",
    "a number": "{ bills(first: " + "1" * 4301 + ") { nodes { id } } }",
    "the name of a fragment": "{ ...%s } fragment %s on Query { __typename }" % (("F" * 101,) * 2),
    "nesting without fields": "{ " + "... { " * 300 + "__typename" + " }" * 300 + " }",
    "nesting of lists": "{ a(b: " + "[" * 400 + "]" * 400 + ") }",
    "nesting of objects": "{ a(b: " + "{c: " * 250 + "1" + "}" * 250 + ") }",
}


@pytest.mark.parametrize("text", TOO_LARGE.values(), ids=TOO_LARGE)
async def test_a_document_that_is_too_large_is_refused(served: Served, text: str) -> None:
    await assert_refused(served, text, "OPERATION_TOO_LARGE")


MANY: dict[str, object] = {"and": [{}] * 2_499}
TOO_MANY_VALUES = {
    "a list": ("", {"f": {"and": [{}] * 60_000}}),
    "a list that is used twice": ("again: bills(filter: $f) { nodes { id } }", {"f": MANY}),
    "a list that is used in a fragment": ("...A ...A", {"f": MANY}),
    "lists of lists": ("", {"f": [[[0] * 80] * 80]}),
}
ASKING_BILLS = """query ($f: DocumentFilter) { bills(filter: $f) { nodes { id } } %s }
fragment A on Query { bills(filter: $f) { nodes { id } } }"""


@pytest.mark.parametrize(("more", "variables"), TOO_MANY_VALUES.values(), ids=TOO_MANY_VALUES)
async def test_too_many_values_are_refused_before_anything_is_made_of_them(
    served: Served, more: str, variables: dict[str, object]
) -> None:
    message = await assert_refused(served, ASKING_BILLS % more, "OPERATION_TOO_LARGE", variables=variables)
    assert message == "The operation has more than 5000 values in its arguments."


async def test_as_many_values_as_the_limit_are_looked_at_and_200_filters_may_compare_nothing(
    served: Served,
) -> None:
    text = "query ($f: DocumentFilter) { bills(filter: $f) { nodes { id } } }"
    assert "errors" not in (await query(served, text, variables={"f": {"and": [{}] * 200}})).json()
    too_many: list[list[dict[str, object]]] = [[{}] * 201, [{}] * 199 + [{"or": [{}]}], [{}] * 4_998]
    for more in too_many:
        (error,) = (await query(served, text, variables={"f": {"and": more}})).json()["errors"]
        assert error["message"] == "filter has more than 200 filters in `and`, `or` and `not`."


@pytest.mark.parametrize("listed", lists(), ids=str)
async def test_fragments_below_a_list_take_no_more_time_than_their_text(
    served: Served, listed: Listed
) -> None:
    kind, node = listed.kinds
    chains = [
        f"fragment {name}{n} on {on} {{ ...{name}{n + 1} ...{name}{n + 1} }}"
        for name, on in (("C", kind), ("N", node))
        for n in range(60)
    ]
    ends = [f"fragment C60 on {kind} {{ nodes {{ ...N0 }} }}", f"fragment N60 on {node} {{ __typename }}"]
    started = time.perf_counter()
    response = await query(served, " ".join([f"{{ {listed.ask('...C0')} }}", *chains, *ends]))
    assert time.perf_counter() - started < 5
    assert response.json().keys() == {"data"}


FITS = {
    "tokens": "{ " + "viewer { email } " * 20 + "}",
    "depth": "{ decisionConsole { items { edges { node { counterparty { id } } } } } }",
    "aliases": "{ viewer { " + " ".join(f"a{n}: email" for n in range(30)) + " } }",
    "root fields": "{ " + "__typename " * 20 + "}",
    "directives": "{ viewer { " + "email @skip(if: false) " * 50 + "} }",
    "the introspection of every client": get_introspection_query(),
    "the largest introspection": get_introspection_query(
        descriptions=True,
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    ),
}


@pytest.mark.parametrize("text", FITS.values(), ids=FITS)
async def test_a_document_at_the_limit_is_run(served: Served, text: str) -> None:
    assert (await query(served, text)).json().keys() == {"data"}


def spreading(levels: int, width: int) -> str:
    """Each fragment spreads the next one several times: written out, it has width ** levels fields."""
    parts = [f"fragment F{n} on Query {{ {f'...F{n + 1} ' * width}}}" for n in range(levels)]
    return " ".join(["{ ...F0 }", *parts, f"fragment F{levels} on Query {{ __typename }}"])


def spreading_in_fields(levels: int) -> str:
    """The same with a field around each spread."""
    parts = [
        f"fragment F{n} on Viewer {{ email ... on Viewer {{ ...F{n + 1} }} ... on Viewer {{ ...F{n + 1} }} }}"
        for n in range(levels)
    ]
    return " ".join(["{ viewer { ...F0 } }", *parts, f"fragment F{levels} on Viewer {{ email }}"])


@pytest.mark.parametrize(
    "text", [spreading(60, 2), spreading(12, 60), spreading_in_fields(60)], ids=["2^60", "60^12", "fields"]
)
async def test_fragments_that_spread_fragments_take_no_more_time_than_their_text(
    served: Served, text: str
) -> None:
    started = time.perf_counter()
    response = await query(served, text)
    assert time.perf_counter() - started < 5
    assert response.status_code == 200
    codes = {item["extensions"]["code"] for item in response.json().get("errors", [])}
    assert codes <= {"OPERATION_TOO_LARGE"}


@pytest.mark.parametrize("depth", [10, 100, 200, 240, 300, 500, 900])
async def test_variables_nested_without_end_are_refused_in_json(served: Served, depth: int) -> None:
    text = "query ($f: DocumentFilter) { bills(filter: $f) { nodes { id } } }"
    deep: dict[str, object] = {}
    for _ in range(depth):
        deep = {"not": deep}
    response = await query(served, text, variables={"f": deep})
    assert response.headers["content-type"] == JSON
    codes = [item["extensions"]["code"] for item in response.json().get("errors", [])]
    assert codes == ([] if depth == 10 else ["OPERATION_TOO_LARGE"])


async def test_variables_that_do_not_fit_are_the_caller_s(served: Served) -> None:
    text = "query ($n: Int!) { bills(first: $n) { nodes { id } } }"
    for variables in ({}, {"n": None}, {"n": "x"}, {"n": 1.5}, {"m": 1}):
        response = await query(served, text, variables=variables)
        error = refusal(response, 200, "BAD_USER_INPUT")
        assert "$n" in error["message"]
