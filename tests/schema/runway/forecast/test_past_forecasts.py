"""Forecasts of past weeks, once kept, make the band, tell how right they were, and choose the baseline."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from server.past_forecasts import make_past_forecasts
from tests.clock import today
from tests.records import account, usd
from tests.schema.runway.till import (
    SAVINGS,
    Record,
    Till,
    claim,
    collect,
    deposit,
    open_till,
    owed,
    pay,
    spend,
)
from tests.serving import Served

MONDAY = today() - timedelta(days=today().weekday())
EUR: Record = {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": 1.25}
BAND = "band { unknownReason forecastsJudged points { low { amount } projected { amount } high { amount } } }"
CHOSEN = "assumptions { baseline baselineChosenBy policy { baseline } }"
ACCURACY = """forecast { accuracy { baseline firstForecastDate unknownReason
    alarms { truePositives falsePositives falseNegatives trueNegatives } horizons {
    weeksAhead forecastsJudged bias { amount } meanAbsoluteError { amount } unknownReason
    insideBandShare insideBandUnknownReason } } }"""
CLOSINGS = "forecast { weeks { closingBalance { amount } } }"


def trade(weeks: int) -> dict[str, list[Record]]:
    """Sales of all sizes three days a week, half as much spent, rent, at times a bill and an invoice."""
    random = Random(weeks)
    mondays = [MONDAY - timedelta(weeks=back) for back in range(weeks, 0, -1)]
    sales = [
        deposit(f"s{monday}-{at}", monday + timedelta(days=at), float(random.randint(100, 900)))
        for monday in mondays
        for at in (0, 2, 4)
    ]
    spent = [spend(f"p{m}", m + timedelta(days=3), float(random.randint(300, 1200))) for m in mondays]
    rent = [spend(f"r{m}", m + timedelta(days=1), 75.0) for m in mondays[::2]]
    billed = mondays[::5]
    sold = [claim(f"i{m}", m + timedelta(days=30), 640.0, m, Balance=0) for m in billed[:-6]]
    bought = [owed(f"b{m}", m + timedelta(days=25), 410.0, m, Balance=0) for m in billed[:-6]]
    return {
        "Deposit": sales,
        "Purchase": [*spent, *rent],
        "Invoice": sold,
        "Bill": bought,
        "Payment": [collect(f"c{m}", m + timedelta(days=37), 640.0, f"i{m}") for m in billed[:-6]],
        "BillPayment": [pay(f"o{m}", m + timedelta(days=25), 410.0, f"b{m}") for m in billed[:-6]],
    }


async def shop(served: Served, weeks: int) -> Till:
    """With an account in euros beside the bank, which moves too."""
    euros = account(SAVINGS, 800.0, Name="Euros", CurrencyRef=EUR["CurrencyRef"])
    till = await open_till(served, balance=30_000.0, accounts=[euros])
    told = trade(weeks)
    paid = [MONDAY - timedelta(weeks=n) for n in (2, 9, 20, weeks)]
    abroad = [spend(f"e{at}", day, 20.0 + at, of=SAVINGS, **EUR) for at, day in enumerate(paid)]
    await till.load(**{**told, "Purchase": [*told["Purchase"], *abroad]})
    return till


async def remember(till: Till) -> None:
    """What an import by the command line ends with."""
    await make_past_forecasts(till.world.books, till.business, lambda _step, _done, _total: None)


async def kept(till: Till, baseline: str) -> Sequence[Any]:
    text = "SELECT * FROM runway.past_forecast WHERE business_id = $1 AND baseline = $2 ORDER BY made_on"
    return await till.world.run(text, till.business, baseline)


async def test_they_are_what_the_runway_of_that_day_says_and_what_came_is_the_cash_of_it(
    served: Served,
) -> None:
    till = await shop(served, 40)
    await till.change("setEarmark", {"name": "Taxes", "amount": usd("500")})
    await remember(till)
    for baseline in ("NONE", "USUAL"):
        await till.change("setRunwayPolicy", {"baseline": baseline})
        rows = await kept(till, baseline)
        # From the week on in which eight have passed: before, nothing can be usual.
        assert [row["made_on"] for row in rows] == [MONDAY - timedelta(weeks=n) for n in range(32, 0, -1)]
        for row in rows[::6]:
            then = await till.runway(CLOSINGS, row["made_on"])
            assert [week["closingBalance"]["amount"] for week in then["forecast"]["weeks"]] == [
                f"{closing:.2f}" for closing in row["closings"]
            ]
            sunday = await till.runway("available { amount }", row["made_on"] + timedelta(days=6))
            assert sunday["available"]["amount"] == f"{row['came']:.2f}"
    before = [dict(row, id=None) for row in await kept(till, "USUAL")]
    await remember(till)
    assert [dict(row, id=None, created_at=None) for row in await kept(till, "USUAL")] == [
        {**row, "created_at": None} for row in before
    ]


async def test_the_baseline_that_missed_by_less_holds_and_is_shown_with_who_chose_it(served: Served) -> None:
    till = await shop(served, 40)
    by_default = {"baseline": "NONE", "baselineChosenBy": "DEFAULT", "policy": {"baseline": "NONE"}}
    assert (await till.runway(CHOSEN))["assumptions"] == by_default
    await remember(till)
    by_source = "forecast { weeks { bySource { source receipts { amount } } } }"
    result = await till.runway(f"{CHOSEN} {by_source}")
    by_test = {"baseline": "USUAL", "baselineChosenBy": "BACK_TEST", "policy": {"baseline": "USUAL"}}
    assert result["assumptions"] == by_test
    usual = [
        Decimal(source["receipts"]["amount"])
        for week in result["forecast"]["weeks"]
        for source in week["bySource"]
        if source["source"] == "USUAL"
    ]
    assert min(usual[1:]) > 0
    await till.change("setRunwayPolicy", {"baseline": "NONE"})
    by_policy = {"baseline": "NONE", "baselineChosenBy": "POLICY", "policy": {"baseline": "NONE"}}
    assert (await till.runway(CHOSEN))["assumptions"] == by_policy
    await till.change("setRunwayPolicy", {"baseline": None})
    assert (await till.runway(CHOSEN))["assumptions"] == by_test


async def test_a_band_is_made_of_what_they_missed_by_and_accuracy_tells_it(served: Served) -> None:
    till = await shop(served, 60)
    await remember(till)
    result = await till.runway(f"{BAND} {ACCURACY}")
    points, accuracy = result["band"]["points"], result["forecast"]["accuracy"]
    # Sixty weeks, eight of which are too early; of those of the last twelve the thirteenth has not passed.
    assert (result["band"]["unknownReason"], result["band"]["forecastsJudged"], len(points)) == (None, 40, 13)
    assert [horizon["forecastsJudged"] for horizon in accuracy["horizons"]] == [49, 45, 40]
    assert accuracy["firstForecastDate"] == str(MONDAY - timedelta(weeks=52))
    rows = await kept(till, "USUAL")
    for horizon in accuracy["horizons"]:
        ahead = horizon["weeksAhead"] - 1
        pairs = zip(rows, rows[ahead:], strict=False)
        errors = [later["came"] - row["closings"][ahead] for row, later in pairs]
        mean = sum(map(abs, errors), Decimal(0)) / len(errors)
        assert abs(Decimal(horizon["meanAbsoluteError"]["amount"]) - mean) < Decimal("0.01")
        assert abs(Decimal(horizon["bias"]["amount"]) - sum(errors) / len(errors)) < Decimal("0.01")
        assert 0 <= Decimal(horizon["insideBandShare"]) <= 1
        far = Decimal(points[ahead]["high"]["amount"]) - Decimal(points[ahead]["projected"]["amount"])
        # At least as far as all but a fifth of the errors go.
        assert sum(abs(error) <= far for error in errors) >= 0.8 * len(errors) - 1
    assert sum(accuracy["alarms"].values()) == 40
    assert accuracy["baseline"] == "USUAL"


async def test_under_enough_history_band_and_accuracy_are_unknown_with_the_number_judged(
    served: Served,
) -> None:
    till = await shop(served, 32)
    await remember(till)
    result = await till.runway(f"{BAND} {ACCURACY}")
    # Twenty-four, of twelve of which the thirteenth week has passed.
    assert result["band"] == {"unknownReason": "INSUFFICIENT_HISTORY", "forecastsJudged": 12, "points": []}
    accuracy = result["forecast"]["accuracy"]
    assert (accuracy["unknownReason"], accuracy["alarms"], accuracy["baseline"]) == (
        "INSUFFICIENT_HISTORY",
        None,
        "NONE",
    )
    four, _, thirteen = accuracy["horizons"]
    assert (four["forecastsJudged"], four["unknownReason"], four["bias"] is None) == (21, None, False)
    assert (thirteen["forecastsJudged"], thirteen["insideBandShare"]) == (12, None)
    assert thirteen["insideBandUnknownReason"] == "INSUFFICIENT_HISTORY"


async def test_with_nothing_kept_nothing_is_known(served: Served) -> None:
    till = await open_till(served)
    result = await till.runway(f"{BAND} {ACCURACY}")
    assert result["band"] == {"unknownReason": "INSUFFICIENT_HISTORY", "forecastsJudged": 0, "points": []}
    nothing = {
        "forecastsJudged": 0,
        **dict.fromkeys(("bias", "meanAbsoluteError", "insideBandShare")),
        **dict.fromkeys(("unknownReason", "insideBandUnknownReason"), "INSUFFICIENT_HISTORY"),
    }
    assert result["forecast"]["accuracy"] == {
        "baseline": "NONE",
        "firstForecastDate": None,
        "unknownReason": "INSUFFICIENT_HISTORY",
        "alarms": None,
        "horizons": [{"weeksAhead": weeks, **nothing} for weeks in (4, 8, 13)],
    }


async def test_the_band_of_a_day_before_knows_nothing_of_what_came_after_it(served: Served) -> None:
    till = await shop(served, 40)
    await remember(till)
    now, then = await till.runway(BAND), await till.runway(BAND, MONDAY - timedelta(weeks=10))
    assert (now["band"]["forecastsJudged"], then["band"]["forecastsJudged"]) == (20, 10)
    chosen = "assumptions { baselineChosenBy }"
    now, then = await till.runway(chosen), await till.runway(chosen, MONDAY - timedelta(weeks=30))
    assert now["assumptions"] == {"baselineChosenBy": "BACK_TEST"}
    assert then["assumptions"] == {"baselineChosenBy": "DEFAULT"}


@pytest.mark.parametrize("coverage", ["0", "1", "-0.5"])
async def test_a_coverage_is_between_nothing_and_all(served: Served, coverage: str) -> None:
    till = await open_till(served)
    reply = await till.reply(f'{{ runway {{ band(coverage: "{coverage}") {{ unknownReason }} }} }}')
    assert reply.codes == ["BAD_USER_INPUT"]
