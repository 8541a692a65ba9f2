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

GIVEN = strawberry.argument(name="input", description="What is to be done.")


@face(resolvers.DecisionResult, "What became of the step.")
class DecisionPayload(Payload[DecisionUserError]):
    decision: Decision | None = shown("The decision as it stands now, or the one that stands in the way.")


@face(resolvers.DecisionResult, "What became of the step with one decision of several.", "DecisionOutcome")
class DecisionOutcome:
    decision: Decision | None = shown("The decision as it stands now, or the one that stands in the way.")
    user_errors: list[DecisionUserError] = shown("Empty when the step was taken with this decision.")


@face(resolvers.DecisionsResult, "What became of the step, decision by decision.")
class DecisionsPayload(Payload[DecisionUserError]):
    outcomes: list[DecisionOutcome] = shown(
        "One for each that was sent, in that order, 100 at most; none when `userErrors` says why."
    )


@face(resolvers.Cleared, "What became of the queue.")
class ClearQueuePayload(Payload[DecisionUserError]):
    withdrawn: int = shown("How many decisions were taken back.")


@strawberry.type
class DecisionMutations:
    """The steps that a person takes in the queue."""

    @field(DecisionPayload, "Put a decision about an item into the queue.")
    async def propose_decision(
        self, info: Info, given: Annotated[inputs.ProposeDecisionInput, GIVEN]
    ) -> resolvers.DecisionResult:
        key = texts.key(given.idempotency_key)
        return await resolvers.propose(info.context, inputs.proposal(given, "input"), key)

    @field(
        DecisionsPayload,
        "Put up to 100 decisions into the queue; those that cannot be put there do not hold up the others.",
    )
    async def propose_decisions(
        self, info: Info, given: Annotated[inputs.ProposeDecisionsInput, GIVEN]
    ) -> resolvers.DecisionsResult:
        texts.bounded(given.proposals, "input.proposals")
        proposals = [inputs.proposal(item, f"input.proposals.{n}") for n, item in enumerate(given.proposals)]
        return await resolvers.propose_all(info.context, proposals, texts.key(given.idempotency_key))

    @field(DecisionPayload, "Change an open decision: it is proposed anew, and needs new approvals.")
    async def revise_decision(
        self, info: Info, given: Annotated[inputs.ReviseDecisionInput, GIVEN]
    ) -> resolvers.DecisionResult:
        return await resolvers.revise(info.context, inputs.revision(given))

    @field(
        DecisionPayload,
        "Approve or reject a decision. Approving also says that somebody saw the document as it is now: "
        "a stale decision is no longer stale.",
    )
    async def review_decision(
        self, info: Info, given: Annotated[inputs.ReviewDecisionInput, GIVEN]
    ) -> resolvers.DecisionResult:
        key = texts.key(given.idempotency_key)
        return await resolvers.review(info.context, inputs.review(given, "input"), key)

    @field(DecisionsPayload, "Approve or reject up to 100 decisions.")
    async def review_decisions(
        self, info: Info, given: Annotated[inputs.ReviewDecisionsInput, GIVEN]
    ) -> resolvers.DecisionsResult:
        texts.bounded(given.reviews, "input.reviews")
        reviews = [inputs.review(item, f"input.reviews.{n}") for n, item in enumerate(given.reviews)]
        return await resolvers.review_all(info.context, reviews, texts.key(given.idempotency_key))

    @field(DecisionPayload, "Take an open decision back.")
    async def withdraw_decision(
        self, info: Info, given: Annotated[inputs.WithdrawDecisionInput, GIVEN]
    ) -> resolvers.DecisionResult:
        return await resolvers.withdraw(info.context, inputs.withdrawal(given))

    @field(
        DecisionsPayload,
        "Make up to 100 decisions final, each with an instruction in the outbox, in one transaction. What "
        "cannot be leaves the others be: a decision that is stale, changed or not approved stays as it is, "
        "one that cannot be carried out becomes FAILED with the reason. No money moves.",
    )
    async def finalize_decisions(
        self, info: Info, given: Annotated[inputs.FinalizeDecisionsInput, GIVEN]
    ) -> resolvers.DecisionsResult:
        texts.bounded(given.decisions, "input.decisions")
        texts.key(given.idempotency_key)
        chosen = [inputs.finalization(item, f"input.decisions.{n}") for n, item in enumerate(given.decisions)]
        return await resolvers.finalize(info.context, chosen, given.idempotency_key)

    @field(ClearQueuePayload, "Take back all that is open. Nothing is carried out.")
    async def clear_queue(
        self, info: Info, given: Annotated[inputs.ClearQueueInput, GIVEN]
    ) -> resolvers.Cleared:
        clearing = Clearing(texts.note(given.note, "input.note"))
        return await resolvers.clear(info.context, clearing, texts.key(given.idempotency_key))
