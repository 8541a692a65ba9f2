"""The outbox, and the outside's answers."""

from collections.abc import Collection, Mapping, Sequence
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


async def acknowledge(context: Context, given: Sequence[Acknowledgement]) -> AllAcknowledged:
    """Keep the outside's answers."""
    batch = await context.write(
        lambda books, caller: OutboxOrchestrator(books).acknowledge(
            caller.business_id, Actor(caller, context.user.email), given
        )
    )
    outcomes = batch.listed("instructions").outcomes
    instructions = await instructions_by_id(
        context, [outcome.decision_id for outcome in outcomes if outcome.decision_id is not None]
    )
    shown = (
        Acknowledged(
            instructions.get(outcome.decision_id) if outcome.decision_id else None, outcome.user_errors
        )
        for outcome in outcomes
    )
    return AllAcknowledged(tuple(shown), batch.user_errors)


async def payments_in_force(context: Context, document_ids: Collection[UUID]) -> Mapping[UUID, Instruction]:
    """The payment instructions of documents that the books do not show yet."""
    return await context.read(
        lambda books, caller: OutboxDataOrchestrator(books).payments_in_force(
            caller.business_id, caller.today, document_ids
        )
    )


async def instructions_by_id(
    context: Context, instruction_ids: Collection[UUID]
) -> Mapping[UUID, Instruction]:
    """Those of these instructions that there are."""
    if not instruction_ids:
        return {}
    return await context.read(
        lambda books, caller: OutboxDataOrchestrator(books).by_ids(
            caller.business_id, caller.today, instruction_ids
        )
    )
