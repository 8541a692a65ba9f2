"""Everything that a runway follows from on one day, and what follows: computed once, asked many times."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.books.beside_banks import BesideBanks, beside_flows, cleared_until
from orchestrators.calculations.books.collection import Habits, expected_day, expected_lateness
from orchestrators.calculations.books.entered import EnteredAhead, entered_flows
from orchestrators.calculations.books.vendor import VendorRecord
from orchestrators.calculations.runway.burn import Burn, BurnAverage, BurnMonth, History, burn, unknown_burn
from orchestrators.calculations.runway.forecast import Forecast, forecast, last_day_of_horizon
from orchestrators.calculations.runway.past_weeks import PastWeek
from orchestrators.calculations.runway.placement import (
    Arrangement,
    CreditKey,
    FlowDateBasis,
    OpenDocument,
    Placed,
    PlacementRules,
    Plan,
    coverable,
    covered,
    part_flow,
    place,
)
from orchestrators.calculations.runway.projection import Projection, projection
from orchestrators.calculations.runway.recurring.days import project
from orchestrators.calculations.runway.recurring.planned import of_entries, of_items, of_receipts
from orchestrators.calculations.runway.runway import AverageRunway, average_runway, burn_per_day
from orchestrators.calculations.runway.usual import Adjustment, Baseline, Usual, usual
from orchestrators.calculations.settings.policy import RunwaySettings
from orchestrators.calculations.values import Flow
from orchestrators.figures import Figure, UnknownReason


@dataclass(frozen=True, slots=True)
class RunwayInputs:
    """What was known on a day; `today` is the business's local date, amounts are in home currency.

    `months` are what burn's window held, or why that cannot be told in home currency. `without_rate` are
    open documents in a foreign currency whose rate nobody recorded, `undated` those counted that have no due
    date. `credits` are what parties have unapplied, in its own currency. `entered` is what the books hold
    with a date to come, or why that, or what lies `beside_banks`, cannot be told in home currency. `arranged`
    is what was decided and still stands, the latest last; `blocked` since when a decision has been stuck.
    """

    today: date
    cash: Figure
    settings: RunwaySettings
    months: tuple[BurnMonth, ...] | UnknownReason
    history: History | None
    habits: Habits
    records: Mapping[UUID, VendorRecord]
    documents: tuple[OpenDocument, ...]
    without_rate: tuple[UUID, ...] = ()
    undated: tuple[UUID, ...] = ()
    past: tuple[PastWeek, ...] = ()
    credits: Mapping[CreditKey, Decimal] = field(default_factory=dict)
    entered: tuple[EnteredAhead, ...] | UnknownReason = ()
    beside_banks: BesideBanks = field(default_factory=BesideBanks)
    arranged: tuple[Arrangement, ...] = ()
    blocked: Mapping[UUID, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast that could be made: the flows it is made of, and the balance that answers questions.

    `usual` is None where the policy's baseline leaves out what is usual.
    """

    flows: tuple[Flow, ...]
    forecast: Forecast
    projected: Projection
    usual: Usual | None = None


@dataclass(frozen=True, slots=True)
class Liquidity:
    """What follows from the facts. Without an outlook, `unknown` says why; nothing is then guessed.

    `available` is cash less earmarks: what both runways start from. `receivables` are the open balances of
    all invoices; `open_balances` those of each item by id, parts included for which something is decided.
    `net_burn_per_day`, of the average that it `rests_on`, is what the average runway divides by.
    """

    facts: RunwayInputs
    rules: PlacementRules
    documents: Mapping[UUID, OpenDocument]
    placed: Mapping[UUID, Placed]
    available: Figure
    receivables: Decimal
    open_balances: Mapping[UUID, Decimal]
    burn: Burn
    rests_on: BurnAverage
    net_burn_per_day: Figure
    average: AverageRunway
    outlook: Outlook | None
    unknown: UnknownReason | None

    @property
    def today(self) -> date:
        """The day that the facts are of, from which all days are counted."""
        return self.facts.today


def liquidity(facts: RunwayInputs) -> Liquidity:
    """Compute burn, both runways and the forecast of the facts' day.

    An unknown cash or rate leaves the forecast out, for that reason. Source: the product's definitions.
    """
    policy = facts.settings.policy
    rules = PlacementRules(overdue=policy.overdue_policy)
    earmarked = facts.settings.earmarked
    available = facts.cash if isinstance(facts.cash, UnknownReason) else facts.cash - earmarked
    burned, items = _burn(facts), [document.item for document in facts.documents]
    documents = {document.item.id: document for document in _less_parts(facts)}
    placed = _all_placed(facts, documents.values(), rules)
    unknown = _unknown(available, facts)
    opening = None if isinstance(available, UnknownReason) or unknown else available
    outlook = None if opening is None else _outlook(facts, opening, placed.values(), rules)
    dated = outlook.projected.dated if outlook else None
    rests_on, per_day = burn_per_day(burned, policy.average, dated)
    return Liquidity(
        facts=facts,
        rules=rules,
        documents=documents,
        placed=placed,
        available=available,
        receivables=sum((item.balance for item in items if not item.is_bill), Decimal(0)),
        open_balances={item.id: item.balance for item in items},
        burn=burned,
        rests_on=rests_on,
        net_burn_per_day=per_day,
        average=average_runway(available, per_day, facts.today, rests_on),
        outlook=outlook,
        unknown=unknown,
    )


def flows(facts: RunwayInputs) -> tuple[Flow, ...]:
    """The flows of the forecast that the facts would lead to, signed, in home currency, without making it."""
    rules = PlacementRules(overdue=facts.settings.policy.overdue_policy)
    placed = _all_placed(facts, _less_parts(facts), rules)
    return _flows(facts, placed.values(), rules)[0]


def _less_parts(facts: RunwayInputs) -> list[OpenDocument]:
    """The documents, of those of which a part is decided what is left of them."""
    parts: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    for entry in facts.arranged:
        parts[entry.item_id] += entry.part or 0
    return [_less(document, parts) if document.item.id in parts else document for document in facts.documents]


def _less(document: OpenDocument, parts: Mapping[UUID, Decimal]) -> OpenDocument:
    item = document.item
    return document._replace(item=item._replace(balance=max(Decimal(0), item.balance - parts[item.id])))


def _parts(facts: RunwayInputs, rules: PlacementRules) -> Iterator[Flow]:
    parts = [entry for entry in facts.arranged if entry.part is not None]
    kinds = {document.item.id: document.item.is_bill for document in facts.documents} if parts else {}
    for entry in parts:
        if entry.item_id in kinds:
            yield part_flow(entry, kinds[entry.item_id], facts.today, rules)


def _plans(
    facts: RunwayInputs,
    documents: Iterable[OpenDocument],
    whole: Mapping[UUID, Arrangement],
    rules: PlacementRules,
) -> Iterator[Plan]:
    """Each item with the days that were decided, and are expected of its customer."""
    habits = facts.habits
    lateness: dict[UUID | None, int] = {}
    for document in documents:
        item, expected = document.item, None
        if not item.is_bill:
            if item.party_id not in lateness:
                own = habits.of(item.party_id) if item.party_id else habits.business
                lateness[item.party_id] = expected_lateness(own, habits.business)[1]
            expected = expected_day(item.due_date, lateness[item.party_id], facts.today, rules.business_days)
        decided = whole[item.id].day if item.id in whole else None
        yield Plan(item, decided, expected)


def _all_placed(
    facts: RunwayInputs, documents: Collection[OpenDocument], rules: PlacementRules
) -> dict[UUID, Placed]:
    """Every document by its id, less what credits cover; what is held moves on no day."""
    whole = {item.item_id: item for item in facts.arranged if item.part is None}
    credit = covered(coverable(documents, whole), facts.credits)
    placed = {
        plan.item.id: _placed(plan, credit.get(plan.item.id), facts.today, rules)
        for plan in _plans(facts, documents, whole, rules)
    }
    for item_id, arrangement in whole.items():
        if arrangement.held and item_id in placed:
            plan = placed[item_id].plan
            placed[item_id] = Placed(plan, FlowDateBasis.DECIDED, None, plan.item.balance)
    return placed


def _placed(plan: Plan, credit: Decimal | None, today: date, rules: PlacementRules) -> Placed:
    if not credit:
        return place(plan, today, rules)
    less = plan._replace(item=plan.item._replace(balance=plan.item.balance - credit))
    return place(less, today, rules)._replace(credit=credit)


def _outlook(
    facts: RunwayInputs, opening: Decimal, placed: Collection[Placed], rules: PlacementRules
) -> Outlook:
    policy, (moves, beyond) = facts.settings.policy, _flows(facts, placed, rules)
    made = forecast(opening, moves, facts.today, rules.overdue, week_start=policy.week_start)
    return Outlook(moves, made, projection(made.daily, policy.floor, facts.today), beyond)


def _flows(
    facts: RunwayInputs, placed: Collection[Placed], rules: PlacementRules
) -> tuple[tuple[Flow, ...], Usual | None]:
    """All that moves, and what of it is usual."""
    last_day = last_day_of_horizon(facts.today, week_start=facts.settings.policy.week_start)
    entered = () if isinstance(facts.entered, UnknownReason) else facts.entered
    totals = {document.item.id: document.item.total for document in facts.documents}
    # Who is not paid regularly has nothing that an item could stand for.
    regular = {flow.party_id for flow in facts.settings.recurring}
    planned = (
        *of_items((p for p in placed if p.plan.item.party_id in regular), totals, facts.records, facts.today),
        *of_entries(entered, totals.keys()),
        *of_receipts(facts.beside_banks.undeposited),
    )
    cleared, days = cleared_until(facts.beside_banks.cards, facts.today), rules.business_days
    recurring = project(facts.settings.recurring, facts.today, last_day, planned, days, cleared)
    beyond = _usual(facts, last_day, rules, entered)
    moves = (
        *(item.flow for item in placed if item.flow is not None),
        *entered_flows(entered),
        *beside_flows(facts.beside_banks, facts.today, days),
        *_parts(facts, rules),
        *recurring,
        *(beyond.flows if beyond else ()),
    )
    return moves, beyond


def _usual(
    facts: RunwayInputs, last_day: date, rules: PlacementRules, entered: Iterable[EnteredAhead]
) -> Usual | None:
    policy = facts.settings.policy
    if policy.baseline is not Baseline.USUAL:
        return None
    adjustment = Adjustment(policy.usual_share, policy.usual_since)
    ahead = [flow for flow in entered_flows(entered) if flow.item_id is None]
    recurring, days = facts.settings.recurring, rules.business_days
    return usual(facts.past, recurring, facts.today, last_day, days, adjustment, ahead)


def _burn(facts: RunwayInputs) -> Burn:
    if isinstance(facts.months, UnknownReason):
        return unknown_burn(facts.months, facts.today)
    return burn(facts.months, facts.today, facts.history)


def _unknown(available: Figure, facts: RunwayInputs) -> UnknownReason | None:
    if isinstance(available, UnknownReason):
        return available
    if isinstance(facts.entered, UnknownReason):
        return facts.entered
    return UnknownReason.UNKNOWN_RATE if facts.without_rate else None
