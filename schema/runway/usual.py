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
from schema.connections import After, Connection, First, page_request
from schema.faces import describe_enum, face, field, shown
from schema.money import Money

Info = strawberry.Info[Context, None]

describe_enum(
    DocumentKind,
    "What kind of transaction a document is.",
    {
        "BILL": "A vendor's bill.",
        "BILL_PAYMENT": "A payment of bills.",
        "VENDOR_CREDIT": "A credit that a vendor gave.",
        "INVOICE": "An invoice to a customer.",
        "PAYMENT": "A customer's payment.",
        "CREDIT_MEMO": "A credit that a customer was given.",
        "PURCHASE": "A cheque, an expense or a purchase by card.",
        "DEPOSIT": "A deposit on an account.",
        "TRANSFER": "A transfer between accounts.",
        "JOURNAL_ENTRY": "A journal entry.",
        "SALES_RECEIPT": "A sale that was paid at once.",
        "REFUND_RECEIPT": "Money given back to a customer.",
        "CREDIT_CARD_PAYMENT": "A payment of a credit card.",
    },
)


@face(forecast.UsualWeek, "A week that was, of one counterparty or of all others, in one direction.")
class UsualWeek:
    first_day: date = shown("Its Monday.", name="start")
    last_day: date = shown("Its Sunday.", name="end")
    amount: Money = shown(
        "What of it is in the average, signed: what moved and was known for fewer weeks than lie between "
        "today and the week to come, without what recurs."
    )
    recurring: Money = shown(
        "What is not in the average as it came back regularly: that is forecast by itself."
    )


@face(forecast.UsualDocument, "A document that moved cash in a past week.")
class UsualDocument:
    day: date = shown("When it did.")
    kind: DocumentKind = shown("What it is.")
    document_number: str | None = shown("Its number at the source, if it has one.")
    label: str | None = shown(
        "Whose money it was, by name: of a deposit each customer whose payment it brought has a row."
    )
    amount: Money = shown("What it moved of that counterparty's, signed, in home currency.")
    counted: Decimal = shown(
        "1, or 0.5 of what was known for about as many weeks as lie between today and the week to come."
    )


@face(
    forecast.UsualBasis,
    "How a flow of what is usual comes about: `average` x `season` x `share` x `partOfWeek`, less `entered`.",
)
class UsualBasis:
    first_day: date = shown("The Monday of the week that it is about.", name="start")
    last_day: date = shown("The Sunday of that week.", name="end")
    average: Money = shown("The sum of the past weeks' amounts over their number, signed.")
    season: Decimal = shown(
        "The same week a year ago with its neighbours, against the quarter a year ago: 0.25 to 4; 1 "
        "where the books do not reach back so far. Four places."
    )
    share: Decimal = shown("What people expect of it, by `usualShare` of the policy.")
    part_of_week: Decimal = shown("What of the week is still to come: 1 but for this week. Four places.")
    entered: Money = shown(
        "What is entered ahead and takes its place; positive: it brings the amount nearer to 0."
    )

    @field(list[UsualWeek], "The latest whole weeks, the oldest first: 8 to 13.")
    def weeks(self, basis: strawberry.Parent[forecast.UsualBasis]) -> tuple[WeekModel, ...]:
        return resolvers.usual_weeks(basis)

    @field(
        Connection[UsualDocument],
        "What moved in these weeks and is counted, by day. The sum of their amounts by `counted` is that of "
        "the weeks' `amount` and `recurring`.",
    )
    async def documents(
        self,
        basis: strawberry.Parent[forecast.UsualBasis],
        info: Info,
        first: First = 20,
        after: After = None,
    ) -> Page[DocumentModel]:
        return await resolvers.usual_documents(info.context, basis, page_request(info, first, after))
