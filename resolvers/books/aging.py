"""The aging of payables and receivables."""

from datetime import date
from uuid import UUID

from orchestrators.books.aging import AgingDataOrchestrator
from orchestrators.books.aging_report import (
    AgedDocument,
    AgingReport,
    AgingRow,
    AgingSide,
    DocumentsWithoutRate,
)
from orchestrators.calculations.books.aging import AgingBasis, Bucket
from orchestrators.calculations.books.ratios import DaysRatio
from orchestrators.paging import Page, PageRequest
from resolvers.context import Context
from resolvers.home_currency import keep_home_currency


async def report(context: Context, side: AgingSide, as_of: date | None, basis: AgingBasis) -> AgingReport:
    """One side of the books as of a day."""
    text = await context.read(
        lambda books, caller: AgingDataOrchestrator(books).get_data(
            caller.business_id, caller.today, side, as_of, basis
        )
    )
    keep_home_currency(context, text.home)
    return text


async def rows(context: Context, aging_report: AgingReport, request: PageRequest) -> Page[AgingRow]:
    """A page of a report's counterparties."""
    return await context.read(
        lambda books, caller: AgingDataOrchestrator(books).rows(caller.business_id, aging_report, request)
    )


async def documents(
    context: Context,
    aging_report: AgingReport,
    request: PageRequest,
    party_id: UUID | None,
    bucket: Bucket | None,
) -> Page[AgedDocument]:
    """A page of a report's documents."""
    return await context.read(
        lambda books, caller: AgingDataOrchestrator(books).documents(
            caller.business_id, caller.today, aging_report, request, party_id, bucket
        )
    )


async def without_rate(context: Context, aging_report: AgingReport) -> DocumentsWithoutRate:
    """The documents that keep a report's figures unknown."""
    return await context.read(
        lambda books, caller: AgingDataOrchestrator(books).without_rate(
            caller.business_id, caller.today, aging_report
        )
    )


async def ratio(context: Context, aging_report: AgingReport) -> DaysRatio:
    """DSO or DPO of a report."""
    return await context.read(
        lambda books, caller: AgingDataOrchestrator(books).ratio(caller.business_id, aging_report)
    )
