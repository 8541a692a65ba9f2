"""`runway backtest --forecast` holds the forecasts of a year of weeks against the balances that came."""

import json
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from tests.clock import today
from tests.records import account
from tests.schema.runway.till import BANK, deposit, open_till, spend
from tests.server.cli.command import Runway
from tests.serving import Served
from tests.world import OWNER, SECRET

MONDAY = today() - timedelta(days=today().weekday())


@pytest.fixture
def runway(tmp_path: Path, served: Served) -> Runway:
    return Runway(tmp_path, {"DATABASE_URL": served.world.address.dsn(), "TOKEN_SECRET": SECRET})


async def _shop(served: Served, name: str) -> None:
    """Daily sales of all sizes that nobody knows of before, and rent; cash grows by it all year."""
    till, random = await open_till(served, balance=200_000.0), Random(11)
    days = [MONDAY - timedelta(days=back) for back in range(1, 480) if back % 7 not in (1, 2)]
    sales = [deposit(f"s{n}", day, float(random.randint(100, 700))) for n, day in enumerate(days)]
    spent = [spend(f"p{n}", day, float(random.randint(50, 300))) for n, day in enumerate(days[::2])]
    await till.load(Deposit=sales, Purchase=spent)
    await served.world.run("UPDATE runway.business SET name = $2 WHERE id = $1", till.business, name)


async def test_what_is_usual_misses_by_less_and_both_are_told(served: Served, runway: Runway) -> None:
    await _shop(served, "Shop")
    ran = await runway.run("backtest", "--business", "Shop", "--forecast", "--json")
    assert ran.code == 0, ran
    baselines = json.loads(ran.out)["baselines"]
    missed = {
        name: [float(horizon["miss"]) for horizon in baselines[name]["horizons"]]
        for name in ("NONE", "USUAL")
    }
    assert [horizon["n"] for horizon in baselines["NONE"]["horizons"]] == [62, 58, 53]
    # Nothing of it is known before, so without a baseline all of it is missed: more the further ahead.
    assert missed["NONE"] == sorted(missed["NONE"])
    assert all(usual < none / 3 for usual, none in zip(missed["USUAL"], missed["NONE"], strict=True))
    shown = await runway.run("backtest", "--business", "Shop", "--forecast")
    assert "with usual cash flows (USUAL)" in shown.out
    assert f"{missed['USUAL'][0]:,.2f}" in shown.out


async def test_they_are_kept_and_choose_the_baseline_of_the_next_question(
    served: Served, runway: Runway
) -> None:
    await _shop(served, "Kept")
    question = "{ runway { assumptions { baseline baselineChosenBy } band { forecastsJudged } } }"
    (row,) = await served.world.run("SELECT id FROM runway.business WHERE name = 'Kept'")
    before = await served.api.ask(question, user=OWNER, business=row["id"])
    assert before.data["runway"]["band"] == {"forecastsJudged": 0}
    assert (await runway.run("backtest", "--business", "Kept", "--forecast")).code == 0
    after = (await served.api.ask(question, user=OWNER, business=row["id"])).data["runway"]
    assert after["assumptions"] == {"baseline": "USUAL", "baselineChosenBy": "BACK_TEST"}
    # Of sixty-nine weeks without the first eight of the books, and the last twelve.
    assert after["band"] == {"forecastsJudged": 49}


async def test_an_import_ends_with_the_forecasts_of_past_weeks(
    served: Served, runway: Runway, tmp_path: Path
) -> None:
    days = [MONDAY - timedelta(days=back) for back in range(1, 7 * 20, 3)]
    export = tmp_path / "export.json"
    records = {
        "Account": [account(BANK, 5_000.0)],
        "Deposit": [deposit(f"s{n}", day, 100.0 + n) for n, day in enumerate(days)],
    }
    export.write_text(json.dumps({"QueryResponse": records}))
    command = ("import", "quickbooks", str(export), "--business", "Stall", "--create")
    for _ in range(2):
        ran = await runway.run(*command)
        assert ran.code == 0, ran
        kept = await served.world.run(
            "SELECT f.baseline, count(*) AS n FROM runway.past_forecast AS f "
            "JOIN runway.business AS b ON b.id = f.business_id AND b.name = 'Stall' "
            "WHERE f.came IS NOT NULL AND cardinality(f.closings) = 13 GROUP BY f.baseline"
        )
        # Of twenty weeks the first eight are left out; an import of the same replaces what is there.
        assert sorted(map(tuple, kept)) == [("NONE", 12), ("USUAL", 12)]


async def test_without_a_bank_account_there_is_no_forecast_to_judge(served: Served, runway: Runway) -> None:
    await served.world.business("New")
    ran = await runway.run("backtest", "--business", "New", "--forecast")
    assert ran.code == 1
    assert "New has no week in the last year" in ran.err
