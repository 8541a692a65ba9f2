"""Prepayments, cheques and journal entries of reported situations: payables as QuickBooks' aging has them."""

from typing import Any

import pytest

from tests.cases.books import Books, situation
from tests.serving import Served

pytestmark = pytest.mark.usefixtures("shared_data")

PAYABLES = """{ payables { total { amount } buckets { days31To60 { amount } credits { amount } }
  rows { nodes { counterparty { name } buckets { total { amount } } } }
  documents { nodes { kind documentNumber issueDate daysPastDue counterparty { name } amount { amount }
    } } } }"""
FORECAST = """assumptions { creditsApplied { payables { amount } } otherOpenBalances { payables { amount } } }
  flows { nodes { amount { amount } credit { amount } item { documentNumber openBalance { amount } } } }"""


async def payables(books: Books) -> Any:
    return (await books.ask(PAYABLES))["payables"]


async def issues(books: Books) -> list[tuple[str, str, bool, str | None]]:
    fields = "check severity blocking message document { ... on Bill { documentNumber } }"
    nodes = (await books.ask(f"{{ hygieneTray {{ issues {{ nodes {{ {fields} }} }} }} }}"))["hygieneTray"][
        "issues"
    ]["nodes"]
    return [
        (n["check"], n["severity"], n["blocking"], n["document"] and n["document"]["documentNumber"])
        for n in nodes
    ]


async def test_a_cheque_onto_payables_is_a_credit_and_the_bill_looks_paid(served: Served) -> None:
    async with situation(served, "17-cheque-on-payables") as books:
        await books.load()
        result = await payables(books)
        assert (result["total"]["amount"], result["buckets"]["credits"]["amount"]) == ("0.00", "-900.00")
        listed = [(n["kind"], n["amount"]["amount"]) for n in result["documents"]["nodes"]]
        assert listed == [("BILL", "900.00"), ("PURCHASE", "-900.00")]
        assert ("BILL_PAID_OUTSIDE_PAYABLES", "HIGH", False, "AP-1") in await issues(books)
        runway = await books.runway(FORECAST)
        assert runway["assumptions"]["creditsApplied"]["payables"] == {"amount": "900.00"}
        [flow] = runway["flows"]["nodes"]
        assert (flow["amount"]["amount"], flow["credit"]["amount"]) == ("0.00", "900.00")
        assert flow["item"] == {"documentNumber": "AP-1", "openBalance": {"amount": "900.00"}}


async def test_a_prepayment_is_a_credit_and_named(served: Served) -> None:
    async with situation(served, "19-unapplied-bill-payment") as books:
        await books.load()
        result = await payables(books)
        assert (result["total"]["amount"], result["buckets"]["credits"]["amount"]) == ("0.00", "-500.00")
        assert ("UNAPPLIED_PAYMENT", "MEDIUM", False, "N-1") in await issues(books)
        runway = await books.runway(FORECAST)
        assert runway["assumptions"]["creditsApplied"]["payables"] == {"amount": "500.00"}
        assert [n["amount"]["amount"] for n in runway["flows"]["nodes"]] == ["0.00"]


async def test_what_a_journal_entry_owes_is_in_payables_and_said_to_be_in_no_forecast(served: Served) -> None:
    async with situation(served, "20-journal-entry-on-payables") as books:
        await books.load()
        result = await payables(books)
        assert (result["total"]["amount"], result["buckets"]["days31To60"]["amount"]) == ("800.00", "800.00")
        assert result["rows"]["nodes"] == [
            {"counterparty": {"name": "Northwind"}, "buckets": {"total": {"amount": "800.00"}}}
        ]
        [entry] = result["documents"]["nodes"]
        assert entry == {
            "kind": "JOURNAL_ENTRY",
            "documentNumber": "JE-7",
            "issueDate": "2026-10-01",
            "daysPastDue": 58,
            "counterparty": {"name": "Northwind"},
            "amount": {"amount": "800.00"},
        }
        runway = await books.runway(FORECAST)
        assert runway["assumptions"]["otherOpenBalances"]["payables"] == {"amount": "800.00"}


async def test_what_was_paid_as_an_invoice_was_written_was_never_open(served: Served) -> None:
    async with situation(served, "10-invoice-with-deposit") as books:
        await books.load()
        for day in ("2026-09-01", "2026-09-10", "2026-11-28"):
            result = await books.ask(f'{{ receivables(asOf: "{day}") {{ total {{ amount }} }} }}')
            assert result["receivables"]["total"]["amount"] == "6000.00"
        query = "{ customers { nodes { paymentHabit { settledInvoices } } } }"
        [customer] = (await books.ask(query))["customers"]["nodes"]
        # Paid as it was written, before it was due: that says nothing about how somebody pays later.
        assert customer["paymentHabit"]["settledInvoices"] == 0
        since = await books.runway(
            'change(sinceDate: "2026-08-31") { days causes { kind days } notShownDays }'
        )
        change = since["change"]
        assert change is None or change["days"] == sum(c["days"] for c in change["causes"])
