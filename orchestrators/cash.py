"""Accounts, and the cash on them."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries import cash as queries
from orchestrators.money import Money, money, money_or_none
from orchestrators.paging import Page, PageRequest, fetch_page


class CashUnknown(StrEnum):
    """Why there is no figure for cash."""

    NO_BANK_ACCOUNT = "NO_BANK_ACCOUNT"
    MISSING_BALANCE = "MISSING_BALANCE"
    SEVERAL_CURRENCIES = "SEVERAL_CURRENCIES"


@dataclass(frozen=True, slots=True)
class Cash:
    """The sum of the balances of active bank accounts, or why it cannot be told."""

    amount: Money | None
    unknown: CashUnknown | None


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the ledger; the balance is its own, without sub-accounts."""

    id: UUID
    name: str
    account_type: str | None
    account_subtype: str | None
    current_balance: Money | None
    active: bool


@dataclass(frozen=True, slots=True)
class CashDataOrchestrator:
    """Reads accounts and what lies on them."""

    db: ReadBooks

    async def cash(self, business_id: UUID) -> Cash:
        """Cash now: active bank accounts only; cards and loans are not cash."""
        rows = await self.db.rows(queries.CASH, {"business_id": business_id})
        if not rows:
            return Cash(None, CashUnknown.NO_BANK_ACCOUNT)
        if any(row["incomplete"] for row in rows):
            return Cash(None, CashUnknown.MISSING_BALANCE)
        if len(rows) > 1:
            return Cash(None, CashUnknown.SEVERAL_CURRENCIES)
        return Cash(money(rows[0]["amount"], rows[0]["currency_code"]), None)

    async def accounts(self, business_id: UUID, request: PageRequest) -> Page[Account]:
        """A page of accounts."""
        return await fetch_page(self.db, queries.ACCOUNTS, request, {"business_id": business_id}, _account)

    async def account(self, business_id: UUID, account_id: UUID) -> Account | None:
        """One account, or none."""
        row = await self.db.row(queries.ONE, {"business_id": business_id, "id": account_id})
        return None if row is None else _account(row)


def _account(row: Row) -> Account:
    return Account(
        row["id"],
        row["name"],
        row["account_type"],
        row["account_subtype"],
        money_or_none(row["current_balance"], row["currency_code"]),
        row["active"],
    )
