"""What the laws are tried on: days, amounts, and settled invoices of a few customers."""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

from hypothesis import strategies as st

from orchestrators.calculations.values import SettledDocument

TODAY = date(2024, 3, 15)
CUSTOMERS = [UUID(int=number) for number in range(1, 4)]

days = st.dates(date(2022, 1, 1), date(2026, 12, 31))
amounts = st.decimals(Decimal("0.01"), Decimal(1_000_000), places=2)
signed_amounts = st.decimals(Decimal(-1_000_000), Decimal(1_000_000), places=2)


def settled(
    late: int, *, on: date = TODAY, customer: UUID = CUSTOMERS[0], disputed: bool = False
) -> SettledDocument:
    """An invoice at 30 days that was settled on a day, so many days late."""
    due = on - timedelta(days=late)
    return SettledDocument(customer, due - timedelta(days=30), due, on, Decimal(100), disputed)


def settled_all(*late: int, customer: UUID = CUSTOMERS[0], disputed: bool = False) -> list[SettledDocument]:
    """The same, one for each number of days late."""
    return [settled(item, customer=customer, disputed=disputed) for item in late]


@st.composite
def settled_invoices(draw: st.DrawFn) -> SettledDocument:
    """A document that was issued, due and settled within a few months, in any order of due and settled."""
    issued = draw(days)
    due = issued + timedelta(days=draw(st.integers(0, 60)))
    paid = issued + timedelta(days=draw(st.integers(0, 150)))
    customer = draw(st.sampled_from(CUSTOMERS))
    return SettledDocument(customer, issued, due, paid, draw(amounts), draw(st.integers(0, 4)) == 0)


histories = st.lists(settled_invoices(), max_size=25)


def receivables(shared_data: Path) -> list[SettledDocument]:
    """Paid invoices of 49 real customers."""
    with (shared_data / "ar" / "receivables_ibm_49_customers.csv").open(newline="") as file:
        return list(_invoices(csv.DictReader(file)))


def _invoices(rows: Iterable[dict[str, str]]) -> Iterable[SettledDocument]:
    for row in rows:
        yield SettledDocument(
            uuid5(NAMESPACE_OID, row["customerID"]),
            _us_date(row["InvoiceDate"]),
            _us_date(row["DueDate"]),
            _us_date(row["SettledDate"]),
            Decimal(row["InvoiceAmount"]),
            row["Disputed"] == "Yes",
        )


def _us_date(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)
