"""The days of the week, in words that every subject shares."""

from orchestrators.weekdays import Weekday
from schema.faces import words

words(Weekday, "A day of the week.", {day.value: f"{day.value.capitalize()}." for day in Weekday})

__all__ = ["Weekday"]
