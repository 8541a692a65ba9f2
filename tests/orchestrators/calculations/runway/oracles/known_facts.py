"""Random facts to try the laws of a whole runway on: cash, earmarks, habits, terms, and what is to come."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st

from orchestrators.calculations.books.collection import Habit, Habits
from orchestrators.calculations.books.late import LateCostKind, LateTerms
from orchestrators.calculations.books.terms import EarlyPaymentTerms
from orchestrators.calculations.books.vendor import Tier, VendorClass, VendorSums, record_of
from orchestrators.calculations.runway.burn import Average
from orchestrators.calculations.runway.liquidity import Arrangement, OpenDocument, RunwayInputs
from orchestrators.calculations.runway.recurring.detection import RecurringFlow
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.calculations.settings.policy import Earmark, RunwayPolicy, RunwaySettings, VendorTerms
from orchestrators.calculations.values import CashMovement, OpenItem, OverduePolicy
from tests.orchestrators.calculations.runway.oracles.businesses import PARTIES, floors, hundreds, todays
from tests.orchestrators.calculations.runway.oracles.slow_burn import months_of

LATENESS = st.integers(-20, 60).map(lambda halves: Decimal(halves) / 2)
#: What one may charge for lateness: money once, or percent.
COSTS = [
    LateTerms(LateCostKind.FLAT, Decimal(150)),
    LateTerms(LateCostKind.PERCENT_ONCE, Decimal(3)),
    LateTerms(LateCostKind.DAILY, Decimal(36), cap=Decimal(40)),
    LateTerms(LateCostKind.MONTHLY_OVER_30, Decimal("1.5")),
]


@st.composite
def _habit(draw: st.DrawFn) -> Habit:
    n = draw(st.integers(0, 5))
    return Habit(n, draw(LATENESS), Decimal(4), 0) if n else Habit(0, None, None, 0)


@st.composite
def _document(draw: st.DrawFn, today: date, number: int) -> OpenDocument:
    def some_day() -> date | None:
        days = draw(st.none() | st.none() | st.integers(-20, 130))
        return None if days is None else today + timedelta(days=days)

    due = today + timedelta(days=draw(st.integers(-100, 110)))
    issued = draw(st.none() | st.integers(0, 60).map(lambda days: due - timedelta(days=days)))
    total = draw(hundreds)
    balance = draw(st.just(total) | st.integers(0, int(total)).map(Decimal))
    party = draw(st.none() | st.sampled_from(PARTIES))
    item = OpenItem(UUID(int=number), draw(st.booleans()), party, issued, due, total, balance)
    percent, days = draw(st.sampled_from([None, None, Decimal(2), Decimal(10)])), draw(st.integers(0, 40))
    terms = None if percent is None else EarlyPaymentTerms(percent, days)
    return OpenDocument(item, terms, some_day())


@st.composite
def _arranged(draw: st.DrawFn, today: date, number: int) -> tuple[Arrangement, ...]:
    """What was decided about an item: nothing, a day, that it is held, or parts of it."""
    item_id, days = UUID(int=number), st.integers(-20, 130).map(lambda days: today + timedelta(days=days))
    match draw(st.sampled_from(["", "", "", "day", "held", "parts"])):
        case "day":
            return (Arrangement(item_id, draw(days)),)
        case "held":
            return (Arrangement(item_id, held=True),)
        case "parts":
            parts = draw(st.lists(st.integers(1, 900).map(Decimal), min_size=1, max_size=2))
            return tuple(Arrangement(item_id, draw(days), part) for part in parts)
    return ()


@st.composite
def _recurring(draw: st.DrawFn, today: date) -> RecurringFlow:
    anchor = today + timedelta(days=draw(st.integers(-120, 60)))
    seen = draw(st.none() | st.integers(0, 40).map(lambda days: today - timedelta(days=days)))
    until = draw(st.none() | st.integers(0, 100).map(lambda days: today + timedelta(days=days)))
    party, amount = draw(st.none() | st.sampled_from(PARTIES)), draw(hundreds)
    signed = amount * draw(st.sampled_from([1, -1]))
    return RecurringFlow(
        party, draw(st.sampled_from("ab")), signed, draw(st.sampled_from(Cadence)), anchor, seen, until
    )


@st.composite
def _terms(draw: st.DrawFn) -> VendorTerms:
    return VendorTerms(
        draw(st.none() | st.sampled_from(Tier)),
        draw(st.none() | st.sampled_from(VendorClass)),
        draw(st.none() | st.integers(0, 12)),
        draw(st.none() | st.sampled_from(COSTS)),
    )


@st.composite
def _movements(draw: st.DrawFn, today: date) -> tuple[CashMovement, ...]:
    days = draw(st.lists(st.integers(0, 150), max_size=6))
    return tuple(
        CashMovement(
            today - timedelta(days=day),
            draw(hundreds) * draw(st.sampled_from([1, -1])),
            False,
            False,
            None,
            "",
        )
        for day in days
    )


@st.composite
def known_facts(draw: st.DrawFn) -> RunwayInputs:
    """Facts of a business whose cash and rates are known."""
    today = draw(todays)
    policy = RunwayPolicy(
        floor=draw(floors),
        overdue_policy=draw(st.sampled_from(OverduePolicy)),
        week_start=draw(st.integers(0, 6)),
        average=draw(st.sampled_from(Average)),
    )
    earmarks = [
        Earmark(UUID(int=n), str(n), amount, 1)
        for n, amount in enumerate(draw(st.lists(hundreds, max_size=2)))
    ]
    count = draw(st.integers(0, 9))
    return RunwayInputs(
        today=today,
        cash=draw(st.integers(-10, 90).map(lambda number: Decimal(number) * 100)),
        settings=RunwaySettings(
            policy,
            tuple(earmarks),
            {party: draw(_terms()) for party in PARTIES if draw(st.booleans())},
            tuple(draw(st.lists(_recurring(today), max_size=3))),
        ),
        months=months_of(draw(_movements(today))),
        history_since=draw(st.none() | st.integers(0, 400).map(lambda days: today - timedelta(days=days))),
        habits=Habits(today, draw(_habit()), {party: draw(_habit()) for party in PARTIES[:2]}),
        records={PARTIES[0]: record_of(VendorSums(bills_paid=3, bills_on_time=2))},
        documents=tuple(draw(_document(today, number + 1)) for number in range(count)),
        arranged=tuple(item for number in range(count) for item in draw(_arranged(today, number + 1))),
    )


def without_prices_of_time(facts: RunwayInputs) -> RunwayInputs:
    """The same where lateness costs nothing and nobody gains by paying early."""
    terms = {party: replace(item, late=None) for party, item in facts.settings.vendor_terms.items()}
    documents = tuple(replace(document, terms=None) for document in facts.documents)
    return replace(facts, documents=documents, settings=replace(facts.settings, vendor_terms=terms))


def changed(
    facts: RunwayInputs, item_id: UUID, *, day: date | None = None, balance: Decimal | None = None
) -> RunwayInputs:
    """The same with an item decided for a day, with another balance left beside its parts, or both."""
    parts = sum(item.part or Decimal(0) for item in facts.arranged if item.item_id == item_id)

    def with_balance(open_document: OpenDocument) -> OpenDocument:
        return (
            open_document
            if balance is None
            else replace(open_document, item=replace(open_document.item, balance=balance + parts))
        )

    documents = (
        with_balance(document) if document.item.id == item_id else document for document in facts.documents
    )
    moved = () if day is None else (Arrangement(item_id, day),)
    return replace(facts, documents=tuple(documents), arranged=(*facts.arranged, *moved))
