"""Random facts to try the laws of a whole runway on: cash, earmarks, habits, terms, and what is to come."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st

from orchestrators.calculations.books.collection import Habit, Habits
from orchestrators.calculations.books.entered import EnteredAhead, Settled
from orchestrators.calculations.books.late import LateCostKind, LateTerms
from orchestrators.calculations.books.terms import EarlyPaymentTerms
from orchestrators.calculations.books.vendor import Tier, VendorClass, VendorSums, record_of
from orchestrators.calculations.runway.burn import BurnAverage, History
from orchestrators.calculations.runway.liquidity import RunwayInputs
from orchestrators.calculations.runway.placement import Arrangement, OpenDocument
from orchestrators.calculations.runway.recurring.detection import RecurringFlow
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.calculations.runway.scenarios.what_if import Change
from orchestrators.calculations.settings.policy import Earmark, RunwayPolicy, RunwaySettings, VendorTerms
from orchestrators.calculations.values import CashMovement, OpenItem, OverduePolicy
from tests.orchestrators.calculations.runway.oracles.businesses import PARTIES, floors, hundreds, todays
from tests.orchestrators.calculations.runway.oracles.slow_burn import months_of

#: What one may charge for lateness: money once, or percent.
COSTS = [
    LateTerms(LateCostKind.FLAT, Decimal(150)),
    LateTerms(LateCostKind.PERCENT_ONCE, Decimal(3)),
    LateTerms(LateCostKind.DAILY, Decimal(36), cap=Decimal(40)),
    LateTerms(LateCostKind.MONTHLY_OVER_30, Decimal("1.5")),
]

# Every strategy is made once: a new one costs Hypothesis more than drawing from it does. So days are drawn as
# numbers, counted from today, and what is left open is cut down to the total.
SIGNS = st.sampled_from([1, -1])
BOOLEANS = st.booleans()
SOME_PARTY = st.none() | st.sampled_from(PARTIES)
SOME_HUNDREDS = st.lists(hundreds, max_size=2)
OBSERVATIONS = st.integers(0, 5)
LATENESS = st.integers(-20, 60).map(lambda halves: Decimal(halves) / 2)
DUE_IN = st.integers(-100, 110)
ISSUED_BEFORE_DUE = st.none() | st.integers(0, 60)
OPEN_PART = st.none() | st.integers(0, 5000)
DISCOUNTS = st.sampled_from([None, None, Decimal(2), Decimal(10)])
DISCOUNT_DAYS = st.integers(0, 40)
CHOSEN_IN = st.integers(-20, 130)
ENTERED_IN = st.integers(1, 130)
ENTRIES = st.integers(0, 3)
ARRANGEMENTS = st.sampled_from(["", "", "", "day", "held", "parts"])
PARTS = st.lists(st.integers(1, 900).map(Decimal), min_size=1, max_size=2)
ANCHORED_IN = st.integers(-120, 60)
SEEN_AGO = st.none() | st.integers(0, 40)
ENDING_IN = st.none() | st.integers(0, 100)
CADENCES = st.sampled_from(Cadence)
ACCOUNTS = st.sampled_from("ab")
TERMS = st.builds(
    VendorTerms,
    st.none() | st.sampled_from(Tier),
    st.none() | st.sampled_from(VendorClass),
    st.none() | st.integers(0, 12),
    st.none() | st.sampled_from(COSTS),
)
POLICIES = st.builds(
    RunwayPolicy,
    floor=floors,
    overdue_policy=st.sampled_from(OverduePolicy),
    week_start=st.integers(0, 6),
    average=st.sampled_from(BurnAverage),
)
MOVED_AGO = st.lists(st.integers(0, 150), max_size=6)
RECURRING = st.integers(0, 3)
DOCUMENTS = st.integers(0, 9)
CASH = st.integers(-10, 90).map(lambda number: Decimal(number) * 100)
HISTORY = st.none() | st.integers(0, 400)


def _after(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)


def _before(day: date, days: int | None) -> date | None:
    return None if days is None else day - timedelta(days=days)


def _history(today: date, since: date | None) -> History | None:
    return None if since is None else History(since, today, today)


def _habit(draw: st.DrawFn) -> Habit:
    n = draw(OBSERVATIONS)
    return Habit(n, draw(LATENESS), Decimal(4), 0) if n else Habit(0, None, None, 0)


def _document(draw: st.DrawFn, today: date, number: int) -> OpenDocument:
    due = today + timedelta(days=draw(DUE_IN))
    issued = _before(due, draw(ISSUED_BEFORE_DUE))
    total, part = draw(hundreds), draw(OPEN_PART)
    balance = total if part is None else Decimal(part % (int(total) + 1))
    item = OpenItem(UUID(int=number), draw(BOOLEANS), draw(SOME_PARTY), issued, due, total, balance)
    percent, days = draw(DISCOUNTS), draw(DISCOUNT_DAYS)
    terms = None if percent is None else EarlyPaymentTerms(percent, days)
    return OpenDocument(item, terms)


def _entered(draw: st.DrawFn, today: date, number: int) -> EnteredAhead:
    """What is dated ahead; in part or in whole it settles an item of which nothing else is known."""
    amount = draw(hundreds) * draw(SIGNS)
    entry_id, day = UUID(int=100 + number), today + timedelta(days=draw(ENTERED_IN))
    part = draw(OPEN_PART)
    settles = () if part is None else (Settled(UUID(int=200 + number), Decimal(part)),)
    return EnteredAhead(entry_id, day, amount, amount, draw(SOME_PARTY), draw(ACCOUNTS), settles)


def _arranged(draw: st.DrawFn, today: date, number: int) -> tuple[Arrangement, ...]:
    """What was decided about an item: nothing, a day, that it is held, or parts of it."""
    item_id = UUID(int=number)
    match draw(ARRANGEMENTS):
        case "day":
            return (Arrangement(item_id, _after(today, draw(CHOSEN_IN))),)
        case "held":
            return (Arrangement(item_id, held=True),)
        case "parts":
            return tuple(Arrangement(item_id, _after(today, draw(CHOSEN_IN)), part) for part in draw(PARTS))
    return ()


def _recurring(draw: st.DrawFn, today: date) -> RecurringFlow:
    anchor = today + timedelta(days=draw(ANCHORED_IN))
    seen, until = _before(today, draw(SEEN_AGO)), _after(today, draw(ENDING_IN))
    party, signed = draw(SOME_PARTY), draw(hundreds) * draw(SIGNS)
    return RecurringFlow(party, draw(ACCOUNTS), signed, draw(CADENCES), anchor, seen, until)


def _movement(draw: st.DrawFn, day: date) -> CashMovement:
    return CashMovement(day, draw(hundreds) * draw(SIGNS), False, False, None, "")


def _settings(draw: st.DrawFn, today: date) -> RunwaySettings:
    return RunwaySettings(
        draw(POLICIES),
        tuple(Earmark(UUID(int=n), str(n), amount, 1) for n, amount in enumerate(draw(SOME_HUNDREDS))),
        {party: draw(TERMS) for party in PARTIES if draw(BOOLEANS)},
        tuple(_recurring(draw, today) for _ in range(draw(RECURRING))),
    )


@st.composite
def known_facts(draw: st.DrawFn) -> RunwayInputs:
    """Facts of a business whose cash and rates are known."""
    today, numbers = draw(todays), range(1, draw(DOCUMENTS) + 1)
    moved = [today - timedelta(days=days) for days in draw(MOVED_AGO)]
    return RunwayInputs(
        today=today,
        cash=draw(CASH),
        settings=_settings(draw, today),
        months=months_of(tuple(_movement(draw, day) for day in moved)),
        history=_history(today, _before(today, draw(HISTORY))),
        habits=Habits(today, _habit(draw), {party: _habit(draw) for party in PARTIES[:2]}),
        records={PARTIES[0]: record_of(VendorSums(bills_paid=3, bills_on_time=2))},
        documents=tuple(_document(draw, today, number) for number in numbers),
        entered=tuple(_entered(draw, today, number) for number in range(draw(ENTRIES))),
        arranged=tuple(entry for number in numbers for entry in _arranged(draw, today, number)),
    )


def without_prices_of_time(facts: RunwayInputs) -> RunwayInputs:
    """The same where lateness costs nothing and nobody gains by paying early."""
    terms = {party: replace(item, late=None) for party, item in facts.settings.vendor_terms.items()}
    documents = tuple(document._replace(terms=None) for document in facts.documents)
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
            else open_document._replace(item=open_document.item._replace(balance=balance + parts))
        )

    documents = (
        with_balance(document) if document.item.id == item_id else document for document in facts.documents
    )
    moved = () if day is None else (Arrangement(item_id, day),)
    return replace(facts, documents=tuple(documents), arranged=(*facts.arranged, *moved))


def decided_so(facts: RunwayInputs, open_balance: Decimal, change: Change) -> RunwayInputs:
    """The facts after deciding so: with a day, less than is open is a part of it."""
    if change.day and change.balance is not None and change.balance < open_balance:
        part = Arrangement(change.item_id, change.day, change.balance)
        return replace(facts, arranged=(*facts.arranged, part))
    return changed(facts, change.item_id, day=change.day, balance=change.balance)
