"""How pressing a bill is, from 0 to 100, as named factors that add up."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from orchestrators.calculations.books.vendor import Tier, VendorRecord

_HUNDREDTH = Decimal("0.01")
_NOTHING, _ONE, _NO_POINTS = Decimal(0), Decimal(1), Decimal("0.00")

#: Points for what is at stake with the vendor.
_TIER_POINTS: Mapping[Tier, Decimal] = {
    Tier.STRATEGIC: Decimal(40),
    Tier.IMPORTANT: Decimal(25),
    Tier.STANDARD: Decimal(10),
    Tier.COMMODITY: Decimal(0),
}
_TIME_POINTS = 30
#: Time presses from so many days before the due date.
_TIME_DAYS = 30
_MONEY_POINTS = 15
#: The share of a bill that has to be at risk for all points.
_MONEY_SHARE = Decimal("0.05")
_RELATIONSHIP_POINTS = 10
_BLOCKED_POINTS = 5


class FactorName(StrEnum):
    """What makes an item pressing."""

    CONSEQUENCE = "CONSEQUENCE"
    TIME_PRESSURE = "TIME_PRESSURE"
    MONEY_AT_RISK = "MONEY_AT_RISK"
    RELATIONSHIP = "RELATIONSHIP"
    BLOCKED_DECISION = "BLOCKED_DECISION"
    AMOUNT = "AMOUNT"
    AGE = "AGE"
    HISTORY = "HISTORY"
    RUNWAY = "RUNWAY"


class Factor(NamedTuple):
    """Points (two places) out of the most there can be, and the facts behind them with a text for them."""

    name: FactorName
    points: Decimal
    most: int
    text: str
    facts: tuple[object, ...] = ()

    @property
    def reason(self) -> str:
        """The facts in a sentence: thousands of items are ranked, and of a page alone it is read."""
        return self.text.format(*self.facts)


class Priority(NamedTuple):
    """A score from 0 to 100, exactly the sum of its factors."""

    score: Decimal
    factors: tuple[Factor, ...]


class BillToRank(NamedTuple):
    """An open bill as priority sees it; amounts in home currency.

    `late_fee` is what paying after the due date would cost, `lost_discount` what not paying early would;
    `blocked_since` is when its decision got stuck.
    """

    due_date: date
    amount: Decimal
    tier: Tier
    grace_days: int
    late_fee: Decimal = _NOTHING
    lost_discount: Decimal = _NOTHING
    record: VendorRecord | None = None
    blocked_since: date | None = None


def factor(name: FactorName, most: int, share: Decimal, text: str, *facts: object) -> Factor:
    """A share (what is beyond 0 to 1 is cut off) of the most points, rounded to hundredths."""
    points = (most * min(_ONE, share)).quantize(_HUNDREDTH) if share > 0 else _NO_POINTS
    return Factor(name, points, most, text, facts)


def priority_of(*factors: Factor) -> Priority:
    """The factors and their sum in points, from 0 to 100."""
    return Priority(sum((item.points for item in factors), _NOTHING), factors)


def bill_priority(bill: BillToRank, today: date) -> Priority:
    """How pressing a bill is on a day, by the product's own weights.

    A nearer due date and a higher tier never lower it; the amount alone changes nothing.
    """
    return priority_of(
        _consequence(bill),
        _time_pressure(bill, today),
        _money_at_risk(bill),
        _relationship(bill),
        _blocked(bill, today),
    )


class Days(int):
    """ "1 day", "5 days"."""

    def __str__(self) -> str:
        return f"{int(self)} day{'' if self == 1 else 's'}"

    def __format__(self, _specification: str) -> str:
        return str(self)


def _consequence(bill: BillToRank) -> Factor:
    return Factor(
        FactorName.CONSEQUENCE, _TIER_POINTS[bill.tier], 40, "The vendor's tier is {}.", (bill.tier,)
    )


def _time_pressure(bill: BillToRank, today: date) -> Factor:
    """Nothing until 30 days before the due date, all at the latest safe date, evenly between."""
    days_to_due, grace = (bill.due_date - today).days, max(0, bill.grace_days)
    share = Decimal(_TIME_DAYS - days_to_due) / (_TIME_DAYS + grace)
    when = "Due in {}" if days_to_due >= 0 else "{} past due"
    text = when + "; {} of lateness tolerated."
    return factor(FactorName.TIME_PRESSURE, _TIME_POINTS, share, text, Days(abs(days_to_due)), Days(grace))


def _money_at_risk(bill: BillToRank) -> Factor:
    at_risk = (bill.late_fee + bill.lost_discount) / bill.amount if bill.amount > 0 else _NOTHING
    text = "Late fee and lost discount are {:.2%} of the amount."
    return factor(FactorName.MONEY_AT_RISK, _MONEY_POINTS, at_risk / _MONEY_SHARE, text, at_risk)


def _relationship(bill: BillToRank) -> Factor:
    """The more often a vendor was kept waiting, the less another time is borne."""
    record = bill.record
    if record is None or not record.bills_paid:
        return factor(FactorName.RELATIONSHIP, _RELATIONSHIP_POINTS, _NOTHING, "No bill was paid so far.")
    late = record.bills_paid - record.bills_on_time
    share, text = Decimal(late) / record.bills_paid, "{} of {} bills were paid late."
    return factor(FactorName.RELATIONSHIP, _RELATIONSHIP_POINTS, share, text, late, record.bills_paid)


def _blocked(bill: BillToRank, today: date) -> Factor:
    """A point a day."""
    days = 0 if bill.blocked_since is None else max(0, (today - bill.blocked_since).days)
    text = "Its decision has been blocked for {}." if days else "No decision is blocked."
    share = Decimal(days) / _BLOCKED_POINTS
    return factor(FactorName.BLOCKED_DECISION, _BLOCKED_POINTS, share, text, Days(days))
