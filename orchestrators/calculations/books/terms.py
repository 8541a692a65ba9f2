"""Until when a document can be paid with a discount."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from orchestrators.calculations.steps import shift


@dataclass(frozen=True, slots=True)
class EarlyPaymentTerms:
    """What paying early saves: 2/10 is discount_percent 2, discount_days 10 after the issue date."""

    discount_percent: Decimal
    discount_days: int | None


def discount_date(terms: EarlyPaymentTerms, issue_date: date) -> date | None:
    """The last day on which the discount can be taken; None without a discount."""
    if terms.discount_percent <= 0 or terms.discount_days is None:
        return None
    return shift(issue_date, terms.discount_days)
