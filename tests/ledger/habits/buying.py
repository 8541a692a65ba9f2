"""What vendors bill as sales go, and when a business pays them: early, when due, or weeks late."""

import math
from datetime import date, timedelta
from decimal import Decimal

from tests.ledger.habits.climate import Climate, money
from tests.ledger.habits.desk import NOTHING, Desk
from tests.ledger.habits.opendays import days, on_or_after, on_or_before

#: Days from the due date to the payment.
PAYS = (0, 0, -8, 20)
#: Of all bills so many are entered late, paid in parts, credited in part, paid by a cheque dated ahead.
LATE_ENTRY, IN_PARTS, CREDITED, AHEAD = 0.1, 0.05, 0.03, 0.1


def buy_on_account(desk: Desk, climate: Climate, share: float) -> None:
    """Three to ten vendors; each is paid in its own way, some businesses pay on Fridays only."""
    random = desk.random
    sizes = [random.paretovariate(1.5) for _ in range(random.randint(3, 10))]
    on_fridays = random.random() < 0.4
    for number, size in enumerate(sizes):
        period, terms, lag = random.choice([14, 30, 30]), random.choice([15, 30, 30, 45]), random.choice(PAYS)
        part = share * size / math.fsum(sizes) * period / 30
        since = desk.first + timedelta(days=random.randint(0, 27))
        for day in days(since, desk.last, period):
            level = climate.level(day - timedelta(days=period // 2)) * random.lognormvariate(0, 0.2)
            issued = day + timedelta(days=random.randint(-2, 2))
            _buy(
                desk,
                f"V{number}",
                (issued, issued + timedelta(days=terms), lag),
                money(level * part),
                on_fridays,
            )


def _buy(desk: Desk, vendor: str, dates: tuple[date, date, int], amount: Decimal, on_fridays: bool) -> None:
    random, (issued, due, lag) = desk.random, dates
    late = 10 if random.random() < LATE_ENTRY else 0
    bill = desk.bill(vendor, issued, due, amount, late=late)
    known = bill.entered.date()
    credit = None
    if random.random() < CREDITED:
        credit = desk.vendor_credit(vendor, known, money(float(amount) * random.uniform(0.05, 0.4)))
    stray = random.randint(-1, 3) if lag else 0
    paid = _pay_day(due + timedelta(days=lag + stray), known, on_fridays)
    part = (amount / 2).quantize(Decimal("0.01")) if random.random() < IN_PARTS and not credit else NOTHING
    ahead = random.randint(3, 7) if random.random() < AHEAD else 0
    if part:
        desk.pay(vendor, bill, part, paid, None)
        paid = _pay_day(paid + timedelta(days=20), known, on_fridays)
    desk.pay(vendor, bill, amount - part, paid, credit, ahead=ahead)


def _pay_day(planned: date, known: date, on_fridays: bool) -> date:
    """An open day, before a closed one, but never before the bill is known."""
    if on_fridays:
        planned -= timedelta(days=(planned.weekday() - 4) % 7)
    paid = on_or_before(planned)
    return paid if paid >= known else on_or_after(known)
