"""Recurring flows are found by who, how much and how regularly; what has ended or was declared is not."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.business_days import Rolling
from orchestrators.calculations.runway.recurring.detection import RecurringFlow, detect, label_key, override
from orchestrators.calculations.runway.recurring.rhythm import RHYTHMS, Cadence, Rhythm, nth
from orchestrators.calculations.values import CashMovement
from tests.orchestrators.calculations.runway.recurring.moving import (
    GROCER,
    LANDLORD,
    RENT_DAYS,
    TODAY,
    detected,
    moved,
)

RENT = moved(*RENT_DAYS)
RENT_FOUND = ("Rent", Decimal(-900), Cadence.MONTHLY, date(2024, 6, 1))


def test_rent_is_found_though_a_weekend_moved_it() -> None:
    assert detected(RENT) == [RENT_FOUND]
    [flow] = detect(RENT, TODAY)
    assert (flow.party_id, flow.anchor.day) == (LANDLORD, 1)


def test_rent_that_rose_a_little_is_expected_as_it_was_lately() -> None:
    rising = [*moved(*RENT_DAYS[:1], amount=-870), *moved(*RENT_DAYS[1:], amount=-910)]
    assert [amount for _, amount, *_ in detected(rising)] == [Decimal(-910)]


def test_wages_of_several_people_on_one_day_are_one_flow() -> None:
    days = ("2024-05-17", "2024-05-31", "2024-06-14")
    wages = [
        *moved(*days, party=None, label="Payroll 1"),
        *moved(*days, amount=-950, party=None, label="PAYROLL 2"),
    ]
    assert [(amount, cadence) for _, amount, cadence, _ in detected(wages)] == [
        (Decimal(-1850), Cadence.BIWEEKLY)
    ]


def test_two_subscriptions_of_one_vendor_are_two_flows() -> None:
    small = moved("2024-03-08", "2024-04-08", "2024-05-08", "2024-06-08", amount=-20)
    assert [amount for _, amount, *_ in detected([*RENT, *small])] == [Decimal(-900), Decimal(-20)]


def test_wages_twice_a_month_are_two_monthly_flows() -> None:
    days = [f"2024-{month:02}-{day}" for month in range(1, 6) for day in (15, 29 if month == 2 else 30)]
    flows = detect(moved(*days), TODAY)
    assert {(flow.cadence, flow.anchor.day) for flow in flows} == {
        (Cadence.MONTHLY, 15),
        (Cadence.MONTHLY, 30),
    }


@pytest.mark.parametrize(
    "movements",
    [
        moved(*RENT_DAYS[2:]),
        moved("2024-03-01", "2024-03-20", "2024-05-01", "2024-05-31"),
        [*moved(*RENT_DAYS[:3]), *moved(RENT_DAYS[3], amount=-2000)][2:],
        moved(*RENT_DAYS, party=None, label=" 4711 "),
        moved(*RENT_DAYS, amount=900, financing=True),
        [CashMovement(item.day, item.amount, True, False, LANDLORD, "Rent") for item in RENT],
        moved(*RENT_DAYS, amount=0),
    ],
    ids=["twice only", "irregular", "unlike amounts", "no name", "money lent", "own accounts", "nothing"],
)
def test_what_does_not_come_back_is_not_found(movements: list[CashMovement]) -> None:
    assert detected(movements) == []


def month(*gaps: int, first: date = date(2024, 3, 10)) -> list[str]:
    """Days that many days apart."""
    return [(first + timedelta(days=sum(gaps[:at]))).isoformat() for at in range(len(gaps) + 1)]


@pytest.mark.parametrize(
    ("gaps", "cadence"),
    [
        ((7, 6, 8), Cadence.WEEKLY),
        ((14, 13, 15), Cadence.BIWEEKLY),
        ((31, 33, 28), Cadence.MONTHLY),
        ((31, 27, 34), Cadence.MONTHLY),
        ((92, 95, 89), Cadence.QUARTERLY),
        ((5, 7, 5), None),
        ((7, 9, 7), None),
        ((14, 14, 12), None),
        ((14, 16, 14), None),
        ((31, 24, 31), None),
        ((31, 35, 27), None),
        ((61, 61, 61), None),
        ((365,), Cadence.YEARLY),
        ((355, 375), Cadence.YEARLY),
        ((92, 86, 92), None),
        ((354,), None),
        ((376,), None),
        ((365, 180), None),
        ((92, 96, 92), None),
        ((31, 30, 31, 61), None),
        ((33, 33, 33, 33), None),
    ],
)
def test_gaps_may_vary_with_months_and_weekends_and_no_further(
    gaps: tuple[int, ...], cadence: Cadence | None
) -> None:
    days = month(*gaps)
    flows = detected(moved(*days), date.fromisoformat(days[-1]))
    assert [item for _, _, item, _ in flows] == ([cadence] if cadence else [])


@pytest.mark.parametrize(("last", "is_near"), [(-990, True), (-991, False), (-810, True), (-809, False)])
def test_amounts_are_alike_within_a_tenth_of_the_usual_one(last: int, *, is_near: bool) -> None:
    movements = [*moved(RENT_DAYS[0], amount=last), *moved(*RENT_DAYS[1:])]
    [flow] = detect(movements, TODAY)
    assert flow.anchor.day == 1
    three = [*moved(RENT_DAYS[1], amount=last), *moved(*RENT_DAYS[2:])]
    assert bool(detected(three)) is is_near


def test_amounts_that_creep_away_are_not_alike() -> None:
    creeping = [
        item
        for day, amount in zip(RENT_DAYS, (-80, -87, -95, -104), strict=True)
        for item in moved(day, amount=amount)
    ]
    assert [amount for _, amount, *_ in detected(creeping)] == [Decimal(-95)]
    steep = [
        item
        for day, amount in zip(RENT_DAYS[1:], (-80, -88, -97), strict=True)
        for item in moved(day, amount=amount)
    ]
    assert detected(steep) == []


def test_the_flow_is_called_as_it_was_lately() -> None:
    names = [item for number, day in enumerate(RENT_DAYS) for item in moved(day, label=f"Rent {number}")]
    assert [label for label, *_ in detected(names)] == ["Rent 3"]


def test_paying_back_a_loan_comes_back() -> None:
    assert [amount for _, amount, *_ in detected(moved(*RENT_DAYS, financing=True))] == [Decimal(-900)]


def test_what_ended_is_no_longer_expected() -> None:
    assert detected(RENT, date(2024, 7, 4)) == [RENT_FOUND]
    assert detected(RENT, date(2024, 7, 5)) == []


def test_what_lies_in_the_future_was_not_seen() -> None:
    assert detected(RENT, date(2024, 5, 30)) == [("Rent", Decimal(-900), Cadence.MONTHLY, date(2024, 5, 1))]


def test_a_flow_that_began_again_counts_from_there() -> None:
    before = moved("2023-05-01", "2023-06-12", "2023-07-01")
    assert detected([*before, *RENT]) == [RENT_FOUND]


@given(
    st.sampled_from(RHYTHMS),
    st.dates(date(2022, 1, 1), date(2023, 12, 31)),
    st.integers(3, 12),
    st.integers(1, 10**6),
    st.data(),
)
def test_every_rhythm_is_found_among_movements_of_others(
    rhythm: Rhythm, anchor: date, count: int, amount: int, data: st.DataObject
) -> None:
    seen = [nth(anchor, rhythm, number) for number in range(count)]
    regular = [CashMovement(day, Decimal(amount), False, False, GROCER, "x") for day in seen]
    other = data.draw(st.permutations([*regular, *RENT]))
    [flow] = [flow for flow in detect(other, seen[-1]) if flow.party_id == GROCER]
    assert (flow.amount, flow.cadence, flow.seen_until) == (Decimal(amount), rhythm.cadence, seen[-1])
    assert detect(other, seen[-1]) == detect([*regular, *RENT], seen[-1])


@pytest.mark.parametrize(
    ("party", "label", "amount", "kept"),
    [
        (LANDLORD, "Office", -950, False),
        (None, "RENT 06/2024", -950, False),
        (LANDLORD, "Rent", 950, True),
        (GROCER, "Office", -950, True),
        (None, "", -950, True),
    ],
)
def test_a_declared_flow_overrides_what_was_detected_about_the_same(
    party: UUID | None, label: str, amount: int, *, kept: bool
) -> None:
    declared = RecurringFlow(party, label, Decimal(amount), Cadence.WEEKLY, TODAY)
    detected = detect(RENT, TODAY)
    assert override(detected, [declared]) == (declared, *(detected if kept else ()))


def test_a_declared_flow_goes_on_where_the_books_saw_it_last() -> None:
    declared = RecurringFlow(LANDLORD, "Rent", Decimal(-950), Cadence.MONTHLY, date(2024, 1, 1))
    [flow] = override(detect(RENT, TODAY), [declared])
    assert (flow.amount, flow.seen_until) == (Decimal(-950), date(2024, 6, 1))
    # And on the side of weekends on which they saw it.
    assert flow.rolling is Rolling.BEFORE


def test_declaring_nothing_silences_what_was_detected() -> None:
    declared = RecurringFlow(LANDLORD, "Rent", Decimal(0), Cadence.MONTHLY, TODAY)
    assert override(detect(RENT, TODAY), [declared]) == ()


def test_labels_are_alike_whatever_their_numbers_and_case() -> None:
    assert label_key("Rent 05/2026") == label_key("  RENT-06-2026") == "rent"
    assert label_key("12-34") == ""
