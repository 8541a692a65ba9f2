"""How many other people must approve a payment: by its amount, in home currency."""

from dataclasses import dataclass
from decimal import Decimal

from orchestrators.calculations.decisions.terms import SHAPES
from orchestrators.calculations.decisions.words import DecisionAction


@dataclass(frozen=True, slots=True)
class Limits:
    """Up to the first one person decides alone, up to the second with one other, above it with two.

    Without the first nothing is limited; without the second one other person is always enough.
    """

    alone_up_to: Decimal | None = None
    one_other_up_to: Decimal | None = None


def approvals_needed(limits: Limits, action: DecisionAction, amount: Decimal | None) -> int:
    """0, 1 or 2 other people. Only what makes money leave needs any.

    An amount that is not known in home currency is taken to be above every limit.
    """
    if limits.alone_up_to is None or not SHAPES[action].pays:
        return 0
    if amount is not None and amount <= limits.alone_up_to:
        return 0
    if limits.one_other_up_to is None or (amount is not None and amount <= limits.one_other_up_to):
        return 1
    return 2


def at_home(amount: Decimal | None, currency: str, home: str, rate: Decimal | None) -> Decimal | None:
    """The amount in home currency by the document's own rate; None without one."""
    if amount is None or currency == home:
        return amount
    return amount * rate if rate is not None and rate > 0 else None
