"""Days on which banks work: what is paid moves before the others, what is received after them."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from orchestrators.calculations.steps import shift

SATURDAY_AND_SUNDAY = frozenset({5, 6})


class Rolling(StrEnum):
    """Where a day goes on which banks are closed."""

    BEFORE = "BEFORE"
    AFTER = "AFTER"
    UNCHANGED = "UNCHANGED"


#: Towards which day a closed one is left.
_STEPS = {Rolling.BEFORE: -1, Rolling.AFTER: 1, Rolling.UNCHANGED: 0}


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """Weekend (Monday is 0) and holidays of a business, and how its payments and receipts avoid them."""

    holidays: frozenset[date] = frozenset()
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    payments: Rolling = Rolling.BEFORE
    receipts: Rolling = Rolling.AFTER

    def is_open(self, day: date) -> bool:
        """Whether banks work on that day: it is neither of a weekend nor a holiday."""
        return day.weekday() not in self.weekend and day not in self.holidays

    def rolled(self, day: date, *, is_payment: bool, today: date, learned: Rolling | None = None) -> date:
        """The day on which money moves that is planned for a day; never before today.

        What should be paid today or earlier leaves today, even at a weekend: the cash is spoken for. What is
        `learned` of such money from its past counts more than the rule.
        """
        day = max(day, today)
        if self.is_open(day):
            return day
        rolling = learned or (self.payments if is_payment else self.receipts)
        return max(today, self._moved(day, rolling))

    def paid_on(self, day: date, today: date) -> date:
        """The day on which a payment leaves that people plan for a day, today or later: an open one.

        As `rolled` has it; where that is today and banks are closed, the next business day.
        """
        return self._moved(self.rolled(day, is_payment=True, today=today), Rolling.AFTER)

    def next_after(self, day: date) -> date:
        """The first business day after a day; the last day that there is where the calendar ends."""
        return self._moved(plus_days(day, 1), Rolling.AFTER)

    def _moved(self, day: date, rolling: Rolling) -> date:
        step = _STEPS[rolling]
        # The first and the last day there are end the walk, whatever the weekend.
        while step and not self.is_open(day) and date.min < day < date.max:
            day += timedelta(days=step)
        return day


#: Weekends without holidays; paid before them, received after them.
WEEKDAYS = BusinessDays()


def plus_days(day: date, days: int) -> date:
    """That many days later, or the last day that a date can hold: due dates may be centuries off."""
    return shift(day, days) or date.max
