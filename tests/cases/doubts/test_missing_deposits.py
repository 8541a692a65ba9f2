"""Undeposited Funds that only fill: what left them was deposited, and the deposits never came."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.cases.books import Books, situation
from tests.records import account
from tests.schema.runway.till import FUNDS, LOAN, Record, collect, deposit, spend
from tests.serving import Served

SHOWN = """burn { unknownReason } average { state unknownReason } doubt cash { amount }
  assumptions { missingDocuments { entity count } awaitingDeposit { amount } }"""
SPENT = [spend(f"{month}", date(2026, month, 3), 1_000.0) for month in (7, 8, 9, 10, 11)]
#: One each month, into Undeposited Funds: by name, or because none is named.
RECEIVED = [
    {**collect("90", date(2026, 7, 20), 400.0), "DepositToAccountRef": {"value": FUNDS}},
    {**collect("91", date(2026, 8, 20), 400.0), "DepositToAccountRef": None},
    {**collect("92", date(2026, 9, 20), 400.0), "DepositToAccountRef": None},
    {**collect("93", date(2026, 10, 20), 400.0), "DepositToAccountRef": None},
]


def _accounts(waiting: float | None) -> list[Record]:
    funds = {"Name": "Undeposited Funds", "AccountType": "Other Current Asset"}
    return [
        account("35", 9_000.0),
        account(FUNDS, waiting, AccountSubType="UndepositedFunds", **funds),  # type: ignore[arg-type]  # A balance may be missing.
        account(LOAN, 0.0, Name="Loan", AccountType="Long Term Liability", AccountSubType="NotesPayable"),
    ]


async def _shown(
    books: Books, served: Served, waiting: float | None, *, as_of: str | None = None, **records: Any
) -> Any:
    given = {"Account": _accounts(waiting), "Purchase": SPENT, "Payment": RECEIVED, **records}
    await served.world.load(books.business, given)
    return await books.runway(SHOWN, as_of)


@pytest.mark.parametrize(("waiting", "count"), [(0.0, 3), (400.0, 2), (600.0, 2)])
async def test_deposits_that_never_came_are_named_and_make_burn_unknown(
    served: Served, waiting: float, count: int
) -> None:
    async with situation(served, "no deposits") as books:
        shown = await _shown(books, served, waiting)
        assert shown["burn"] == {"unknownReason": "MISSING_DOCUMENTS"}
        assert shown["average"] == {"state": "UNKNOWN", "unknownReason": "MISSING_DOCUMENTS"}
        assert shown["doubt"] == "MISSING_DOCUMENTS"
        # Of July's, from before the window, nothing is told.
        assert shown["assumptions"]["missingDocuments"] == [{"entity": "Deposit", "count": count}]
        # The list of accounts tells what there is now.
        assert shown["cash"] == {"amount": "9000.00"}
        assert shown["assumptions"]["awaitingDeposit"] == {"amount": f"{waiting:.2f}"}
        assert (await books.runway("cash { amount } unknownReason", "2026-10-01")) == {
            "cash": None,
            "unknownReason": "MISSING_DOCUMENTS",
        }


@pytest.mark.parametrize("waiting", [1600.0, 1700.0, None])
async def test_money_that_waits_is_no_missing_deposit(served: Served, waiting: float | None) -> None:
    async with situation(served, "money that waits") as books:
        shown = await _shown(books, served, waiting)
        assert (shown["burn"], shown["doubt"]) == ({"unknownReason": None}, None)
        assert shown["assumptions"]["missingDocuments"] == []


async def test_deposits_that_are_there_are_not_missing(served: Served) -> None:
    async with situation(served, "deposits") as books:
        ids = [payment["Id"] for payment in RECEIVED]
        lines = [{"Amount": 400.0, "LinkedTxn": [{"TxnType": "Payment", "TxnId": item}]} for item in ids]
        brought = {**deposit("d", date(2026, 10, 21), 1_600.0), "Line": lines}
        shown = await _shown(books, served, 0.0, Deposit=[brought])
        assert (shown["burn"], shown["assumptions"]["missingDocuments"]) == ({"unknownReason": None}, [])


@pytest.mark.parametrize(
    ("of", "unknown"),
    [(LOAN, "MISSING_DOCUMENTS"), (FUNDS, None), ("", None)],
    ids=["loan", "funds", "untold"],
)
async def test_a_deposit_of_something_else_took_nothing_from_there(
    served: Served, of: str, unknown: str | None
) -> None:
    async with situation(served, "other deposits") as books:
        made = deposit("d", date(2026, 9, 2), 5_000.0, of=of)
        shown = await _shown(books, served, 0.0, Deposit=[made])
        assert shown["burn"] == {"unknownReason": unknown}


async def test_what_came_after_the_list_of_accounts_is_not_in_its_balance(served: Served) -> None:
    async with situation(served, "an older list of accounts") as books:
        first = datetime(2026, 7, 10, 12, tzinfo=UTC)
        await served.world.load(books.business, {"Account": _accounts(0.0)}, answered=first)
        later = datetime(2026, 11, 20, 12, tzinfo=UTC)
        await served.world.load(books.business, {"Purchase": SPENT, "Payment": RECEIVED}, answered=later)
        shown = await books.runway(SHOWN)
        assert (shown["burn"], shown["assumptions"]["missingDocuments"]) == ({"unknownReason": None}, [])


async def test_a_month_after_the_last_payment_cash_of_a_past_day_is_known(served: Served) -> None:
    async with situation(served, "cash of a past day") as books:
        shown = await _shown(books, served, 0.0, as_of="2026-11-21")
        assert shown["cash"] == {"amount": "9000.00"}


@pytest.mark.parametrize(("drawer", "unknown"), [(1600.0, None), (0.0, "MISSING_DOCUMENTS")])
async def test_two_accounts_of_the_kind_hold_it_together(
    served: Served, drawer: float, unknown: str | None
) -> None:
    async with situation(served, "two drawers") as books:
        second = account(
            "95", drawer, Name="Drawer", AccountType="Other Current Asset", AccountSubType="UndepositedFunds"
        )
        shown = await _shown(books, served, 0.0, Account=[*_accounts(0.0), second])
        assert shown["burn"] == {"unknownReason": unknown}
