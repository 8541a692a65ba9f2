"""What a business sells, by invoice, retainer or card, and when the money comes."""

import math
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from tests.ledger.book import Account, Entry
from tests.ledger.habits.climate import Climate, money
from tests.ledger.habits.customers import Customer
from tests.ledger.habits.desk import NOTHING, Desk
from tests.ledger.habits.opendays import days, is_open, monthly, on_or_after, open_days_after

OPEN_DAYS = 21
CARD_FEE = 0.029
#: Of all invoices so many are credited in part, paid in two parts, entered days after their date.
CREDITED, IN_PARTS, LATE_ENTRY = 0.03, 0.06, 0.05


def sell_by_invoice(
    desk: Desk, climate: Climate, share: float, customers: Iterable[Customer], into: Account
) -> None:
    """Invoices on any open day, more of them to who orders often."""
    for customer in customers:
        for day in days(max(desk.first, customer.since), min(desk.last, customer.until)):
            if is_open(day) and desk.random.random() < customer.invoices / OPEN_DAYS:
                size = climate.level(day) * share * customer.share / customer.invoices
                _sell(desk, customer, day, money(size * desk.random.lognormvariate(0, 0.35)), into)


def retain(desk: Desk, climate: Climate, share: float) -> None:
    """Two to five customers pay the same amount each month: by an invoice, or straight by card."""
    count = desk.random.randint(2, 5)
    for number in range(count):
        amount = money(climate.base * share / count)
        since = desk.first + timedelta(days=desk.random.choice([0, 0, 0, desk.random.randint(100, 450)]))
        straight, on = desk.random.random() < 0.4, desk.random.choice([1, 1, 15])
        for day in monthly(since, desk.last, on):
            if straight:
                desk.sale(on_or_after(day), amount, f"R{number}", Account.CHECKING)
            else:
                invoice = desk.invoice(f"R{number}", day, day + timedelta(days=15), amount)
                paid = on_or_after(day + timedelta(days=15 + desk.random.randint(-1, 2)))
                desk.collect(f"R{number}", invoice, amount, paid, Account.CHECKING, None)


def sell_by_card(desk: Desk, climate: Climate, share: float) -> None:
    """A receipt for each day's sales, six days a week; the bank has them two open days later, less a fee."""
    waiting: list[Entry] = []
    for day in days(desk.first, desk.last):
        due = [entry for entry in waiting if open_days_after(entry.day, 2) <= day]
        if due and is_open(day):
            _bank_card_sales(desk, due, day)
            waiting = [entry for entry in waiting if entry not in due]
        if day.weekday() < 6:
            busy = 1.5 if day.weekday() == 5 else 0.9
            size = climate.level(day) * share / 26 * busy * desk.random.lognormvariate(-0.05, 0.3)
            waiting.append(desk.sale(day, money(size), "Walk-in", Account.UNDEPOSITED))
            if desk.random.random() < 0.01:
                desk.refund(on_or_after(day), money(size / 10))


def _bank_card_sales(desk: Desk, due: list[Entry], day: date) -> None:
    total = math.fsum(float(entry.postings[1].amount) for entry in due)
    desk.deposit(due, day, money(total * CARD_FEE))


def _sell(desk: Desk, customer: Customer, day: date, amount: Decimal, into: Account) -> None:
    random, due = desk.random, day + timedelta(days=customer.terms)
    late = random.randint(3, 10) if random.random() < LATE_ENTRY else 0
    invoice = desk.invoice(customer.name, day, due, amount, late=late)
    if due > customer.stops:
        return
    credit = None
    if random.random() < CREDITED:
        credit = desk.credit_memo(
            customer.name, invoice.entered.date(), money(float(amount) * random.uniform(0.05, 0.4))
        )
    known = invoice.entered.date()
    paid = on_or_after(max(known, due + timedelta(days=customer.lateness(random))))
    part = (amount / 2).quantize(Decimal("0.01")) if random.random() < IN_PARTS and not credit else NOTHING
    if part:
        _collect(desk, customer, invoice, part, paid, into, None)
        paid = on_or_after(paid + timedelta(days=random.randint(10, 30)))
    _collect(desk, customer, invoice, amount - part, paid, into, credit)


def _collect(
    desk: Desk,
    customer: Customer,
    invoice: Entry,
    part: Decimal,
    day: date,
    into: Account,
    credit: Entry | None,
) -> None:
    """Into the bank, or to be brought there within some days."""
    payment = desk.collect(customer.name, invoice, part, day, into, credit)
    if into is Account.UNDEPOSITED:
        desk.deposit([payment], open_days_after(day, desk.random.randint(0, 3)))
