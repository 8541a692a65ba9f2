"""The outbox, and the outside's answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from orchestrators.access.people import Actor
from orchestrators.decisions import Refusal
from orchestrators.decisions.outbox import (
    Acknowledgement,
    Instruction,
    OutboxDataOrchestrator,
    OutboxOrchestrator,
)
from orchestrators.paging import Page, PageRequest
from orchestrators.user_errors import UserError
from resolvers.context import Context


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The instruction as it stands, and why the answer was not taken."""

    instruction: Instruction | None
    user_errors: tuple[UserError[Refusal], ...]


@dataclass(frozen=True, slots=True)
class AllAcknowledged:
    """A result for each instruction, in the order in which they were sent; or why nothing was looked at."""

    outcomes: tuple[Acknowledged, ...]
    user_errors: tuple[UserError[Refusal], ...]


async def outbox(context: Context, request: PageRequest) -> Page[Instruction]:
    """A page of instructions."""
    return await context.read(
        lambda books, caller: OutboxDataOrchestrator(books).instructions(
            caller.business_id, caller.today, request
        )
    )


async def instruction(context: Context, instruction_id: UUID) -> Instruction | None:
    """One instruction, or none."""
    return (await _read(context, [instruction_id])).get(instruction_id)


async def acknowledge(context: Context, given: Sequence[Acknowledgement]) -> AllAcknowledged:
    """Keep the outside's answers."""
    batch = await context.write(
        lambda books, caller: OutboxOrchestrator(books).acknowledge(
            caller.business_id, Actor(caller, context.user.email), given
        )
    )
    outcomes = batch.listed("instructions").outcomes
    instructions = await _read(
        context, [outcome.decision_id for outcome in outcomes if outcome.decision_id is not None]
    )
    shown = (
        Acknowledged(
            instructions.get(outcome.decision_id) if outcome.decision_id else None, outcome.user_errors
        )
        for outcome in outcomes
    )
    return AllAcknowledged(tuple(shown), batch.user_errors)


async def _read(context: Context, ids: Sequence[UUID]) -> dict[UUID, Instruction]:
    if not ids:
        return {}
    return await context.read(
        lambda books, caller: OutboxDataOrchestrator(books).by_ids(caller.business_id, caller.today, ids)
    )
