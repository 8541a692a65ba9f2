"""The words that a policy and recurring flows are made of."""

from enum import StrEnum

from orchestrators.calculations.burn import Average
from orchestrators.calculations.rhythm import Cadence
from orchestrators.calculations.values import OverduePolicy
from schema.faces import words


class Weekday(StrEnum):
    """A day of the week, in the order in which policies count them."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


words(Weekday, "A day of the week.", {day.name: f"{day.name.capitalize()}." for day in Weekday})
words(
    OverduePolicy,
    "How open items past their due date enter the forecast.",
    {
        "HISTORY": "When such items were paid before.",
        "ROLL_FORWARD": "All of them today.",
        "EXCLUDE": "Not at all.",
        "AGE_WEIGHTED": "The smaller a share, the longer they are overdue.",
    },
)
words(
    Average,
    "Which average of the months of the window is the burn.",
    {"MEDIAN": "The middle one, which one odd month does not move.", "MEAN": "Their sum by their number."},
)
words(
    Cadence,
    "How often a recurring flow comes.",
    {
        "WEEKLY": "Every week.",
        "BIWEEKLY": "Every other week.",
        "MONTHLY": "On a day of each month; on its last day where it has no such day.",
        "QUARTERLY": "Every three months.",
    },
)
