"""What a day of payment costs or saves, worked out a second time by cases."""

from datetime import date, timedelta
from decimal import Decimal

from orchestrators.calculations.books.late import LateCostKind
from orchestrators.calculations.runway.liquidity import RunwayInputs
from orchestrators.calculations.runway.placement import OpenDocument


def price(facts: RunwayInputs, document: OpenDocument, day: date) -> Decimal:
    """Late cost less discount of a bill that is to be paid on a day: banks are closed at weekends."""
    if not document.item.is_bill:
        return Decimal(0)
    while day.weekday() > 4 and day > facts.today:
        day -= timedelta(days=1)
    return _late(facts, document, day) - _saved(document, day)


def _late(facts: RunwayInputs, document: OpenDocument, day: date) -> Decimal:
    item = document.item
    known = facts.settings.vendor_terms.get(item.party_id) if item.party_id else None
    if known is None or known.late is None:
        return Decimal(0)
    days = (day - item.due_date).days - known.grace_days
    if days <= 0 or not item.balance:
        return Decimal(0)
    rate = known.late.rate
    cost = {
        LateCostKind.FLAT: rate,
        LateCostKind.PERCENT_ONCE: item.balance * rate / 100,
        LateCostKind.DAILY: item.balance * rate * days / 36500,
        LateCostKind.MONTHLY_OVER_30: item.balance * rate * days / 3000,
    }[known.late.kind]
    return cost if known.late.cap is None else min(cost, known.late.cap)


def _saved(document: OpenDocument, day: date) -> Decimal:
    item, terms = document.item, document.terms
    if terms is None or terms.discount_days is None or item.issue_date is None:
        return Decimal(0)
    in_time = (day - item.issue_date).days <= terms.discount_days
    return min(item.balance, item.total * terms.discount_percent / 100) if in_time else Decimal(0)
