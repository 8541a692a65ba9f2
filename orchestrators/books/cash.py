"""Accounts, and the cash on them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from db.account_types import AccountType
from db.books import ReadBooks, Row
from db.queries.books import cash as queries
from orchestrators.access.business import BusinessDataOrchestrator
from orchestrators.calculations.books.reconciliation import ReconciliationState
from orchestrators.calculations.currency import Foreign, home_total
from orchestrators.figures import Figure, UnknownReason
from orchestrators.money import Money, money_or_none
from orchestrators.paging import Page, PageRequest, fetch_page

__all__ = [
    "Account",
    "AccountType",
    "CashAccount",
    "CashDataOrchestrator",
    "CashPosition",
    "account",
    "cash_of",
]


@dataclass(frozen=True, slots=True)
class CashAccount:
    """An account that holds cash, with its balance on the day in its own currency; None is not told.

    `unexplained` is what two balances of the source, `since` and `until`, leave unexplained by what moved.
    """

    id: UUID
    name: str
    balance: Money | None
    is_counted: bool
    reconciliation: ReconciliationState = ReconciliationState.NO_BALANCE
    unexplained: Money | None = None
    earlier_balance_at: datetime | None = None
    later_balance_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CashPosition:
    """Cash on a day in home currency, or why it is unknown, and the accounts that were looked at.

    `rates` are home units for one unit of each foreign currency that an account is in.
    """

    amount: Figure
    accounts: tuple[CashAccount, ...]
    rates: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the ledger; the balance is its own, without sub-accounts."""

    id: UUID
    name: str
    account_type: AccountType | None
    account_subtype: str | None
    current_balance: Money | None
    active: bool


@dataclass(frozen=True, slots=True)
class CashDataOrchestrator:
    """Reads accounts and what lies on them."""

    db: ReadBooks

    async def position(
        self, business_id: UUID, as_of: date, *, is_today: bool, with_undeposited: bool
    ) -> CashPosition:
        """Cash on a day: bank accounts, of today active ones only; cards and loans are not cash.

        Undeposited funds are shown, and counted when wanted. What moves after the day is taken back out.
        """
        about = {"business_id": business_id, "as_of": as_of, "is_past": not is_today}
        rows = await self.db.rows(queries.CASH_ACCOUNTS, about)
        home = (await BusinessDataOrchestrator(self.db).get_data(business_id)).currency_code
        rates = await self.rates(business_id, as_of, {row["currency_code"] for row in rows} - {home})
        counted = [row for row in rows if row["is_bank"] or with_undeposited]
        accounts = tuple(_cash_account(row, row in counted) for row in rows)
        return CashPosition(cash_of(counted, rates, home), accounts, rates)

    async def rates(self, business_id: UUID, as_of: date, currencies: set[str]) -> dict[str, Decimal]:
        """The last rates recorded by the day; a currency without one is left out."""
        if not currencies:
            return {}
        about = {"business_id": business_id, "as_of": as_of}
        rows = await self.db.rows(queries.RATES, {**about, "currencies": sorted(currencies)})
        return {row["code"]: row["rate"] for row in rows if row["rate"] is not None}

    async def accounts(self, business_id: UUID, request: PageRequest) -> Page[Account]:
        """A page of accounts of any kind. Raises `BadInput` as `fetch_page` does."""
        return await fetch_page(self.db, queries.ACCOUNTS, request, {"business_id": business_id}, account)

    async def by_id(self, business_id: UUID, account_ids: Collection[UUID]) -> Mapping[UUID, Account]:
        """Accounts by their ids; what is not there, or in another business, is not in it."""
        rows = await self.db.rows(queries.BY_IDS, {"business_id": business_id, "ids": list(account_ids)})
        return {row["id"]: account(row) for row in rows}


def account(row: Row, prefix: str = "") -> Account:
    """An account from its row, where the names of its columns may begin with a prefix."""
    kind = row[f"{prefix}account_type"]
    return Account(
        row[f"{prefix}id"],
        row[f"{prefix}name"],
        None if kind is None else AccountType(kind),
        row[f"{prefix}account_subtype"],
        money_or_none(row[f"{prefix}current_balance"], row[f"{prefix}currency_code"]),
        row[f"{prefix}active"],
    )


def _cash_account(row: Row, is_counted: bool) -> CashAccount:
    balance = money_or_none(row["balance"], row["currency_code"])
    return CashAccount(row["id"], row["name"], balance, is_counted)


def cash_of(counted: Sequence[Row], rates: Mapping[str, Decimal], home: str) -> Figure:
    """The sum of what lies on accounts, in home currency, or why it is unknown."""
    if not any(row["is_bank"] for row in counted):
        return UnknownReason.NO_BANK_ACCOUNT
    if not all(row["is_told"] for row in counted):
        return UnknownReason.MISSING_BALANCE
    if any(row["balance"] is None for row in counted):
        # What moves later cannot be taken back out: it has no rate.
        return UnknownReason.UNKNOWN_RATE
    balances = (
        Foreign(row["id"], row["balance"], row["currency_code"], rates.get(row["currency_code"]))
        for row in counted
    )
    return home_total(balances, home).total
