"""What the discount of an open bill is worth, while it can still be taken."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.books.discount import (
    DiscountComparison,
    DiscountOffer,
    DiscountRate,
    compare_discount,
    discount_rate,
)
from orchestrators.calculations.books.terms import discount_date
from orchestrators.calculations.runway.item_effects import discount_saving, impact_on
from orchestrators.calculations.runway.liquidity import Liquidity
from orchestrators.calculations.runway.placement import OpenDocument


@dataclass(frozen=True, slots=True)
class DiscountOffered:
    """Until when it can be taken, what it saves in home currency, and its yearly rate.

    `comparison` is with the business's cost of cash; None where nobody said what cash costs.
    """

    until: date
    saving: Decimal
    rate: DiscountRate
    comparison: DiscountComparison | None


def discount_offered(liquidity: Liquidity, item_id: UUID) -> DiscountOffered | None:
    """What taking it is worth against paying on the planned day, at the earliest the due date.

    None for what is no open bill, or has no discount that could still be taken.
    """
    document = liquidity.documents.get(item_id)
    if document is None or not document.item.is_bill:
        return None
    saving = discount_saving(document, liquidity.today)
    until = _until(document)
    if not saving or until is None:
        return None
    rate = _rate(liquidity, document)
    return DiscountOffered(until, saving, rate, _compared(liquidity, item_id, until, rate))


def _until(document: OpenDocument) -> date | None:
    if document.terms is None or document.item.issue_date is None:
        return None
    return discount_date(document.terms, document.item.issue_date)


def _rate(liquidity: Liquidity, document: OpenDocument) -> DiscountRate:
    item, terms = document.item, document.terms
    issued = item.issue_date or item.due_date
    percent, days = (terms.discount_percent, terms.discount_days) if terms else (Decimal(0), None)
    flow = liquidity.placed[item.id].flow
    pays_on = max(flow.day, item.due_date) if flow else item.due_date
    offer = DiscountOffer(percent, days or 0, (item.due_date - issued).days)
    return discount_rate(offer, pay_on=(pays_on - issued).days)


def _compared(
    liquidity: Liquidity, item_id: UUID, until: date, rate: DiscountRate
) -> DiscountComparison | None:
    """Taking it breaks a guardrail when it shortens the dated runway to less than the buffer."""
    policy = liquidity.facts.settings.policy
    if policy.cost_of_cash is None:
        return None
    effect = impact_on(liquidity, item_id, until)
    left = (
        (effect.below_floor_date - liquidity.today).days
        if effect and effect.below_floor_date
        else policy.buffer_days
    )
    breaks = effect is not None and effect.days < 0 and left < policy.buffer_days
    return compare_discount(rate, policy.cost_of_cash, breaks_guardrail=breaks)
