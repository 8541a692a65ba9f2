"""Whom to chase first: how much an open invoice matters, from 0 to 100."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from orchestrators.calculations.books.collection import Habit
from orchestrators.calculations.decisions.priority import (
    Days,
    Factor,
    FactorName,
    Priority,
    factor,
    priority_of,
)

_NOTHING = Decimal(0)
_AMOUNT_POINTS, _AGE_POINTS, _HISTORY_POINTS, _RUNWAY_POINTS = 30, 30, 20, 20
#: Where each factor has all its points: a tenth of the receivables, 90 days past due, a customer
#: who pays 30 days late, 14 days of runway.
_FULL_SHARE, _FULL_AGE, _FULL_LATENESS, _FULL_RUNWAY = Decimal("0.1"), 90, 30, 14


class InvoiceToRank(NamedTuple):
    """An open invoice; `amount` in home currency is its open balance.

    `runway_days` is what collecting it today adds to the runway, None where that is unknown.
    """

    due_date: date
    amount: Decimal
    customer: Habit
    runway_days: Decimal | None = None


def invoice_priority(invoice: InvoiceToRank, receivables: Decimal, today: date) -> Priority:
    """How much an invoice matters by amount (of all open `receivables`), age, history and runway effect."""
    return priority_of(
        _amount(invoice, receivables), _age(invoice, today), _history(invoice.customer), _runway(invoice)
    )


def _amount(invoice: InvoiceToRank, receivables: Decimal) -> Factor:
    share = invoice.amount / receivables if receivables > 0 else _NOTHING
    text = "It is {:.1%} of the open receivables."
    return factor(FactorName.AMOUNT, _AMOUNT_POINTS, share / _FULL_SHARE, text, share)


def _age(invoice: InvoiceToRank, today: date) -> Factor:
    days = (today - invoice.due_date).days
    text = "{} past due." if days > 0 else "Due in {}."
    return factor(FactorName.AGE, _AGE_POINTS, Decimal(days) / _FULL_AGE, text, Days(abs(days)))


def _history(customer: Habit) -> Factor:
    if customer.median is None:
        text = "The customer settled no invoice in the last 12 months, disputed ones aside."
        return factor(FactorName.HISTORY, _HISTORY_POINTS, _NOTHING, text)
    lateness = customer.median.normalize()
    text = "Half of the customer's {} invoices settled {:f} days {} due or later."
    facts = customer.n, abs(lateness), "after" if lateness >= 0 else "before"
    return factor(FactorName.HISTORY, _HISTORY_POINTS, lateness / _FULL_LATENESS, text, *facts)


def _runway(invoice: InvoiceToRank) -> Factor:
    if invoice.runway_days is None:
        return factor(FactorName.RUNWAY, _RUNWAY_POINTS, _NOTHING, "Its effect on the runway is unknown.")
    share, text = invoice.runway_days / _FULL_RUNWAY, "Collecting it today adds {:.1f} days of runway."
    return factor(FactorName.RUNWAY, _RUNWAY_POINTS, share, text, invoice.runway_days)
