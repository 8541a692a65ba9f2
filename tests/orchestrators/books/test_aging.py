"""An aging as of any day is what all applications by then leave, and adds up to the last cent."""

from collections.abc import AsyncIterator
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
from tests.orchestrators.books.open_items import TODAY, Known, asking, businesses, records, report
from tests.postgres import Cluster
from tests.records import bill, vendor
from tests.world import World, open_world

BOTH = tuple(AgingSide)
patient = settings(deadline=None, max_examples=25)


@pytest.fixture(scope="module")
async def shared(cluster: Cluster) -> AsyncIterator[World]:
    address = await cluster.clone()
    async with open_world(address) as world:
        yield world
    await cluster.drop(address)


async def all_documents(
    world: World, business: UUID, found: AgingReport, party: UUID | None = None, bucket: Bucket | None = None
) -> list[AgedDocument]:
    seen: list[AgedDocument] = []
    after = None
    async with asking(world, business) as orchestrator:
        while True:
            request = PageRequest(first=3, after=after)
            page = await orchestrator.documents(business, TODAY, found, request, party, bucket)
            seen += page.nodes
            after = page.page_info.end_cursor
            if not page.page_info.has_next_page:
                return seen


def expected(
    keys: Keys, side: AgingSide, documents: tuple[Known, ...], as_of: date, basis: AgingBasis
) -> Any:
    """The pure aging of each document's applications, every open amount rounded in home currency."""
    entity = "Vendor" if side is AgingSide.PAYABLES else "Customer"
    open_ones = []
    for each in documents:
        sign = -1 if each.is_credit else 1
        parts = tuple(Application(day, sign * amount) for day, amount in each.parts)
        whose = None if each.party is None else keys.of(entity, each.party)
        whole = AgingDocument(whose, each.issued, each.due, sign * each.total, parts)
        home = money(pure.open_balance(whole, as_of) * (each.rate or 1), "USD").amount
        open_ones.append(AgingDocument(whose, each.issued, each.due, home))
    return pure.aging([each for each in open_ones if _issued(each, as_of)], as_of, basis)


def _issued(document: AgingDocument, as_of: date) -> bool:
    return document.issue_date is None or document.issue_date <= as_of


@patient
@given(businesses(), st.sampled_from(BOTH), st.dates(date(2026, 2, 1), TODAY), st.sampled_from(AgingBasis))
async def test_as_of_any_day_it_is_what_all_applications_by_then_leave(
    shared: World, documents: tuple[Known, ...], side: AgingSide, as_of: date, basis: AgingBasis
) -> None:
    business = await shared.business()
    await shared.load(business, records(side, documents))
    found = await report(shared, business, side, as_of, basis)
    wanted = expected(Keys(business, "default"), side, documents, as_of, basis)
    assert (found.columns, found.undated, found.reason) == (wanted.totals, wanted.undated, None)
    assert {row.party_id: (row.buckets, row.undated) for row in found.sums} == {
        row.party_id: (row.buckets, row.undated) for row in wanted.rows
    }
    assert found.total == Money(wanted.totals.total, "USD") or not found.entries


@patient
@given(businesses(), st.sampled_from(BOTH), st.dates(date(2026, 2, 1), TODAY))
async def test_documents_columns_rows_and_total_add_up_to_the_last_cent(
    shared: World, documents: tuple[Known, ...], side: AgingSide, as_of: date
) -> None:
    business = await shared.business()
    await shared.load(business, records(side, documents))
    found = await report(shared, business, side, as_of)
    shown = await all_documents(shared, business, found)
    amounts = [each.amount.amount for each in shown if each.amount is not None]
    assert len(amounts) == len(shown) == len(found.entries)
    assert all(larger >= smaller for larger, smaller in pairwise(amounts))
    assert found.buckets is not None
    assert found.total is not None
    assert sum(amounts) == found.total.amount == found.buckets.total
    columns = dict(zip(Bucket, _amounts(found), strict=True))
    for bucket, amount in columns.items():
        part = await all_documents(shared, business, found, bucket=bucket)
        assert sum(each.amount.amount for each in part if each.amount is not None) == amount
    assert sum(columns.values()) == found.total.amount
    async with asking(shared, business) as orchestrator:
        rows = (await orchestrator.rows(business, found, PageRequest(first=100))).nodes
    totals = [row.buckets.total for row in rows if row.buckets is not None]
    assert sum(totals) == found.total.amount
    assert totals == sorted(totals, reverse=True)


def _amounts(found: AgingReport) -> list[Decimal]:
    shown = found.buckets
    assert shown is not None
    late = (shown.days_1_30, shown.days_31_60, shown.days_61_90, shown.days_91_plus)
    return [shown.current, *late, shown.credits]


@patient
@given(businesses(), st.sampled_from(BOTH))
async def test_without_the_payments_the_balances_of_the_source_are_what_is_open(
    shared: World, documents: tuple[Known, ...], side: AgingSide
) -> None:
    business = await shared.business()
    issued = tuple(each for each in documents if each.issued is None or each.issued <= TODAY)
    await shared.load(business, records(side, issued, with_payments=False))
    found = await report(shared, business, side)
    signed = (
        money((-each.left if each.is_credit else each.left) * (each.rate or 1), "USD").amount
        for each in issued
    )
    assert found.columns.total == sum(signed, Decimal(0))


async def test_the_documents_of_one_vendor(shared: World) -> None:
    business = await shared.business()
    bills = [bill(), bill("11", VendorRef={"value": "2"}), bill("12", VendorRef=None)]
    await shared.load(business, {"Vendor": [vendor(), vendor("2")], "Bill": bills})
    found = await report(shared, business)
    second = Keys(business, "default").of("Vendor", "2")
    assert [each.document_number for each in await all_documents(shared, business, found, second)] == ["B-11"]
    assert len(await all_documents(shared, business, found)) == 3


@pytest.mark.parametrize("day", [TODAY + timedelta(1), date(1899, 12, 31), date.min, date.max])
async def test_a_day_in_the_future_or_before_1900_is_refused(shared: World, day: date) -> None:
    with pytest.raises(BadInput) as caught:
        await report(shared, await shared.business(), as_of=day)
    assert caught.value.field == "asOf"


async def test_a_report_takes_as_many_statements_for_many_documents_as_for_few(shared: World) -> None:
    sent = []
    for count in (1, 40):
        business = await shared.business()
        await shared.load(business, {"Vendor": [vendor()], "Bill": [bill(str(n)) for n in range(count)]})
        shared.statements.clear()
        found = await report(shared, business)
        async with asking(shared, business) as orchestrator:
            await orchestrator.documents(business, TODAY, found, PageRequest(), None, None)
            await orchestrator.rows(business, found, PageRequest())
        sent.append(list(shared.statements))
    assert sent[0] == sent[1]
