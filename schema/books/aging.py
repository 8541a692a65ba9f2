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
from schema.connections import After, Connection, First, page_request
from schema.faces import describe_enum, face, field, shown
from schema.money import Money, UnknownReason, shown_money

Info = strawberry.Info[Context, None]
Report = strawberry.Parent[models.AgingReport]

describe_enum(
    AgingBasis,
    "The date from which days late are counted.",
    {
        "DUE_DATE": "When it is due; of a document without one, when it was issued.",
        "ISSUE_DATE": "When it was issued.",
    },
)
describe_enum(
    Bucket,
    "A column of an aging.",
    {
        "CURRENT": "Not late, or without any date.",
        "DAYS_1_30": "1 to 30 days late.",
        "DAYS_31_60": "31 to 60 days late.",
        "DAYS_61_90": "61 to 90 days late.",
        "DAYS_91_PLUS": "91 days late or more.",
        "CREDITS": "Credits and payments that are not applied yet, and what was paid too much: negative.",
    },
    name="AgingBucket",
)
describe_enum(
    models.AgedKind,
    "What can be open.",
    {
        "BILL": "A vendor's bill.",
        "INVOICE": "An invoice to a customer.",
        "VENDOR_CREDIT": "A credit of a vendor.",
        "CREDIT_MEMO": "A credit to a customer.",
        "PAYMENT": "A customer's payment that is not applied to invoices, as far as it is not.",
        "BILL_PAYMENT": "A payment to a vendor that is not applied to bills, as far as it is not.",
        "JOURNAL_ENTRY": "What a journal entry posts onto receivables or payables; a credit if negative.",
        "PURCHASE": "A cheque or an expense straight onto receivables or payables.",
        "DEPOSIT": "A deposit straight onto receivables or payables.",
        "OTHER": "Another transaction straight onto receivables or payables.",
    },
)
describe_enum(
    ratios.BalanceBasis,
    "Which balance a ratio was computed from.",
    {"ENDING": "That at the end of the period.", "AVERAGE": "The middle of its start and end."},
)
describe_enum(
    ratios.NoRatio,
    "Why there is no ratio.",
    {
        "NO_SALES": "Nothing was sold in the period, or more was credited than sold.",
        "NO_PURCHASES": "Nothing was bought in the period, or more was credited than bought.",
        "NO_DAYS": "The period has no days.",
        "UNKNOWN_RATE": "A document in a foreign currency came without an exchange rate.",
    },
)


@face(Buckets, "What was open by days late, in home currency. The columns add up to the total.")
class AgingBuckets:
    current: Money = shown_money("Not late, due in the future, or without any date.")
    days_1_30: Money = shown_money("1 to 30 days late.", name="days1To30")
    days_31_60: Money = shown_money("31 to 60 days late.", name="days31To60")
    days_61_90: Money = shown_money("61 to 90 days late.", name="days61To90")
    days_91_plus: Money = shown_money("91 days late or more.")
    credits: Money = shown_money("Unapplied credits and overpayments: zero or negative.")
    total: Money = shown_money("The open balance, credits taken off.")


@face(models.AgingRow, "What was open with one counterparty.")
class AgingRow:
    counterparty: Counterparty | None = shown("With whom; null for documents that name nobody.")
    buckets: AgingBuckets | None = shown("By days late; null when a rate of one of its documents is unknown.")
    undated: int = shown("How many of its documents lack the date that days are counted from.")
    without_rate: int = shown("How many of its documents have no known exchange rate.")


@face(models.AgedDocument, "A document and what of it was open.")
class AgedDocument:
    kind: models.AgedKind = shown("What it is.")
    document_number: str | None = shown("The number on the paper.")
    issue_date: date | None = shown("Its date.")
    counterparty: Counterparty | None = shown("Whom it is with.")
    document: Document | None = shown("The bill or invoice as it is now; null for everything else.")
    open_amount: Money = shown("What was open, in its own currency; negative for credits.")
    amount: Money | None = shown("The same in home currency; null when its rate is unknown.")
    days: int | None = shown("Days late on that day, negative when not due yet; null without any date.")
    bucket: Bucket | None = shown("Its column; null when its rate is unknown.")
    undated: bool = shown("True when the date that days are counted from is missing, and another stood in.")


@face(models.DocumentsWithoutRate, "Documents in foreign currencies that came without an exchange rate.")
class DocumentsWithoutRate:
    count: int = shown("How many.")
    documents: list[AgedDocument] = shown("The first 100 of them.")


@face(ratios.DaysRatio, "How many days of sales are owed to the business, or of purchases by it.")
class DaysRatio:
    days: Decimal | None = shown("In days, to four places; null when it cannot be told.")
    basis: ratios.BalanceBasis = shown("Which balance it was computed from.")
    reason: ratios.NoRatio | None = shown("Why it cannot be told.")


@face(models.AgingReport, "One side of the books as of a day: what was issued by then and not yet settled.")
class AgingReport:
    as_of: date = shown("The day.")
    basis: AgingBasis = shown("The date from which days late are counted.")
    total: Money | None = shown("The open balance in home currency, credits taken off; null when unknown.")
    buckets: AgingBuckets | None = shown("The same by days late; null when unknown.")
    reason: UnknownReason | None = shown("Why total and buckets are unknown.")
    undated: int = shown("How many documents lack the date that days are counted from.")
    without_amount: int = shown("How many open documents came without an amount: they are in no column.")

    @field(Connection[AgingRow], "By counterparty, the largest open balance first.")
    async def rows(
        self,
        info: Info,
        report: Report,
        first: First = 20,
        after: After = None,
    ) -> Page[models.AgingRow]:
        return await resolvers.rows(info.context, report, page_request(info, first, after))

    @field(Connection[AgedDocument], "The documents in the columns, the largest amount first.")
    async def documents(
        self,
        info: Info,
        report: Report,
        first: First = 20,
        after: After = None,
        counterparty_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only those with this vendor or customer.")
        ] = None,
        bucket: Annotated[
            Bucket | None, strawberry.argument(description="Only those in this column.")
        ] = None,
    ) -> Page[models.AgedDocument]:
        party_id = counterparty_id and ids.decode(counterparty_id, "counterpartyId", "Vendor", "Customer")[1]
        request = page_request(info, first, after)
        return await resolvers.documents(info.context, report, request, party_id or None, bucket)

    @field(DocumentsWithoutRate, "The documents that keep total and buckets unknown.")
    async def documents_without_rate(self, info: Info, report: Report) -> models.DocumentsWithoutRate:
        return await resolvers.without_rate(info.context, report)

    @field(
        DaysRatio,
        "Days sales outstanding of receivables, days payables outstanding of payables: the open balance over "
        "the sales or purchases of the 90 days that end with the day.",
    )
    async def ratio(self, info: Info, report: Report) -> ratios.DaysRatio:
        return await resolvers.ratio(info.context, report)


AsOf = Annotated[
    date | None,
    strawberry.argument(description="The day, from 1900 to today; the business's today if left out."),
]
Basis = Annotated[AgingBasis, strawberry.argument(description="The date from which days late are counted.")]


@strawberry.type
class AgingQueries:
    """What can be asked about what is open."""

    @field(AgingReport | None, "What the business owed on a day, by vendor and by how late it was.")
    async def payables(
        self, info: Info, as_of: AsOf = None, basis: Basis = AgingBasis.DUE_DATE
    ) -> models.AgingReport:
        return await resolvers.report(info.context, models.AgingSide.PAYABLES, as_of, basis)

    @field(AgingReport | None, "What the business was owed on a day, by customer and by how late it was.")
    async def receivables(
        self, info: Info, as_of: AsOf = None, basis: Basis = AgingBasis.DUE_DATE
    ) -> models.AgingReport:
        return await resolvers.report(info.context, models.AgingSide.RECEIVABLES, as_of, basis)
