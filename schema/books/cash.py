"""Cash, and the accounts that it lies on."""

from enum import StrEnum
from typing import Annotated, Optional

import strawberry

from orchestrators.books import cash
from orchestrators.paging import Order, Page
from resolvers.books import cash as resolvers
from resolvers.context import Context
from schema.connections import BY, WHICH, After, Connection, First, page_request
from schema.faces import describe_enum, face, field, shown
from schema.filters import BooleanFilter, Filter, OrderBy, StringFilter, op
from schema.money import Money
from schema.node import Node

Info = strawberry.Info[Context, None]


@face(cash.Account, "An account of the ledger.")
class Account(Node):
    name: str = shown("Its name.")
    account_type: str | None = shown("The source's type, such as Bank; null when known by a reference only.")
    account_subtype: str | None = shown("The source's subtype, such as Checking.")
    current_balance: Money | None = shown("Its own balance, without sub-accounts.")
    active: bool = shown("False when it was made inactive or deleted at the source.")


class AccountOrderField(StrEnum):
    """What accounts can be sorted by."""

    NAME = "name"


describe_enum(AccountOrderField, "What accounts can be sorted by.", {"NAME": "Its name."})


@strawberry.input(description="A field to sort accounts by, and the direction.")
class AccountOrder(OrderBy):
    field: AccountOrderField = strawberry.field(description="What to sort by.")
    descending: bool = strawberry.field(default=False, description="Last first.")


@strawberry.input(description="Which accounts; all fields given must hold.")
class AccountFilter(Filter):
    name: StringFilter | None = op("Its name.")
    account_type: StringFilter | None = op("The source's type, such as Bank.")
    active: BooleanFilter | None = op("Whether it is active at the source.")
    and_: list["AccountFilter"] | None = op("All of these hold.", name="and")
    or_: list["AccountFilter"] | None = op("At least one of these holds.", name="or")
    not_: Optional["AccountFilter"] = op("This does not hold.", name="not")


@strawberry.type
class CashQueries:
    """What can be asked about accounts."""

    @field(Connection[Account], "All accounts, by name unless ordered otherwise.")
    async def accounts(
        self,
        info: Info,
        first: First = 20,
        after: After = None,
        where: Annotated[AccountFilter | None, WHICH] = None,
        order_by: Annotated[list[AccountOrder] | None, BY] = None,
    ) -> Page[cash.Account]:
        request = page_request(
            info, first, after, where=where, order=order_by, default_order=(Order("name"),)
        )
        return await resolvers.accounts(info.context, request)
