"""The outbox: what decisions and corrections ask of the outside, and the outside's answers."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Optional
from uuid import UUID

import strawberry

from orchestrators.calculations.decisions.words import ChaseStage, InstructionKind
from orchestrators.decisions.outbox import FieldCorrection as CorrectionModel
from orchestrators.decisions.outbox import Instruction as InstructionModel
from orchestrators.paging import Order, Page
from resolvers.context import Context
from resolvers.decisions import outbox as resolvers
from schema import ids
from schema.access.people import Person
from schema.books.documents import Document
from schema.connections import WHICH, After, Before, Connection, First, Last, page_request
from schema.faces import describe_enum, face, field, shown
from schema.filters import BooleanFilter, DateFilter, EnumFilter, Filter, IDFilter, op
from schema.money import Money
from schema.node import Node

Info = strawberry.Info[Context, None]

describe_enum(
    InstructionKind,
    "What an external system is asked to do.",
    {
        "PAYMENT": "Pay the amount to the vendor on the date.",
        "REMINDER": "Send the customer a payment reminder of the given stage.",
        "EXPECTED_DATE": "No action: payment is now expected, or planned, on the date.",
        "HOLD": "Send the customer no payment reminders.",
        "CORRECTION": "Enter the corrected values in the accounting system.",
    },
)


@face(CorrectionModel, "A corrected field that is to be entered in the accounting system.")
class FieldCorrection:
    name: str = shown("Name of the document's field, such as dueDate.")
    before: str | None = shown("Value in the accounting system, as text; null when there is none.")
    after: str | None = shown("Corrected value, as text; null when there is none.")


@face(
    InstructionModel,
    "An instruction to an external system, such as a payment system, that follows from a finalized decision "
    "or a fixed issue.",
)
class Instruction(Node):
    instruction_kind: InstructionKind = shown("What the external system is asked to do.")
    item: Document = shown("The bill or invoice concerned, in its current state.")
    day: date | None = shown("Date on which to act; null where the date does not matter.", "date")
    amount: Money = shown(
        "Amount that was decided, in the document's currency; 0 for a CORRECTION, which moves no money."
    )
    corrections: list[FieldCorrection] = shown(
        "Fields to correct in the accounting system; empty unless the instruction is a CORRECTION."
    )
    stage: ChaseStage | None = shown(
        "How firmly to remind the customer; null unless the instruction is a REMINDER."
    )
    created_at: datetime = shown("Time at which the decision was finalized or the issue was fixed.")
    acknowledged_at: datetime | None = shown(
        "Time at which the external system acknowledged the instruction; null before that."
    )
    acknowledged_by: Person | None = shown("Account that acknowledged the instruction; null before that.")
    reference: str | None = shown(
        "Reference of the external system, such as SEPA-4711; null if none was given."
    )
    refusal: str | None = shown("Why the external system refused the instruction; null when it did not.")

    @field(
        strawberry.ID | None,
        "Global id of the decision that the instruction follows from; null for a CORRECTION.",
    )
    def decision_id(self, instruction: strawberry.Parent[InstructionModel]) -> strawberry.ID | None:
        return _id("Decision", instruction.decision_id)

    @field(
        strawberry.ID | None,
        "Global id of the issue that was fixed; null unless the instruction is a CORRECTION.",
    )
    def issue_id(self, instruction: strawberry.Parent[InstructionModel]) -> strawberry.ID | None:
        return _id("Issue", instruction.issue_id)


def _id(name: str, key: UUID | None) -> strawberry.ID | None:
    return None if key is None else strawberry.ID(ids.encode(name, key))


@strawberry.input(description="Conditions on instructions; all fields that are present must match.")
class InstructionFilter(Filter):
    ids: ClassVar[dict[str, tuple[str, ...]]] = {
        "decision_id": ("Decision",),
        "document_id": ("Bill", "Invoice"),
        "counterparty_id": ("Vendor", "Customer"),
    }

    instruction_kind: EnumFilter[InstructionKind] | None = op("What the external system is asked to do.")
    acknowledged: BooleanFilter | None = op("Whether the external system has acknowledged the instruction.")
    decision_id: IDFilter | None = op("Global id of the decision that the instruction follows from.")
    document_id: IDFilter | None = op("Global id of the bill or invoice.", name="itemId")
    counterparty_id: IDFilter | None = op("Global id of the vendor or customer.")
    planned_on: DateFilter | None = op("Date on which to act.", name="date")
    and_: list["InstructionFilter"] | None = op(
        "Matches objects for which all of these conditions are true.", name="and"
    )
    or_: list["InstructionFilter"] | None = op(
        "Matches objects for which at least one of these conditions is true.", name="or"
    )
    not_: Optional["InstructionFilter"] = op("Matches objects for which this condition is false.", name="not")


@strawberry.type
class OutboxQueries:
    """What can be asked about the outbox."""

    @field(
        Connection[Instruction] | None,
        "Instructions to external systems, the oldest first. Poll with `filter: {acknowledged: {eq: "
        "false}}` and acknowledge each: a cursor alone can miss an instruction, because transactions commit "
        "in another order than they begin.",
    )
    async def outbox(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[InstructionFilter | None, WHICH] = None,
    ) -> Page[InstructionModel]:
        request = page_request(
            info, first, after, last, before, where=where, default_order=(Order("created_at"),)
        )
        return await resolvers.outbox(info.context, request)
