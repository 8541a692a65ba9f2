"""The days that figures can be asked of: today and those before it."""

from datetime import date

from orchestrators.refusals import BadInput

#: Before that the calendar has no window of burn, and no books are that old.
EARLIEST = date(1900, 1, 1)


def past_day(query: date | None, today: date, field: str = "asOf") -> date:
    """The day asked for, today if none is; raises `BadInput` naming the field for one that makes no sense."""
    day = query or today
    if day > today:
        raise BadInput(field, f"must not be after today, {today}")
    if day < EARLIEST:
        raise BadInput(field, f"must not be before {EARLIEST}")
    return day
