"""The days of the week, in words that every subject shares."""

from orchestrators.settings.weekdays import Weekday
from schema.faces import describe_enum

describe_enum(Weekday, "A day of the week.", {day.value: f"{day.value.capitalize()}." for day in Weekday})

__all__ = ["Weekday"]
