"""The days of the week, in the order in which policies count them."""

from enum import StrEnum


class Weekday(StrEnum):
    """A day of the week; as a number, 0 is Monday."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


#: By their numbers.
WEEK = tuple(Weekday)
