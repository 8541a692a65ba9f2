"""What callers send to take steps in the queue, turned into plain values."""

from datetime import date
from typing import Any

import strawberry
from strawberry import UNSET

from orchestrators.calculations.decisions.terms import DecisionTerms
from orchestrators.calculations.decisions.words import ChaseStage, DecisionAction, ReviewVerdict
from orchestrators.decisions import Finalization, Proposal, Review, Revision, Withdrawal
from orchestrators.refusals import BadInput
from schema import ids, texts
from schema.faces import describe_enum
from schema.money import MoneyInput, written

describe_enum(
    ReviewVerdict,
    "What a reviewer decides about a proposed decision.",
    {"APPROVE": "The decision may be finalized.", "REJECT": "The decision is closed and not carried out."},
)

_KEY = (
    "Unique text of the client's choice, at most 200 characters. A request that is repeated with the same "
    "key and input takes effect once."
)
_VERSION = "Version of the decision that the person saw; a newer one is a CONFLICT."
_DATE = (
    "Date of the action. Optional for PAY, which then uses the first pay day after finalization; required "
    "for SCHEDULE, DELAY, PAY_PART and EXPECT; not allowed for CHASE and HOLD."
)
_AMOUNT = (
    "For PAY_PART only: amount to pay, at most the open balance. Refused with WRONG_CURRENCY unless it is in "
    "the document's currency."
)
_STAGE = (
    "For CHASE only: how firmly to remind. By default FRIENDLY up to 30 days past due, FIRM up to 60, then "
    "FINAL."
)
_NOTE = "A note of at most 2,000 characters."
_OVERRIDE = (
    "Reason why an essential payment may break a guardrail, at most 2,000 characters; a blank one is none. "
    "Recorded, and counted when a guardrail is broken."
)


def _optional(description: str, name: str | None = None) -> Any:
    return strawberry.field(default=None, name=name, description=description)


def _kept(description: str, name: str | None = None) -> Any:
    """A field that stays as it is when it is left out, and is cleared by null."""
    return strawberry.field(default=UNSET, name=name, description=description)


@strawberry.input(description="A decision to propose about one bill or invoice.")
class ProposalInput:
    item_id: strawberry.ID = strawberry.field(description="Global id of the bill or invoice.")
    action: DecisionAction = strawberry.field(description="What to do, such as PAY.")
    day: date | None = _optional(_DATE, "date")
    amount: MoneyInput | None = _optional(_AMOUNT)
    stage: ChaseStage | None = _optional(_STAGE)
    note: str | None = _optional("A note for the reviewer, of at most 2,000 characters.")
    override_reason: str | None = _optional(_OVERRIDE)


@strawberry.input(description="A decision to propose about one bill or invoice.")
class ProposeDecisionInput(ProposalInput):
    idempotency_key: str | None = _optional(_KEY)


@strawberry.input(description="Several decisions to propose; each has its own outcome.")
class ProposeDecisionsInput:
    proposals: list[ProposalInput] = strawberry.field(description="The decisions to propose, from 1 to 100.")
    idempotency_key: str | None = _optional(_KEY)


@strawberry.input(
    description="Changes to an open decision. A field that is left out keeps its value; null clears it."
)
class ReviseDecisionInput:
    id: strawberry.ID = strawberry.field(description="Global id of the decision.")
    expected_version: int = strawberry.field(description=_VERSION)
    action: DecisionAction | None = _kept("New action; terms that the new action does not use are dropped.")
    day: date | None = _kept(_DATE, "date")
    amount: MoneyInput | None = _kept(_AMOUNT)
    stage: ChaseStage | None = _kept(_STAGE)
    note: str | None = _kept(_NOTE)
    override_reason: str | None = _kept(_OVERRIDE)


@strawberry.input(description="A review of one decision.")
class ReviewInput:
    id: strawberry.ID = strawberry.field(description="Global id of the decision.")
    expected_version: int = strawberry.field(description=_VERSION)
    verdict: ReviewVerdict = strawberry.field(description="Whether to approve or reject the decision.")
    note: str | None = _optional(_NOTE)
    override_reason: str | None = _optional(_OVERRIDE)


@strawberry.input(description="A review of one decision.")
class ReviewDecisionInput(ReviewInput):
    idempotency_key: str | None = _optional(_KEY)


@strawberry.input(description="Several reviews; each has its own outcome.")
class ReviewDecisionsInput:
    reviews: list[ReviewInput] = strawberry.field(description="The reviews, from 1 to 100.")
    idempotency_key: str | None = _optional(_KEY)


@strawberry.input(description="Identifies the open decision to withdraw.")
class WithdrawDecisionInput:
    id: strawberry.ID = strawberry.field(description="Global id of the decision.")
    expected_version: int | None = _optional(_VERSION)
    note: str | None = _optional(_NOTE)


@strawberry.input(description="Identifies one decision to finalize.")
class FinalizationInput:
    id: strawberry.ID = strawberry.field(description="Global id of the decision.")
    expected_version: int = strawberry.field(description=_VERSION)


@strawberry.input(description="Several decisions to finalize; each has its own outcome.")
class FinalizeDecisionsInput:
    decisions: list[FinalizationInput] = strawberry.field(
        description="The decisions to finalize, from 1 to 100."
    )
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="Options for withdrawing all open decisions.")
class ClearQueueInput:
    note: str | None = _optional(_NOTE)
    idempotency_key: str | None = _optional(_KEY)


def proposal(given: ProposalInput, path: str) -> Proposal:
    """A proposal; raises `BadInput` naming the field under the path."""
    _, item_id = ids.decode(given.item_id, f"{path}.itemId", "Bill", "Invoice")
    return Proposal(
        item_id,
        DecisionTerms(given.action, given.day, given.amount.exact if given.amount else None, given.stage),
        texts.note(given.note, f"{path}.note"),
        texts.note(given.override_reason, f"{path}.overrideReason"),
        written(given, *path.split(".")),
    )


def revision(given: ReviseDecisionInput) -> Revision:
    """A revision; raises `BadInput` naming the field."""
    if given.action is None:
        raise BadInput("input.action", "must not be null; leave it out to keep it")
    names = ("action", "day", "amount", "stage", "note", "override_reason")
    changes = {name: value for name in names if (value := getattr(given, name)) is not UNSET}
    if isinstance(given.amount, MoneyInput):
        changes["amount"] = given.amount.exact
    for name, field in (("note", "input.note"), ("override_reason", "input.overrideReason")):
        if name in changes:
            changes[name] = texts.note(changes[name], field)
    return Revision(
        _decision(given.id, "input"), given.expected_version, tuple(changes.items()), written(given, "input")
    )


def review(given: ReviewInput, path: str) -> Review:
    """A review; raises `BadInput` naming the field under the path."""
    return Review(
        _decision(given.id, path),
        given.expected_version,
        given.verdict,
        texts.note(given.note, f"{path}.note"),
        texts.note(given.override_reason, f"{path}.overrideReason"),
    )


def withdrawal(given: WithdrawDecisionInput) -> Withdrawal:
    """A withdrawal; raises `BadInput` naming the field."""
    note = texts.note(given.note, "input.note")
    return Withdrawal(_decision(given.id, "input"), given.expected_version, note)


def finalization(given: FinalizationInput, path: str) -> Finalization:
    """A decision as it was seen; raises `BadInput` naming the field under the path."""
    return Finalization(_decision(given.id, path), given.expected_version)


def _decision(given: strawberry.ID, path: str) -> Any:
    return ids.decode(given, f"{path}.id", "Decision")[1]
