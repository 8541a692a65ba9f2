"""Real receivables, imported as QuickBooks would send them: expected dates miss by less than due dates."""

import csv
import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from db.directory import user_id_of
from orchestrators.books.backtest import BackTestDataOrchestrator, CollectionBackTest
from orchestrators.calculations.runway.accuracy.collection_backtest import back_test, predictions
from tests.orchestrators.calculations.amounts_and_days import receivables
from tests.records import customer
from tests.server.cli.command import Runway
from tests.world import OWNER, SECRET, World

TODAY = date(2026, 11, 25)


async def measure(world: World, rows: list[dict[str, str]], name: str) -> CollectionBackTest:
    business = await world.business(name)
    await world.load(
        business,
        {
            "Customer": [customer(key) for key in sorted({row["customerID"] for row in rows})],
            "Invoice": [_invoice(row) for row in rows],
            "Payment": [_payment(row) for row in rows],
        },
    )
    async with world.books.reading(user_id_of(OWNER), business) as (books, _):
        return await BackTestDataOrchestrator(books).get_data(business, TODAY)


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "ar" / "receivables_ibm_49_customers.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
async def measured(shared_world: World, rows: list[dict[str, str]]) -> CollectionBackTest:
    """All of them: QuickBooks does not tell a disputed invoice from any other."""
    return await measure(shared_world, rows, "Real receivables")


def _day(text: str) -> str:
    return str(datetime.strptime(text, "%m/%d/%Y").date())  # noqa: DTZ007  # A plain date of a file.


def _invoice(row: dict[str, str]) -> dict[str, Any]:
    return {
        "Id": row["invoiceNumber"],
        "SyncToken": "0",
        "DocNumber": row["invoiceNumber"],
        "CustomerRef": {"value": row["customerID"]},
        "TxnDate": _day(row["InvoiceDate"]),
        "DueDate": _day(row["DueDate"]),
        "TotalAmt": float(row["InvoiceAmount"]),
        "Balance": 0,
    }


def _payment(row: dict[str, str]) -> dict[str, Any]:
    amount = float(row["InvoiceAmount"])
    link = {"TxnType": "Invoice", "TxnId": row["invoiceNumber"]}
    return {
        "Id": f"p{row['invoiceNumber']}",
        "SyncToken": "0",
        "CustomerRef": {"value": row["customerID"]},
        "TxnDate": _day(row["SettledDate"]),
        "TotalAmt": amount,
        "Line": [{"Amount": amount, "LinkedTxn": [link]}],
    }


@pytest.mark.shared_data
def test_expected_dates_miss_by_less_than_due_dates(measured: CollectionBackTest, shared_data: Path) -> None:
    result = measured.errors
    assert result.n == 1_192
    assert result.rule_error is not None
    assert result.due_date_error is not None
    # 7.07 days against 9.67.
    assert result.rule_error < Decimal("0.75") * result.due_date_error
    # The books give what the file gives, disputes forgotten.
    results = [replace(receivable, disputed=False) for receivable in receivables(shared_data)]
    assert result == back_test(predictions(results))


@pytest.mark.shared_data
async def test_without_the_disputed_ones_they_miss_by_still_less(
    world: World, rows: list[dict[str, str]]
) -> None:
    undisputed = [row for row in rows if row["Disputed"] == "No"]
    result = (await measure(world, undisputed, "Undisputed receivables")).errors
    assert result.rule_error is not None
    assert result.due_date_error is not None
    # 5.57 days against 9.42.
    assert result.rule_error < Decimal("5.6")
    assert result.due_date_error > Decimal("9.4")


@pytest.mark.shared_data
def test_the_band_of_the_earlier_half_holds_for_about_as_many_of_the_later(
    measured: CollectionBackTest,
) -> None:
    result = measured.calibration
    assert result is not None
    assert result.n > 500
    assert abs(result.covered - result.coverage) < Decimal("0.1")


@pytest.fixture
def runway(tmp_path: Path, world: World) -> Runway:
    return Runway(tmp_path, {"DATABASE_URL": world.address.dsn(), "TOKEN_SECRET": SECRET})


@pytest.mark.shared_data
async def test_the_command_tells_people_and_machines(runway: Runway, measured: CollectionBackTest) -> None:
    shown = await runway.run("backtest", "--business", "Real receivables")
    assert shown.code == 0
    assert f"{measured.errors.n:,}" in shown.out
    assert f"{measured.errors.rule_error:.2f}" in shown.out
    message = await runway.run("backtest", "--business", "Real receivables", "--json")
    result = json.loads(message.out)
    assert (result["invoices"], result["ruleError"]) == (measured.errors.n, str(measured.errors.rule_error))
    assert result["calibration"]["coverage"] == "0.8"


async def test_without_a_past_there_is_nothing_to_measure(runway: Runway, world: World) -> None:
    await world.business("Newcomer")
    for arguments in ((), ("--json",)):
        ran = await runway.run("backtest", "--business", "Newcomer", *arguments)
        assert ran.code == 1
        assert "Newcomer has no settled invoice" in ran.err


async def test_a_business_that_is_not_there_is_one_sentence(runway: Runway) -> None:
    assert "no business 'Nobody'" in (await runway.run("backtest", "--business", "Nobody")).sentence()
