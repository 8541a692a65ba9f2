"""What an aging makes of payments to come, credits, gone documents, missing rates and turnover."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from orchestrators.books.aging_report import AgingSide
from orchestrators.calculations.books.ratios import RatioUnknownReason
from orchestrators.figures import UnknownReason
from orchestrators.money import Money
from orchestrators.paging import PageRequest
from tests.orchestrators.books.open_items import TODAY, application, asking, report
from tests.orchestrators.books.past import EUR
from tests.records import bill, customer, invoice, vendor
from tests.world import World

BOTH = tuple(AgingSide)


async def test_what_is_paid_in_the_future_is_open_today(shared_world: World) -> None:
    business = await shared_world.business()
    later = application("p", TODAY + timedelta(3), Decimal(120), "Bill", "10")
    await shared_world.load(business, {"Bill": [bill(Balance=0)], "BillPayment": [later]})
    assert (await report(shared_world, business)).total == Money(Decimal("120.00"), "USD")


async def test_the_part_of_a_payment_that_no_invoice_took_is_a_credit_also_when_it_is_in_the_bank(
    shared_world: World,
) -> None:
    business = await shared_world.business()
    payment = {
        "Id": "p",
        "SyncToken": "0",
        "TxnDate": "2026-11-10",
        "TotalAmt": 350.0,
        "UnappliedAmt": 50.0,
        "CustomerRef": {"value": "1"},
        "Line": [{"Amount": 300.0, "LinkedTxn": [{"TxnType": "Invoice", "TxnId": "20"}]}],
    }
    deposit = application("d", date(2026, 11, 11), Decimal(350), "Payment", "p")
    sent = {"Customer": [customer()], "Invoice": [invoice(Balance=0)], "Payment": [payment]}
    await shared_world.load(business, {**sent, "Deposit": [deposit]})
    result = await report(shared_world, business, AgingSide.RECEIVABLES)
    assert (result.columns.credits, result.columns.total) == (Decimal(-50), Decimal(-50))
    before = await report(shared_world, business, AgingSide.RECEIVABLES, date(2026, 11, 9))
    assert before.columns.total == Decimal(300)


async def test_a_credit_without_a_balance_has_what_no_payment_used_up(shared_world: World) -> None:
    business = await shared_world.business()
    credit = {"Id": "c", "SyncToken": "0", "TxnDate": "2026-11-02", "TotalAmt": 80.0}
    used = [application("p", date(2026, 11, 20), Decimal(30), "VendorCredit", "c")]
    await shared_world.load(business, {"VendorCredit": [credit], "BillPayment": used})
    assert (await report(shared_world, business)).columns.credits == Decimal(-50)
    assert (await report(shared_world, business, as_of=date(2026, 11, 19))).columns.credits == Decimal(-80)


async def test_voided_and_deleted_documents_are_not_open(shared_world: World) -> None:
    business = await shared_world.business()
    voided = bill("11", TotalAmt=0, Balance=0, PrivateNote="Voided")
    await shared_world.load(business, {"Bill": [bill(), voided, bill("12")]})
    await shared_world.load(business, {"Bill": [{"Id": "12", "status": "Deleted"}]})
    assert (await report(shared_world, business)).columns.total == Decimal(120)


async def test_a_missing_rate_makes_the_figures_unknown_and_names_the_document(shared_world: World) -> None:
    business = await shared_world.business()
    abroad = bill("11", CurrencyRef=EUR, VendorRef={"value": "2"}, Balance=80.0)
    await shared_world.load(business, {"Vendor": [vendor(), vendor("2", "Abroad")], "Bill": [bill(), abroad]})
    result = await report(shared_world, business)
    assert (result.total, result.buckets, result.unknown_reason) == (None, None, UnknownReason.UNKNOWN_RATE)
    async with asking(shared_world, business) as orchestrator:
        missing = await orchestrator.without_rate(business, TODAY, result)
        rows = (await orchestrator.rows(business, result, PageRequest())).nodes
        ratio = await orchestrator.ratio(business, result)
        documents = await orchestrator.documents(business, TODAY, result, PageRequest(), None, None)
    (named,) = missing.documents
    assert (missing.count, named.document_number, named.amount) == (1, "B-11", None)
    assert named.open_amount == Money(Decimal("80.00"), "EUR")
    known, unknown = rows
    assert known.buckets is not None
    assert (known.buckets.total, result.home) == (Decimal("120.00"), "USD")
    assert unknown.counterparty is not None
    assert (unknown.counterparty.name, unknown.buckets, unknown.without_rate_count) == ("Abroad", None, 1)
    assert (ratio.days, ratio.unknown_reason) == (None, RatioUnknownReason.UNKNOWN_RATE)
    assert [node.document_number for node in documents.nodes] == ["B-10"]


async def test_a_bill_without_an_amount_is_counted_and_in_no_column(shared_world: World) -> None:
    business = await shared_world.business()
    await shared_world.load(business, {"Bill": [bill(), bill("11", TotalAmt=None, Balance=None)]})
    result = await report(shared_world, business)
    assert (result.columns.total, result.without_amount_count) == (Decimal(120), 1)


@pytest.mark.parametrize(
    ("side", "entity", "credit", "make"),
    [
        (AgingSide.PAYABLES, "Bill", "VendorCredit", bill),
        (AgingSide.RECEIVABLES, "Invoice", "CreditMemo", invoice),
    ],
)
async def test_a_ratio_is_the_open_balance_over_what_was_sold_or_bought_in_90_days(
    shared_world: World, side: AgingSide, entity: str, credit: str, make: Any
) -> None:
    business = await shared_world.business()
    first = TODAY - timedelta(89)
    amount = {"TotalAmt": 400.0, "Balance": 0}
    sent = {
        entity: [
            make("1", TxnDate=str(first), **amount),
            make("2", TxnDate=str(TODAY), **{**amount, "Balance": 90.0}),
            make("3", TxnDate=str(first - timedelta(1)), **amount),
        ],
        credit: [{"Id": "4", "SyncToken": "0", "TxnDate": str(TODAY), "TotalAmt": 200.0, "Balance": 0}],
    }
    await shared_world.load(business, sent)
    result = await report(shared_world, business, side)
    async with asking(shared_world, business) as orchestrator:
        ratio = await orchestrator.ratio(business, result)
    # 90 open, and 400 + 400 - 200 sold.
    assert (ratio.days, ratio.unknown_reason) == (Decimal("13.5"), None)


@pytest.mark.parametrize(
    ("side", "reason"),
    [*zip(BOTH, (RatioUnknownReason.NO_PURCHASES, RatioUnknownReason.NO_SALES), strict=True)],
)
async def test_empty_books_have_empty_columns_and_no_ratio(
    shared_world: World, side: AgingSide, reason: RatioUnknownReason
) -> None:
    business = await shared_world.business()
    result = await report(shared_world, business, side)
    assert result.total == Money(Decimal("0.00"), "USD")
    assert (result.as_of, result.sums) == (TODAY, ())
    async with asking(shared_world, business) as orchestrator:
        ratio = await orchestrator.ratio(business, result)
    assert (ratio.days, ratio.unknown_reason) == (None, reason)
