"""Balances in foreign currencies as home amounts, at the rates that were recorded with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from orchestrators.figures import Figure, UnknownReason


@dataclass(frozen=True, slots=True)
class Foreign:
    """A document's or account's balance in its own currency.

    `rate` is home units for one foreign unit, as recorded; `home_balance` is the balance in home
    currency where the source tells it, which is then believed.
    """

    id: UUID
    balance: Decimal
    currency_code: str
    rate: Decimal | None = None
    home_balance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class HomeTotal:
    """A total in home currency; `without_rate` names what keeps it unknown, `known` is the rest of it."""

    total: Figure
    known: Decimal
    without_rate: tuple[UUID, ...]


def home_amount(foreign: Foreign, home_currency: str) -> Figure:
    """The balance in home currency: as the source tells it, or balance × recorded rate.

    A missing rate, or one that is not positive, is UNKNOWN_RATE; it never counts as 1.
    """
    if foreign.currency_code == home_currency:
        return foreign.balance
    if foreign.home_balance is not None:
        return foreign.home_balance
    if foreign.rate is None or foreign.rate <= 0:
        return UnknownReason.UNKNOWN_RATE
    return foreign.balance * foreign.rate


def home_total(balances: Iterable[Foreign], home_currency: str) -> HomeTotal:
    """The sum in home currency, unknown as soon as one balance is; those are named in their order."""
    known, missing = Decimal(0), []
    for balance in balances:
        amount = home_amount(balance, home_currency)
        if isinstance(amount, UnknownReason):
            missing.append(balance.id)
        else:
            known += amount
    return HomeTotal(UnknownReason.UNKNOWN_RATE if missing else known, known, tuple(missing))
