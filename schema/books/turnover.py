"""What the business spent and earned in a period, by month, counterparty, account or kind of document."""

from datetime import date
from typing import Annotated

import strawberry

from orchestrators.books import turnover as models
from orchestrators.books.turnover import IncomeGrouping, SpendGrouping, TurnoverRequest, TurnoverSide
from resolvers.books import turnover as resolvers
from resolvers.context import Context
from schema.books.cash import Account
from schema.books.documents import Counterparty
from schema.faces import describe_enum, face, field, shown
from schema.money import Money, shown_money

Info = strawberry.Info[Context, None]

_GROUPINGS = {
    "MONTH": "The calendar month of the document's date.",
    "COUNTERPARTY": "The vendor or customer that the document names.",
    "KIND": "The type of the document.",
}
describe_enum(IncomeGrouping, "What income can be grouped by.", _GROUPINGS)
describe_enum(
    SpendGrouping,
    "What spend can be grouped by.",
    {
        **_GROUPINGS,
        "ACCOUNT": "The account that a line of the document names. Amounts of lines without an account, such "
        "as items and tax, are one group.",
    },
)
describe_enum(
    models.TurnoverKind,
    "Type of a document that counts as spend or income.",
    {
        "BILL": "A bill from a vendor: spend.",
        "VENDOR_CREDIT": "A credit from a vendor: negative spend.",
        "PURCHASE": "A cheque, expense, card purchase or tax payment: spend, negative for a refund.",
        "INVOICE": "An invoice to a customer: income.",
        "SALES_RECEIPT": "A sale that was paid at once: income.",
        "CREDIT_MEMO": "A credit memo to a customer: negative income.",
        "REFUND_RECEIPT": "A refund to a customer: negative income.",
    },
)


@face(models.TurnoverGroup, "Spend or income of one group. A field is null unless `by` names it.")
class TurnoverGroup:
    month: date | None = shown("First day of the calendar month.")
    counterparty: Counterparty | None = shown("The vendor or customer; also null if documents name none.")
    account: Account | None = shown("The account of the lines; also null for amounts without an account.")
    kind: models.TurnoverKind | None = shown("Type of the documents.")
    amount: Money = shown_money(
        "Sum in home currency including tax; negative if more came back. Rounded up or down to the minor "
        "unit so that all groups add up to the total."
    )
    document_count: int = shown(
        "Number of documents. Grouped by account, a document counts in each group that it has a line in."
    )


@face(models.TurnoverRemainder, "The groups beyond the first ones, added up.")
class TurnoverRemainder:
    group_count: int = shown("Number of groups that are not listed; 0 when all are.")
    amount: Money = shown_money("Sum of the groups that are not listed, in home currency.")
    document_count: int = shown("Number of documents in the groups that are not listed.")


@face(
    models.Turnover,
    "Spend or income of a period, by document date, in home currency at the rates of the documents.",
)
class Turnover:
    from_date: date = shown("First day of the period.")
    to_date: date = shown("Last day of the period.")
    total: Money = shown_money("Sum of all groups, listed or not, including tax.")
    document_count: int = shown("Number of documents in the total.")
    groups: list[TurnoverGroup] = shown(
        "The groups with the largest amounts, at most 500: by month if grouped by month, else the largest "
        "first."
    )
    remainder: TurnoverRemainder = shown(
        "The groups that are not listed; the amounts of `groups` and of this add up to `total`."
    )
    without_rate_count: int = shown(
        "Number of documents in a foreign currency without an exchange rate; no amount and no other count "
        "includes them."
    )
    without_amount_count: int = shown(
        "Number of documents without a total amount; no amount and no other count includes them."
    )


From = Annotated[
    date | None,
    strawberry.argument(
        description="First day of the period, from 1900-01-01; by default the first day of the month eleven "
        "months before the last day's month."
    ),
]
To = Annotated[date | None, strawberry.argument(description="Last day of the period; today by default.")]
Groups = Annotated[int, strawberry.argument(description="Maximum number of groups to list, from 1 to 500.")]
_BY = strawberry.argument(description="One or two different ways to group.")


@strawberry.type
class TurnoverQueries:
    """What can be asked about spend and income."""

    @field(
        Turnover | None,
        "What the business bought, by document date: bills, and purchases paid at once, less vendor credits "
        "and refunds. Payments of bills and cards are not counted again.",
    )
    async def spend(
        self,
        info: Info,
        by: Annotated[list[SpendGrouping], _BY] = [SpendGrouping.MONTH],  # noqa: B006  # Strawberry needs it.
        from_date: From = None,
        to_date: To = None,
        first: Groups = 100,
    ) -> models.Turnover:
        request = TurnoverRequest(TurnoverSide.SPEND, from_date, to_date, tuple(by), first)
        return await resolvers.turnover(info.context, request)

    @field(
        Turnover | None,
        "What the business sold, by document date: invoices and sales receipts, less credit memos and "
        "refunds.",
    )
    async def income(
        self,
        info: Info,
        by: Annotated[list[IncomeGrouping], _BY] = [IncomeGrouping.MONTH],  # noqa: B006  # Strawberry needs it.
        from_date: From = None,
        to_date: To = None,
        first: Groups = 100,
    ) -> models.Turnover:
        request = TurnoverRequest(TurnoverSide.INCOME, from_date, to_date, tuple(by), first)
        return await resolvers.turnover(info.context, request)
