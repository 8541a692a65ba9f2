"""How much a business sells at a time: seasons, growth, and months that are like no other."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

#: What an odd month sells, as a multiple: nearly nothing, or twice as much.
QUIET, DOUBLE = 0.35, 2.0
DAYS_OF_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Climate:
    """Sales of a month at a day: a trend, a yearly wave, a peak before Christmas, odd months.

    `base` is what the first month sells, `growth` the factor of a year, `swing` the wave's height as a share
    and `peak` its day of the year; `christmas` is what December's height adds as a share.
    """

    first: date
    base: float
    growth: float
    swing: float
    peak: int
    christmas: float
    odd: Mapping[tuple[int, int], float]

    def trend(self, day: date) -> float:
        """Sales of a month without seasons."""
        return self.base * math.pow(self.growth, (day - self.first).days / DAYS_OF_YEAR)

    def level(self, day: date) -> float:
        """Sales of a month at the pace of that day."""
        at = day.timetuple().tm_yday
        wave = 1 + self.swing * math.cos(2 * math.pi * (at - self.peak) / DAYS_OF_YEAR)
        before_christmas = 1 + self.christmas if 320 <= at <= 358 else 1
        return self.trend(day) * wave * before_christmas * self.odd.get((day.year, day.month), 1)


def draw_climate(random: Random, first: date) -> Climate:
    """One in three has no season, one in five a Christmas."""
    odd = {(year, random.randint(1, 12)): random.choice([QUIET, DOUBLE]) for year in (2024, 2025, 2026)}
    return Climate(
        first,
        base=math.exp(random.uniform(math.log(15_000), math.log(250_000))),
        growth=random.uniform(0.75, 1.4),
        swing=random.choice([0, random.uniform(0.1, 0.25), random.uniform(0.25, 0.5)]),
        peak=random.randint(1, 365),
        christmas=random.choice([0, 0, 0, 0, random.uniform(0.5, 1.2)]),
        odd=odd if random.random() < 0.5 else {},
    )


def money(amount: float) -> Decimal:
    """Whole cents, one at least."""
    return max(Decimal(round(amount * 100)), Decimal(1)).scaleb(-2)
