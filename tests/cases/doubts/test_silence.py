"""A window in which nothing moved says nothing: what burn was before it is not what it is now."""

from datetime import date
from typing import Any

import pytest

from tests.cases.books import Books, situation
from tests.records import account
from tests.schema.runway.till import deposit, spend, transfer
from tests.serving import Served

SHOWN = "burn { unknownReason } average { state unknownReason }"
UNKNOWN = {
    "burn": {"unknownReason": "NO_RECENT_HISTORY"},
    "average": {"state": "UNKNOWN", "unknownReason": "NO_RECENT_HISTORY"},
}
FEE = spend("fee", date(2026, 11, 3), 15.0)
LOAN = account("42", 0.0, Name="Loan", AccountType="Long Term Liability", AccountSubType="NotesPayable")


async def _books(books: Books, served: Served, **records: Any) -> Any:
    """1,000 a month until July."""
    until_july = [spend(f"{month}", date(2026, month, 3), 1_000.0) for month in range(1, 8)]
    purchases = [*until_july, *records.pop("Purchase", [])]
    accounts = [account("35", 9_000.0), account("36", 0.0), LOAN]
    await served.world.load(books.business, {"Account": accounts, "Purchase": purchases, **records})
    return await books.runway(SHOWN)


@pytest.mark.parametrize(
    "since",
    [{"Purchase": [FEE]}, {"Purchase": [{**FEE, "TxnDate": "2026-12-03"}, FEE]}],
    ids=["a fee", "fees, one ahead"],
)
async def test_a_fee_after_silent_months_makes_them_no_known_months(
    served: Served, since: dict[str, Any]
) -> None:
    async with situation(served, "silent months") as books:
        assert await _books(books, served, **since) == UNKNOWN


async def test_a_loan_that_came_in_is_no_operation_of_its_months(served: Served) -> None:
    async with situation(served, "silent months with a loan") as books:
        drawn = deposit("d", date(2026, 9, 9), 5_000.0, of="42")
        assert await _books(books, served, Purchase=[FEE], Deposit=[drawn]) == UNKNOWN


async def test_months_in_which_money_moved_between_banks_alone_cost_nothing(served: Served) -> None:
    async with situation(served, "months of transfers") as books:
        moved = transfer("t", date(2026, 9, 9), 100.0, "35", "36")
        shown = await _books(books, served, Purchase=[FEE], Transfer=[moved])
        assert shown["burn"]["unknownReason"] is None


async def test_silent_months_beside_one_that_moved_cost_nothing(served: Served) -> None:
    async with situation(served, "silent months beside one") as books:
        await _books(books, served, Purchase=[FEE, spend("s", date(2026, 9, 9), 300.0)])
        assert await books.burn() == [("0.00", "0.00"), ("0.00", "300.00"), ("0.00", "0.00")]
