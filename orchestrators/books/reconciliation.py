"""Compares the balances that sources gave with what is known to have moved between them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.books import reconciliation as queries
from orchestrators.books.cash import CashAccount, CashPosition
from orchestrators.calculations.books.reconciliation import (
    KnownBalance,
    Reconciliation,
    exceeds,
    reconcile,
)
from orchestrators.money import money_or_none


@dataclass(frozen=True, slots=True)
class ReconciledAccount:
    """A cash account, with what its balances leave unexplained in its own currency."""

    id: UUID
    name: str
    is_bank: bool
    currency_code: str
    reconciliation: Reconciliation


@dataclass(frozen=True, slots=True)
class ReconciliationDataOrchestrator:
    """Reads all cash accounts with one statement; keeps nothing, so that what is learned later counts."""

    db: ReadBooks

    async def accounts(
        self, business_id: UUID, as_of: date, since: date, tolerance: Decimal
    ) -> tuple[ReconciledAccount, ...]:
        """Active cash accounts by name: the newest balance by a day against the first one since another day.

        Without one since then, against the last one before. `tolerance` is a fraction of what moved.
        """
        about = {"business_id": business_id, "as_of": as_of, "since": since}
        rows = await self.db.rows(queries.BALANCES, about)
        return tuple(_account(row, tolerance) for row in rows)


def shown_in(position: CashPosition, accounts: Iterable[ReconciledAccount]) -> CashPosition:
    """The same position, whose accounts show what is unexplained."""
    known = {account.id: account for account in accounts}
    return replace(position, accounts=tuple(_shown(item, known.get(item.id)) for item in position.accounts))


def is_beyond(
    accounts: Iterable[ReconciledAccount], rates: Mapping[str, Decimal], home: str, limit: Decimal
) -> bool:
    """Whether more than a share of what moved on the accounts is unexplained, all in home currency.

    One account's surplus does not make up for what another one lacks. An account without a rate is left out:
    the cash on it is unknown anyway.
    """
    unexplained = turnover = Decimal(0)
    for account in accounts:
        rate = Decimal(1) if account.currency_code == home else rates.get(account.currency_code)
        if rate is not None and account.reconciliation.unexplained is not None:
            unexplained += abs(account.reconciliation.unexplained) * rate
            turnover += account.reconciliation.turnover * rate
    return exceeds(unexplained, turnover, limit)


def _shown(item: CashAccount, account: ReconciledAccount | None) -> CashAccount:
    if account is None:
        return item
    result = account.reconciliation
    return replace(
        item,
        reconciliation=result.state,
        unexplained=money_or_none(result.unexplained, account.currency_code),
        earlier_balance_at=result.since,
        later_balance_at=result.until,
    )


def _account(row: Row, tolerance: Decimal) -> ReconciledAccount:
    compared = reconcile(_known(row, "earlier"), _known(row, "later"), row["turnover"], tolerance)
    return ReconciledAccount(row["id"], row["name"], row["is_bank"], row["currency_code"], compared)


def _known(row: Row, which: str) -> KnownBalance | None:
    if row[f"{which}_at"] is None:
        return None
    moved = row[f"{which}_moved"]
    unknown = moved is None or row[f"{which}_unknown"]
    return KnownBalance(
        row[f"{which}_at"],
        row[f"{which}_balance"],
        None if unknown else moved + row[f"{which}_learned"],
        row[f"{which}_unsure"],
    )
