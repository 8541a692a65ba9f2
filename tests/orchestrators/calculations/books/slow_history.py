"""Habits and vendors' records worked out a second time: document by document, without the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.books.collection import Habit, Habits, habit, was_known
from orchestrators.calculations.books.vendor import VendorRecord, VendorSums, record_of
from orchestrators.calculations.values import SettledDocument

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class PaidBill:
    """A bill that was paid in full on a day; amounts in home currency.

    `discount_offered` is what paying early would have saved (0: no discount), `discount_taken` what it did.
    """

    due_date: date
    paid_on: date
    discount_offered: Decimal = _NOTHING
    discount_taken: Decimal = _NOTHING


def habits(settled: Iterable[SettledDocument], as_of: date) -> Habits:
    """The habit of every customer, and of all of them together, as of a day."""
    known = [document for document in settled if was_known(document, as_of)]
    by_customer: dict[UUID, list[SettledDocument]] = {}
    for document in known:
        by_customer.setdefault(document.party_id, []).append(document)
    return Habits(as_of, _habit_in(known), {key: _habit_in(own) for key, own in by_customer.items()})


def vendor_record(payments: Sequence[Decimal], bills: Sequence[PaidBill]) -> VendorRecord:
    """The record in the amounts of a vendor's payments, and its bills that were paid."""
    days_beyond = [(bill.paid_on - bill.due_date).days for bill in bills]
    offered = [bill for bill in bills if bill.discount_offered > 0 or bill.discount_taken > 0]
    taken = [bill.discount_taken for bill in offered if bill.discount_taken > 0]
    missed = [bill.discount_offered for bill in offered if bill.discount_taken <= 0]
    return record_of(
        VendorSums(
            payments=len(payments),
            paid=sum(payments, _NOTHING),
            bills_paid=len(bills),
            bills_on_time=sum(days <= 0 for days in days_beyond),
            days_beyond_terms=sum(days_beyond),
            discounts_taken=len(taken),
            discounts_missed=len(missed),
            discount_taken=sum(taken, _NOTHING),
            discount_missed=sum(missed, _NOTHING),
        )
    )


def _habit_in(known: Sequence[SettledDocument]) -> Habit:
    counted = [document for document in known if not document.disputed]
    days_late = sorted((document.settled_on - document.due_date).days for document in counted)
    return habit(days_late, len(known) - len(counted))
