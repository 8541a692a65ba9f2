"""Credits cover what is open, the oldest due first, and each unit of money counts once."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.runway.liquidity import RunwayInputs, liquidity
from orchestrators.calculations.runway.placement import Coverable, CreditKey, covered, moved
from orchestrators.calculations.runway.scenarios.covering import covering_of
from orchestrators.calculations.runway.scenarios.what_if import Change, Scenario, what_if
from orchestrators.calculations.values import OpenItem, OverduePolicy
from tests.orchestrators.calculations.runway.oracles.known_facts import changed, known_facts

VENDOR, OTHER = UUID(int=1), UUID(int=2)
amounts = st.integers(1, 1000).map(Decimal)
parties = st.sampled_from((VENDOR, OTHER, None))


@st.composite
def open_items(draw: st.DrawFn) -> list[Coverable]:
    """Bills and invoices in two currencies, of two parties or of nobody."""
    result = []
    for number in range(draw(st.integers(0, 8))):
        due, balance = draw(st.dates(date(2026, 1, 1), date(2027, 1, 1))), draw(amounts)
        is_bill, party = draw(st.booleans()), draw(parties)
        currency, rate = draw(st.sampled_from((("USD", Decimal(1)), ("EUR", Decimal("1.25")))))
        item = OpenItem(UUID(int=100 + number), is_bill, party, None, due, balance, balance * rate)
        result.append((item, currency, rate))
    return result


keys = st.tuples(st.booleans(), parties, st.sampled_from(("USD", "EUR")))


@given(open_items(), st.dictionaries(keys, amounts))
def test_a_party_still_owes_the_larger_of_what_is_open_less_its_credits_and_nothing(
    items: list[Coverable], unapplied: dict[CreditKey, Decimal]
) -> None:
    result = covered(items, unapplied)
    before: defaultdict[CreditKey, Decimal] = defaultdict(Decimal)
    after: defaultdict[CreditKey, Decimal] = defaultdict(Decimal)
    for item, currency, rate in items:
        part = result.get(item.id, Decimal(0))
        assert 0 <= part <= item.balance
        before[item.is_bill, item.party_id, currency] += item.balance / rate
        after[item.is_bill, item.party_id, currency] += (item.balance - part) / rate
    for key, owed in before.items():
        credit = unapplied.get(key, Decimal(0)) if key[1] else Decimal(0)
        assert after[key] == max(owed - credit, Decimal(0))


@given(open_items(), st.dictionaries(keys, amounts))
def test_what_is_due_later_is_covered_only_when_all_before_it_is_covered_in_full(
    items: list[Coverable], unapplied: dict[CreditKey, Decimal]
) -> None:
    result = covered(items, unapplied)
    for item, currency, _ in items:
        for other, other_currency, _ in items:
            same = (item.is_bill, item.party_id, currency) == (other.is_bill, other.party_id, other_currency)
            if same and other.due_date < item.due_date and item.id in result:
                assert result[other.id] == other.balance


@given(known_facts(), amounts, st.booleans())
def test_a_forecast_is_without_what_credits_cover_and_with_what_is_decided_in_full(
    facts: RunwayInputs, amount: Decimal, is_bill: bool
) -> None:
    counted = replace(
        facts.settings, policy=replace(facts.settings.policy, overdue_policy=OverduePolicy.ROLL_FORWARD)
    )
    without = replace(facts, settings=counted)
    documents = [entry for entry in facts.documents if entry.item.is_bill == is_bill]
    parties = {entry.item.party_id for entry in documents if entry.item.party_id is not None}
    unapplied: dict[CreditKey, Decimal] = {(is_bill, party, ""): amount for party in parties}
    plain, result = liquidity(without), liquidity(replace(without, credits=unapplied))
    decided = {entry.item_id for entry in facts.arranged if entry.part is None}
    for party in parties:
        free = [
            entry.item.id
            for entry in documents
            if entry.item.party_id == party and entry.item.id not in decided
        ]
        owed = sum((plain.placed[item_id].plan.item.balance for item_id in free), Decimal(0))
        left = sum((result.placed[item_id].plan.item.balance for item_id in free), Decimal(0))
        assert left == max(owed - amount, Decimal(0))
        assert sum((result.placed[item_id].credit for item_id in free), Decimal(0)) == owed - left
    for item_id, placed in result.placed.items():
        if not placed.credit:
            assert placed == plain.placed[item_id]
        else:
            on_its_day = moved(placed, facts.today, result.rules, day=facts.today)
            assert on_its_day.plan.item.balance == plain.placed[item_id].plan.item.balance


@given(known_facts(), st.data())
def test_what_if_other_balances_equal_the_forecast_with_them_credits_included(
    facts: RunwayInputs, data: st.DataObject
) -> None:
    keys = sorted(
        {(document.item.is_bill, document.item.party_id, "") for document in facts.documents}, key=str
    )
    # Recurring flows stay as planned in a scenario, whatever stands for them.
    facts = replace(
        facts,
        credits={key: data.draw(amounts) for key in keys if data.draw(st.booleans())},
        settings=replace(facts.settings, recurring=()),
    )
    ids = [document.item.id for document in facts.documents if data.draw(st.booleans())]
    changes = tuple(Change(item_id, balance=data.draw(amounts | st.just(Decimal(0)))) for item_id in ids)
    before, then = liquidity(facts), facts
    for change in changes:
        then = changed(then, change.item_id, balance=change.balance)
    after = liquidity(then)
    assert before.outlook is not None
    assert after.outlook is not None
    [result] = what_if(
        before.outlook.projected,
        before.placed,
        [Scenario("other balances", changes)],
        before.rules,
        covering=covering_of(before),
    )
    assert result.scenario.dated == after.outlook.projected.dated
    assert result.scenario.closing_balance == after.outlook.forecast.closing_balance
