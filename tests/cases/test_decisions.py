"""Decisions in the books of reported situations: what stays in the console, what leaves as CSV."""

import csv
import io

import pytest

from server.exporting import as_csv, instructions, rows
from tests.cases.books import situation
from tests.schema.decisions.desk import Desk
from tests.serving import Served

pytestmark = pytest.mark.usefixtures("shared_data")


async def test_an_account_number_as_bill_number_is_no_duplicate(served: Served) -> None:
    async with situation(served, "15-account-number-as-bill-number") as books:
        await books.load()
        query = """{
          decisionConsole { items { nodes { ... on Bill { documentNumber dueDate } } } }
          hygieneTray { issues { nodes { check } } } }"""
        answer = await books.ask(query)
        assert {issue["check"] for issue in answer["hygieneTray"]["issues"]["nodes"]} <= {"STALE_SYNC"}
        assert answer["decisionConsole"]["items"]["nodes"] == [
            {"documentNumber": "4471-220", "dueDate": "2026-11-28"},
            {"documentNumber": "4471-220", "dueDate": "2026-12-28"},
        ]


async def test_no_cell_of_instructions_is_run_by_a_spreadsheet(served: Served) -> None:
    async with situation(served, "44-csv-export") as books:
        await books.load()
        answer = await books.ask("{ decisionConsole { items { nodes { ... on Bill { id } } } } }")
        desk = Desk(served.world, served.api, books.business, {})
        bills = [item["id"] for item in answer["decisionConsole"]["items"]["nodes"]]
        proposed = [(await desk.propose(bill))["decision"] for bill in bills]
        outcomes = (await desk.finalize(proposed))["outcomes"]
        assert [outcome["userErrors"] for outcome in outcomes] == [[]] * 7
        listed = await instructions(served.world.books, served.world.directory, books.business, waiting=False)
        head, *cells = csv.reader(io.StringIO(as_csv(rows(listed)), newline=""), strict=True)
        assert {len(row) for row in cells} == {len(head)}
        assert [cell for row in cells for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
        named = {row[head.index("counterparty")] for row in cells}
        assert {'\'=HYPERLINK("http://x","pay")', "'@SUM(1)", 'Comma, "Quote" & Co', "Line\nbreak"} < named
