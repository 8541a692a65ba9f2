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


@strawberry.input(description="The outside's answer to one instruction.")
class AcknowledgementInput:
    id: strawberry.ID = strawberry.field(description="The instruction.")
    reference: str | None = strawberry.field(
        default=None, description="What the outside calls it; 2,000 characters."
    )
    refusal: str | None = strawberry.field(
        default=None,
        description="Why the outside does not do it; the item may be decided about again then. "
        "Left out: it does. 2,000 characters.",
    )


@strawberry.input(description="The outside's answers, an outcome for each.")
class AcknowledgeOutboxInput:
    instructions: list[AcknowledgementInput] = strawberry.field(description="From 1 to 100.")


@face(resolvers.Acknowledged, "What became of one answer.")
class AcknowledgementOutcome:
    instruction: Instruction | None = shown("The instruction as it stands now.")
    user_errors: list[DecisionUserError] = shown("Empty when the answer was kept, now or before.")


@face(resolvers.AllAcknowledged, "What became of the answers, one by one.")
class AcknowledgeOutboxPayload(Payload[DecisionUserError]):
    outcomes: list[AcknowledgementOutcome] = shown(
        "One for each that was sent, in that order, 100 at most; none when `userErrors` says why."
    )


@strawberry.type
class OutboxMutations:
    """What the outside may say."""

    @field(
        AcknowledgeOutboxPayload,
        "Say that instructions were taken over, or why not. The first answer stands, and may come again.",
    )
    async def acknowledge_outbox(
        self,
        info: Info,
        given: Annotated[
            AcknowledgeOutboxInput, strawberry.argument(name="input", description="The answers.")
        ],
    ) -> resolvers.AllAcknowledged:
        texts.bounded(given.instructions, "input.instructions")
        answers = [_answer(item, f"input.instructions.{n}") for n, item in enumerate(given.instructions)]
        return await resolvers.acknowledge(info.context, answers)


def _answer(given: AcknowledgementInput, path: str) -> Acknowledgement:
    return Acknowledgement(
        ids.decode(given.id, f"{path}.id", "Instruction")[1],
        texts.note(given.reference, f"{path}.reference"),
        texts.note(given.refusal, f"{path}.refusal"),
    )
