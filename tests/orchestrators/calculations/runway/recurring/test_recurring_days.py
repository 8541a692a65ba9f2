"""Recurring flows come on their days, once, and not beside a document that stands for them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.books.entered import EnteredAhead, Settled
from orchestrators.calculations.business_days import Rolling
from orchestrators.calculations.runway.recurring.days import Covering, project
from orchestrators.calculations.runway.recurring.detection import RecurringFlow
from orchestrators.calculations.runway.recurring.planned import Planned, of_entries
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.calculations.values import FlowSource, OpenItem
from tests.orchestrators.calculations.runway.oracles.businesses import PARTIES, hundreds, item

TODAY = date(2024, 3, 11)
LAST = date(2024, 6, 9)
LANDLORD = PARTIES[0]
RENT = RecurringFlow(LANDLORD, "Rent", Decimal(-900), Cadence.MONTHLY, date(2024, 1, 1), date(2024, 3, 1))
APRIL, MAY, JUNE = date(2024, 4, 1), date(2024, 5, 1), date(2024, 5, 31)


def days(*flows: RecurringFlow, items: tuple[OpenItem, ...] = (), today: date = TODAY) -> list[date]:
    return [flow.day for flow in project(flows, today, LAST, map(planned, items))]


def planned(item: OpenItem, *more: date) -> Planned:
    """An open item on its due date, and on further days that may be its own."""
    amount = -item.total if item.is_bill else item.total
    return Planned(item.id, item.party_id, amount, (item.due_date, *more))


def bill(total: int, due: date, number: int = 1, *, is_bill: bool = True, party: UUID = LANDLORD) -> OpenItem:
    return item(total, due, number=number, is_bill=is_bill, party=party)


def test_rent_comes_on_its_days_before_weekends_until_the_horizon() -> None:
    assert days(RENT) == [APRIL, MAY, JUNE]
    [april, *_] = project([RENT], TODAY, LAST)
    assert (april.amount, april.source, april.item_id, april.label) == (
        Decimal(-900),
        FlowSource.RECURRING,
        None,
        "Rent",
    )


def test_receipts_come_after_weekends() -> None:
    fee = RecurringFlow(LANDLORD, "Fee", Decimal(900), Cadence.MONTHLY, date(2024, 1, 1), date(2024, 3, 1))
    assert days(fee) == [APRIL, MAY, date(2024, 6, 3)]


def test_what_was_seen_regularly_and_is_late_is_expected_today() -> None:
    assert days(RENT, today=date(2024, 4, 3)) == [date(2024, 4, 3), MAY, JUNE]


def test_what_was_paid_already_is_not_expected_again() -> None:
    paid = RecurringFlow(LANDLORD, "Rent", Decimal(-900), Cadence.MONTHLY, date(2024, 1, 1), APRIL)
    assert days(paid, today=date(2024, 3, 29)) == [MAY, JUNE]


def test_a_declared_flow_begins_with_its_anchor_and_ends_with_its_last_day() -> None:
    declared = RecurringFlow(
        None, "Rent", Decimal(-900), Cadence.WEEKLY, date(2024, 5, 6), None, date(2024, 5, 20)
    )
    assert days(declared) == [date(2024, 5, number) for number in (6, 13, 20)]
    long_ago = RecurringFlow(None, "Rent", Decimal(-900), Cadence.QUARTERLY, date(1915, 2, 28))
    assert days(long_ago) == [date(2024, 5, 28)]


def test_a_flow_that_falls_due_today_is_counted() -> None:
    assert days(RecurringFlow(None, "Tax", Decimal(-1), Cadence.QUARTERLY, TODAY)) == [TODAY]


@pytest.mark.parametrize(
    ("document", "left"),
    [
        (bill(900, APRIL), [MAY, JUNE]),
        (bill(989, APRIL + timedelta(days=10)), [MAY, JUNE]),
        (bill(900, date(2024, 4, 25)), [APRIL, JUNE]),
        (bill(900, APRIL + timedelta(days=11)), [APRIL, MAY, JUNE]),
        (bill(1000, APRIL), [APRIL, MAY, JUNE]),
        (bill(900, APRIL, is_bill=False), [APRIL, MAY, JUNE]),
        (bill(900, APRIL, party=PARTIES[1]), [APRIL, MAY, JUNE]),
    ],
    ids=["same", "near", "nearest", "too late", "too much", "an invoice", "another party"],
)
def test_an_open_document_stands_for_the_nearest_occurrence(document: OpenItem, left: list[date]) -> None:
    assert days(RENT, items=(document,)) == left


def test_money_stands_for_an_occurrence_by_any_of_its_days() -> None:
    late = planned(bill(900, APRIL - timedelta(days=20)), APRIL - timedelta(days=2))
    assert [flow.day for flow in project([RENT], TODAY, LAST, [late])] == [MAY, JUNE]
    far = planned(bill(900, APRIL + timedelta(days=11)), APRIL + timedelta(days=12))
    assert [flow.day for flow in project([RENT], TODAY, LAST, [far])] == [APRIL, MAY, JUNE]


@pytest.mark.parametrize(
    ("total", "placed", "left"),
    [
        (600, APRIL, [MAY, JUNE]),
        (1350, APRIL, [MAY, JUNE]),
        (599, APRIL, [APRIL, MAY, JUNE]),
        (1351, APRIL, [APRIL, MAY, JUNE]),
        (1300, APRIL + timedelta(days=10), [MAY, JUNE]),
        (1300, APRIL + timedelta(days=11), [APRIL, MAY, JUNE]),
    ],
    ids=["two thirds", "half as much again", "less", "more", "near", "far"],
)
def test_what_is_paid_regularly_pays_the_bill_that_is_open_then_whatever_it_comes_to(
    total: int, placed: date, left: list[date]
) -> None:
    owed = replace(planned(bill(total, APRIL - timedelta(days=60))), owed=(placed,))
    assert [flow.day for flow in project([RENT], TODAY, LAST, [owed])] == left


def test_a_bill_of_a_near_amount_comes_before_one_that_is_nearer() -> None:
    small = RecurringFlow(LANDLORD, "Cleaning", Decimal(-600), Cadence.MONTHLY, RENT.anchor, RENT.seen_until)
    owed = replace(planned(bill(600, APRIL + timedelta(days=4))), owed=(APRIL + timedelta(days=4),))
    flows = project([RENT, small], TODAY, LAST, [owed])
    assert [flow.amount for flow in flows if flow.day == APRIL] == [-900]
    repair = replace(planned(bill(700, APRIL, 2)), owed=(APRIL,))
    flows = project([RENT, small], TODAY, LAST, [owed, repair])
    assert [flow.amount for flow in flows if flow.day == APRIL] == []


@pytest.mark.parametrize(
    ("rolling", "june"), [(None, JUNE), (Rolling.BEFORE, JUNE), (Rolling.AFTER, date(2024, 6, 3))]
)
def test_it_moves_on_the_side_of_weekends_that_was_learned(rolling: Rolling | None, june: date) -> None:
    assert days(replace(RENT, rolling=rolling)) == [APRIL, MAY, june]
    fee = replace(RENT, amount=Decimal(900), rolling=rolling)
    assert days(fee)[2] == (date(2024, 5, 31) if rolling is Rolling.BEFORE else date(2024, 6, 3))


def test_a_partly_paid_document_still_stands_for_its_occurrence() -> None:
    partly = OpenItem(UUID(int=1), True, LANDLORD, None, APRIL, Decimal(900), Decimal(5))
    assert days(RENT, items=(partly,)) == [MAY, JUNE]


def test_one_document_stands_for_one_occurrence_and_two_for_two() -> None:
    near, far = bill(900, APRIL, 1), bill(900, APRIL + timedelta(days=3), 2)
    assert days(RENT, items=(near, far)) == [MAY, JUNE]
    assert days(RENT, RENT, items=(near,)) == [APRIL, MAY, MAY, JUNE, JUNE]
    assert days(RENT, RENT, items=(near, far)) == [MAY, MAY, JUNE, JUNE]


def test_a_weekly_flow_is_covered_by_what_is_due_within_half_a_week() -> None:
    weekly = RecurringFlow(LANDLORD, "Milk", Decimal(-50), Cadence.WEEKLY, date(2024, 5, 27))
    assert days(weekly, items=(bill(50, date(2024, 5, 30)),)) == [date(2024, 6, 3)]
    assert len(days(weekly, items=(bill(50, date(2024, 6, 9)),))) == 2


def cheque(
    amount: int, day: date, *settles: Settled, party: UUID | None = LANDLORD, label: str = "Landlord"
) -> EnteredAhead:
    return EnteredAhead(UUID(int=9), day, Decimal(-amount), Decimal(-amount), party, label, settles)


@pytest.mark.parametrize(
    ("entry", "left"),
    [
        (cheque(900, APRIL), [MAY, JUNE]),
        (cheque(900, APRIL + timedelta(days=11)), [APRIL, MAY, JUNE]),
        (cheque(900, APRIL, party=PARTIES[1]), [APRIL, MAY, JUNE]),
        (cheque(900, APRIL, party=None), [APRIL, MAY, JUNE]),
        (cheque(-900, APRIL), [APRIL, MAY, JUNE]),
        (cheque(400, APRIL), [APRIL, MAY, JUNE]),
        # Paid long before it is due, with others, or with a credit: the bill was the rent of May.
        (
            cheque(900, date(2024, 4, 15), Settled(UUID(int=1), Decimal(900), Decimal(900), MAY)),
            [APRIL, JUNE],
        ),
        (cheque(1300, MAY, Settled(UUID(int=1), Decimal(900), Decimal(900), MAY)), [APRIL, JUNE]),
        (cheque(700, MAY, Settled(UUID(int=1), Decimal(900), Decimal(900), MAY)), [APRIL, JUNE]),
    ],
    ids=["same", "too late", "another party", "nobody", "in", "too little", "early", "with others", "credit"],
)
def test_what_is_dated_ahead_stands_for_the_nearest_occurrence(entry: EnteredAhead, left: list[date]) -> None:
    assert [flow.day for flow in project([RENT], TODAY, LAST, of_entries([entry], set()))] == left


def test_a_bill_and_its_payment_stand_for_one_occurrence_together() -> None:
    both = cheque(900, APRIL, Settled(UUID(int=1), Decimal(900), Decimal(900), MAY))
    assert [flow.day for flow in project([RENT], TODAY, LAST, of_entries([both], set()))] == [MAY, JUNE]
    # Of what is paid in part, the open part stands for the occurrence.
    part = cheque(400, APRIL, Settled(UUID(int=1), Decimal(400), Decimal(900), MAY))
    partly = OpenItem(UUID(int=1), True, LANDLORD, None, MAY, Decimal(900), Decimal(500))
    beside = [planned(partly), *of_entries([part], {partly.id})]
    assert [flow.day for flow in project([RENT], TODAY, LAST, beside)] == [APRIL, JUNE]


def test_what_nobody_is_named_for_is_covered_by_an_entry_of_its_label() -> None:
    wages = RecurringFlow(None, "Wages 05/2024", Decimal(-900), Cadence.MONTHLY, APRIL)
    entry = cheque(900, APRIL, party=None, label="WAGES 06/2024")
    assert [flow.day for flow in project([wages], TODAY, LAST, of_entries([entry], set()))] == [MAY, JUNE]


def test_how_near_is_near_enough_is_the_businesss() -> None:
    strict = Covering(Decimal(0), 0)
    held = map(planned, [bill(901, APRIL), bill(900, MAY, 2)])
    flows = project([RENT], TODAY, LAST, held, covering=strict)
    assert [flow.day for flow in flows] == [APRIL, JUNE]


@given(
    st.lists(
        st.builds(
            RecurringFlow,
            st.none() | st.sampled_from(PARTIES),
            st.sampled_from("ab"),
            hundreds.map(lambda amount: -amount),
            st.sampled_from(Cadence),
            st.dates(date(2023, 1, 1), date(2024, 5, 1)),
        ),
        max_size=4,
    ),
    st.lists(
        st.builds(
            bill,
            st.integers(1, 50).map(lambda amount: amount * 100),
            st.dates(TODAY, LAST),
            st.integers(1, 10**6),
            party=st.sampled_from(PARTIES),
        ),
        max_size=6,
        unique_by=lambda result: result.id,
    ),
)
def test_documents_take_away_at_most_one_occurrence_each_and_add_none(
    recurring: list[RecurringFlow], items: list[OpenItem]
) -> None:
    alone, beside = (project(recurring, TODAY, LAST, map(planned, entry)) for entry in ((), items))
    assert len(alone) - len(items) <= len(beside) <= len(alone)
    assert set(beside) <= set(alone)
    assert all(TODAY <= flow.day <= LAST for flow in alone)
    assert project(recurring, TODAY, LAST, map(planned, items[::-1])) == beside
