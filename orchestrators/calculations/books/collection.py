"""When a customer is expected to pay: the due date, moved by how late they have paid before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from orchestrators.calculations.business_days import WEEKDAYS, BusinessDays
from orchestrators.calculations.spread import quantile, whole_days
from orchestrators.calculations.steps import a_year_before, shift
from orchestrators.calculations.values import SettledDocument

#: So many settled invoices make a habit of a customer's own.
ENOUGH = 3

_FOUR_PLACES = Decimal("0.0001")
_QUARTERS = tuple(map(Decimal, ("0.25", "0.5", "0.75")))
#: A middle half that spans so many days halves the confidence.
_WIDE = Decimal(14)


class CollectionBasis(StrEnum):
    """Whose habit moved the due date."""

    CUSTOMER = "CUSTOMER"
    HALFWAY = "HALFWAY"
    BUSINESS = "BUSINESS"
    DUE_DATE = "DUE_DATE"


@dataclass(frozen=True, slots=True)
class Habit:
    """How late invoices were settled in the 12 months before a day; in days, negative when early.

    `n` invoices count; `disputed` ones were settled too and do not. Without any (n = 0) median and
    interquartile range are None.
    """

    n: int
    median: Decimal | None
    interquartile_range: Decimal | None
    disputed: int


NO_HABIT = Habit(0, None, None, 0)


@dataclass(frozen=True, slots=True)
class Habits:
    """What was known on a day: the habit of each customer, and of the business's customers together."""

    as_of: date
    business: Habit
    customers: Mapping[UUID, Habit]

    def of(self, party_id: UUID) -> Habit:
        """The customer's habit, an empty one for a stranger."""
        return self.customers.get(party_id, NO_HABIT)


@dataclass(frozen=True, slots=True)
class ExpectedCollection:
    """The day on which money is expected, and what that rests on.

    `days_late` is the move from the due date before a day in the past became the next business day
    (`rolled_forward`). `n` is the customer's own settled invoices; `confidence` is 0 to 1, four places.
    """

    day: date
    basis: CollectionBasis
    days_late: int
    rolled_forward: bool
    n: int
    confidence: Decimal


def habit(days_late: Sequence[int], disputed: int) -> Habit:
    """The habit in the days late of undisputed invoices, which come ordered; `disputed` counts the others."""
    if not days_late:
        return Habit(0, None, None, disputed)
    first, middle, third = (quantile(days_late, share) for share in _QUARTERS)
    return Habit(len(days_late), middle, third - first, disputed)


def was_known(document: SettledDocument, as_of: date) -> bool:
    """Whether it was settled in the 12 months that end with `as_of`: nothing later is looked at."""
    return a_year_before(as_of) < document.settled_on <= as_of


def expected_collection(due_date: date, customer: Habit, business: Habit, as_of: date) -> ExpectedCollection:
    """The expected day of an invoice that is open on `as_of`.

    Three or more settled invoices: due date + the customer's median. One or two: halfway between that and
    the business's median. None: the business's median; none there either: the due date. Halves of a day
    count as later. A result that is not after `as_of` becomes the next business day, a date beyond the
    calendar stays the due date. Source: the product's definition.
    """
    basis, days_late = expected_lateness(customer, business)
    day = expected_day(due_date, days_late, as_of, WEEKDAYS)
    return ExpectedCollection(
        day=day,
        basis=basis,
        days_late=days_late,
        rolled_forward=day != (shift(due_date, days_late) or due_date),
        n=customer.n,
        confidence=_confidence(customer, business),
    )


def expected_lateness(customer: Habit, business: Habit) -> tuple[CollectionBasis, int]:
    """By how many days the rule moves a due date of the customer, and whose habit says so."""
    basis, lateness = _lateness(customer, business)
    return basis, whole_days(lateness)


def expected_day(due_date: date, days_late: int, as_of: date, business_days: BusinessDays) -> date:
    """The moved due date; the next business day when that is not after `as_of`."""
    day = shift(due_date, days_late) or due_date
    return business_days.next_after(as_of) if day <= as_of else day


def _lateness(customer: Habit, business: Habit) -> tuple[CollectionBasis, Decimal]:
    if customer.median is not None and customer.n >= ENOUGH:
        return CollectionBasis.CUSTOMER, customer.median
    if customer.median is not None and business.median is not None:
        return CollectionBasis.HALFWAY, (customer.median + business.median) / 2
    if business.median is not None:
        return CollectionBasis.BUSINESS, business.median
    return CollectionBasis.DUE_DATE, Decimal(0)


def _confidence(customer: Habit, business: Habit) -> Decimal:
    """More invoices raise it; a wider middle half and disputes lower it; nothing known at all is 0."""
    # The spread of one or two payments says nothing, so the business's stands in.
    spread = (customer if customer.n >= ENOUGH else business).interquartile_range
    if spread is None:
        return Decimal(0)
    size = Decimal(customer.n + 1) / (customer.n + 4)
    steadiness = _WIDE / (_WIDE + spread)
    undisputed = Decimal(customer.n + 1) / (customer.n + 1 + customer.disputed)
    return (size * steadiness * undisputed).quantize(_FOUR_PLACES)
