"""What callers send to take steps in the queue, turned into plain values."""

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry
from strawberry import UNSET

from orchestrators.calculations.decisions.terms import DecisionTerms
from orchestrators.calculations.decisions.words import ChaseStage, DecisionAction, Verdict
from orchestrators.decisions import Finalization, Proposal, Review, Revision, Withdrawal
from orchestrators.refusals import BadInput
from schema import ids, texts
from schema.faces import describe_enum

describe_enum(
    Verdict,
    "What a reviewer says.",
    {"APPROVE": "It may become final.", "REJECT": "It may not."},
)

_KEY = "Of the client's choosing, 200 characters: sent twice with the same input it acts once."
_VERSION = "The version that the viewer saw; a newer one is a CONFLICT."
_DATE = (
    "On which day. PAY may leave it out: the first pay day once it is final. SCHEDULE, DELAY, PAY_PART and "
    "EXPECT need it, CHASE and HOLD take none."
)
_AMOUNT = "Of PAY_PART: how much, in the document's currency, at most what is open."
_STAGE = "Of CHASE: how firmly. Left out: friendly up to 30 days past due, firm up to 60, then final."
_NOTE = "2,000 characters."
_OVERRIDE = (
    "Why a guardrail may be broken for an essential item; kept, and counted if one is. 2,000 characters."
)


def _optional(description: str, name: str | None = None) -> Any:
    return strawberry.field(default=None, name=name, description=description)


def _kept(description: str, name: str | None = None) -> Any:
    """A field that stays as it is when it is left out, and is cleared by null."""
    return strawberry.field(default=UNSET, name=name, description=description)


@strawberry.input(description="What is to be decided about which item.")
class ProposalInput:
    item_id: strawberry.ID = strawberry.field(description="A bill or an invoice.")
    action: DecisionAction = strawberry.field(description="What to do about it.")
    day: date | None = _optional(_DATE, "date")
    amount: Decimal | None = _optional(_AMOUNT)
    stage: ChaseStage | None = _optional(_STAGE)
    note: str | None = _optional(f"For whoever reviews it; {_NOTE}")
    override_reason: str | None = _optional(_OVERRIDE)


@strawberry.input(description="What is to be decided about which item.")
class ProposeDecisionInput(ProposalInput):
    idempotency_key: str | None = _optional(_KEY)


@strawberry.input(description="Several proposals, an outcome for each.")
class ProposeDecisionsInput:
    proposals: list[ProposalInput] = strawberry.field(description="From 1 to 100.")
    idempotency_key: str | None = _optional(_KEY)


@strawberry.input(
    description="What of a decision is to be different. A field left out stays; one that is null is cleared."
)
class ReviseDecisionInput:
    id: strawberry.ID = strawberry.field(description="The decision.")
    expected_version: int = strawberry.field(description=_VERSION)
    action: DecisionAction | None = _kept("What to do; what the new action does not take is dropped.")
    day: date | None = _kept(_DATE, "date")
    amount: Decimal | None = _kept(_AMOUNT)
    stage: ChaseStage | None = _kept(_STAGE)
    note: str | None = _kept(_NOTE)
    override_reason: str | None = _kept(_OVERRIDE)


@strawberry.input(description="What a person says of which decision.")
class ReviewInput:
    id: strawberry.ID = strawberry.field(description="The decision.")
    expected_version: int = strawberry.field(description=_VERSION)
    verdict: Verdict = strawberry.field(description="Approve or reject.")
    note: str | None = _optional(_NOTE)
    override_reason: str | None = _optional(_OVERRIDE)


@strawberry.input(description="What a person says of which decision.")
class ReviewDecisionInput(ReviewInput):
    idempotency_key: str | None = _optional(_KEY)


@strawberry.input(description="Several reviews, an outcome for each.")
class ReviewDecisionsInput:
    reviews: list[ReviewInput] = strawberry.field(description="From 1 to 100.")
    idempotency_key: str | None = _optional(_KEY)


@strawberry.input(description="Which decision is taken back.")
class WithdrawDecisionInput:
    id: strawberry.ID = strawberry.field(description="The decision.")
    expected_version: int | None = _optional(_VERSION)
    note: str | None = _optional(_NOTE)


@strawberry.input(description="Which decision becomes final.")
class FinalizationInput:
    id: strawberry.ID = strawberry.field(description="The decision.")
    expected_version: int = strawberry.field(description=_VERSION)


@strawberry.input(description="Which decisions become final, an outcome for each.")
class FinalizeDecisionsInput:
    decisions: list[FinalizationInput] = strawberry.field(description="From 1 to 100.")
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="Takes back all that is open.")
class ClearQueueInput:
    note: str | None = _optional(_NOTE)
    idempotency_key: str | None = _optional(_KEY)


def proposal(given: ProposalInput, path: str) -> Proposal:
    """A proposal; raises `BadInput` naming the field under the path."""
    _, item_id = ids.decode(given.item_id, f"{path}.itemId", "Bill", "Invoice")
    return Proposal(
        item_id,
        DecisionTerms(given.action, given.day, given.amount, given.stage),
        texts.note(given.note, f"{path}.note"),
        texts.note(given.override_reason, f"{path}.overrideReason"),
    )


def revision(given: ReviseDecisionInput) -> Revision:
    """A revision; raises `BadInput` naming the field."""
    if given.action is None:
        raise BadInput("input.action", "must not be null; leave it out to keep it")
    names = ("action", "day", "amount", "stage", "note", "override_reason")
    changes = tuple((name, value) for name in names if (value := getattr(given, name)) is not UNSET)
    for name, field in (("note", "input.note"), ("override_reason", "input.overrideReason")):
        texts.note(dict(changes).get(name), field)
    return Revision(_decision(given.id, "input"), given.expected_version, changes)


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
