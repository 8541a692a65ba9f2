"""Whose books an export is of, how new it is, and whether it is whole."""

import pytest

from orchestrators.sources.exports.company import OtherCompany
from tests.cases.books import Books, situation
from tests.serving import Served

pytestmark = pytest.mark.usefixtures("shared_data")


async def _numbers(books: Books) -> list[str]:
    items = (await books.ask("{ decisionConsole { items { nodes { documentNumber } } } }"))["decisionConsole"]
    return sorted(node["documentNumber"] for node in items["items"]["nodes"])


async def test_what_a_second_full_export_lacks_is_gone(served: Served) -> None:
    async with situation(served, "33-deleted-between-full-exports") as books:
        await books.load("mon", full=True)
        assert await _numbers(books) == ["F-1501", "F-1502"]
        assert (await books.load("tue", full=True)).counts.removed == 1
        assert await _numbers(books) == ["F-1501"]


async def test_another_companys_export_changes_nothing(served: Served) -> None:
    async with situation(served, "35-other-companys-export") as books:
        await books.load("a")
        query = (
            "{ bills { nodes { openBalance { amount } counterparty { name } } } runway { cash { amount } } }"
        )
        before = await books.ask(query)
        with pytest.raises(OtherCompany, match=r"'Quarry & Sons'.*'Tandem Books LLC'"):
            await books.load("b")
        assert await books.ask(query) == before
        assert before["runway"]["cash"] == {"amount": "5000.00"}


async def test_an_old_export_is_stale(served: Served) -> None:
    async with situation(served, "36-old-export-counts-as-fresh") as books:
        await books.load()
        assert await books.ask("{ business { isStale lastSyncedAt } }") == {
            "business": {"isStale": True, "lastSyncedAt": "2026-03-01T16:00:00Z"}
        }


async def test_answers_that_did_not_come_are_reported(served: Served) -> None:
    async with situation(served, "37-throttled-file-in-export") as books:
        await books.load()
        sync = await books.runway("assumptions { lastSync { state incomplete problems { cause file } } }")
        assert sync["assumptions"]["lastSync"] == {
            "state": "INCOMPLETE",
            "incomplete": ["Bill", "Invoice"],
            "problems": [
                {"cause": "FAULT", "file": "batch.json"},
                {"cause": "THROTTLED", "file": "bills.json"},
                {"cause": "THROTTLED", "file": "invoices.json"},
            ],
        }
        issues = (await books.ask("{ hygieneTray { issues { nodes { check } } } }"))["hygieneTray"]["issues"]
        assert "INCOMPLETE_SYNC" in [node["check"] for node in issues["nodes"]]
