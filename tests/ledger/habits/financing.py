"""Money that is no trade: a loan drawn and paid back, what owners take out, what is put aside."""

from datetime import timedelta

from tests.ledger.book import Account
from tests.ledger.habits.climate import Climate, money
from tests.ledger.habits.desk import Desk
from tests.ledger.habits.opendays import monthly, on_or_after

INTEREST = 0.09


def borrow(desk: Desk, climate: Climate) -> None:
    """A loan on some day, paid back in equal parts of principal, with interest."""
    random = desk.random
    drawn = on_or_after(desk.first + timedelta(days=random.randint(10, 480)))
    left, months = climate.base * random.uniform(0.5, 1.5), random.choice([12, 18, 24])
    desk.journal(drawn, Account.LOAN, Account.CHECKING, money(left), "Loan drawn")
    principal = left / months
    for day in list(monthly(drawn + timedelta(days=25), desk.last, drawn.day))[:months]:
        parts = {Account.LOAN: money(principal), Account.EXPENSE: money(left * INTEREST / 12)}
        desk.spend("Bank loan", on_or_after(day), parts)
        left -= principal


def take_out(desk: Desk, climate: Climate, share: float) -> None:
    """Owners take out about as much each month, or now and then as much as they like."""
    regular = desk.random.random() < 0.5
    for day in monthly(desk.first, desk.last, 28):
        factor = desk.random.uniform(0.98, 1.02) if regular else desk.random.choice([0, 0.5, 1, 2.5])
        if factor:
            desk.spend("Owner", on_or_after(day), {Account.EQUITY: money(climate.base * share * factor)})


def put_aside(desk: Desk, climate: Climate) -> None:
    """Something goes to the savings each month, and once in a while comes back."""
    for number, day in enumerate(monthly(desk.first, desk.last, 5), start=1):
        amount = money(climate.base * 0.02)
        if number % 6:
            desk.transfer(on_or_after(day), Account.CHECKING, Account.SAVINGS, amount)
        else:
            desk.transfer(on_or_after(day), Account.SAVINGS, Account.CHECKING, amount * 4)
