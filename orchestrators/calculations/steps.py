"""Steps along the calendar that cannot fall off its ends."""

from datetime import MINYEAR, date, timedelta


def shift(day: date, days: int) -> date | None:
    """The day that many days later, or earlier when negative; None beyond the years 1 to 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def a_year_before(day: date) -> date:
    """The same day of the year before; 29 February becomes the 28th, year 1 its first day."""
    if day.year == MINYEAR:
        return date.min
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
