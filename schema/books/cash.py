"""Cash, and the accounts that it lies on."""

from enum import StrEnum
from typing import Annotated, Optional

import strawberry

from orchestrators.books import cash
from orchestrators.paging import Order, Page
from resolvers.books import cash as resolvers
from resolvers.context import Context
from schema.connections import BY, WHICH, After, Before, Connection, First, Last, page_request
from schema.faces import describe_enum, face, field, shown
from schema.filters import BooleanFilter, EnumFilter, Filter, OrderBy, StringFilter, op
from schema.money import Money
from schema.node import Node

Info = strawberry.Info[Context, None]

describe_enum(
    cash.AccountType,
    "Type of an account in the accounting system, from the list of QuickBooks Online.",
    {
        "BANK": "Bank account, such as checking or savings.",
        "ACCOUNTS_RECEIVABLE": "What customers owe.",
        "OTHER_CURRENT_ASSET": "Asset that is used up or turned into cash within a year.",
        "FIXED_ASSET": "Asset that is used for several years, such as a vehicle.",
        "OTHER_ASSET": "Any other asset.",
        "ACCOUNTS_PAYABLE": "What is owed to vendors.",
        "CREDIT_CARD": "Credit card.",
        "OTHER_CURRENT_LIABILITY": "Liability that is due within a year, such as sales tax.",
        "LONG_TERM_LIABILITY": "Liability that is due after more than a year, such as a loan.",
        "EQUITY": "Equity of the owners.",
        "INCOME": "Income from the usual business.",
        "COST_OF_GOODS_SOLD": "Direct cost of what is sold.",
        "EXPENSE": "Expense of the usual business.",
        "OTHER_INCOME": "Income beyond the usual business, such as interest.",
        "OTHER_EXPENSE": "Expense beyond the usual business.",
        "OTHER": "A type that is not in the list of QuickBooks Online.",
    },
)


@face(cash.Account, "An account of the general ledger.")
class Account(Node):
    name: str = shown("Name of the account, such as Operating Account.")
    account_type: cash.AccountType | None = shown(
        "Type in the accounting system; null when the account is known only by references of documents."
    )
    account_subtype: str | None = shown(
        "Subtype in the accounting system, such as Checking; null when unknown."
    )
    current_balance: Money | None = shown(
        "Current balance without sub-accounts, in the account's currency; null when unknown."
    )
    active: bool = shown("False when the account is inactive or deleted in the accounting system.")


class AccountOrderField(StrEnum):
    """What accounts can be sorted by."""

    NAME = "name"


describe_enum(AccountOrderField, "Fields by which accounts can be sorted.", {"NAME": "Name of the account."})


@strawberry.input(description="Sort order of accounts.")
class AccountOrder(OrderBy):
    field: AccountOrderField = strawberry.field(description="Field to sort by.")
    descending: bool = strawberry.field(default=False, description="True sorts from Z to A.")


@strawberry.input(description="Conditions on accounts; all fields that are present must match.")
class AccountFilter(Filter):
    name: StringFilter | None = op("Name of the account.")
    account_type: EnumFilter[cash.AccountType] | None = op("Type in the accounting system.")
    active: BooleanFilter | None = op("Whether the account is active in the accounting system.")
    and_: list["AccountFilter"] | None = op(
        "Matches objects for which all of these conditions are true.", name="and"
    )
    or_: list["AccountFilter"] | None = op(
        "Matches objects for which at least one of these conditions is true.", name="or"
    )
    not_: Optional["AccountFilter"] = op("Matches objects for which this condition is false.", name="not")


@strawberry.type
class CashQueries:
    """What can be asked about accounts."""

    @field(
        Connection[Account] | None, "All accounts of the general ledger, by name unless ordered otherwise."
    )
    async def accounts(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[AccountFilter | None, WHICH] = None,
        order_by: Annotated[list[AccountOrder] | None, BY] = None,
    ) -> Page[cash.Account]:
        request = page_request(
            info, first, after, last, before, where=where, order=order_by, default_order=(Order("name"),)
        )
        return await resolvers.accounts(info.context, request)
