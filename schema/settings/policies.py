"""What a business set: policies of approvals and the runway, money put aside, and recurring flows."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from orchestrators.calculations.runway.burn import BurnAverage
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
from schema.node import Node, one_of_business

Info = strawberry.Info[Context, None]

describe_enum(
    Weekday, "Weekday, such as a pay day.", {day.value: f"{day.value.capitalize()}." for day in Weekday}
)
describe_enum(
    OverduePolicy,
    "How open items past their due date enter the forecast.",
    {
        "HISTORY": "Invoices on the day that the customer's payment habit suggests, bills on the next "
        "business day.",
        "ROLL_FORWARD": "All overdue items on the next business day.",
        "EXCLUDE": "Overdue items are left out of the forecast; `assumptions.leftOut` is their total.",
        "AGE_WEIGHTED": "Like HISTORY, but of an overdue invoice only a share that decreases with its age.",
    },
)
describe_enum(
    BurnAverage,
    "Which average of the completed months is used as burn.",
    {
        "MEDIAN": "The middle value, which a single unusual month does not affect.",
        "MEAN": "The sum of the months divided by their number.",
    },
)
describe_enum(
    Baseline,
    "Whether a forecast includes usual weekly cash flows beyond known items.",
    {
        "NONE": "Only known flows: open items, entries dated ahead, recurring flows.",
        "USUAL": "Additionally a weekly flow for what usually moves, estimated from the latest thirteen "
        "weeks and the season a year ago.",
    },
)
describe_enum(
    Cadence,
    "How often a recurring flow occurs.",
    {
        "WEEKLY": "Every week.",
        "BIWEEKLY": "Every two weeks.",
        "MONTHLY": "Once a month, on the last day of months that lack its day.",
        "QUARTERLY": "Every three months.",
        "YEARLY": "Every twelve months; a flow of 29 February occurs on 28 February in other years.",
    },
)
describe_enum(
    FlowOrigin,
    "How a recurring flow became known.",
    {"DETECTED": "Derived from past payments and receipts in the books.", "DECLARED": "Entered by a person."},
)


@face(
    approvals.ApprovalPolicy,
    "Approval limits and guardrails for decisions, in home currency. A null field sets no limit.",
)
class ApprovalPolicy(Node):
    id = one_of_business(
        "ApprovalPolicy",
        "Global id, one for each business: opaque, and stable as long as the business exists.",
    )
    alone_up_to: Money | None = shown(
        "Up to this amount one person decides alone; above it another person must approve."
    )
    one_other_up_to: Money | None = shown("Above this amount two other people must approve.")
    pay_days: list[Weekday] | None = shown(
        "Weekdays on which payments may leave, at most 7; null allows any."
    )
    minimum_cash: Money | None = shown("Guardrail: minimum cash balance after a payment.")
    buffer_days: int | None = shown("Guardrail: minimum dated runway in days after a payment.")
    runway_floor: Money | None = shown("Guardrail: minimum of the lowest forecast balance after a payment.")
    version: int = shown("Increases with every change; 0 when nothing was ever set.")
    changed_by: Person | None = shown(
        "The person who last changed the policy; null when nothing was ever set."
    )
    changed_at: datetime | None = shown("Time of the last change; null when nothing was ever set.")

    @field(int, "Number of decisions that broke a guardrail, each with a recorded reason.")
    async def overrides(self, info: Info) -> int:
        return await resolvers.overrides(info.context)


@face(policy.RunwayPolicy, "Settings for computing the runway of a business.")
class RunwayPolicy:
    id = one_of_business(
        "RunwayPolicy",
        "Key for caches, one for each business: opaque and stable. `node` refuses it: `bufferDays` is "
        "never null here and may be null in `ApprovalPolicy`; read `runwayPolicy` again instead.",
    )
    buffer_days: int = shown("Minimum runway to keep, in days; 30 by default.")
    overdue_policy: OverduePolicy = shown("How open items past their due date enter the forecast.")
    average: BurnAverage = shown(
        "Whether burn is the median or the mean of the completed months.", name="burnAverage"
    )
    count_undeposited_funds: bool = shown(
        "Whether customer payments that are not deposited yet count as cash."
    )
    cost_of_cash: Decimal | None = shown(
        "Annual cost of capital as a fraction, such as 0.08 for 8 %; null if not set."
    )
    unexplained_tolerance: Decimal = shown(
        "Share of an account's movements above which an unexplained difference of its balance is an issue, "
        "such as 0.01 for 1 %."
    )
    unexplained_limit: Decimal = shown(
        "Share of the movements of all cash accounts above which unexplained differences make burn unknown, "
        "such as 0.1 for 10 %."
    )
    baseline: Baseline | None = shown(
        "Whether the forecast adds usual weekly cash flows. Null lets the back-test decide: USUAL if it "
        "missed by less, else NONE; `assumptions { baseline }` has the result."
    )
    usual_share: Decimal = shown("Share of the usual weekly cash flows to expect, such as 0.8 for 20 % less.")
    usual_since: date | None = shown(
        "Day from which `usualShare` applies; null applies it from now on.", name="usualSinceDate"
    )
    version: int = shown("Increases with every change; 0 while all settings are defaults.")
    floor: Money = shown_money("Minimum cash balance; negative where an overdraft may be used.")

    @field(Weekday, "Weekday on which the weeks of the forecast begin.")
    def week_start(self, parent: strawberry.Parent[policy.RunwayPolicy]) -> Weekday:
        return WEEK[parent.week_start]


@face(policy.Earmark, "Money set aside for a purpose: available cash is cash less all earmarks.")
class Earmark(Node):
    name: str = shown("Purpose of the earmark, unique within the business.")
    version: int = shown("Increases with every change.")
    amount: Money = shown_money("Amount set aside, in home currency.")


@face(FlowModel, "Payments or receipts that recur regularly, such as payroll or rent.")
class RecurringFlow(Node):
    origin: FlowOrigin = shown("Whether the flow was detected in the books or declared by a person.")
    label: str = shown("Name of the flow, such as Rent.")
    counterparty: Counterparty | None = shown("The vendor or customer; null when unknown.")
    cadence: Cadence = shown("How often the flow occurs.")
    first_date: date = shown("A regular day of the flow, from which all others are counted.")
    next_date: date | None = shown("Next regular day, today when it is late; null when the flow has ended.")
    last_seen_date: date | None = shown(
        "Last day on which the books contain an occurrence; null when there is none."
    )
    end_date: date | None = shown("Last day on which the flow may occur; null when it has no end.")
    amount: Money = shown_money(
        "Amount per occurrence in home currency: positive for receipts, negative for payments; 0 suppresses "
        "the detected flow."
    )


@strawberry.type
class RunwayPolicyQueries:
    """What can be asked about settings."""

    @field(RunwayPolicy | None, "The settings for computing the runway.")
    async def runway_policy(self, info: Info) -> policy.RunwayPolicy:
        return await resolvers.policy(info.context)

    @field(list[Earmark] | None, "All earmarks, sorted by name; at most 100.")
    async def earmarks(self, info: Info) -> tuple[policy.Earmark, ...]:
        return await resolvers.earmarks(info.context)

    @field(
        list[RecurringFlow] | None,
        "All declared recurring flows, then the detected ones that no declared flow replaces; each sorted "
        "by label, at most 500.",
    )
    async def recurring_flows(self, info: Info) -> tuple[FlowModel, ...]:
        return await resolvers.recurring_flows(info.context)


@strawberry.type
class ApprovalQueries:
    """What can be asked about approvals."""

    @field(ApprovalPolicy | None, "The approval limits and guardrails of the business.")
    async def approval_policy(self, info: Info) -> approvals.ApprovalPolicy:
        return await resolvers.approval_policy(info.context)
