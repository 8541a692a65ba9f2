"""What a business pays whatever it sells: wages, rent, subscriptions, taxes, insurance, the card."""

from datetime import date, timedelta
from decimal import Decimal

from tests.ledger.book import Account
from tests.ledger.habits.climate import Climate, money
from tests.ledger.habits.desk import NOTHING, Desk
from tests.ledger.habits.opendays import days, month_before, monthly, on_or_after, on_or_before

#: Of a month's wages, paid to the tax office in the next one.
WAGE_TAX = 0.2


def spend(desk: Desk, vendor: str, day: date, amount: Decimal, *, ahead: int = 0) -> None:
    """From the bank, for something that is used up."""
    desk.spend(vendor, day, {Account.EXPENSE: amount}, ahead=ahead)


def pay_staff(desk: Desk, climate: Climate, share: float) -> None:
    """Every two weeks or twice a month, by cheque or by a journal entry of the payroll service."""
    random = desk.random
    fortnightly, by_journal = random.random() < 0.5, random.random() < 0.3
    ahead = random.choice([0, 0, 2])
    pay_days = (
        list(days(desk.first + timedelta(days=(4 - desk.first.weekday()) % 7), desk.last, 14))
        if fortnightly
        else sorted([*monthly(desk.first, desk.last, 15), *monthly(desk.first, desk.last, 31)])
    )
    yearly = 26 if fortnightly else 24
    for day in pay_days:
        paid = on_or_before(day)
        wage = climate.trend(day) * share * 12 / yearly / (1 + WAGE_TAX) * random.uniform(0.97, 1.03)
        if by_journal:
            desk.journal(paid, Account.CHECKING, Account.EXPENSE, money(wage), "Payroll", ahead=ahead)
        else:
            spend(desk, "Payroll service", paid, money(wage), ahead=ahead)
    for day in monthly(desk.first + timedelta(days=20), desk.last, 15):
        tax = climate.trend(day) * share * WAGE_TAX / (1 + WAGE_TAX) * random.uniform(0.98, 1.02)
        spend(desk, "Wage tax", on_or_after(day), money(tax))


def pay_fixed_costs(desk: Desk, climate: Climate, rent: float) -> None:
    """Rent that rises once, a utility that varies, some subscriptions, and a yearly insurance."""
    random = desk.random
    rises = desk.first + timedelta(days=random.randint(90, 500))
    for day in monthly(desk.first, desk.last, 1):
        owed = climate.base * rent * (1.04 if day >= rises else 1)
        spend(desk, "Landlord", on_or_after(day), money(owed))
    for day in monthly(desk.first, desk.last, random.randint(5, 25)):
        spend(desk, "Utility", on_or_after(day), money(climate.base * 0.006 * random.uniform(0.75, 1.3)))
    for number in range(random.randint(1, 4)):
        amount = money(climate.base * random.uniform(0.001, 0.004))
        source = random.choice([Account.CHECKING, Account.CARD])
        for day in monthly(desk.first, desk.last, random.randint(1, 31)):
            desk.spend(f"Subscription {number}", on_or_after(day), {Account.EXPENSE: amount}, source)
    insured = desk.first + timedelta(days=random.randint(0, 360))
    for day in days(insured, desk.last, 365):
        spend(desk, "Insurance", on_or_after(day), money(climate.base * random.uniform(0.06, 0.15)))


def pay_taxes(desk: Desk, rate: float) -> None:
    """In the middle of each quarter's first month, a share of what was sold in the last quarter."""
    for day in monthly(desk.first, desk.last, 15):
        sold = sum((desk.sold[month_before(day, back)] for back in (1, 2, 3)), NOTHING)
        if day.month % 3 == 1 and sold:
            spend(desk, "Tax office", on_or_after(day), money(float(sold) * rate))


def use_card(desk: Desk, climate: Climate, share: float) -> None:
    """Small purchases at any shop; what a month was spent on the card is paid in the next."""
    for day in days(desk.first, desk.last):
        if desk.random.random() < 0.2:
            size = climate.trend(day) * share / 6 * desk.random.lognormvariate(-0.2, 0.6)
            desk.spend(f"Shop {desk.random.randint(1, 8)}", day, {Account.EXPENSE: money(size)}, Account.CARD)
    for day in monthly(desk.first, desk.last, 12):
        if owed := desk.charged[month_before(day)]:
            desk.pay_card(on_or_after(day), owed)


def buy_something_large(desk: Desk, climate: Climate) -> None:
    """Once, on a day that nothing tells of before."""
    day = on_or_after(desk.first + timedelta(days=desk.random.randint(20, 530)))
    spend(desk, "Equipment", day, money(climate.base * desk.random.uniform(0.2, 0.9)))
