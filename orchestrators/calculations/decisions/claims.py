"""What other decisions already claim of an item: one open decision an item, or parts that fit into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.decisions.terms import SHAPES, DecisionTerms, Item, Problem
from orchestrators.calculations.decisions.words import DecisionAction, Refusal
from orchestrators.money import plain


@dataclass(frozen=True, slots=True)
class Claim:
    """Another decision about the item: open, or a payment instructed that the books do not show yet."""

    decision_id: UUID
    is_open: bool
    is_part: bool
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A problem, and the decision that is it."""

    problem: Problem
    decision_id: UUID | None


def obstacle(terms: DecisionTerms, item: Item, claims: Sequence[Claim]) -> Obstacle | None:
    """What of the claims stands in the way of the terms, or None."""
    is_part = terms.action is DecisionAction.PAY_PART
    for claim in claims:
        if claim.is_open and not (is_part and claim.is_part):
            message = "A decision about this item is already in the queue; withdraw it first."
            return Obstacle(Problem(Refusal.ALREADY_QUEUED, message, "itemId"), claim.decision_id)
        if not claim.is_open and SHAPES[terms.action].pays and not (is_part and claim.is_part):
            message = "Its payment was instructed, and the books do not show it yet; import them again."
            return Obstacle(Problem(Refusal.ALREADY_INSTRUCTED, message, "itemId"), claim.decision_id)
    return _too_much(terms, item, claims) if is_part else None


def _too_much(terms: DecisionTerms, item: Item, claims: Sequence[Claim]) -> Obstacle | None:
    left = item.balance - sum((claim.amount for claim in claims), Decimal(0))
    if terms.amount is None or terms.amount <= left:
        return None
    message = f"Other parts are decided about: {plain(max(left, Decimal(0)))} is left of the item."
    return Obstacle(Problem(Refusal.AMOUNT_OUT_OF_RANGE, message, "amount"), None)
