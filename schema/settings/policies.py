"""What a business set: policies of approvals and the runway, money put aside, and recurring flows."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from orchestrators.calculations.runway.burn import Average
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.calculations.runway.usual import Baseline
from orchestrators.calculations.settings import policy
from orchestrators.calculations.values import OverduePolicy
from orchestrators.settings import approvals
from orchestrators.settings.recurring_flows import FlowOrigin
from orchestrators.settings.recurring_flows import RecurringFlow as FlowModel
from orchestrators.settings.weekdays import WEEK, Weekday
from resolvers.context import Context
from resolvers.settings import settings as resolvers
from schema.access.people import Person
from schema.books.documents import Counterparty
from schema.faces import describe_enum, face, field, shown
from schema.money import Money, shown_money
from schema.node import Node

Info = strawberry.Info[Context, None]

describe_enum(Weekday, "A day of the week.", {day.value: f"{day.value.capitalize()}." for day in Weekday})
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
    Baseline,
    "Whether a forecast holds what is usual beside what is known.",
    {
        "NONE": "Only what is known: open items, entries, what recurs.",
        "USUAL": "Also what the latest quarter and the same weeks a year ago make usual, in weekly flows.",
    },
)
describe_enum(
    Cadence,
    "How often a recurring flow comes.",
    {
        "WEEKLY": "Every week.",
        "BIWEEKLY": "Every other week.",
        "MONTHLY": "On a day of each month; on its last day where it has no such day.",
        "QUARTERLY": "Every three months.",
        "YEARLY": "Every twelve months; of 29 February on the 28th of other years.",
    },
)
describe_enum(
    FlowOrigin,
    "How a recurring flow is known.",
    {"DETECTED": "The books show it.", "DECLARED": "Somebody said so."},
)


@face(
    approvals.ApprovalPolicy,
    "How decisions are approved, amounts in home currency. Null limits nothing; a business that has set "
    "nothing limits nothing.",
)
class ApprovalPolicy:
    alone_up_to: Money | None = shown("Up to this one person decides alone; above it somebody else approves.")
    one_other_up_to: Money | None = shown("Above this two others approve.")
    pay_days: list[Weekday] | None = shown("The weekdays on which payments leave, 7 at most; null is any.")
    minimum_cash: Money | None = shown("A guardrail: cash after a payment is not to be below this.")
    buffer_days: int | None = shown("A guardrail: days of runway to keep.")
    runway_floor: Money | None = shown("A guardrail: the projected balance is not to fall below this.")
    version: int = shown("Rises with every change; 0 when nothing was ever set.")
    changed_by: Person | None = shown("Who changed it last.")
    changed_at: datetime | None = shown("When.")

    @field(int, "How many decisions broke a guardrail, each with a reason.")
    async def overrides(self, info: Info) -> int:
        return await resolvers.overrides(info.context)


@face(policy.RunwayPolicy, "How a business wants its runway computed.")
class RunwayPolicy:
    buffer_days: int = shown("Days of runway to keep.")
    overdue_policy: OverduePolicy = shown("How open items past their due date enter the forecast.")
    average: Average = shown("Which average of the months is the burn.")
    count_undeposited_funds: bool = shown("Whether payments received and not yet deposited are cash.")
    cost_of_cash: Decimal | None = shown(
        "What cash costs a year, as a fraction: 0.08 is 8 %. Null if unknown."
    )
    unexplained_tolerance: Decimal = shown(
        "Above which share of what moved on an account an unexplained difference is an issue: 0.01 is 1 %."
    )
    unexplained_limit: Decimal = shown(
        "Above which share of what moved on all cash accounts they make burn unknown: 0.1 is 10 %."
    )
    baseline: Baseline | None = shown(
        "Whether the forecast holds what is usual beside what is known. Null leaves it to the back-test of "
        "forecasts: USUAL where that missed by less, else NONE; `assumptions { baseline }` says which."
    )
    usual_share: Decimal = shown("The share of what is usual that is expected: 0.8 is 20 % less.")
    usual_since: date | None = shown("From when on that share is expected; null is from now on.")
    version: int = shown("Grows with each change; 0 as long as nothing was set and the defaults hold.")
    floor: Money = shown_money("The balance not to fall below; negative where an overdraft may be used.")

    @field(Weekday, "The day on which the forecast's weeks start.")
    def week_start(self, parent: strawberry.Parent[policy.RunwayPolicy]) -> Weekday:
        return WEEK[parent.week_start]


@face(policy.Earmark, "Money treated as spent: available cash is cash less all earmarks.")
class Earmark(Node):
    name: str = shown("What it is for; the business has one earmark of a name.")
    version: int = shown("Grows with each change.")
    amount: Money = shown_money("How much is put aside.")


@face(FlowModel, "Money that comes back regularly, such as payroll or rent.")
class RecurringFlow(Node):
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
        return await resolvers.policy(info.context)

    @field(list[Earmark], "Money put aside, by name: 100 at most.")
    async def earmarks(self, info: Info) -> tuple[policy.Earmark, ...]:
        return await resolvers.earmarks(info.context)

    @field(
        list[RecurringFlow],
        "What comes back regularly: all that was declared, then what the books show and no declared flow is "
        "about. Each by label, 500 at most.",
    )
    async def recurring_flows(self, info: Info) -> tuple[FlowModel, ...]:
        return await resolvers.recurring_flows(info.context)


@strawberry.type
class ApprovalQueries:
    """What can be asked about approvals."""

    @field(ApprovalPolicy | None, "How this business wants its decisions approved.")
    async def approval_policy(self, info: Info) -> approvals.ApprovalPolicy:
        return await resolvers.approval_policy(info.context)
