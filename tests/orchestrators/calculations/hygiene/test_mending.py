"""What mending documents does is what a liquidity of the mended books comes to, to the day and the cent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrators.calculations.hygiene.mending import Mended, mending
from orchestrators.calculations.runway.liquidity import RunwayInputs, liquidity
from orchestrators.calculations.runway.placement import CreditKey, OpenDocument
from orchestrators.calculations.runway.runway import DatedRunway
from orchestrators.calculations.values import OpenItem
from orchestrators.figures import UnknownReason
from tests.examples import tries
from tests.orchestrators.calculations.runway.oracles.businesses import PARTIES
from tests.orchestrators.calculations.runway.oracles.known_facts import known_facts

CREDITS: st.SearchStrategy[Mapping[CreditKey, Decimal]] = st.dictionaries(
    st.tuples(st.booleans(), st.sampled_from(PARTIES), st.just("")),
    st.integers(1, 900).map(Decimal),
    max_size=4,
)
DAYS, AMOUNTS = st.integers(-60, 120), st.integers(1, 9000).map(Decimal)


def from_scratch(facts: RunwayInputs, mended: Mended) -> DatedRunway | UnknownReason:
    kept = [document for document in facts.documents if document.item.id not in mended.ids]
    without_rate = tuple({*facts.without_rate} - mended.ids) + mended.without_rate
    made = liquidity(replace(facts, documents=(*kept, *mended.counted), without_rate=without_rate))
    if made.outlook is None:
        assert made.unknown is not None
        return made.unknown
    return made.outlook.projected.dated


def _mended(data: st.DataObject, facts: RunwayInputs) -> Mended:
    """Some documents gone, some with other values, and one that was not counted before."""
    draw = data.draw
    chosen = [document for document in facts.documents if draw(st.booleans())]
    changed = [_other(data, facts, document.item.id) for document in chosen if draw(st.booleans())]
    ids = {document.item.id for document in chosen}
    if draw(st.booleans()):
        changed.append(_other(data, facts, UUID(int=999)))
        ids.add(UUID(int=999))
    without_rate = tuple(ids)[:1] if not changed and draw(st.booleans()) else ()
    return Mended(ids, tuple(changed), without_rate)


def _other(data: st.DataObject, facts: RunwayInputs, item_id: UUID) -> OpenDocument:
    due, total = facts.today + timedelta(days=data.draw(DAYS)), data.draw(AMOUNTS)
    party = data.draw(st.sampled_from([*PARTIES, None]))
    item = OpenItem(item_id, data.draw(st.booleans()), party, due - timedelta(days=30), due, total, total)
    return OpenDocument(item)


@given(data=st.data())
@settings(max_examples=tries(300))
def test_mending_comes_to_what_the_mended_books_come_to(data: st.DataObject) -> None:
    facts = replace(data.draw(known_facts()), credits=data.draw(CREDITS))
    mended = _mended(data, facts)
    assert mending(liquidity(facts)).dated(mended) == from_scratch(facts, mended)


@given(data=st.data())
@settings(max_examples=tries(60))
def test_books_without_a_forecast_get_one_when_all_that_hinders_it_is_mended(data: st.DataObject) -> None:
    facts = replace(data.draw(known_facts()), without_rate=(UUID(int=999), UUID(int=998)))
    one = Mended({UUID(int=999)}, (_other(data, facts, UUID(int=999)),))
    both = Mended({UUID(int=999), UUID(int=998)}, one.counted)
    before = mending(liquidity(facts))
    assert before.dated(one) is UnknownReason.UNKNOWN_RATE
    assert before.dated(both) == from_scratch(facts, both)
