"""The outside's answers to the outbox."""

from typing import Annotated

import strawberry

from orchestrators.decisions.outbox import Acknowledgement
from resolvers.context import Context
from resolvers.decisions import outbox as resolvers
from schema import ids, texts
from schema.decisions.outbox import Instruction
from schema.faces import face, field, shown
from schema.query import Payload
from schema.user_errors import DecisionUserError

Info = strawberry.Info[Context, None]


@strawberry.input(description="The external system's response to one instruction.")
class AcknowledgementInput:
    id: strawberry.ID = strawberry.field(description="Global id of the instruction.")
    reference: str | None = strawberry.field(
        default=None,
        description="Reference of the external system, such as SEPA-4711; at most 2,000 characters.",
    )
    refusal: str | None = strawberry.field(
        default=None,
        description="Why the external system refuses; a new decision about the item is then possible. Left "
        "out when it accepts. At most 2,000 characters, and not blank.",
    )


@strawberry.input(description="Responses to several instructions; each has its own outcome.")
class AcknowledgeOutboxInput:
    instructions: list[AcknowledgementInput] = strawberry.field(description="The responses, from 1 to 100.")


@face(resolvers.Acknowledged, "Outcome of acknowledging one instruction.")
class AcknowledgementOutcome:
    instruction: Instruction | None = shown(
        "The instruction in its current state; null when it was not found."
    )
    user_errors: list[DecisionUserError] = shown(
        "Why the response was not recorded; empty when it was recorded, now or before."
    )


@face(resolvers.AllAcknowledged, "Result of acknowledging instructions, with an outcome for each.")
class AcknowledgeOutboxPayload(Payload[DecisionUserError]):
    outcomes: list[AcknowledgementOutcome] = shown(
        "One outcome per response in the same order, at most 100; empty when `userErrors` is not."
    )


@strawberry.type
class OutboxMutations:
    """What the outside may say."""

    @field(
        AcknowledgeOutboxPayload,
        "Confirm that an external system accepted or refused instructions. The first response is final; "
        "repeating it changes nothing.",
    )
    async def acknowledge_outbox(
        self,
        info: Info,
        given: Annotated[
            AcknowledgeOutboxInput, strawberry.argument(name="input", description="The responses to record.")
        ],
    ) -> resolvers.AllAcknowledged:
        texts.bounded(given.instructions, "input.instructions")
        answers = [_answer(item, f"input.instructions.{n}") for n, item in enumerate(given.instructions)]
        return await resolvers.acknowledge(info.context, answers)


def _answer(given: AcknowledgementInput, path: str) -> Acknowledgement:
    # A payment that is refused may be paid again: a blank reason is too little to conclude that from.
    refusal = None if given.refusal is None else texts.reason(given.refusal, f"{path}.refusal")
    return Acknowledgement(
        ids.decode(given.id, f"{path}.id", "Instruction")[1],
        texts.note(given.reference, f"{path}.reference"),
        refusal,
    )
