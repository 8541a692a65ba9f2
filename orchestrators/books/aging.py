"""Who owes the business, and whom it owes, by how late that is: as of today or of any day before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks
from db.queries.books import aging as queries
from db.queries.books import documents, parties
from orchestrators.access.business import BusinessDataOrchestrator
from orchestrators.books.aging_report import (
    AgedDocument,
    AgingReport,
    AgingRow,
    AgingSide,
    DocumentsWithoutRate,
    Entry,
    aged_document,
    aging_row,
    report_of,
)
from orchestrators.books.documents import party
from orchestrators.calculations.books import aging as pure
from orchestrators.calculations.books.aging import AgingBasis, Bucket
from orchestrators.calculations.books.ratios import DaysRatio, RatioUnknownReason, dpo, dso, ending
from orchestrators.computed_pages import Key, page_of
from orchestrators.paging import Page, PageRequest
from orchestrators.past_days import past_day

#: Days of sales or purchases that a ratio looks back on.
RATIO_DAYS = 90
#: Documents without a rate that are named; all are counted.
NAMED = 100

_OPEN_AT = {AgingSide.PAYABLES: queries.PAYABLES_AT, AgingSide.RECEIVABLES: queries.RECEIVABLES_AT}
_KINDS: dict[AgingSide, dict[str, object]] = {
    AgingSide.PAYABLES: {"kind": "BILL", "credit_kind": "VENDOR_CREDIT"},
    AgingSide.RECEIVABLES: {"kind": "INVOICE", "credit_kind": "CREDIT_MEMO"},
}


@dataclass(frozen=True, slots=True)
class AgingDataOrchestrator:
    """Reads what was open on a day; what was paid since is open again for it."""

    db: ReadBooks

    async def get_data(
        self, business_id: UUID, today: date, side: AgingSide, as_of: date | None, basis: AgingBasis
    ) -> AgingReport:
        """One side of the books as of a day, today's if none is given.

        Raises `BadInput` naming `asOf` for a day in the future, of which nothing is known, or before 1900.
        """
        day = past_day(as_of, today)
        home = (await BusinessDataOrchestrator(self.db).get_data(business_id)).currency_code
        values = {"business_id": business_id, "as_of": day, "issued_by": day}
        return report_of(side, day, basis, home, await self.db.rows(_OPEN_AT[side], values))

    async def rows(self, business_id: UUID, report: AgingReport, request: PageRequest) -> Page[AgingRow]:
        """A page of the counterparties, the largest open balance first; those that are unknown come last.

        Home currency. Raises `BadInput` as `page_of` does.
        """
        page = page_of(report.sums, request, _by_balance)
        ids = [sums.party_id for sums in page.nodes if sums.party_id is not None]
        result = await self.db.rows(parties.BY_IDS, {"business_id": business_id, "ids": ids})
        known = {row["id"]: party(row) for row in result}
        return page.of([aging_row(sums, known) for sums in page.nodes])

    async def documents(
        self,
        business_id: UUID,
        today: date,
        report: AgingReport,
        request: PageRequest,
        party_id: UUID | None,
        bucket: Bucket | None,
    ) -> Page[AgedDocument]:
        """A page of the documents in the columns, the largest amount first; of one counterparty or column.

        Amounts are in home currency, `open_amount` in the document's. Raises `BadInput` as `page_of` does.
        """
        chosen = [
            entry
            for entry in report.entries
            if entry.amount is not None
            and party_id in {None, entry.party_id}
            and bucket in {None, entry.bucket}
        ]
        page = page_of(chosen, request, _by_amount)
        return page.of(await self._aged(business_id, today, report, page.nodes))

    async def without_rate(self, business_id: UUID, today: date, report: AgingReport) -> DocumentsWithoutRate:
        """The documents without a rate, which keep the report's figures unknown: all counted, 100 named."""
        unknown = [entry for entry in report.entries if entry.amount is None]
        named = sorted(unknown, key=lambda entry: (entry.id, str(entry.party_id or "")))[:NAMED]
        return DocumentsWithoutRate(len(unknown), await self._aged(business_id, today, report, named))

    async def ratio(self, business_id: UUID, report: AgingReport) -> DaysRatio:
        """DSO of receivables, DPO of payables: the open balance over the sales or purchases of 90 days.

        Days with four decimals, or the reason why they are unknown. Formulas: docs/figures.md, *DSO and DPO*.
        """
        kinds = _KINDS[report.side]
        since = report.as_of - timedelta(RATIO_DAYS)
        values = {"business_id": business_id, "since": since, "as_of": report.as_of, **kinds}
        turnover = await self.db.row(queries.TURNOVER, values)
        assert turnover is not None, "a sum is always one row"
        balance = ending(report.columns.total)
        if report.unknown_reason or turnover["without_rate"]:
            return DaysRatio(None, balance.basis, RatioUnknownReason.UNKNOWN_RATE)
        formula = dso if report.side is AgingSide.RECEIVABLES else dpo
        return formula(balance, turnover["amount"], RATIO_DAYS)

    async def _aged(
        self, business_id: UUID, today: date, report: AgingReport, entries: Sequence[Entry]
    ) -> tuple[AgedDocument, ...]:
        if not entries:
            return ()
        about: dict[str, object] = {"business_id": business_id, "ids": [entry.id for entry in entries]}
        about["party_ids"] = [entry.party_id for entry in entries]
        rows = await self.db.rows(documents.BY_PAIRS, about)
        known = {(row["document_id"], row["party_id"]): row for row in rows}
        return tuple(
            aged_document(entry, known[entry.id, entry.party_id], today, report) for entry in entries
        )


def _by_balance(sums: pure.AgingRow) -> Key:
    return Decimal(sums.without_rate > 0), -sums.buckets.total, str(sums.party_id or "")


def _by_amount(entry: Entry) -> Key:
    assert entry.amount is not None, "it has a rate"
    return -entry.amount, entry.id, str(entry.party_id or "")
