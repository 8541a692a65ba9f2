"""What a business set for its runway: its policy, money put aside, and what comes back regularly."""

from datetime import date
from decimal import Decimal

import strawberry

from orchestrators.calculations.runway.burn import Average
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.calculations.settings import policy
from orchestrators.calculations.values import OverduePolicy
from orchestrators.settings.recurring_flows import FlowOrigin
from orchestrators.settings.recurring_flows import RecurringFlow as FlowModel
from orchestrators.settings.weekdays import WEEK
from resolvers.context import Context
from resolvers.settings import runway_policy as resolvers
from schema.books.documents import Counterparty
from schema.faces import describe_enum, face, field, shown
from schema.money import Money, shown_money
from schema.node import Node
from schema.settings.weekdays import Weekday

Info = strawberry.Info[Context, None]

describe_enum(
    OverduePolicy,
    "How open items past their due date enter the forecast.",
    {
        "HISTORY": "Invoices when the customer's habit says, bills at once.",
        "ROLL_FORWARD": "All on the next business day.",
        "EXCLUDE": "Not at all; they are counted as left out.",
        "AGE_WEIGHTED": "As by HISTORY, with a share of an invoice's balance that falls with its age.",
    },
)
describe_enum(
    Average,
    "Which average of the months of the window is the burn.",
    {"MEDIAN": "The middle one, which one odd month does not move.", "MEAN": "Their sum by their number."},
)
describe_enum(
    Cadence,
    "How often a recurring flow comes.",
    {
        "WEEKLY": "Every week.",
        "BIWEEKLY": "Every other week.",
        "MONTHLY": "On a day of each month; on its last day where it has no such day.",
        "QUARTERLY": "Every three months.",
    },
)
describe_enum(
    FlowOrigin,
    "How a recurring flow is known.",
    {"DETECTED": "The books show it.", "DECLARED": "Somebody said so."},
)


@face(policy.RunwayPolicy, "How a business wants its runway computed.")
class RunwayPolicy:
    """A policy."""

    buffer_days: int = shown("Days of runway to keep.")
    overdue_policy: OverduePolicy = shown("How open items past their due date enter the forecast.")
    average: Average = shown("Which average of the months is the burn.")
    count_undeposited_funds: bool = shown("Whether payments received and not yet deposited are cash.")
    cost_of_cash: Decimal | None = shown(
        "What cash costs a year, as a fraction: 0.08 is 8 %. Null if unknown."
    )
    version: int = shown("Grows with each change; 0 as long as nothing was set and the defaults hold.")
    floor: Money = shown_money("The balance not to fall below; negative where an overdraft may be used.")

    @field(Weekday, "The day on which the forecast's weeks start.")
    def week_start(self, found: strawberry.Parent[policy.RunwayPolicy]) -> Weekday:
        """The day."""
        return WEEK[found.week_start]


@face(policy.Earmark, "Money treated as spent: available cash is cash less all earmarks.")
class Earmark(Node):
    """An earmark."""

    name: str = shown("What it is for; the business has one earmark of a name.")
    version: int = shown("Grows with each change.")
    amount: Money = shown_money("How much is put aside.")


@face(FlowModel, "Money that comes back regularly, such as payroll or rent.")
class RecurringFlow(Node):
    """A recurring flow."""

    origin: FlowOrigin = shown("How it is known.")
    label: str = shown("What it is.")
    counterparty: Counterparty | None = shown("Whom it is with, where that is known.")
    cadence: Cadence = shown("How often it comes.")
    first_day: date = shown("One of its regular days, from which the others are counted.")
    next_day: date | None = shown("The next one, today when it is late; null when none comes any more.")
    seen_until: date | None = shown("The last day on which the books show it.")
    until: date | None = shown("The last day that it may fall on; null when it has no end.")
    amount: Money = shown_money("Positive comes in, negative goes out; 0 silences what the books show.")


@strawberry.type
class RunwayPolicyQueries:
    """What can be asked about settings."""

    @field(RunwayPolicy, "How the runway is computed.")
    async def runway_policy(self, info: Info) -> policy.RunwayPolicy:
        """The policy."""
        return await resolvers.policy(info.context)

    @field(list[Earmark], "Money put aside, by name: 100 at most.")
    async def earmarks(self, info: Info) -> tuple[policy.Earmark, ...]:
        """All earmarks."""
        return await resolvers.earmarks(info.context)

    @field(
        list[RecurringFlow],
        "What comes back regularly: all that was declared, then what the books show and no declared flow is "
        "about. Each by label, 500 at most.",
    )
    async def recurring_flows(self, info: Info) -> tuple[FlowModel, ...]:
        """The flows."""
        return await resolvers.recurring_flows(info.context)
