"""Proposing and withdrawing decisions: expected failures are data."""

import re
from typing import Annotated

import strawberry

from orchestrators import decision_console, decisions
from orchestrators.decision_console import DecisionAction
from orchestrators.decisions import Outcome, Proposal, Refusal
from orchestrators.refusals import BadInput
from resolvers import decision_console as resolvers
from resolvers.context import Context
from schema import ids
from schema.decision_console import Decision
from schema.faces import face, field, shown, words
from schema.query import Query

Info = strawberry.Info[Context, None]

MAX_NOTE = 2_000
MAX_KEY = 200
#: What no text needs, and a terminal or a log may obey; tabs and ends of lines are text.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

words(
    Refusal,
    "Why a step was not taken; nothing was written.",
    {
        "NOT_FOUND": "There is no such object in this business.",
        "FORBIDDEN": "The viewer may read it but not change it.",
        "ITEM_NOT_READY": "The item is settled, has a blocking issue, or the books are stale.",
        "ACTION_NOT_POSSIBLE": "That cannot be decided about an item of this kind.",
        "ALREADY_QUEUED": "A decision about the item is in the queue already.",
        "ILLEGAL_TRANSITION": "The decision does not stand where this step begins.",
        "CONFLICT": "The object has changed since `expectedVersion`.",
        "IDEMPOTENCY_KEY_REUSED": "The key came with another input before.",
    },
    name="UserErrorCode",
)


@face(decisions.UserError, "Why a step was not taken.")
class UserError:
    """An expected failure."""

    code: Refusal = shown("For programs.")
    message: str = shown("For people: one sentence that says what to do.")
    field: list[str] = shown("The path of the input at fault; empty when none is.")


@face(decisions.Outcome, "What became of the step.")
class DecisionPayload:
    """An outcome."""

    user_errors: list[UserError] = shown("Empty when the step was taken.")

    @field(Decision | None, "The decision as it stands now, or the one that stands in the way.")
    async def decision(
        self, outcome: strawberry.Parent[Outcome], info: Info
    ) -> decision_console.Decision | None:
        """The decision, read after the step."""
        if outcome.decision_id is None:
            return None
        return await resolvers.decision(info.context, outcome.decision_id)

    @field(Query, "Everything else as it stands now, to refetch what the step changed.")
    def query(self) -> Query:
        """The root."""
        return Query()


@strawberry.input(description="What is to be decided about which item.")
class ProposeDecisionInput:
    """A proposal."""

    item_id: strawberry.ID = strawberry.field(description="A bill or an invoice.")
    action: DecisionAction = strawberry.field(description="What to do about it.")
    note: str | None = strawberry.field(default=None, description="For whoever reviews it; 2,000 characters.")
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Of the client's choosing, 200 characters: sent twice with the same input it acts once.",
    )


@strawberry.input(description="Which decision is taken back.")
class WithdrawDecisionInput:
    """A withdrawal."""

    id: strawberry.ID = strawberry.field(description="The decision.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version that the viewer saw; a newer one is a CONFLICT."
    )


@strawberry.type
class DecisionMutations:
    """The steps that a person takes in the queue."""

    @field(DecisionPayload, "Put a decision about an item into the queue.")
    async def propose_decision(
        self,
        info: Info,
        given: Annotated[
            ProposeDecisionInput, strawberry.argument(name="input", description="The proposal.")
        ],
    ) -> Outcome:
        """Propose."""
        _, item_id = ids.decode(given.item_id, "input.itemId", "Bill", "Invoice")
        proposal = Proposal(
            item_id,
            given.action,
            _text(given.note, "input.note", MAX_NOTE),
            _text(given.idempotency_key, "input.idempotencyKey", MAX_KEY),
        )
        return await resolvers.propose(info.context, proposal)

    @field(DecisionPayload, "Take a proposed decision back.")
    async def withdraw_decision(
        self,
        info: Info,
        given: Annotated[WithdrawDecisionInput, strawberry.argument(name="input", description="Which one.")],
    ) -> Outcome:
        """Withdraw."""
        _, decision_id = ids.decode(given.id, "input.id", "Decision")
        return await resolvers.withdraw(info.context, decision_id, given.expected_version)


def _text(text: str | None, field: str, longest: int) -> str | None:
    if text is None:
        return None
    if len(text) > longest or CONTROL.search(text):
        raise BadInput(field, f"must be text of at most {longest} characters")
    return text
