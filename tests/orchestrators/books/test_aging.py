"""An aging as of any day is what all applications by then leave, and adds up to the last cent."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrators.books.aging_report import AgedDocument, AgingReport, AgingSide
from orchestrators.calculations.books import aging as pure
from orchestrators.calculations.books.aging import AgingBasis, AgingDocument, Application, Bucket
from orchestrators.money import Money, money
from orchestrators.paging import PageRequest
from orchestrators.refusals import BadInput
from orchestrators.sources.rows import Keys
from tests.examples import tries
from tests.orchestrators.books.open_items import TODAY, Known, asking, businesses, records, report
from tests.records import bill, vendor
from tests.world import World

BOTH = tuple(AgingSide)
patient = settings(max_examples=tries(25))


async def all_documents(
    world: World,
    business: UUID,
    aging_report: AgingReport,
    party: UUID | None = None,
    bucket: Bucket | None = None,
) -> list[AgedDocument]:
    seen: list[AgedDocument] = []
    after = None
    async with asking(world, business) as orchestrator:
        while True:
            request = PageRequest(first=3, after=after)
            page = await orchestrator.documents(business, TODAY, aging_report, request, party, bucket)
            seen += page.nodes
            after = page.page_info.end_cursor
            if not page.page_info.has_next_page:
                return seen


def expected(
    keys: Keys, side: AgingSide, documents: tuple[Known, ...], as_of: date, basis: AgingBasis
) -> Any:
    """The pure aging of each document's applications, every open amount rounded in home currency.

    What was applied of a document that is issued later is on the day a payment of nobody, in home currency.
    """
    entity = "Vendor" if side is AgingSide.PAYABLES else "Customer"
    open_ones = []
    for document in documents:
        sign = -1 if document.is_credit else 1
        parts = tuple(Application(day, sign * amount) for day, amount in document.parts)
        whose = None if document.party is None else keys.of(entity, document.party)
        whole = AgingDocument(whose, document.issued, document.due, sign * document.total, parts)
        home = money(pure.open_balance(whole, as_of) * (document.rate or 1), "USD").amount
        open_ones.append(AgingDocument(whose, document.issued, document.due, home))
        early = [] if _issued(whole, as_of) else [part for part in document.parts if part[0] <= as_of]
        open_ones += [AgingDocument(None, day, None, -sign * amount) for day, amount in early]
    return pure.aging([open_one for open_one in open_ones if _issued(open_one, as_of)], as_of, basis)


def _issued(document: AgingDocument, as_of: date) -> bool:
    return document.issue_date is None or document.issue_date <= as_of


@patient
@given(businesses(), st.sampled_from(BOTH), st.dates(date(2026, 2, 1), TODAY), st.sampled_from(AgingBasis))
async def test_as_of_any_day_it_is_what_all_applications_by_then_leave(
    shared_world: World, documents: tuple[Known, ...], side: AgingSide, as_of: date, basis: AgingBasis
) -> None:
    business = await shared_world.business()
    await shared_world.load(business, records(side, documents))
    result = await report(shared_world, business, side, as_of, basis)
    wanted = expected(Keys(business, "default"), side, documents, as_of, basis)
    assert (result.columns, result.undated_count, result.unknown_reason) == (
        wanted.totals,
        wanted.undated,
        None,
    )
    assert {row.party_id: (row.buckets, row.undated) for row in result.sums} == {
        row.party_id: (row.buckets, row.undated) for row in wanted.rows
    }
    assert result.total == Money(wanted.totals.total, "USD") or not result.entries


@patient
@given(businesses(), st.sampled_from(BOTH), st.dates(date(2026, 2, 1), TODAY))
async def test_documents_columns_rows_and_total_add_up_to_the_last_cent(
    shared_world: World, documents: tuple[Known, ...], side: AgingSide, as_of: date
) -> None:
    business = await shared_world.business()
    await shared_world.load(business, records(side, documents))
    result = await report(shared_world, business, side, as_of)
    shown = await all_documents(shared_world, business, result)
    amounts = [item.amount.amount for item in shown if item.amount is not None]
    assert len(amounts) == len(shown) == len(result.entries)
    assert all(larger >= smaller for larger, smaller in pairwise(amounts))
    assert result.buckets is not None
    assert result.total is not None
    assert sum(amounts) == result.total.amount == result.buckets.total
    columns = dict(zip(Bucket, _amounts(result), strict=True))
    for bucket, amount in columns.items():
        part = await all_documents(shared_world, business, result, bucket=bucket)
        assert sum(item.amount.amount for item in part if item.amount is not None) == amount
    assert sum(columns.values()) == result.total.amount
    async with asking(shared_world, business) as orchestrator:
        rows = (await orchestrator.rows(business, result, PageRequest(first=100))).nodes
    totals = [row.buckets.total for row in rows if row.buckets is not None]
    assert sum(totals) == result.total.amount
    assert totals == sorted(totals, reverse=True)


def _amounts(aging_report: AgingReport) -> list[Decimal]:
    shown = aging_report.buckets
    assert shown is not None
    late = (shown.days_1_30, shown.days_31_60, shown.days_61_90, shown.days_91_plus)
    return [shown.current, *late, shown.credits]


@patient
@given(businesses(), st.sampled_from(BOTH))
async def test_without_the_payments_the_balances_of_the_source_are_what_is_open(
    shared_world: World, documents: tuple[Known, ...], side: AgingSide
) -> None:
    business = await shared_world.business()
    issued = tuple(document for document in documents if document.issued is None or document.issued <= TODAY)
    await shared_world.load(business, records(side, issued, with_payments=False))
    result = await report(shared_world, business, side)
    signed = (
        money((-item.left if item.is_credit else item.left) * (item.rate or 1), "USD").amount
        for item in issued
    )
    assert result.columns.total == sum(signed, Decimal(0))


async def test_the_documents_of_one_vendor(shared_world: World) -> None:
    business = await shared_world.business()
    bills = [bill(), bill("11", VendorRef={"value": "2"}), bill("12", VendorRef=None)]
    await shared_world.load(business, {"Vendor": [vendor(), vendor("2")], "Bill": bills})
    result = await report(shared_world, business)
    second = Keys(business, "default").of("Vendor", "2")
    of_second = await all_documents(shared_world, business, result, second)
    assert [document.document_number for document in of_second] == ["B-11"]
    assert len(await all_documents(shared_world, business, result)) == 3


@pytest.mark.parametrize("day", [TODAY + timedelta(1), date(1899, 12, 31), date.min, date.max])
async def test_a_day_in_the_future_or_before_1900_is_refused(shared_world: World, day: date) -> None:
    with pytest.raises(BadInput) as caught:
        await report(shared_world, await shared_world.business(), as_of=day)
    assert caught.value.field == "asOf"


async def test_a_report_takes_as_many_statements_for_many_documents_as_for_few(shared_world: World) -> None:
    sent = []
    for count in (1, 40):
        business = await shared_world.business()
        bills = [bill(str(n)) for n in range(count)]
        await shared_world.load(business, {"Vendor": [vendor()], "Bill": bills})
        shared_world.statements.clear()
        result = await report(shared_world, business)
        async with asking(shared_world, business) as orchestrator:
            await orchestrator.documents(business, TODAY, result, PageRequest(), None, None)
            await orchestrator.rows(business, result, PageRequest())
        sent.append(list(shared_world.statements))
    assert sent[0] == sent[1]
