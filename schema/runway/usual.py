"""What a usual amount of a forecast rests on: past weeks, and the documents that moved cash in them."""

from datetime import date
from decimal import Decimal

import strawberry

from orchestrators.paging import Page
from orchestrators.runway import forecast
from orchestrators.runway.forecast import UsualDocument as DocumentModel
from orchestrators.runway.forecast import UsualWeek as WeekModel
from orchestrators.sources.facts import DocumentKind
from resolvers.context import Context
from resolvers.runway import runway as resolvers
from schema.connections import After, Before, Connection, First, Last, page_request
from schema.faces import describe_enum, face, field, shown
from schema.money import Money

Info = strawberry.Info[Context, None]

describe_enum(
    DocumentKind,
    "Type of a transaction document.",
    {
        "BILL": "A bill from a vendor.",
        "BILL_PAYMENT": "A payment of bills.",
        "VENDOR_CREDIT": "A credit from a vendor.",
        "INVOICE": "An invoice to a customer.",
        "PAYMENT": "A payment from a customer.",
        "CREDIT_MEMO": "A credit memo to a customer.",
        "PURCHASE": "A cheque, an expense or a card purchase.",
        "DEPOSIT": "A deposit to an account.",
        "TRANSFER": "A transfer between accounts.",
        "JOURNAL_ENTRY": "A journal entry.",
        "SALES_RECEIPT": "A sale that was paid immediately.",
        "REFUND_RECEIPT": "A refund to a customer.",
        "CREDIT_CARD_PAYMENT": "A payment of a credit card.",
    },
)


@face(
    forecast.UsualWeek,
    "A past week behind a usual cash flow, for one counterparty or all others, in one direction.",
)
class UsualWeek:
    start_date: date = shown("Monday of the week.")
    end_date: date = shown("Sunday of the week.")
    amount: Money = shown(
        "Cash flow of the week that enters the average, positive for receipts, negative for payments. "
        "Excludes recurring flows, and amounts that were known as early as the forecast week is ahead."
    )
    recurring: Money = shown(
        "Cash flow of the week that is left out because it recurs and is forecast separately; positive for "
        "receipts, negative for payments."
    )


@face(forecast.UsualDocument, "A document that moved cash in a past week and enters the estimate.")
class UsualDocument:
    day: date = shown("Day on which the cash moved.", name="date")
    kind: DocumentKind = shown("Type of the document.")
    document_number: str | None = shown("Document number as printed; null if it has none.")
    label: str | None = shown(
        "Name of the vendor or customer; null if unknown. A deposit has one row for each customer whose "
        "payment it contains."
    )
    amount: Money = shown(
        "Cash moved for this counterparty in home currency, positive for receipts, negative for payments."
    )
    counted: Decimal = shown(
        "Share of the amount that counts: 1, or 0.5 for amounts that were known about as many weeks before "
        "as the forecast week is ahead."
    )


@face(
    forecast.UsualBasis,
    "How a usual cash flow was estimated: `average` x `season` x `share` x `partOfWeek`, less `entered`.",
)
class UsualBasis:
    start_date: date = shown("Monday of the forecast week.")
    end_date: date = shown("Sunday of the forecast week.")
    average: Money = shown(
        "Mean cash flow of the past weeks in home currency, positive for receipts, negative for payments."
    )
    season: Decimal = shown(
        "Seasonal factor from 0.25 to 4, to four decimal places: the same three weeks a year ago relative "
        "to the quarter before them; 1 without enough history."
    )
    share: Decimal = shown("Share of the usual cash flow to expect, from the policy's `usualShare`.")
    part_of_week: Decimal = shown(
        "Share of the week that is still ahead, to four decimal places; 1 for all weeks but the current one."
    )
    entered: Money = shown(
        "Amount of entries dated ahead that replace a part of the usual cash flow, in home currency; not "
        "negative."
    )

    @field(list[UsualWeek], "The latest complete weeks, the oldest first; 8 to 13.")
    def weeks(self, basis: strawberry.Parent[forecast.UsualBasis]) -> tuple[WeekModel, ...]:
        return resolvers.usual_weeks(basis)

    @field(
        Connection[UsualDocument],
        "Documents that moved cash in these weeks and are counted, by day. Their amounts times `counted` "
        "add up to `amount` plus `recurring` of the weeks.",
    )
    async def documents(
        self,
        basis: strawberry.Parent[forecast.UsualBasis],
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Page[DocumentModel]:
        return await resolvers.usual_documents(
            info.context, basis, page_request(info, first, after, last, before)
        )
