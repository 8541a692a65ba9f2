"""`runway query` answers a query in a file, and follows a list through all of its pages as CSV."""

import csv
import io
import json
from pathlib import Path
from uuid import UUID

import pytest

from tests.house.repository import ROOT
from tests.records import bill, vendor
from tests.server.cli.command import Runway
from tests.world import SECRET, World

PAGE = "pageInfo { hasNextPage endCursor }"
BILLS = """
query ($after: String, $state: DocumentState = OPEN) {
  bills(first: 2, after: $after, filter: {state: {eq: $state}}) {
    nodes { documentNumber total { amount } } pageInfo { hasNextPage endCursor }
  }
}
"""


@pytest.fixture
async def business(world: World) -> UUID:
    made = await world.business()
    bills = [bill(str(n), DueDate=f"2026-12-0{n}", TotalAmt=n, Balance=n) for n in range(1, 6)]
    await world.load(made, {"Vendor": [vendor()], "Bill": bills})
    return made


@pytest.fixture
def runway(world: World, tmp_path: Path) -> Runway:
    return Runway(tmp_path, {"DATABASE_URL": world.address.dsn(), "TOKEN_SECRET": SECRET})


def _file(runway: Runway, text: str) -> str:
    (runway.folder / "q.graphql").write_text(text, encoding="utf-8")
    return str(runway.folder / "q.graphql")


async def test_all_pages_of_a_list_are_printed_as_csv(runway: Runway, business: UUID) -> None:
    ran = await runway.run("query", _file(runway, BILLS), "--business", str(business), "--csv")
    assert (ran.code, ran.err) == (0, "5 rows.\n")
    head, *rows = csv.reader(io.StringIO(ran.out, newline=""))
    assert head == ["documentNumber", "total.amount"]
    assert rows == [[f"B-{n}", f"{n}.00"] for n in range(1, 6)]


async def test_variables_hold_on_every_page_and_a_list_may_be_empty(runway: Runway, business: UUID) -> None:
    given = ("--variables", '{"state": "SETTLED"}')
    ran = await runway.run("query", _file(runway, BILLS), "--business", str(business), "--csv", *given)
    assert (ran.code, ran.err) == (0, "0 rows.\n")
    assert ran.out.splitlines() == ["documentNumber,total.amount"]


async def test_an_example_without_csv_is_its_answer_as_json(runway: Runway, business: UUID) -> None:
    example = str(ROOT / "docs" / "examples" / "payables.graphql")
    ran = await runway.run("query", example, "--business", str(business), "--variables", '{"over": "4"}')
    (node,) = json.loads(ran.out)["data"]["bills"]["nodes"]
    assert (ran.code, node["documentNumber"]) == (0, "B-5")


async def test_an_answer_with_errors_is_printed_and_fails(runway: Runway, business: UUID) -> None:
    ran = await runway.run(
        "query", _file(runway, "{ bills(first: 101) { nodes { id } } }"), "--business", str(business)
    )
    assert ran.code == 1
    assert json.loads(ran.out)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        ("{ viewer { email } }", ("--csv",), "q.graphql: CSV takes its rows"),
        (f"{{ bills {{ nodes {{ id }} {PAGE} }} }}", ("--csv",), "Give bills the argument `after: $after`"),
        (BILLS.replace("2,", "101,"), ("--csv",), "first must be from 1 to 100"),
        (f"{{ bills {{ nodes {{ idd }} {PAGE} }} }}", ("--csv",), "Cannot query field 'idd'"),
        ("mutation { clearQueue(input: {}) { userErrors { code } } }", (), "Only queries are answered here."),
        ("{ bills {", (), "Syntax Error"),
        (BILLS, ("--variables", "[1]"), "--variables must be a JSON object"),
        (BILLS, ("--variables", "{"), "--variables must be a JSON object"),
    ],
)
async def test_what_cannot_be_answered_is_one_sentence(
    runway: Runway, business: UUID, text: str, options: tuple[str, ...], sentence: str
) -> None:
    ran = await runway.run("query", _file(runway, text), "--business", str(business), *options)
    assert sentence in ran.sentence()


async def test_a_file_that_is_no_text_is_one_sentence(runway: Runway, business: UUID) -> None:
    file = runway.folder / "q.graphql"
    file.write_bytes(b"\xff\xfe")
    ran = await runway.run("query", str(file), "--business", str(business))
    assert "is not a text in UTF-8" in ran.sentence()
