"""What two balances of an account leave unexplained by what moved between them, and what is tolerated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

#: Below one major unit of the currency nothing is worth a finding.
LEAST = Decimal(1)


class ReconciliationState(StrEnum):
    """Whether two balances of an account agree with what moved between them."""

    RECONCILED = "RECONCILED"
    UNEXPLAINED = "UNEXPLAINED"
    SINGLE_BALANCE = "SINGLE_BALANCE"
    UNKNOWN_RATE = "UNKNOWN_RATE"
    NO_BALANCE = "NO_BALANCE"


@dataclass(frozen=True, slots=True)
class KnownBalance:
    """A balance as the source gave it at a time, in the account's currency.

    `moved` is the sum of all movements that are part of it, as far as they are known now; None where one is
    unknown for want of a rate. `unsure` are those of which nobody can tell whether they are part of it.
    """

    as_of: datetime
    balance: Decimal
    moved: Decimal | None
    unsure: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What is unexplained between two times, signed, and the sum of what moved between them, unsigned.

    Positive: the balance rose by more than what moved. Without two balances, or without a rate, it is None.
    """

    state: ReconciliationState
    since: datetime | None = None
    until: datetime | None = None
    unexplained: Decimal | None = None
    risen: Decimal | None = None
    turnover: Decimal = Decimal(0)


def reconcile(
    earlier: KnownBalance | None, later: KnownBalance | None, turnover: Decimal, tolerance: Decimal
) -> Reconciliation:
    """Compare two balances of one account, in its currency; `tolerance` is a fraction of `turnover`.

    Unexplained = change of the balance - change of what is known to have moved. What is unsure counts where
    that leaves less unexplained. Source: the product's definition.
    """
    if later is None:
        return Reconciliation(ReconciliationState.NO_BALANCE)
    if earlier is None:
        return Reconciliation(ReconciliationState.SINGLE_BALANCE, later.as_of, later.as_of)
    if earlier.moved is None or later.moved is None:
        return Reconciliation(ReconciliationState.UNKNOWN_RATE, earlier.as_of, later.as_of, turnover=turnover)
    risen = later.balance - earlier.balance
    certain = risen - (later.moved - earlier.moved)
    unexplained = min(_possible(certain, earlier.unsure, later.unsure), key=abs)
    state = (
        ReconciliationState.UNEXPLAINED
        if exceeds(unexplained, turnover, tolerance)
        else ReconciliationState.RECONCILED
    )
    return Reconciliation(state, earlier.as_of, later.as_of, unexplained, risen, turnover)


def exceeds(unexplained: Decimal, turnover: Decimal, share: Decimal) -> bool:
    """Whether a difference is more than a share of what moved, and more than one major unit."""
    return abs(unexplained) > max(share * turnover, LEAST)


def _possible(certain: Decimal, before: Decimal, after: Decimal) -> Iterable[Decimal]:
    return (certain, certain + before, certain - after, certain + before - after)
