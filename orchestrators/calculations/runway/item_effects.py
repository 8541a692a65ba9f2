"""What one open item means: how pressing it is, and what paying or collecting it on a day would do."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.books.discount import discount_amount
from orchestrators.calculations.books.late import late_cost
from orchestrators.calculations.books.terms import discount_date
from orchestrators.calculations.books.vendor import latest_safe_date, must_pay
from orchestrators.calculations.decisions.collection_priority import InvoiceToRank, invoice_priority
from orchestrators.calculations.decisions.priority import BillToRank, Priority, bill_priority
from orchestrators.calculations.runway.impact import Impact, PayOn, impact, pay_dates
from orchestrators.calculations.runway.liquidity import Liquidity
from orchestrators.calculations.runway.placement import OpenDocument, flow_on, moved
from orchestrators.calculations.runway.runway import days_worth
from orchestrators.calculations.settings.policy import UNKNOWN_TERMS, VendorTerms
from orchestrators.figures import Figure

_NOTHING = Decimal(0)
#: What lateness may cost is judged by a payment so many days after the due date.
_LATE_DAYS = 30


@dataclass(frozen=True, slots=True)
class DatedImpact:
    """The effect of an item's money moving on a day."""

    on: PayOn
    day: date
    impact: Impact


def terms_of(liquidity: Liquidity, document: OpenDocument) -> VendorTerms:
    """What is known of the counterparty: a bill's vendor; nothing of a customer."""
    party_id = document.item.party_id
    if not document.item.is_bill or party_id is None:
        return UNKNOWN_TERMS
    return liquidity.facts.settings.terms_of(party_id)


def impact_on(liquidity: Liquidity, item_id: UUID, day: date) -> Impact | None:
    """The effect of the item's money moving on that day instead of as planned, in days and home currency.

    The amount changes by what the day costs or saves against the planned one: a late fee, a discount. None
    where there is no forecast, or no such open item. Source: the product's definition.
    """
    placed, outlook = liquidity.placed.get(item_id), liquidity.outlook
    if placed is None or outlook is None:
        return None
    today, rules, amount = liquidity.today, liquidity.rules, amount_on(liquidity, item_id, day)
    if day < today:
        # It stays where it is planned.
        after = moved(placed, today, rules, day=day, balance=amount).flow
    else:
        # As `moved` has it, without what is placed around the money: a ranking wants thousands.
        after = flow_on(day, amount, item_id, today, rules, is_bill=placed.plan.item.is_bill)
    return impact(outlook.projected, placed.flow, after)


def average_days(liquidity: Liquidity, item_id: UUID) -> Figure | None:
    """What an open item is worth in average runway: its open balance over net burn a day, in days.

    Negative for a bill, which takes cash; positive for an invoice. None where there is no such open item.
    """
    document = liquidity.documents.get(item_id)
    if document is None:
        return None
    balance = liquidity.open_balances[item_id]
    return days_worth(-balance if document.item.is_bill else balance, liquidity.net_burn_per_day)


def amount_on(liquidity: Liquidity, item_id: UUID, day: date) -> Decimal:
    """What an open item costs, or brings, when its money moves on that day, in home currency.

    The open balance, and what the day costs or saves against the planned one.
    """
    placed, document = liquidity.placed[item_id], liquidity.documents[item_id]
    terms = terms_of(liquidity, document)
    if not document.item.is_bill or (terms.late is None and document.terms is None):
        return document.item.balance
    # Money that is meant for a closed day moves on another, and costs what that one does.
    moves_on = liquidity.rules.business_days.rolled(
        day, is_payment=document.item.is_bill, today=liquidity.today
    )
    planned = placed.flow.day if placed.flow else moves_on
    extra = _extra(document, terms, moves_on) - _extra(document, terms, planned)
    return max(_NOTHING, document.item.balance + extra)


def impacts(liquidity: Liquidity, item_id: UUID) -> tuple[DatedImpact, ...]:
    """The effects now, at the due date and, of a bill, at its latest safe date; empty without a forecast."""
    document = liquidity.documents.get(item_id)
    if document is None:
        return ()
    grace = terms_of(liquidity, document).grace_days
    days = pay_dates(document.item.due_date, grace, liquidity.today)
    wanted = days if document.item.is_bill else days[:2]
    results = ((on, day, impact_on(liquidity, item_id, day)) for on, day in wanted)
    return tuple(DatedImpact(on, day, effect) for on, day, effect in results if effect is not None)


def priority(liquidity: Liquidity, item_id: UUID) -> Priority | None:
    """How pressing the item is, 0 to 100: a bill by its own factors, an invoice by those of collection."""
    document = liquidity.documents.get(item_id)
    if document is None:
        return None
    if document.item.is_bill:
        return bill_priority(_bill(liquidity, document), liquidity.today)
    return invoice_priority(_invoice(liquidity, document), liquidity.receivables, liquidity.today)


def is_essential(liquidity: Liquidity, item_id: UUID) -> bool:
    """Whether a bill must be paid: an essential tier, or past its latest safe date; an invoice never."""
    document = liquidity.documents.get(item_id)
    if document is None or not document.item.is_bill:
        return False
    terms = terms_of(liquidity, document)
    safe = latest_safe_date(document.item.due_date, terms.grace_days)
    return must_pay(terms.effective_tier, safe, liquidity.today)


def pressing_order(liquidity: Liquidity, ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """The priority, 0 to 100, of each of these open items; what is not open has none."""
    results = ((item_id, priority(liquidity, item_id)) for item_id in ids)
    return {item_id: item.score for item_id, item in results if item is not None}


def effect_order(liquidity: Liquidity, ids: Iterable[UUID]) -> dict[UUID, tuple[int, Decimal]]:
    """What paying or collecting each now does: days of runway, then the lowest balance in home currency."""
    results = ((item_id, impact_on(liquidity, item_id, liquidity.today)) for item_id in ids)
    return {item_id: (item.days, item.lowest_balance_change) for item_id, item in results if item is not None}


def _extra(document: OpenDocument, terms: VendorTerms, day: date) -> Decimal:
    """What paying on a day costs beyond the balance: late fees, less a discount that still can be taken."""
    if not document.item.is_bill:
        return _NOTHING
    late = _late_cost(document, terms, (day - document.item.due_date).days)
    return late - discount_saving(document, day)


def _late_cost(document: OpenDocument, terms: VendorTerms, days_late: int) -> Decimal:
    if terms.late is None:
        return _NOTHING
    agreed = replace(terms.late, grace_days=terms.grace_days)
    return late_cost(agreed, document.item.balance, days_late)


def discount_saving(document: OpenDocument, day: date) -> Decimal:
    """What paying the document on that day saves, in home currency; nothing once the discount is over."""
    item, terms = document.item, document.terms
    if terms is None or item.issue_date is None:
        return _NOTHING
    until = discount_date(terms, item.issue_date)
    if until is None or day > until:
        return _NOTHING
    return min(item.balance, discount_amount(item.total, terms.discount_percent))


def _bill(liquidity: Liquidity, document: OpenDocument) -> BillToRank:
    item, terms = document.item, terms_of(liquidity, document)
    return BillToRank(
        due_date=item.due_date,
        amount=item.balance,
        tier=terms.effective_tier,
        grace_days=terms.grace_days,
        late_fee=_late_cost(document, terms, _LATE_DAYS + terms.grace_days),
        lost_discount=discount_saving(document, liquidity.today),
        record=liquidity.facts.records.get(item.party_id) if item.party_id else None,
        blocked_since=liquidity.facts.blocked.get(item.id),
    )


def _invoice(liquidity: Liquidity, document: OpenDocument) -> InvoiceToRank:
    item, habits = document.item, liquidity.facts.habits
    effect = impact_on(liquidity, item.id, liquidity.today)
    return InvoiceToRank(
        due_date=item.due_date,
        amount=item.balance,
        customer=habits.of(item.party_id) if item.party_id else habits.business,
        runway_days=None if effect is None else Decimal(effect.days),
    )
