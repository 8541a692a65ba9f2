"""Published examples with their published results: discounts, ratios, late fees, balances and due dates."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest

from orchestrators.calculations.books.aging import AgingDocument, Application, open_balance
from orchestrators.calculations.books.discount import DiscountOffer, DiscountRate, discount_rate
from orchestrators.calculations.books.late import LateCostKind, LateTerms, late_cost
from orchestrators.calculations.books.ratios import Balance, BalanceBasis, dpo, dso, ending
from orchestrators.calculations.business_days import plus_days

pytestmark = pytest.mark.shared_data

Inputs = Mapping[str, object]
Results = Mapping[str, Decimal | date | None]


@dataclass(frozen=True, slots=True)
class Example:
    """An example of the file: what goes in, what was published, how far off it may be."""

    topic: str
    inputs: Inputs
    expected: Inputs
    tolerance: Decimal


def rate(inputs: Inputs) -> DiscountRate:
    offer = DiscountOffer(
        number(inputs["discount_pct"]), whole(inputs["discount_days"]), whole(inputs["net_days"])
    )
    return discount_rate(offer, year=whole(inputs["year"]))


def simple(inputs: Inputs) -> Results:
    return {"apr_pct": percent(rate(inputs).simple)}


def effective(inputs: Inputs) -> Results:
    return {"ear_pct": percent(rate(inputs).effective)}


def days_of_sales(inputs: Inputs) -> Results:
    if "avg_ar" in inputs:
        balance = Balance(number(inputs["avg_ar"]), BalanceBasis.AVERAGE)
    else:
        balance = ending(number(inputs["ar"]))
    return {"dso": dso(balance, number(inputs["credit_sales"]), whole(inputs["days"])).days}


def days_of_payables(inputs: Inputs) -> Results:
    balance = ending(number(inputs["ap"]))
    return {"dpo": dpo(balance, number(inputs["cogs"]), whole(inputs["days"])).days}


def days_of_average_payables(inputs: Inputs) -> Results:
    balance = Balance(number(inputs["avg_ap"]), BalanceBasis.AVERAGE)
    return {"dpo": dpo(balance, number(inputs["cogs"]), whole(inputs["days"])).days}


def daily_fee(inputs: Inputs) -> Results:
    assert inputs["year"] == 365
    terms = LateTerms(LateCostKind.DAILY, number(inputs["apr_pct"]))
    return {"fee": late_cost(terms, number(inputs["amount"]), whole(inputs["days"]))}


def monthly_fee(inputs: Inputs) -> Results:
    terms = LateTerms(LateCostKind.MONTHLY_OVER_30, number(inputs["monthly_pct"]))
    return {"fee": late_cost(terms, number(inputs["amount"]), whole(inputs["days"]))}


def balance_after_payments(inputs: Inputs) -> Results:
    day = date(2024, 1, 1)
    applied = tuple(Application(day, number(item)) for item in cast(list[str], inputs["applied"]))
    bill = AgingDocument(None, day, day, number(inputs["TotalAmt"]), applied)
    return {"Balance": open_balance(bill, day)}


def due(inputs: Inputs) -> Results:
    named = re.search(r"Net (\d+)", str(inputs["SalesTermRef"]))
    assert named is not None
    return {"DueDate": plus_days(date.fromisoformat(str(inputs["TxnDate"])), int(named[1]))}


SOLVED: Mapping[str, Callable[[Inputs], Results]] = {
    "discount_apr_360": simple,
    "discount_apr_365": simple,
    "discount_effective_annual": effective,
    "dso": days_of_sales,
    "dpo": days_of_payables,
    "dpo_average": days_of_average_payables,
    "late_fee_simple_daily": daily_fee,
    "late_fee_monthly_over_30": monthly_fee,
    "qbo_balance_identity": balance_after_payments,
    "due_date_from_terms": due,
}

ELSEWHERE_OR_LEFT_OUT = {
    "runway_months": "Tested beside runway and burn.",
    "runway_weeks": "Tested beside runway and burn.",
    "net_burn": "Tested beside runway and burn.",
    "net_burn_avg_4w": "Tested beside runway and burn.",
    "dup_normalise_positive": "Tested beside the rules that find duplicates.",
    "allowance": "A bookkeeping entry for bad debts at given percentages; there is no such figure here.",
    "collections": "Percentages of monthly sales; receipts are expected invoice by invoice here.",
    "cash_budget": "Built on percentages of monthly sales as well.",
    "ap_aging_api_sample": "It lists columns without documents; that they sum is a law of aging's tests.",
}

EXAMPLES = [
    "disc-2-10-30-360",
    "disc-1-10-30-365",
    "disc-2-10-30-365",
    "disc-3-10-45-365",
    "disc-eff-2-10-30",
    "dso-1",
    "dso-2",
    "dpo-1",
    "dpo-3",
    "late-abracalc-1",
    "late-monthly30",
    "qbo-partial",
    "qbo-terms-net30",
    "qbo-terms-net10",
]


@pytest.fixture(scope="module")
def examples(shared_data: Path) -> dict[str, Example]:
    file = shared_data / "worked_examples" / "worked_examples.json"
    return {
        load["id"]: Example(load["topic"], load["inputs"], load["expected"], number(load["tolerance"]))
        for load in json.loads(file.read_text(), parse_float=Decimal)
    }


@pytest.mark.parametrize("example_id", EXAMPLES)
def test_a_published_example_gives_its_published_result(
    examples: dict[str, Example], example_id: str
) -> None:
    example = examples[example_id]
    result = SOLVED[example.topic](example.inputs)
    assert result.keys() == example.expected.keys()
    for name, published in example.expected.items():
        assert agrees(result[name], published, example.tolerance), f"{name}: {result[name]}, not {published}"


def test_every_topic_is_tested_here_or_says_why_not(examples: dict[str, Example]) -> None:
    topics = {example.topic for example in examples.values()}
    assert topics == SOLVED.keys() | ELSEWHERE_OR_LEFT_OUT.keys()
    assert not SOLVED.keys() & ELSEWHERE_OR_LEFT_OUT.keys()


def test_every_example_of_a_topic_that_is_tested_here_is_named(examples: dict[str, Example]) -> None:
    assert {name for name, example in examples.items() if example.topic in SOLVED} == set(EXAMPLES)


def agrees(result: Decimal | date | None, published: object, tolerance: Decimal) -> bool:
    if isinstance(result, Decimal):
        return abs(result - number(published)) <= tolerance
    return result is not None and result.isoformat() == published


def number(value: object) -> Decimal:
    return Decimal(str(value))


def whole(value: object) -> int:
    return int(number(value))


def percent(rate: Decimal | None) -> Decimal | None:
    return None if rate is None else rate * 100
