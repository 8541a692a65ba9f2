"""Who owes the business and whom it owes, by how late that is, down to the documents."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

from orchestrators.books import aging_report as models
from orchestrators.calculations.books import ratios
from orchestrators.calculations.books.aging import AgingBasis, Bucket, Buckets
from orchestrators.paging import Page
from resolvers.books import aging as resolvers
from resolvers.context import Context
from schema import ids
from schema.books.documents import Counterparty, Document
from schema.connections import After, Before, Connection, First, Last, page_request
from schema.faces import describe_enum, face, field, shown
from schema.money import Money, UnknownReason, shown_money

Info = strawberry.Info[Context, None]
Report = strawberry.Parent[models.AgingReport]

describe_enum(
    AgingBasis,
    "The date from which days past due are counted.",
    {
        "DUE_DATE": "The due date; the issue date for documents without a due date.",
        "ISSUE_DATE": "The issue date; the due date for documents without an issue date.",
    },
)
describe_enum(
    Bucket,
    "A column of an aging report.",
    {
        "CURRENT": "Not past due, or a document without any date.",
        "DAYS_1_30": "1 to 30 days past due.",
        "DAYS_31_60": "31 to 60 days past due.",
        "DAYS_61_90": "61 to 90 days past due.",
        "DAYS_91_PLUS": "91 or more days past due.",
        "CREDITS": "Unapplied credits, unapplied payments and overpayments, as negative amounts.",
    },
    name="AgingBucket",
)
describe_enum(
    models.AgedKind,
    "Type of a document in an aging report.",
    {
        "BILL": "A bill from a vendor.",
        "INVOICE": "An invoice to a customer.",
        "VENDOR_CREDIT": "A credit from a vendor.",
        "CREDIT_MEMO": "A credit memo to a customer.",
        "PAYMENT": "The part of a customer's payment that is not applied to invoices.",
        "BILL_PAYMENT": "The part of a payment to a vendor that is not applied to bills.",
        "JOURNAL_ENTRY": "A journal entry that posts to accounts receivable or payable; a credit if "
        "negative.",
        "PURCHASE": "A cheque or expense that posts to accounts receivable or payable.",
        "DEPOSIT": "A deposit that posts to accounts receivable or payable.",
        "OTHER": "Another transaction that posts to accounts receivable or payable.",
    },
)
describe_enum(
    ratios.BalanceBasis,
    "Which balance the numerator of a ratio is.",
    {
        "ENDING": "The balance at the end of the period.",
        "AVERAGE": "The mean of the balances at the start and the end of the period.",
    },
)
describe_enum(
    ratios.RatioUnknownReason,
    "Why a ratio is unknown.",
    {
        "NO_SALES": "Sales of the period, less credit memos, are zero or less.",
        "NO_PURCHASES": "Purchases of the period, less vendor credits, are zero or less.",
        "NO_DAYS": "The period has no days.",
        "UNKNOWN_RATE": "A document in a foreign currency has no exchange rate.",
    },
)


@face(Buckets, "Open balance by days past due, in home currency. The columns add up to the total.")
class AgingBuckets:
    current: Money = shown_money("Open balance that is not past due, or of documents without any date.")
    days_1_30: Money = shown_money("Open balance 1 to 30 days past due.", name="days1To30")
    days_31_60: Money = shown_money("Open balance 31 to 60 days past due.", name="days31To60")
    days_61_90: Money = shown_money("Open balance 61 to 90 days past due.", name="days61To90")
    days_91_plus: Money = shown_money("Open balance 91 or more days past due.")
    credits: Money = shown_money("Unapplied credits and overpayments; zero or negative.")
    total: Money = shown_money("Open balance less credits, the sum of all columns.")


@face(models.AgingRow, "The open balance of one vendor or customer, by days past due.")
class AgingRow:
    counterparty: Counterparty | None = shown("The vendor or customer; null for documents that name none.")
    buckets: AgingBuckets | None = shown(
        "Open balance by days past due; null when an exchange rate of a document is unknown."
    )
    undated_count: int = shown("Number of documents without the date from which days are counted.")
    without_rate_count: int = shown("Number of documents without a known exchange rate.")


@face(models.AgedDocument, "A document with the balance that was open on the day of the report.")
class AgedDocument:
    kind: models.AgedKind = shown("Type of the document.")
    document_number: str | None = shown("Document number as printed, such as 2608-017; null if it has none.")
    issue_date: date | None = shown("Date of the document; null if unknown.")
    counterparty: Counterparty | None = shown("The vendor or customer; null if the document names none.")
    document: Document | None = shown("The bill or invoice in its current state; null for all other types.")
    open_amount: Money = shown("Balance that was open, in the document's currency; negative for credits.")
    amount: Money | None = shown(
        "Balance that was open, in home currency; null when the exchange rate is unknown."
    )
    days_past_due: int | None = shown(
        "Days past due on the day of the report, negative when not due yet; null without any date."
    )
    bucket: Bucket | None = shown("Column of the aging report; null when the exchange rate is unknown.")
    is_undated: bool = shown(
        "True when the date from which days are counted is missing and the other date was used."
    )


@face(models.DocumentsWithoutRate, "Documents in a foreign currency that have no exchange rate.")
class DocumentsWithoutRate:
    count: int = shown("Number of such documents.")
    documents: list[AgedDocument] = shown("The first 100 of these documents.")


@face(
    ratios.DaysRatio,
    "Days sales outstanding (DSO) of receivables, or days payables outstanding (DPO) of payables.",
)
class DaysRatio:
    days: Decimal | None = shown("The ratio in days, to four decimal places; null when unknown.")
    basis: ratios.BalanceBasis = shown("Which balance the ratio was computed from.")
    unknown_reason: ratios.RatioUnknownReason | None = shown(
        "Why the ratio is unknown; null when it is known."
    )


@face(
    models.AgingReport,
    "Aging of payables or receivables as of a day: what was issued by then and not settled.",
)
class AgingReport:
    as_of: date = shown("The day of the report.")
    basis: AgingBasis = shown("The date from which days past due are counted.")
    total: Money | None = shown(
        "Open balance less credits, in home currency; null when an exchange rate is unknown."
    )
    buckets: AgingBuckets | None = shown("The total by days past due; null when an exchange rate is unknown.")
    unknown_reason: UnknownReason | None = shown(
        "Why `total` and `buckets` are unknown; null when they are known."
    )
    undated_count: int = shown("Number of documents without the date from which days are counted.")
    without_amount_count: int = shown("Number of open documents without an amount; no column includes them.")

    @field(Connection[AgingRow], "Aging by vendor or customer, the largest open balance first.")
    async def rows(
        self,
        info: Info,
        report: Report,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Page[models.AgingRow]:
        request = page_request(info, first, after, last, before, side=report.side)
        return await resolvers.rows(info.context, report, request)

    @field(Connection[AgedDocument], "The documents that the report consists of, the largest amount first.")
    async def documents(
        self,
        info: Info,
        report: Report,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        counterparty_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Return only documents of this vendor or customer."),
        ] = None,
        bucket: Annotated[
            Bucket | None, strawberry.argument(description="Return only documents in this column.")
        ] = None,
    ) -> Page[models.AgedDocument]:
        party_id = counterparty_id and ids.decode(counterparty_id, "counterpartyId", "Vendor", "Customer")[1]
        request = page_request(info, first, after, last, before, side=report.side)
        return await resolvers.documents(info.context, report, request, party_id or None, bucket)

    @field(
        DocumentsWithoutRate, "Documents without an exchange rate, which make `total` and `buckets` unknown."
    )
    async def documents_without_rate(self, info: Info, report: Report) -> models.DocumentsWithoutRate:
        return await resolvers.without_rate(info.context, report)

    @field(
        DaysRatio,
        "DSO of receivables, DPO of payables: open balance divided by sales or purchases of the 90 days "
        "that end on `asOf`, times 90.",
    )
    async def ratio(self, info: Info, report: Report) -> ratios.DaysRatio:
        return await resolvers.ratio(info.context, report)


AsOf = Annotated[
    date | None,
    strawberry.argument(description="Day of the report, from 1900-01-01 to today; today by default."),
]
Basis = Annotated[
    AgingBasis, strawberry.argument(description="The date from which days past due are counted.")
]


@strawberry.type
class AgingQueries:
    """What can be asked about what is open."""

    @field(
        AgingReport | None,
        "Aging of accounts payable: what the business owed on a day, by vendor and days past due.",
    )
    async def payables(
        self, info: Info, as_of: AsOf = None, basis: Basis = AgingBasis.DUE_DATE
    ) -> models.AgingReport:
        return await resolvers.report(info.context, models.AgingSide.PAYABLES, as_of, basis)

    @field(
        AgingReport | None,
        "Aging of accounts receivable: what customers owed on a day, by customer and days past due.",
    )
    async def receivables(
        self, info: Info, as_of: AsOf = None, basis: Basis = AgingBasis.DUE_DATE
    ) -> models.AgingReport:
        return await resolvers.report(info.context, models.AgingSide.RECEIVABLES, as_of, basis)
