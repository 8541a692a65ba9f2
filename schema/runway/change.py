"""Why the runway is another one than on a day before."""

from datetime import date

from orchestrators.calculations.runway.explain import CauseKind
from orchestrators.calculations.runway.projection import DaysPrecision
from orchestrators.calculations.values import FlowSource
from orchestrators.runway import change as runway_change
from schema.books.documents import Document
from schema.faces import describe_enum, face, shown
from schema.money import Money

describe_enum(
    CauseKind,
    "Type of a cause for a change of the runway.",
    {
        "TIME": "Days passed, and the forecast horizon moved with them.",
        "FLOOR": "The floor of the runway policy changed.",
        "NEW": "An item or a recurring flow was added.",
        "MOVED": "A flow moved to another day.",
        "AMOUNT": "The amount of a flow changed.",
        "PAID": "An item was paid or collected, as planned or on another day.",
        "GONE": "An item no longer exists and was not paid.",
        "CASH": "Cash moved unplanned, or did not move as planned.",
    },
)


@face(runway_change.RunwayCause, "One cause of a change of the runway, and its share of the change.")
class RunwayCause:
    kind: CauseKind = shown("Type of the cause.")
    source: FlowSource | None = shown("Source of the flow that changed; null when the cause is not a flow.")
    item: Document | None = shown("The bill or invoice that changed; null if there is none.")
    label: str | None = shown(
        "Name of the flow without a bill or invoice, such as a recurring flow or a credit card; null "
        "otherwise."
    )
    days: int = shown("Days of dated runway due to this cause, negative when lost.")
    lowest_balance_change: Money = shown(
        "Change of the lowest forecast balance due to this cause, in home currency."
    )


@face(
    runway_change.RunwayChange,
    "Change of the dated runway since an earlier day; the causes add up to the change.",
)
class RunwayChange:
    since_date: date = shown("The earlier day of the comparison.")
    days: int = shown(
        "Days of dated runway gained, negative when lost. A runway beyond the shorter of both horizons "
        "counts as ending there, see `daysPrecision`."
    )
    days_precision: DaysPrecision = shown("Whether `days` is exact or limited by the forecast horizon.")
    lowest_balance_change: Money = shown("Change of the lowest forecast balance, in home currency.")
    causes: list[RunwayCause] = shown("The causes, the largest first; at most 50.")
    not_shown: int = shown("Number of further causes that `causes` omits.")
    not_shown_days: int = shown("Days of dated runway due to the omitted causes, negative when lost.")
    not_shown_lowest_balance_change: Money = shown(
        "Change of the lowest forecast balance due to the omitted causes, in home currency."
    )
