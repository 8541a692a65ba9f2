"""One decision: where it stands, who brought it there, and what has changed since."""

from datetime import date, datetime

import strawberry

from orchestrators.calculations.decisions.words import NextStep
from orchestrators.decisions import Refusal, decision_console
from orchestrators.decisions.decision_console import ChaseStage, DecisionAction, DecisionStatus, Step
from resolvers.context import Context
from resolvers.decisions import decision_console as resolvers
from schema.access.people import Person
from schema.books.documents import Document
from schema.faces import describe_enum, face, field, shown
from schema.loading import load
from schema.money import Money
from schema.node import Node

Info = strawberry.Info[Context, None]

describe_enum(
    DecisionAction,
    "What can be decided about a bill or an invoice.",
    {
        "PAY": "Pay the bill on a date, or on the first pay day after the decision is finalized.",
        "SCHEDULE": "Pay the bill on a date.",
        "DELAY": "Pay the bill after its due date, not before a date.",
        "PAY_PART": "Pay a part of the bill on a date.",
        "CHASE": "Send the customer a payment reminder for the invoice.",
        "EXPECT": "Expect payment of the invoice on a date.",
        "HOLD": "Send no payment reminders for the invoice.",
    },
)
describe_enum(
    DecisionStatus,
    "Status of a decision. PROPOSED, APPROVED and FAILED are open; all others are final.",
    {
        "PROPOSED": "In the queue; above the approval limit other people must approve it.",
        "APPROVED": "Approved by as many other people as the approval policy requires.",
        "REJECTED": "Rejected by a reviewer.",
        "FINALIZED": "Finalized: its instruction is in the outbox.",
        "FAILED": "Could not be finalized; stays in the queue with the reason.",
        "WITHDRAWN": "Withdrawn before it was finalized.",
    },
)
describe_enum(
    ChaseStage,
    "How firmly a customer is reminded to pay.",
    {
        "FRIENDLY": "A friendly reminder; the default up to 30 days past due.",
        "FIRM": "A firm demand; the default from 31 to 60 days past due.",
        "FINAL": "A final notice; the default from 61 days past due.",
    },
)
describe_enum(
    Step,
    "What a person did with a decision.",
    {
        "PROPOSED": "Proposed the decision.",
        "REVISED": "Changed the terms of the decision.",
        "APPROVED": "Approved the decision, or confirmed it after its document changed.",
        "REJECTED": "Rejected the decision.",
        "WITHDRAWN": "Withdrew the decision.",
        "FINALIZED": "Finalized the decision.",
        "FAILED": "Tried to finalize the decision; the note has the reason for the failure.",
    },
    name="DecisionStepKind",
)
describe_enum(
    NextStep,
    "What a person may do with a decision.",
    {
        "REVISE": "Change the terms: `reviseDecision`.",
        "APPROVE": "Approve, or confirm after the document changed: `reviewDecision` with APPROVE.",
        "REJECT": "Reject: `reviewDecision` with REJECT.",
        "WITHDRAW": "Withdraw: `withdrawDecision`.",
        "FINALIZE": "Finalize: `finalizeDecisions`.",
    },
    name="DecisionNextStep",
)


@face(decision_console.DecisionStep, "A step that a person took with a decision.")
class DecisionStep:
    kind: Step = shown("What the person did.")
    taken_by: Person = shown("The person who took the step.")
    taken_at: datetime = shown("Time at which the step was taken.")
    note: str | None = shown("Note of the person; null if there is none.")
    override_reason: str | None = shown("Reason for breaking a guardrail; null when none was broken.")
    version: int = shown("Version of the decision after the step.")
    impact: str | None = shown(
        "Effect on the runway at the time of the step, as JSON text; null when unknown."
    )
    assumptions: str | None = shown(
        "Assumptions behind `impact`, as JSON text, so that the figures can be reproduced; null when unknown."
    )


@face(
    decision_console.DecisionChange,
    "A field of the document that changed since a person last reviewed the decision.",
)
class DecisionChange:
    name: str = shown("Name of the field: version, openBalance, dueDate or total.")
    before: str | None = shown("Value at the last review, as text; null when there was none.")
    after: str | None = shown("Current value, as text; null when there is none.")


@face(decision_console.Decision, "A decision about one bill or invoice, such as paying it on a date.")
class Decision(Node):
    status: DecisionStatus = shown("Status of the decision, such as PROPOSED.")
    action: DecisionAction = shown("What was decided, such as PAY.")
    day: date | None = shown(
        "Date that was decided; null if the action has none, or for the first pay day.", "date"
    )
    amount: Money = shown(
        "Amount that the decision covers: a part of the document, or its whole open balance."
    )
    stage: ChaseStage | None = shown("How firmly the customer is reminded; null unless the action is CHASE.")
    note: str | None = shown("Note of the person who proposed the decision; null if there is none.")
    override_reason: str | None = shown(
        "Reason why the decision may break a guardrail; null if none was given."
    )
    item: Document = shown("The bill or invoice that the decision is about, in its current state.")
    proposed_by: Person = shown("The person who proposed the decision.")
    proposed_at: datetime = shown("Time at which the decision was proposed.")
    version: int = shown("Increases with every change; send it as `expectedVersion`.")
    is_stale: bool = shown(
        "True when the decision is open and its document has changed since the last review."
    )
    changes: list[DecisionChange] = shown(
        "What changed in the document since the last review, at most 4; empty unless `isStale`."
    )
    approvals_needed: int = shown("Number of other people who must approve, by the current approval policy.")
    approvals_given: int = shown("Number of people who have approved the current terms.")
    failure_code: Refusal | None = shown(
        "Error code of the failed finalization; null unless the status is FAILED."
    )
    failure_reason: str | None = shown(
        "Why finalization failed, as a sentence; null unless the status is FAILED."
    )

    @field(
        list[NextStep],
        "Steps that the signed-in person may take with the decision now, by role, limits, approvals and "
        "status; a guardrail or the input may still prevent one. Empty for people who only read.",
    )
    async def allowed_steps(
        self, decision: strawberry.Parent[decision_console.Decision], info: Info
    ) -> tuple[NextStep, ...]:
        return await load(info.context, resolvers.allowed_steps, decision.id) or ()

    steps: list[DecisionStep] = shown("History of the decision, the first step first; the latest 100 steps.")
