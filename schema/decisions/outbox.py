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
from schema.connections import WHICH, After, Connection, First, page_request
from schema.faces import describe_enum, face, field, shown
from schema.filters import BooleanFilter, DateFilter, EnumFilter, Filter, IDFilter, op
from schema.money import Money
from schema.node import Node

Info = strawberry.Info[Context, None]

describe_enum(
    InstructionKind,
    "What the outside is asked to do.",
    {
        "PAYMENT": "Pay the amount on the date.",
        "REMINDER": "Remind the customer, as firmly as the stage says.",
        "EXPECTED_DATE": "Nothing: the payment is now expected, or planned, for the date.",
        "HOLD": "Send the customer no reminders.",
        "CORRECTION": "Enter the corrected values into the source.",
    },
)


@face(CorrectionModel, "A field of the document that is to hold another value in the source.")
class FieldCorrection:
    name: str = shown("As the document's field is called here.")
    before: str | None = shown("What the source holds, as text; null if nothing.")
    after: str | None = shown("What it is to hold, as text; null if nothing.")


@face(
    InstructionModel,
    "One thing that the outside is asked to do, because a decision is final or an issue was fixed.",
)
class Instruction(Node):
    asks: InstructionKind = shown("What to do.")
    item: Document = shown("The bill or the invoice, as it is now.")
    day: date | None = shown("On which day; null where that makes no difference.", "date")
    amount: Money = shown("How much, as it was decided; 0 for a CORRECTION, which moves no money.")
    corrections: list[FieldCorrection] = shown("What to enter; empty unless it is a CORRECTION.")
    stage: ChaseStage | None = shown("How firmly; null unless it is a reminder.")
    created_at: datetime = shown("When the decision became final, or the issue was fixed.")
    acknowledged_at: datetime | None = shown("When the outside answered; null while it has not.")
    acknowledged_by: Person | None = shown("As whom the outside answered.")
    reference: str | None = shown("What the outside calls it.")
    refusal: str | None = shown("Why the outside does not do it; null when it does.")

    @field(strawberry.ID | None, "The decision that asks for it; null for a CORRECTION.")
    def decision_id(self, instruction: strawberry.Parent[InstructionModel]) -> strawberry.ID | None:
        return _id("Decision", instruction.decision_id)

    @field(strawberry.ID | None, "The issue that was fixed; null unless it is a CORRECTION.")
    def issue_id(self, instruction: strawberry.Parent[InstructionModel]) -> strawberry.ID | None:
        return _id("Issue", instruction.issue_id)


def _id(name: str, key: UUID | None) -> strawberry.ID | None:
    return None if key is None else strawberry.ID(ids.encode(name, key))


@strawberry.input(description="Which instructions; all fields given must hold.")
class InstructionFilter(Filter):
    ids: ClassVar[dict[str, tuple[str, ...]]] = {
        "decision_id": ("Decision",),
        "document_id": ("Bill", "Invoice"),
        "counterparty_id": ("Vendor", "Customer"),
    }

    asks: EnumFilter[InstructionKind] | None = op("What to do.")
    acknowledged: BooleanFilter | None = op("Whether the outside has answered.")
    decision_id: IDFilter | None = op("The decision that asks for it.")
    document_id: IDFilter | None = op("Which item it is about.", name="itemId")
    counterparty_id: IDFilter | None = op("Whom it is with: ids of vendors or customers.")
    planned_on: DateFilter | None = op("On which day.", name="date")
    and_: list["InstructionFilter"] | None = op("All of these hold.", name="and")
    or_: list["InstructionFilter"] | None = op("At least one of these holds.", name="or")
    not_: Optional["InstructionFilter"] = op("This does not hold.", name="not")


@strawberry.type
class OutboxQueries:
    """What can be asked about the outbox."""

    @field(
        Connection[Instruction],
        "What finalized decisions and fixed issues ask of the outside, the oldest first. Read with "
        "`filter: {acknowledged: {eq: false}}` and acknowledge: transactions end in another order than they "
        "begin, so that a cursor alone may pass one by.",
    )
    async def outbox(
        self,
        info: Info,
        first: First = 20,
        after: After = None,
        where: Annotated[InstructionFilter | None, WHICH] = None,
    ) -> Page[InstructionModel]:
        request = page_request(info, first, after, where=where, default_order=(Order("created_at"),))
        return await resolvers.outbox(info.context, request)
