"""What is regular by chance does not recur; of what does, the past tells the side of weekends it moves on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from orchestrators.calculations.business_days import Rolling
from orchestrators.calculations.runway.recurring.detection import detect
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from tests.orchestrators.calculations.runway.recurring.moving import RENT_DAYS, TODAY, detected, moved

#: The 1st of seven months from a Sunday's on, whose payment came on Monday.
WINTER = ("2023-10-02", "2023-11-01", "2023-12-01", "2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01")


@pytest.mark.parametrize(
    ("days", "side"),
    [
        (RENT_DAYS, Rolling.BEFORE),
        (("2024-03-01", "2024-04-01", "2024-05-01", "2024-06-03"), Rolling.AFTER),
        (("2024-03-15", "2024-04-15", "2024-05-15"), None),
        (("2024-04-01", "2024-05-01", "2024-06-01"), None),
        ((*WINTER, "2024-05-01", "2024-05-31"), None),
        ((*WINTER, "2024-05-01", "2024-06-03"), Rolling.AFTER),
    ],
    ids=["before", "after", "no weekend", "on a weekend", "once either way", "twice after"],
)
def test_it_is_learned_on_which_side_of_weekends_it_moves(
    days: tuple[str, ...], side: Rolling | None
) -> None:
    [flow] = detect(moved(*days), TODAY)
    assert flow.rolling is side


#: An invoice that was paid in halves a month apart, and another near it: three in a row among many.
HALVES = [
    *moved("2024-03-25", "2024-04-26", amount=11759, label="C"),
    *moved("2024-05-27", amount=11528, label="C"),
]
OTHERS = ("2024-02-28", "2024-03-05", "2024-04-18", "2024-05-22")


@pytest.mark.parametrize(("others", "is_chance"), [(2, False), (3, True), (4, True)])
def test_few_in_a_row_are_chance_where_as_much_moves_on_other_days(others: int, *, is_chance: bool) -> None:
    amounts = (23289, 5118, 8683, 2600)
    beside = [
        item
        for day, amount in zip(OTHERS[:others], amounts, strict=False)
        for item in moved(day, amount=amount, label="C")
    ]
    assert bool(detected([*HALVES, *beside])) is not is_chance


def test_what_moved_long_before_or_the_other_way_is_no_evidence_of_chance() -> None:
    before = [*moved("2023-12-05", "2024-01-03", "2024-01-18", amount=4000, label="C")]
    refunds = moved(*OTHERS, amount=-300, label="C")
    assert len(detected([*HALVES, *before, *refunds])) == 1


def test_six_in_a_row_recur_whatever_else_moves() -> None:
    days = ["2024-01-05", "2024-02-05", "2024-03-05", "2024-04-05", "2024-05-06", "2024-06-05"]
    others = [
        item
        for number in range(20)
        for item in moved(str(date(2024, 1, 9) + timedelta(days=7 * number)), amount=40 * 1.2**number)
    ]
    assert (Decimal(5000), Cadence.MONTHLY) in [
        (amount, cadence) for _, amount, cadence, _ in detected([*moved(*days, amount=5000), *others])
    ]
    late = [
        (amount, cadence) for _, amount, cadence, _ in detected([*moved(*days[1:], amount=5000), *others])
    ]
    assert (Decimal(5000), Cadence.MONTHLY) not in late
