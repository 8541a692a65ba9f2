"""One decision: where it stands, who brought it there, and what has changed since."""

from datetime import date, datetime

from orchestrators.decisions import Refusal, decision_console
from orchestrators.decisions.decision_console import ChaseStage, DecisionAction, DecisionStatus, Step
from schema.access.people import Person
from schema.books.documents import Document
from schema.faces import describe_enum, face, shown
from schema.money import Money
from schema.node import Node

describe_enum(
    DecisionAction,
    "What can be decided.",
    {
        "PAY": "Pay the bill: on a day, or on the first pay day once it is final.",
        "SCHEDULE": "Pay the bill on a day.",
        "DELAY": "Pay the bill later than it is due: not before a day.",
        "PAY_PART": "Pay a part of the bill on a day.",
        "CHASE": "Remind the customer of the invoice.",
        "EXPECT": "Expect the invoice's payment on a day.",
        "HOLD": "Send the customer no reminders of the invoice.",
    },
)
describe_enum(
    DecisionStatus,
    "Where a decision stands. Open are PROPOSED, APPROVED and FAILED; the others are closed for good.",
    {
        "PROPOSED": "In the queue; above the limit others have to approve it.",
        "APPROVED": "Approved by as many others as it needs.",
        "REJECTED": "Somebody said no.",
        "FINALIZED": "Final: its instruction is in the outbox.",
        "FAILED": "It could not be made final; it stays in the queue with the reason.",
        "WITHDRAWN": "Taken back; it stays in the queue's history.",
    },
)
describe_enum(
    ChaseStage,
    "How firmly a customer is reminded.",
    {
        "FRIENDLY": "A reminder; the default up to 30 days past due.",
        "FIRM": "A demand; the default from 31 to 60 days past due.",
        "FINAL": "The last one; the default from 61 days past due.",
    },
)
describe_enum(
    Step,
    "What somebody did with a decision.",
    {
        "PROPOSED": "Put it into the queue.",
        "REVISED": "Changed it.",
        "APPROVED": "Approved it, or saw what had changed.",
        "REJECTED": "Rejected it.",
        "WITHDRAWN": "Took it back.",
        "FINALIZED": "Made it final.",
        "FAILED": "Tried to make it final; the note says why it is not.",
    },
    name="DecisionStepKind",
)


@face(decision_console.DecisionStep, "A step that somebody took.")
class DecisionStep:
    step: Step = shown("What was done.")
    taken_by: Person = shown("Who did it.")
    taken_at: datetime = shown("When.")
    note: str | None = shown("What they wrote.")
    override_reason: str | None = shown("Why they broke a guardrail, if they did.")
    version: int = shown("The decision's version after it.")
    impact: str | None = shown("What it did to the runway, as the runway was then; JSON, null when not told.")
    assumptions: str | None = shown("What that rests on, so that it can be computed again; JSON.")


@face(decision_console.DecisionChange, "What of the document is not as it was when somebody last looked.")
class DecisionChange:
    field: str = shown("Which field: version, openBalance, dueDate or total.")
    was: str | None = shown("What it was, as text.")
    is_: str | None = shown("What it is now, as text.", "is")


@face(decision_console.Decision, "A decision about one item.")
class Decision(Node):
    status: DecisionStatus = shown("Where it stands.")
    action: DecisionAction = shown("What was decided.")
    day: date | None = shown("The day that was decided; null for none, or the first pay day.", "date")
    amount: Money = shown("What it is about: a part of the item, or all that was open.")
    stage: ChaseStage | None = shown("How firmly; null unless the customer is reminded.")
    note: str | None = shown("What its author wrote.")
    override_reason: str | None = shown("Why a guardrail may be broken, if somebody said so.")
    item: Document = shown("The bill or the invoice that it is about, as it is now.")
    proposed_by: Person = shown("Who proposed it.")
    proposed_at: datetime = shown("When it was proposed.")
    version: int = shown("Rises with every change; send it as `expectedVersion`.")
    is_stale: bool = shown("Whether it is open and its document has changed since somebody looked.")
    changes: list[DecisionChange] = shown("What has changed of the document, 4 at most; empty unless stale.")
    approvals_needed: int = shown("How many other people must approve it, by the settings as they are now.")
    approvals_given: int = shown("How many have approved the present terms.")
    failure_code: Refusal | None = shown("Why it could not be made final, for programs.")
    failure_reason: str | None = shown("Why it could not be made final, for people.")
    steps: list[DecisionStep] = shown("Who did what, the first step first; the latest 100.")
