"""The steps that a person takes in the queue, each one write transaction, and what they led to."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from db.books import WriteBooks
from orchestrators.access.people import Actor
from orchestrators.decisions import (
    Batch,
    Clearing,
    Finalization,
    FinalizingOrchestrator,
    Outcome,
    Proposal,
    ProposingOrchestrator,
    Refusal,
    Review,
    ReviewingOrchestrator,
    RevisingOrchestrator,
    Revision,
    Withdrawal,
    WithdrawingOrchestrator,
)
from orchestrators.decisions.decision_console import Decision, DecisionConsoleDataOrchestrator
from orchestrators.user_errors import UserError
from resolvers.context import Context


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """The decision as it stands after the step, or the one in the way, and why the step was not taken."""

    decision: Decision | None
    user_errors: tuple[UserError[Refusal], ...]


@dataclass(frozen=True, slots=True)
class DecisionsResult:
    """A result for each decision, in the order in which they were sent; or why nothing was looked at."""

    outcomes: tuple[DecisionResult, ...]
    user_errors: tuple[UserError[Refusal], ...]


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many decisions were taken back."""

    withdrawn: int
    user_errors: tuple[UserError[Refusal], ...]


async def step(context: Context, work: Callable[[WriteBooks, UUID, Actor], Awaitable[Batch]]) -> Batch:
    """A step as the viewer, in a write transaction of its own."""
    return await context.write(
        lambda books, caller: work(books, caller.business_id, Actor(caller, context.user.email))
    )


async def propose(context: Context, proposal: Proposal, key: str | None) -> DecisionResult:
    """Put a decision into the queue."""
    return await _alone(
        context,
        lambda books, business_id, actor: ProposingOrchestrator(books).propose(
            business_id, actor, [proposal], key
        ),
    )


async def propose_all(context: Context, proposals: Sequence[Proposal], key: str | None) -> DecisionsResult:
    """Put decisions into the queue."""
    batch = await step(
        context,
        lambda books, business_id, actor: ProposingOrchestrator(books).propose(
            business_id, actor, proposals, key
        ),
    )
    return await _listed(context, batch, "proposals")


async def revise(context: Context, revision: Revision) -> DecisionResult:
    """Change a decision."""
    return await _alone(
        context,
        lambda books, business_id, actor: RevisingOrchestrator(books).revise(business_id, actor, revision),
    )


async def review(context: Context, given: Review, key: str | None) -> DecisionResult:
    """Approve or reject a decision."""
    return await _alone(
        context,
        lambda books, business_id, actor: ReviewingOrchestrator(books).review(
            business_id, actor, [given], key
        ),
    )


async def review_all(context: Context, given: Sequence[Review], key: str | None) -> DecisionsResult:
    """Approve or reject decisions."""
    batch = await step(
        context,
        lambda books, business_id, actor: ReviewingOrchestrator(books).review(business_id, actor, given, key),
    )
    return await _listed(context, batch, "reviews")


async def withdraw(context: Context, given: Withdrawal) -> DecisionResult:
    """Take a decision back."""
    return await _alone(
        context,
        lambda books, business_id, actor: WithdrawingOrchestrator(books).withdraw(business_id, actor, given),
    )


async def finalize(context: Context, given: Sequence[Finalization], key: str) -> DecisionsResult:
    """Make decisions final."""
    batch = await step(
        context,
        lambda books, business_id, actor: FinalizingOrchestrator(books).finalize(
            business_id, actor, given, key
        ),
    )
    return await _listed(context, batch, "decisions")


async def clear(context: Context, given: Clearing, key: str | None) -> Cleared:
    """Take back all that is open."""
    batch = await step(
        context,
        lambda books, business_id, actor: WithdrawingOrchestrator(books).clear(
            business_id, actor, given, key
        ),
    )
    return Cleared(len(batch.outcomes), batch.user_errors)


async def _alone(
    context: Context, work: Callable[[WriteBooks, UUID, Actor], Awaitable[Batch]]
) -> DecisionResult:
    outcome = (await step(context, work)).alone()
    decisions = await _read(context, [outcome])
    return _result(outcome, decisions)


async def _listed(context: Context, batch: Batch, name: str) -> DecisionsResult:
    outcomes = batch.listed(name).outcomes
    decisions = await _read(context, outcomes)
    return DecisionsResult(tuple(_result(outcome, decisions) for outcome in outcomes), batch.user_errors)


async def _read(context: Context, outcomes: Sequence[Outcome]) -> dict[UUID, Decision]:
    """All decisions of the outcomes at once, as they stand after the step."""
    ids = [outcome.decision_id for outcome in outcomes if outcome.decision_id is not None]
    if not ids:
        return {}
    return await context.read(
        lambda books, caller: DecisionConsoleDataOrchestrator(books).decisions(
            caller.business_id, caller.today, ids
        )
    )


def _result(outcome: Outcome, decisions: dict[UUID, Decision]) -> DecisionResult:
    decision = None if outcome.decision_id is None else decisions.get(outcome.decision_id)
    return DecisionResult(decision, outcome.user_errors)
