"""Whom to chase first: how much an open invoice matters, from 0 to 100, and the stage it is in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from orchestrators.calculations.books.collection import Habit
from orchestrators.calculations.decisions.priority import (
    Factor,
    FactorName,
    Priority,
    days_text,
    factor,
    priority_of,
)

_NOTHING = Decimal(0)
_AMOUNT_POINTS, _AGE_POINTS, _HISTORY_POINTS, _RUNWAY_POINTS = 30, 30, 20, 20
#: Where each factor has all its points: a tenth of the receivables, 90 days past due, a customer
#: who pays 30 days late, 14 days of runway.
_FULL_SHARE, _FULL_AGE, _FULL_LATENESS, _FULL_RUNWAY = Decimal("0.1"), 90, 30, 14


class CollectionStage(StrEnum):
    """How long an invoice is past due; NOT_DUE before its due date."""

    NOT_DUE = "NOT_DUE"
    DAYS_0_30 = "DAYS_0_30"
    DAYS_31_60 = "DAYS_31_60"
    DAYS_61_PLUS = "DAYS_61_PLUS"


@dataclass(frozen=True, slots=True)
class InvoiceToRank:
    """An open invoice; `amount` in home currency is its open balance.

    `runway_days` is what collecting it today adds to the runway, None where that is unknown.
    """

    id: UUID
    due_date: date
    amount: Decimal
    customer: Habit
    runway_days: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RankedInvoice:
    """An invoice, its stage and its priority."""

    invoice: InvoiceToRank
    stage: CollectionStage
    priority: Priority


def stage(due_date: date, today: date) -> CollectionStage:
    """The stage by days past due: before, 0-30, 31-60, 61 and more."""
    days = (today - due_date).days
    if days < 0:
        return CollectionStage.NOT_DUE
    if days <= 30:
        return CollectionStage.DAYS_0_30
    return CollectionStage.DAYS_31_60 if days <= 60 else CollectionStage.DAYS_61_PLUS


def invoice_priority(invoice: InvoiceToRank, receivables: Decimal, today: date) -> Priority:
    """How much an invoice matters by amount (of all open `receivables`), age, history and runway effect."""
    return priority_of(
        _amount(invoice, receivables), _age(invoice, today), _history(invoice.customer), _runway(invoice)
    )


def rank_invoices(invoices: Iterable[InvoiceToRank], today: date) -> list[RankedInvoice]:
    """All open invoices, what matters most first; ties by due date, larger amount, id."""
    found = list(invoices)
    receivables = sum((invoice.amount for invoice in found), _NOTHING)
    ranked = [
        RankedInvoice(each, stage(each.due_date, today), invoice_priority(each, receivables, today))
        for each in found
    ]
    return sorted(
        ranked,
        key=lambda each: (
            -each.priority.score,
            each.invoice.due_date,
            -each.invoice.amount,
            each.invoice.id,
        ),
    )


def _amount(invoice: InvoiceToRank, receivables: Decimal) -> Factor:
    share = invoice.amount / receivables if receivables > 0 else _NOTHING
    reason = f"It is {share:.1%} of the open receivables."
    return factor(FactorName.AMOUNT, _AMOUNT_POINTS, share / _FULL_SHARE, reason)


def _age(invoice: InvoiceToRank, today: date) -> Factor:
    days = (today - invoice.due_date).days
    reason = f"{days_text(days)} past due." if days > 0 else f"Due in {days_text(-days)}."
    return factor(FactorName.AGE, _AGE_POINTS, Decimal(days) / _FULL_AGE, reason)


def _history(customer: Habit) -> Factor:
    if customer.median is None:
        reason = "The customer settled no undisputed invoice in the last 12 months."
        return factor(FactorName.HISTORY, _HISTORY_POINTS, _NOTHING, reason)
    lateness = customer.median.normalize()
    side = "after" if lateness >= 0 else "before"
    reason = (
        f"Half of the customer's {customer.n} invoices settled {abs(lateness):f} days {side} due or later."
    )
    return factor(FactorName.HISTORY, _HISTORY_POINTS, lateness / _FULL_LATENESS, reason)


def _runway(invoice: InvoiceToRank) -> Factor:
    if invoice.runway_days is None:
        return factor(FactorName.RUNWAY, _RUNWAY_POINTS, _NOTHING, "Its effect on the runway is unknown.")
    reason = f"Collecting it today adds {invoice.runway_days:.1f} days of runway."
    return factor(FactorName.RUNWAY, _RUNWAY_POINTS, invoice.runway_days / _FULL_RUNWAY, reason)
