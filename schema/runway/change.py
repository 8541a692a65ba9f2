"""Why the runway is another one than on a day before."""

from datetime import date

from orchestrators.calculations.runway.explain import CauseKind
from orchestrators.calculations.runway.projection import Reach
from orchestrators.calculations.values import FlowSource
from orchestrators.runway import change as runway_change
from schema.books.documents import Document
from schema.faces import describe_enum, face, shown
from schema.money import Money

describe_enum(
    CauseKind,
    "What changed the runway.",
    {
        "TIME": "Days went by, and the horizon moved with them.",
        "FLOOR": "The balance not to fall below is another one.",
        "NEW": "An item or a recurring flow that was not there.",
        "MOVED": "It is expected on another day, or came on another.",
        "AMOUNT": "It is about another amount.",
        "PAID": "It was paid or collected as planned, or on another day.",
        "GONE": "It is no longer there, and was not paid.",
        "CASH": "Money that moved without having been planned, or did not although it was.",
    },
)


@face(runway_change.RunwayCause, "Part of a change.")
class RunwayCause:
    kind: CauseKind = shown("What it is.")
    source: FlowSource | None = shown("Where the money comes from that it is about; null for no flow's.")
    item: Document | None = shown("The bill or the invoice that it is about.")
    label: str | None = shown(
        "The flow without an item that it is about: what recurs, is entered ahead, waits for its deposit, or "
        "is owed on a card."
    )
    days: int = shown("Its part of the change in days.")
    lowest_change: Money = shown("Its part of the change of the lowest balance.")


@face(runway_change.RunwayChange, "A change of the dated runway, and its causes, which add up to it.")
class RunwayChange:
    since: date = shown("The day that it is compared with.")
    days: int = shown(
        "Days of dated runway gained, or lost when negative; what lies beyond the shorter of both horizons "
        "counts as its end, as `reach` says."
    )
    reach: Reach = shown("How to read the days.")
    lowest_change: Money = shown("By how much the lowest balance changed.")
    causes: list[RunwayCause] = shown("The largest first; 50 at most.")
    not_shown: int = shown("How many more there are.")
    not_shown_days: int = shown("Their part of the change in days.")
    not_shown_lowest_change: Money = shown("Their part of the change of the lowest balance.")
