"""Customers: how large they are, how late they pay, and which of them come, go, or stop paying."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from random import Random

#: A customer who stopped paying is delivered to for so long.
PATIENCE = timedelta(days=60)
LARGE = 0.3


class Habit(Enum):
    """How a customer pays."""

    REGULAR = auto()
    LATE = auto()
    ERRATIC = auto()


@dataclass(frozen=True, slots=True)
class Customer:
    """A share of the sales, so many invoices a month, and what becomes of the customer.

    `usual` is the usual lateness in days; invoices are written from `since` until `until`, and none that is
    due after `stops` is ever paid.
    """

    name: str
    share: float
    invoices: float
    terms: int
    habit: Habit
    usual: int
    since: date
    until: date
    stops: date

    def lateness(self, random: Random) -> int:
        """Days from the due date to a payment; negative is early."""
        if self.habit is Habit.ERRATIC:
            return min(70, round(random.expovariate(1 / 15)) - 5)
        return self.usual + random.randint(-1, 2)


def draw_customers(random: Random, first: date, last: date) -> Iterator[Customer]:
    """Three to twenty, of which few are large."""
    sizes = [random.paretovariate(1.2) for _ in range(random.randint(3, 20))]
    for number, size in enumerate(sizes):
        habit = random.choices([Habit.REGULAR, Habit.LATE, Habit.ERRATIC], [5, 3, 3])[0]
        share = size / math.fsum(sizes)
        since, until, stops = _fate(random, first, last, share)
        yield Customer(
            name=f"C{number}",
            share=share,
            invoices=random.uniform(0.4, 2.5),
            terms=random.choice([0, 15, 30, 30, 45]),
            habit=habit,
            usual=random.randint(-1, 2) if habit is Habit.REGULAR else random.randint(17, 23),
            since=since,
            until=until,
            stops=stops,
        )


def _fate(random: Random, first: date, last: date, share: float) -> tuple[date, date, date]:
    """Since when, until when, and from when on unpaid: of most customers nothing of the kind.

    A business does not outlive its largest customer without changing its habits: those stay.
    """
    on = first + timedelta(days=random.randint(60, (last - first).days))
    fate = random.choices(["stays", "new", "vanishes", "stops"], [76, 9, 8, 7])[0]
    return {
        "stays": (first, last, date.max),
        "new": (on, last, date.max),
        "vanishes": (first, on, date.max),
        "stops": (first, min(on + PATIENCE, last), on),
    }[fate if share < LARGE else "stays"]
