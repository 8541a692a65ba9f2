"""The steps that a person takes in the queue: expected failures are data."""

from typing import Annotated

import strawberry

from orchestrators.decisions import Clearing
from resolvers.context import Context
from resolvers.decisions import steps as resolvers
from schema import texts
from schema.decisions import inputs
from schema.decisions.decision_console import Decision
from schema.faces import face, field, shown
from schema.query import Payload
from schema.user_errors import DecisionUserError

Info = strawberry.Info[Context, None]

GIVEN = strawberry.argument(name="input", description="Arguments of the mutation.")


@face(resolvers.DecisionResult, "Result of a step with one decision.")
class DecisionPayload(Payload[DecisionUserError]):
    decision: Decision | None = shown(
        "The decision in its current state, or the existing decision that prevents the step."
    )


@face(resolvers.DecisionResult, "Outcome for one decision of a batch.", "DecisionOutcome")
class DecisionOutcome:
    decision: Decision | None = shown(
        "The decision in its current state, or the existing decision that prevents the step."
    )
    user_errors: list[DecisionUserError] = shown(
        "Why the step was not taken with this decision; empty when it was."
    )


@face(resolvers.DecisionsResult, "Result of a step with several decisions, with an outcome for each.")
class DecisionsPayload(Payload[DecisionUserError]):
    outcomes: list[DecisionOutcome] = shown(
        "One outcome per decision in the same order, at most 100; empty when `userErrors` is not."
    )


@face(resolvers.Cleared, "Result of withdrawing all open decisions.")
class ClearQueuePayload(Payload[DecisionUserError]):
    withdrawn: int = shown("Number of decisions that were withdrawn.")


@strawberry.type
class DecisionMutations:
    """The steps that a person takes in the queue."""

    @field(DecisionPayload, "Propose a decision about a bill or an invoice; adds it to the queue.")
    async def propose_decision(
        self, info: Info, given: Annotated[inputs.ProposeDecisionInput, GIVEN]
    ) -> resolvers.DecisionResult:
        key = texts.key(given.idempotency_key)
        return await resolvers.propose(info.context, inputs.proposal(given, "input"), key)

    @field(
        DecisionsPayload,
        "Propose up to 100 decisions. A proposal that fails does not affect the others.",
    )
    async def propose_decisions(
        self, info: Info, given: Annotated[inputs.ProposeDecisionsInput, GIVEN]
    ) -> resolvers.DecisionsResult:
        texts.bounded(given.proposals, "input.proposals")
        proposals = [inputs.proposal(item, f"input.proposals.{n}") for n, item in enumerate(given.proposals)]
        return await resolvers.propose_all(info.context, proposals, texts.key(given.idempotency_key))

    @field(
        DecisionPayload,
        "Change the terms of an open decision. It becomes PROPOSED again and needs new approvals.",
    )
    async def revise_decision(
        self, info: Info, given: Annotated[inputs.ReviseDecisionInput, GIVEN]
    ) -> resolvers.DecisionResult:
        return await resolvers.revise(info.context, inputs.revision(given))

    @field(
        DecisionPayload,
        "Approve or reject a decision. Approving also confirms a document that changed: the decision is "
        "then no longer stale.",
    )
    async def review_decision(
        self, info: Info, given: Annotated[inputs.ReviewDecisionInput, GIVEN]
    ) -> resolvers.DecisionResult:
        key = texts.key(given.idempotency_key)
        return await resolvers.review(info.context, inputs.review(given, "input"), key)

    @field(DecisionsPayload, "Approve or reject up to 100 decisions; each has its own outcome.")
    async def review_decisions(
        self, info: Info, given: Annotated[inputs.ReviewDecisionsInput, GIVEN]
    ) -> resolvers.DecisionsResult:
        texts.bounded(given.reviews, "input.reviews")
        reviews = [inputs.review(item, f"input.reviews.{n}") for n, item in enumerate(given.reviews)]
        return await resolvers.review_all(info.context, reviews, texts.key(given.idempotency_key))

    @field(DecisionPayload, "Withdraw an open decision; nothing is carried out.")
    async def withdraw_decision(
        self, info: Info, given: Annotated[inputs.WithdrawDecisionInput, GIVEN]
    ) -> resolvers.DecisionResult:
        return await resolvers.withdraw(info.context, inputs.withdrawal(given))

    @field(
        DecisionsPayload,
        "Finalize up to 100 decisions in one transaction; each leaves an instruction in the outbox. A "
        "decision that is stale, changed or not approved stays as it is; one that cannot be carried out "
        "becomes FAILED. No money moves.",
    )
    async def finalize_decisions(
        self, info: Info, given: Annotated[inputs.FinalizeDecisionsInput, GIVEN]
    ) -> resolvers.DecisionsResult:
        texts.bounded(given.decisions, "input.decisions")
        texts.key(given.idempotency_key)
        chosen = [inputs.finalization(item, f"input.decisions.{n}") for n, item in enumerate(given.decisions)]
        return await resolvers.finalize(info.context, chosen, given.idempotency_key)

    @field(ClearQueuePayload, "Withdraw all open decisions; nothing is carried out.")
    async def clear_queue(
        self, info: Info, given: Annotated[inputs.ClearQueueInput, GIVEN]
    ) -> resolvers.Cleared:
        clearing = Clearing(texts.note(given.note, "input.note"))
        return await resolvers.clear(info.context, clearing, texts.key(given.idempotency_key))
