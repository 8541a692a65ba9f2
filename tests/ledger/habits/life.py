"""A business of eighteen months whose habits are drawn once: its books as of any day, and its future."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from random import Random

from tests.ledger.book import BANKS, Account, Book, Record
from tests.ledger.habits.buying import buy_on_account
from tests.ledger.habits.climate import Climate, draw_climate, money
from tests.ledger.habits.customers import draw_customers
from tests.ledger.habits.desk import EVENING, NOTHING, Desk
from tests.ledger.habits.financing import borrow, put_aside, take_out
from tests.ledger.habits.opendays import days
from tests.ledger.habits.running import (
    buy_something_large,
    pay_fixed_costs,
    pay_staff,
    pay_taxes,
    use_card,
)
from tests.ledger.habits.selling import retain, sell_by_card, sell_by_invoice
from tests.ledger.writing import answers

LIFE = timedelta(days=548)
#: The books open some days before the habits begin: what is due on a closed day is paid before it.
BEFORE = timedelta(days=7)
#: The days on which forecasts are made: by then there is some history, and thirteen weeks are still to come.
EARLIEST, LATEST = 300, 450
CHART: Collection[Account] = [account for account in Account if account is not Account.EURO]
#: Months of sales that lie on the bank on the first of those days: about a third runs out in 13 weeks.
LEAST_CASH, MOST_CASH = 0.05, 1.5
INCOME = frozenset({"Payment", "SalesReceipt", "Deposit"})


@dataclass(frozen=True)
class Life:
    """What a seed draws; forecasts are made on the days `made_on`."""

    seed: int
    first: date
    made_on: tuple[date, ...]
    book: Book
    desk: Desk

    @property
    def last(self) -> date:
        """Until when the habits go on."""
        return self.first + LIFE

    def answers(self, day: date) -> list[Record]:
        """What the source answers in the evening of a day: what was entered by then, and as it was then."""
        moment = evening(day)
        return answers(self.book, moment, Random(self.seed), self.desk.parties(day), CHART)

    def closings(self, first: date, last: date) -> list[Decimal]:
        """The cash on all bank accounts when each of the days closes."""
        return [self._closings.get(day, NOTHING) for day in days(first, last)]

    @cached_property
    def monthly_receipts(self) -> Decimal:
        """What customers bring to the bank in an average month."""
        received = (
            posting.amount
            for entry in self.book.entries
            if entry.entity in INCOME and entry.day <= self.last
            for posting in entry.postings
            if posting.account in BANKS
        )
        return sum(received, NOTHING) / 18

    @cached_property
    def _closings(self) -> dict[date, Decimal]:
        nets: defaultdict[date, Decimal] = defaultdict(Decimal)
        for entry in self.book.entries:
            nets[entry.day] += sum((p.amount for p in entry.postings if p.account in BANKS), NOTHING)
        every = list(days(self.first - BEFORE, self.last))
        return dict(zip(every, accumulate(nets[day] for day in every), strict=True))


def evening(day: date) -> datetime:
    """The moment at which the books of a day are complete."""
    return datetime.combine(day, EVENING, UTC)


def live(seed: int) -> Life:
    """Draw a business."""
    random = Random(seed)
    first = date(2024, 6, 1) + timedelta(days=random.randint(0, 364))
    desk, climate = Desk(random, first, first + LIFE), draw_climate(random, first)
    made_on = tuple(first + timedelta(days=at) for at in sorted(random.sample(range(EARLIEST, LATEST), 2)))
    _trade(desk, climate, _costs(random))
    _open(desk, climate, made_on[0])
    return Life(seed, first, made_on, desk.book, desk)


@dataclass(frozen=True, slots=True)
class Costs:
    """Shares of the sales; together they leave a profit, or do not."""

    bought: float
    rent: float
    taxes: float
    card: float
    owner: float
    staff: float


def _costs(random: Random) -> Costs:
    bought, rent = random.uniform(0.1, 0.45), random.uniform(0.03, 0.08)
    taxes, card, owner = random.uniform(0.01, 0.05), random.uniform(0.01, 0.06), random.uniform(0, 0.04)
    in_all = random.uniform(0.86, 1.03)
    return Costs(
        bought, rent, taxes, card, owner, max(0.1, in_all - bought - rent - taxes - card - owner - 0.02)
    )


def _trade(desk: Desk, climate: Climate, costs: Costs) -> None:
    """All habits; none depends on the cash that there is."""
    _sell(desk, climate)
    buy_on_account(desk, climate, costs.bought)
    pay_staff(desk, climate, costs.staff)
    pay_fixed_costs(desk, climate, costs.rent)
    pay_taxes(desk, costs.taxes)
    use_card(desk, climate, costs.card)
    take_out(desk, climate, costs.owner)
    for habit, likely in ((buy_something_large, 0.5), (borrow, 0.35), (put_aside, 0.25)):
        if desk.random.random() < likely:
            habit(desk, climate)


def _sell(desk: Desk, climate: Climate) -> None:
    """By invoice most, by card some, one in ten by card only, some by retainer; many in two ways."""
    random = desk.random
    into = Account.UNDEPOSITED if random.random() < 0.35 else Account.CHECKING
    retained = random.choice([0, 0, 0, random.uniform(0.1, 0.5)])
    by_card = random.choice([*[0] * 7, *[random.uniform(0.2, 0.9)] * 2, 1]) * (1 - retained)
    by_invoice = 1 - retained - by_card
    if retained:
        retain(desk, climate, retained)
    if by_card:
        sell_by_card(desk, climate, by_card)
    if by_invoice:
        customers = draw_customers(random, desk.first, desk.last)
        sell_by_invoice(desk, climate, by_invoice, customers, into)


def _open(desk: Desk, climate: Climate, day: date) -> None:
    """The balance that the books open with, so that there is as much cash on a day as is drawn."""
    wanted = money(climate.base * desk.random.uniform(LEAST_CASH, MOST_CASH))
    missing = wanted - sum((desk.book.balance_on(account, day) for account in BANKS), NOTHING)
    pair = (Account.EQUITY, Account.CHECKING) if missing > 0 else (Account.CHECKING, Account.EQUITY)
    desk.journal(desk.first - BEFORE, *pair, abs(missing), "Opening balance")
