"""Published examples of burn and runway, each against its published result."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestrators.calculations.runway.burn import BurnAverage, BurnMonth, History, burn
from orchestrators.calculations.runway.runway import (
    DAYS_OF_A_MONTH,
    AverageRunway,
    AverageRunwayState,
    average_runway,
)
from orchestrators.calculations.values import CashMovement
from tests.orchestrators.calculations.runway.oracles.slow_burn import months_of

pytestmark = pytest.mark.shared_data

Example = Mapping[str, Any]
TODAY = date(2024, 6, 1)

RUNWAY_MONTHS = (
    *("runway-midday-1", "runway-midday-2", "runway-midday-3", "runway-midday-4", "runway-midday-5"),
    "runway-ccg-1",
)
RUNWAY_WEEKS = ("runway-coodloom-1", "runway-coodloom-2")
NET_BURN = ("netburn-1",)
NET_BURN_OF_WEEKS = ("netburn-coodloom",)
OF_TOPIC = {
    "runway_months": RUNWAY_MONTHS,
    "runway_weeks": RUNWAY_WEEKS,
    "net_burn": NET_BURN,
    "net_burn_avg_4w": NET_BURN_OF_WEEKS,
}
#: Tested beside terms, discounts, ratios, late fees and duplicates, or left out there with the reason.
ELSEWHERE = {
    *("discount_apr_360", "discount_apr_365", "discount_effective_annual", "dso", "dpo", "dpo_average"),
    *("late_fee_simple_daily", "late_fee_monthly_over_30", "qbo_balance_identity", "due_date_from_terms"),
    *("dup_normalise_positive", "allowance", "collections", "cash_budget", "ap_aging_api_sample"),
}


@pytest.fixture(scope="module")
def examples(shared_data: Path) -> dict[str, Example]:
    text = (shared_data / "worked_examples" / "worked_examples.json").read_text()
    return {load["id"]: load for load in json.loads(text, parse_float=Decimal, parse_int=Decimal)}


@pytest.mark.parametrize("example_id", RUNWAY_MONTHS)
def test_runway_in_months_is_as_published(examples: dict[str, Example], example_id: str) -> None:
    result = runway(examples[example_id], "monthly_burn", DAYS_OF_A_MONTH)
    assert result.months is not None
    assert near(examples[example_id], "runway_months", result.months)


@pytest.mark.parametrize("example_id", RUNWAY_WEEKS)
def test_runway_in_weeks_is_as_published(examples: dict[str, Example], example_id: str) -> None:
    result = runway(examples[example_id], "weekly_burn", Decimal(7))
    assert result.days is not None
    assert near(examples[example_id], "runway_weeks", result.days / 7)


@pytest.mark.parametrize("example_id", NET_BURN)
def test_net_and_gross_burn_are_as_published(examples: dict[str, Example], example_id: str) -> None:
    example = examples[example_id]
    month = BurnMonth(TODAY, example["inputs"]["cash_in"], example["inputs"]["cash_out"])
    assert near(example, "net_burn", month.net)
    assert near(example, "gross_burn", month.gross)


@pytest.mark.parametrize("example_id", NET_BURN_OF_WEEKS)
def test_more_coming_in_than_going_out_is_an_infinite_runway(
    examples: dict[str, Example], example_id: str
) -> None:
    """The example's four weeks lie in three months here, so the total is compared and not the months."""
    example = examples[example_id]
    days = [date(2024, 3, 4), date(2024, 3, 11), date(2024, 4, 8), date(2024, 5, 20)]
    came, went = (zip(days, example["inputs"][side], strict=True) for side in ("in", "out"))
    movements = [moved(day, amount) for day, amount in came] + [moved(day, -amount) for day, amount in went]
    figures = burn(months_of(movements), TODAY, History(days[0].replace(day=1), TODAY, TODAY)).figures
    assert figures is not None
    assert near(example, "avg_weekly_net_burn", figures.net_mean * 3 / 4)
    assert (
        average_runway(Decimal(54300), figures.net_per_day_of_mean, TODAY, BurnAverage.MEAN).state
        is AverageRunwayState.INFINITE
    )
    assert example["expected"]["runway"] == "infinite"


def test_every_example_of_these_topics_is_named_and_every_other_topic_is_elsewhere(
    examples: dict[str, Example],
) -> None:
    named = {example_id: topic for topic, ids in OF_TOPIC.items() for example_id in ids}
    topics = {example_id: example["topic"] for example_id, example in examples.items()}
    assert {key: topic for key, topic in topics.items() if topic not in ELSEWHERE} == named


def runway(example: Example, burn_name: str, days: Decimal) -> AverageRunway:
    return average_runway(
        example["inputs"]["cash"], example["inputs"][burn_name] / days, TODAY, BurnAverage.MEAN
    )


def near(example: Example, name: str, result: Decimal) -> bool:
    return bool(abs(result - example["expected"][name]) <= example["tolerance"])


def moved(day: date, amount: Decimal) -> CashMovement:
    return CashMovement(day, amount, False, False, None, "")
