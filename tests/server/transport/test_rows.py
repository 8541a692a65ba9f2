"""A list is answered as CSV: a page of rows and the cursor of the next, or an error as JSON."""

import csv
import io
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx
import pytest

from tests.records import bill, vendor
from tests.server.knocking import get, query, refusal
from tests.servers.postgres import Cluster
from tests.serving import Served, serving
from tests.world import OWNER, gid

PAGE = "pageInfo { hasNextPage endCursor }"
FIELDS = "id documentNumber dueDate counterparty { name } total { amount currencyCode }"
BILLS = (
    "query ($after: String, $first: Int! = 2) "
    f"{{ bills(first: $first, after: $after) {{ nodes {{ {FIELDS} }} {PAGE} }} }}"
)
FORMULA = '=HYPERLINK("https://example.org","Pay, here")'


@pytest.fixture(scope="module")
async def served(cluster: Cluster) -> AsyncIterator[Served]:
    async with serving(cluster, cors_origins=("https://app.example.org",)) as served:
        yield served


@pytest.fixture(scope="module")
async def business(served: Served) -> UUID:
    made = await served.world.business(members={OWNER: "OWNER"})
    bills = [bill(str(n), DueDate=f"2026-12-0{n}") for n in range(1, 6)]
    bills[1]["VendorRef"] = {"value": "2"}
    bills[2]["VendorRef"] = None
    vendors = [vendor(name="Käse & Söhne"), vendor("2", FORMULA)]
    await served.world.load(made, {"Vendor": vendors, "Bill": bills})
    return made


def _as(business: UUID, accept: str = "text/csv") -> dict[str, str]:
    return {"accept": accept, "x-business-id": str(business)}


def rows(response: httpx.Response) -> list[list[str]]:
    """The cells of an answer, the names of the columns first."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8")
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline="")))


async def test_pages_of_rows_are_the_list(served: Served, business: UUID) -> None:
    cursor: str | None = None
    seen: list[list[str]] = []
    head: list[str] = []
    while True:
        response = await query(served, BILLS, _as(business), variables={"after": cursor})
        head, *page = rows(response)
        seen += page
        cursor = response.headers.get("x-next-cursor")
        if cursor is None:
            break
        assert len(page) == 2
    answer = (await query(served, BILLS, _as(business, "*/*"), variables={"first": 100})).json()
    nodes = answer["data"]["bills"]["nodes"]
    columns = ["id", "documentNumber", "dueDate", "counterparty.name", "total.amount", "total.currencyCode"]
    assert head == columns
    names = [node["counterparty"] and node["counterparty"]["name"] for node in nodes]
    assert names[:3] == ["Käse & Söhne", FORMULA, None]
    harmless = ["'" + FORMULA if name == FORMULA else name or "" for name in names]
    assert seen == [
        [node["id"], node["documentNumber"], node["dueDate"], name, node["total"]["amount"], "USD"]
        for node, name in zip(nodes, harmless, strict=True)
    ]


async def test_an_empty_list_is_the_names_of_its_columns(served: Served) -> None:
    empty = await served.world.business("Empty", members={OWNER: "OWNER"})
    response = await query(served, BILLS, _as(empty))
    assert response.text.count("\r\n") == 1
    assert rows(response)[0][0] == "id"
    assert "x-next-cursor" not in response.headers


async def test_groups_are_rows_too_and_get_has_a_tag(served: Served, business: UUID) -> None:
    groups = "groups { counterparty { name } amount { amount } } remainder { groupCount amount { amount } }"
    text = f'{{ spend(toDate: "2026-11-30", by: [COUNTERPARTY]) {{ {groups} }} }}'
    response = await get(served, {"query": text}, _as(business))
    head, largest, *others = rows(response)
    assert head == ["counterparty.name", "amount.amount", "groupCount"]
    assert largest == ["Käse & Söhne", "360.00", ""]
    assert sorted(others) == [["", "120.00", ""], ["'" + FORMULA, "120.00", ""]]
    fewer = await query(served, text.replace("by:", "first: 1, by:"), _as(business))
    assert rows(fewer) == [head, largest, ["", "240.00", "2"]]
    again = await get(served, {"query": text}, {**_as(business), "if-none-match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    as_json = await get(served, {"query": text}, _as(business, "application/json"))
    assert as_json.headers["etag"] != response.headers["etag"]
    assert "accept" in response.headers["vary"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{ viewer { email } }", "CSV takes its rows"),
        ("{ bills { nodes { id } } }", "Add pageInfo { hasNextPage endCursor } to bills"),
        ("{ spend { groups { month } } }", "Add remainder { groupCount amount { amount } } beside groups"),
        ("{ bills(last: 2) { nodes { id } pageInfo { hasNextPage endCursor } } }", "from the beginning"),
        ("mutation { clearQueue(input: {}) { userErrors { code } } }", "Only queries"),
    ],
)
async def test_what_has_no_rows_is_not_acceptable_and_says_what_to_do(
    served: Served, business: UUID, text: str, message: str
) -> None:
    served.world.statements.clear()
    error = refusal(await query(served, text, _as(business)), 406, "NOT_ACCEPTABLE")
    assert message in error["message"]
    assert served.world.statements == []


async def test_a_list_that_is_not_there_is_no_empty_table(served: Served, business: UUID) -> None:
    nobody = gid("Vendor", uuid4())
    bills = "bills { nodes { id } pageInfo { hasNextPage endCursor } }"
    text = f'{{ node(id: "{nobody}") {{ ... on Vendor {{ {bills} }} }} }}'
    refusal(await query(served, text, _as(business)), 404, "NOT_FOUND")


async def test_an_operation_that_is_wrong_is_told_as_json(served: Served, business: UUID) -> None:
    refusal(await query(served, "{ bils { nodes { id } } }", _as(business)), 400, "GRAPHQL_VALIDATION_FAILED")
    refusal(await query(served, "{ bills", _as(business)), 400, "GRAPHQL_PARSE_FAILED")
    refusal(await query(served, BILLS, _as(business), variables={"first": 101}), 400, "BAD_USER_INPUT")
    refusal(await query(served, BILLS, _as(business), variables={"first": "x"}), 400, "BAD_USER_INPUT")
    refusal(await query(served, BILLS, _as(UUID(int=1))), 403, "FORBIDDEN")
    response = await served.api.client.post("/graphql", json={"query": BILLS}, headers=_as(business))
    refusal(response, 401, "UNAUTHENTICATED")


async def test_rows_that_lack_something_are_no_answer(served: Served, business: UUID) -> None:
    text = f"{{ bills {{ nodes {{ id impact {{ payNow {{ days }} }} }} {PAGE} }} }}"
    assert rows(await query(served, text, _as(business)))[0] == ["id", "impact.payNow.days"]
    await served.world.run("ALTER TABLE runway.term RENAME TO term_away")
    try:
        response = await query(served, text, _as(business))
    finally:
        await served.world.run("ALTER TABLE runway.term_away RENAME TO term")
    assert response.status_code == 500
    assert {error["extensions"]["code"] for error in response.json()["errors"]} == {"INTERNAL_SERVER_ERROR"}
    assert "data" not in response.json()


async def test_csv_is_for_those_who_would_rather_have_it(served: Served, business: UUID) -> None:
    kinds = {}
    for accept in ("text/csv;q=0.5, application/json", "application/json;q=0.5, text/csv", "text/*", "*/*"):
        response = await query(served, BILLS, _as(business, accept))
        kinds[accept] = response.headers["content-type"].partition(";")[0]
    assert list(kinds.values()) == ["application/json", "text/csv", "application/json", "application/json"]
    assert (await query(served, BILLS, _as(business, "text/*"))).status_code == 406


async def test_a_page_of_a_front_end_may_read_the_cursor(served: Served, business: UUID) -> None:
    response = await query(served, BILLS, {**_as(business), "origin": "https://app.example.org"})
    assert "x-next-cursor" in response.headers["access-control-expose-headers"]
