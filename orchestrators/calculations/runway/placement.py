"""On which day each open item enters the forecast, and with what share of its balance."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from orchestrators.calculations.books.terms import EarlyPaymentTerms
from orchestrators.calculations.business_days import WEEKDAYS, BusinessDays
from orchestrators.calculations.values import Flow, FlowSource, OpenItem, OverduePolicy

_NOTHING = Decimal(0)
#: Credits are of one side (True: bills), one party and one currency.
CreditKey = tuple[bool, UUID | None, str]
#: An open item in home currency, its currency, and the home units for one of that.
Coverable = tuple[OpenItem, str, Decimal]


class FlowDateBasis(StrEnum):
    """Why an item is placed on its day; SCHEDULED is what a document that is dated ahead pays of it."""

    DECIDED = "DECIDED"
    SCHEDULED = "SCHEDULED"
    EXPECTED = "EXPECTED"
    DUE = "DUE"
    OVERDUE_POLICY = "OVERDUE_POLICY"


@dataclass(frozen=True, slots=True)
class AgeWeight:
    """Invoices up to so many days past due enter with this share of their balance."""

    up_to_days: int
    share: Decimal


#: Where a business has set none: the shares that a textbook's allowance for doubtful accounts leaves.
AGE_WEIGHTS = (
    AgeWeight(30, Decimal("0.92")),
    AgeWeight(60, Decimal("0.78")),
    AgeWeight(90, Decimal("0.42")),
    AgeWeight(10**6, Decimal("0.22")),
)


@dataclass(frozen=True, slots=True)
class PlacementRules:
    """A business's choices; they belong beside every figure that follows from them."""

    overdue: OverduePolicy = OverduePolicy.HISTORY
    business_days: BusinessDays = WEEKDAYS
    age_weights: tuple[AgeWeight, ...] = AGE_WEIGHTS


class OpenDocument(NamedTuple):
    """An open bill or invoice as the forecast needs it, in home currency; `terms` may offer a discount.

    What is paid with a date to come is not open any more. `rate` is the home units for one of the document's
    currency, which is `currency_code`.
    """

    item: OpenItem
    terms: EarlyPaymentTerms | None = None
    rate: Decimal = Decimal(1)
    currency_code: str = ""


class Plan(NamedTuple):
    """An open item with the day that people decided, and the day expected from history."""

    item: OpenItem
    decided: date | None = None
    expected: date | None = None


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What people decided about an open item: its money on a day, a part of it, or that none is expected.

    `part` is in home currency, the rest stays as planned; `held` counts on nothing.
    """

    item_id: UUID
    day: date | None = None
    part: Decimal | None = None
    held: bool = False


class Placed(NamedTuple):
    """A plan's flow, None where the policy leaves it out; `left_out` is the balance not counted, positive.

    `credit` is what credits of the party cover: it is not in the plan's balance.
    """

    plan: Plan
    basis: FlowDateBasis
    flow: Flow | None
    left_out: Decimal
    credit: Decimal = Decimal(0)


def place(plan: Plan, today: date, rules: PlacementRules) -> Placed:
    """The day and amount, in home currency, with which an item enters the forecast.

    Decided comes before the overdue policy where the item is past due, else an invoice's expected day, else
    the due date; days already past say nothing. Then closed days are avoided.
    """
    item, (basis, day) = plan.item, _chosen(plan, today, rules)
    if basis is not FlowDateBasis.OVERDUE_POLICY:
        flow = flow_on(day, item.balance, item.id, today, rules, is_bill=item.is_bill)
        return Placed(plan, basis, flow, _NOTHING)
    share = _share(item, today, rules)
    if not share:
        return Placed(plan, basis, None, item.balance)
    counted = item.balance * share
    source, is_bill = FlowSource.OVERDUE, item.is_bill
    flow = flow_on(day, counted, item.id, today, rules, is_bill=is_bill, source=source)
    return Placed(plan, basis, flow, item.balance - counted)


def flow_on(
    day: date,
    amount: Decimal,
    item_id: UUID,
    today: date,
    rules: PlacementRules,
    *,
    is_bill: bool,
    source: FlowSource | None = None,
) -> Flow:
    """Money of an item (so much of it, positive) on a day, or on the open one on which it then moves.

    Its source is that of a bill or of an invoice where no other one is given.
    """
    moves_on = rules.business_days.rolled(day, is_payment=is_bill, today=today)
    own = source or (FlowSource.BILL if is_bill else FlowSource.INVOICE)
    return Flow(moves_on, -amount if is_bill else amount, own, item_id)


def moved(
    placed: Placed,
    today: date,
    rules: PlacementRules,
    *,
    day: date | None = None,
    balance: Decimal | None = None,
) -> Placed:
    """The same item decided for another day, with another open balance (a fee, a discount), or both.

    On a day from today on the whole amount moves, whatever credits would cover. Without one, or on an earlier
    one, which says nothing, the item stays as planned: credits cover their part of it, and what is held stays
    so.
    """
    plan = placed.plan
    if day is not None and day >= today:
        amount = plan.item.balance + placed.credit if balance is None else balance
        return place(plan._replace(item=plan.item._replace(balance=amount), decided=day), today, rules)
    credit = placed.credit
    if balance is not None:
        credit = min(credit, balance)
        plan = plan._replace(item=plan.item._replace(balance=balance - credit))
    if placed.flow is None and placed.basis is FlowDateBasis.DECIDED:
        return placed._replace(plan=plan, left_out=plan.item.balance)
    return place(plan, today, rules)._replace(credit=credit)


def part_flow(arrangement: Arrangement, is_bill: bool, today: date, rules: PlacementRules) -> Flow:
    """The money of a part that is paid, or comes, on a day of its own."""
    assert arrangement.part is not None, "only of a part"
    day = arrangement.day or today
    return flow_on(day, arrangement.part, arrangement.item_id, today, rules, is_bill=is_bill)


def _chosen(plan: Plan, today: date, rules: PlacementRules) -> tuple[FlowDateBasis, date]:
    if plan.decided is not None and plan.decided >= today:
        return FlowDateBasis.DECIDED, plan.decided
    item, expected = plan.item, plan.expected
    if item.due_date < today:
        if expected is None or expected <= today or rules.overdue is OverduePolicy.ROLL_FORWARD:
            expected = _chance(today, rules)
        return FlowDateBasis.OVERDUE_POLICY, expected
    if item.is_bill:
        return FlowDateBasis.DUE, item.due_date
    if expected is not None:
        return FlowDateBasis.EXPECTED, expected if expected > today else _chance(today, rules)
    return FlowDateBasis.DUE, item.due_date if item.due_date > today else _chance(today, rules)


def _chance(today: date, rules: PlacementRules) -> date:
    """The next business day: what customers owe today has not come yet."""
    return rules.business_days.next_after(today)


def _share(item: OpenItem, today: date, rules: PlacementRules) -> Decimal:
    """The part of an overdue item that the policy counts; what we owe is owed in full whatever its age."""
    if rules.overdue is OverduePolicy.EXCLUDE:
        return Decimal(0)
    if rules.overdue is not OverduePolicy.AGE_WEIGHTED or item.is_bill:
        return Decimal(1)
    late = (today - item.due_date).days
    return next((weight.share for weight in rules.age_weights if late <= weight.up_to_days), Decimal(0))


def credit_key(item: OpenItem, currency_code: str) -> CreditKey:
    """Which credits may cover an item: those of its side and party, in its currency."""
    return item.is_bill, item.party_id, currency_code


def coverable(documents: Iterable[OpenDocument], decided: Container[UUID]) -> Iterator[Coverable]:
    """The items that credits may cover: the money of one that is decided as a whole moves in full."""
    for document in documents:
        if document.item.id not in decided:
            yield document.item, document.currency_code, document.rate


def covered(items: Iterable[Coverable], unapplied: Mapping[CreditKey, Decimal]) -> dict[UUID, Decimal]:
    """How much of which item is covered, in home currency, the oldest due first.

    That is how QuickBooks applies credits by itself. `unapplied` credits are positive and in their own
    currency. What nobody is named for covers nothing.
    """
    if not unapplied:
        return {}
    groups: defaultdict[CreditKey, list[Coverable]] = defaultdict(list)
    for item, currency_code, rate in items:
        key = credit_key(item, currency_code)
        if item.party_id is not None and key in unapplied:
            groups[key].append((item, currency_code, rate))
    return {
        item_id: part for key, group in groups.items() for item_id, part in _covered(group, unapplied[key])
    }


def _covered(group: list[Coverable], left: Decimal) -> Iterator[tuple[UUID, Decimal]]:
    for item, _, rate in sorted(group, key=lambda entry: (entry[0].due_date, str(entry[0].id))):
        part = min(left * rate, item.balance)
        if part > 0:
            left -= part / rate
            yield item.id, part
