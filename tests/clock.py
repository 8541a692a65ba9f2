"""The moment at which a run of the tests takes place, and the time zone of the businesses in it."""

import os
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

#: An ordinary Tuesday, unless the environment chooses another moment: `TEST_NOW=2028-02-29T12:00Z`.
NOW = datetime.fromisoformat(os.environ.get("TEST_NOW", "2026-11-24T12:00Z"))
#: Of the businesses of all tests that do not choose one themselves.
ZONE = os.environ.get("TEST_ZONE", "UTC")


def day_in(zone: str, moment: datetime = NOW) -> date:
    """The day that it is in a time zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def today() -> date:
    """The day of the tests' businesses."""
    return day_in(ZONE)


def within(days: int) -> date:
    """That many days from today, or before it."""
    return today() + timedelta(days=days)


def clock_at(moment: datetime) -> str:
    """Lets the books' clock show a moment and stand still; for the owner of the schema or a superuser."""
    return (
        "CREATE OR REPLACE FUNCTION runway.clock() RETURNS timestamptz LANGUAGE sql STABLE SECURITY INVOKER "
        f"RETURN timestamptz '{moment.isoformat()}'"
    )
