"""What-if over the API: scenarios side by side, computed together, or else what is wrong with them."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from tests.clock import within
from tests.db.catalogue import fingerprints
from tests.records import usd
from tests.schema.runway.till import Till, claim, deposit, open_till, owed, pay
from tests.serving import Served
from tests.world import gid

FUTURE = """{ dated { state days belowFloorDate } lowestBalance { amount { amount } date }
              firstNegativeDate closingBalance { amount } }"""
ASK = f"""query ($s: [ScenarioInput!]!) {{ whatIf(scenarios: $s) {{
  unknownReason userErrors {{ code message field }}
  results {{ name days daysPrecision lowestBalanceChange {{ amount }} closingBalanceChange {{ amount }}
             cash {{ date difference {{ amount }} }} planned {FUTURE} scenario {FUTURE} }} }} }}"""
Changes = list[dict[str, Any]]


@pytest.fixture(scope="module")
async def till(served: Served) -> Till:
    """850 of cash; 600 to pay in ten days, 500 to come in fifteen, 300 to pay in twenty."""
    result = await open_till(served, balance=850.0)
    bills = [owed("1", within(10), 600.0), owed("2", within(20), 300.0)]
    paid = owed("3", within(-9), 40.0, Balance=0)
    await result.load(
        Bill=[*bills, paid],
        BillPayment=[pay("p", within(-9), 40.0, "3")],
        Invoice=[claim("1", within(15), 500.0)],
    )
    return result


@pytest.fixture(scope="module")
async def ids(till: Till) -> Mapping[str, str]:
    """The items by the names that the tests call them."""
    wanted = {
        "large": ("Bill", "1"),
        "small": ("Bill", "2"),
        "settled": ("Bill", "3"),
        "sale": ("Invoice", "1"),
    }
    return {name: await till.id(*where) for name, where in wanted.items()}


async def what_if(till: Till, **scenarios: Changes) -> Any:
    given = [{"name": name, "changes": changes} for name, changes in scenarios.items()]
    return (await till.ask(ASK, {"s": given}))["whatIf"]


def errors(result: Any) -> list[tuple[str, str]]:
    """The codes and places of what is wrong; nothing was computed then."""
    assert result["results"] == []
    assert all(error["message"].endswith(".") for error in result["userErrors"])
    return [(error["code"], ".".join(error["field"])) for error in result["userErrors"]]


async def test_scenarios_stand_side_by_side_and_each_is_computed_together(
    till: Till, ids: Mapping[str, str]
) -> None:
    now = str(within(0))
    large, small = ({"itemId": ids[name], "date": now} for name in ("large", "small"))
    cheaper = {"itemId": ids["large"], "amount": usd("450.50")}
    outcome = await what_if(
        till, planned=[], large=[large], small=[small], both=[large, small], cheaper=[cheaper]
    )
    assert (outcome["unknownReason"], outcome["userErrors"]) == (None, [])
    planned, first, second, both, less = outcome["results"]
    assert [result["name"] for result in outcome["results"]] == [
        "planned",
        "large",
        "small",
        "both",
        "cheaper",
    ]
    assert planned["scenario"] == planned["planned"]
    assert (planned["days"], planned["cash"]) == (0, [])
    # 850 - 600 is 250 today already: as low as planned. 850 - 300 - 600 is below zero once the 600 are paid.
    assert (first["days"], first["lowestBalanceChange"], first["daysPrecision"]) == (
        0,
        {"amount": "0.00"},
        "BEYOND_HORIZON",
    )
    assert second["scenario"]["lowestBalance"]["amount"] == {"amount": "-50.00"}
    assert second["lowestBalanceChange"] == {"amount": "-300.00"}
    assert second["daysPrecision"] == "AT_LEAST"
    # Together they do on the first day what neither does: nothing of it is a sum of the two.
    assert both["scenario"]["firstNegativeDate"] == both["scenario"]["dated"]["belowFloorDate"] == now
    assert both["scenario"]["dated"]["days"] == 0
    assert both["days"] < first["days"] + second["days"] < 0
    assert both["closingBalanceChange"] == {"amount": "0.00"}
    # 600 - 450.50 stay.
    assert less["closingBalanceChange"] == less["lowestBalanceChange"] == {"amount": "149.50"}
    (step,) = less["cash"]
    assert step["difference"] == {"amount": "149.50"}


async def test_a_receipt_may_come_another_day_and_less(till: Till, ids: Mapping[str, str]) -> None:
    late = {"itemId": ids["sale"], "date": str(within(40)), "amount": usd("400")}
    (result,) = (await what_if(till, late=[late]))["results"]
    # 850 - 600 - 300, and the 100 of 500 that are not later.
    assert result["scenario"]["lowestBalance"]["amount"] == {"amount": "50.00"}
    assert result["scenario"]["closingBalance"] == {"amount": "450.00"}
    assert result["closingBalanceChange"] == {"amount": "0.00"}
    # Without a day of its own, it comes to less.
    (result,) = (await what_if(till, less=[{"itemId": ids["sale"], "amount": usd("400")}]))["results"]
    assert result["closingBalanceChange"] == {"amount": "-100.00"}


async def test_what_is_not_open_here_is_unknown_be_it_settled_foreign_or_made_up(
    served: Served, till: Till, ids: Mapping[str, str]
) -> None:
    other = await open_till(served)
    await other.load(Bill=[owed("1", within(10), 600.0)])
    fine = {"itemId": ids["small"], "date": str(within(3))}
    answers = []
    for unknown in (ids["settled"], await other.id("Bill", "1"), gid("Bill", uuid4())):
        result = await what_if(till, fine=[fine], odd=[fine, {"itemId": unknown, "date": str(within(1))}])
        assert errors(result) == [("UNKNOWN_ITEM", "scenarios.1.changes.1.itemId")]
        answers.append(result)
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("days", [-1, 92])
async def test_a_day_outside_of_the_horizon_is_named(till: Till, ids: Mapping[str, str], days: int) -> None:
    result = await what_if(till, odd=[{"itemId": ids["large"], "date": str(within(days))}])
    assert errors(result) == [("DATE_OUTSIDE_HORIZON", "scenarios.0.changes.0.date")]


async def test_the_first_and_the_last_day_of_the_horizon_are_within_it(
    till: Till, ids: Mapping[str, str]
) -> None:
    last = (await till.runway("assumptions { horizonEndDate }"))["assumptions"]["horizonEndDate"]
    changes = [{"itemId": ids["large"], "date": str(within(0))}, {"itemId": ids["small"], "date": last}]
    assert (await what_if(till, fine=changes))["userErrors"] == []


async def test_a_negative_amount_is_named(till: Till, ids: Mapping[str, str]) -> None:
    result = await what_if(till, odd=[{"itemId": ids["large"], "amount": usd("-0.01")}])
    assert errors(result) == [("NEGATIVE_AMOUNT", "scenarios.0.changes.0.amount")]
    assert (await what_if(till, free=[{"itemId": ids["large"], "amount": usd("0")}]))["userErrors"] == []


async def test_an_item_that_is_changed_twice_is_named_where_it_comes_again(
    till: Till, ids: Mapping[str, str]
) -> None:
    twice: Changes = [
        {"itemId": ids["large"], "date": str(within(3))},
        {"itemId": ids["large"], "amount": usd("5")},
    ]
    assert errors(await what_if(till, odd=twice)) == [("CHANGED_TWICE", "scenarios.0.changes.1.itemId")]
    # In two scenarios it is changed once in each.
    assert (await what_if(till, one=twice[:1], two=twice[1:]))["userErrors"] == []


async def test_all_that_is_wrong_is_named_at_once(till: Till, ids: Mapping[str, str]) -> None:
    wrong = {"itemId": ids["settled"], "date": str(within(-3)), "amount": usd("-1")}
    place = "scenarios.1.changes.0"
    assert errors(await what_if(till, fine=[], odd=[wrong])) == [
        ("UNKNOWN_ITEM", f"{place}.itemId"),
        ("DATE_OUTSIDE_HORIZON", f"{place}.date"),
        ("NEGATIVE_AMOUNT", f"{place}.amount"),
    ]


async def test_six_scenarios_are_too_many_and_five_are_not(till: Till) -> None:
    empty: Mapping[str, Changes] = {f"s{number}": [] for number in range(6)}
    assert errors(await what_if(till, **empty)) == [("TOO_MANY_SCENARIOS", "scenarios")]
    five = {name: empty[name] for name in list(empty)[:5]}
    assert len((await what_if(till, **five))["results"]) == 5


async def test_two_hundred_and_one_changes_are_too_many(till: Till, ids: Mapping[str, str]) -> None:
    many: Changes = [{"itemId": ids["large"], "amount": usd("1")}] * 201
    assert errors(await what_if(till, fine=[], odd=many)) == [("TOO_MANY_CHANGES", "scenarios.1.changes")]


async def test_two_hundred_changes_are_computed(served: Served) -> None:
    till = await open_till(served, balance=1000.0)
    await till.load(Bill=[owed(str(number), within(30), 1.0) for number in range(200)])
    nodes = [(await till.id("Bill", str(number))) for number in range(200)]
    (result,) = (await what_if(till, all=[{"itemId": node, "amount": usd("0")} for node in nodes]))["results"]
    assert result["closingBalanceChange"] == {"amount": "200.00"}


async def test_without_a_forecast_there_is_the_reason_and_no_result(served: Served) -> None:
    till = await open_till(served, balance=None)
    await till.load(Bill=[owed("1", within(10), 600.0)])
    result = await what_if(till, pay=[{"itemId": await till.id("Bill", "1"), "date": str(within(0))}])
    assert result == {"unknownReason": "MISSING_BALANCE", "userErrors": [], "results": []}


async def test_asking_changes_nothing(till: Till, ids: Mapping[str, str]) -> None:
    before = await fingerprints(till.world, till.business)
    runway = await till.runway("dated { days } flows { nodes { date amount { amount } } }")
    await what_if(till, pay=[{"itemId": ids["large"], "date": str(within(0)), "amount": usd("1")}])
    assert await fingerprints(till.world, till.business) == before
    assert await till.runway("dated { days } flows { nodes { date amount { amount } } }") == runway


async def test_a_name_that_is_too_long_is_refused_by_its_place_and_not_cut(served: Served) -> None:
    till = await open_till(served)
    query = "query ($s: [ScenarioInput!]!) { whatIf(scenarios: $s) { results { name } } }"
    answer = await till.ask(query, {"s": [{"name": "x" * 200, "changes": []}]})
    assert answer["whatIf"]["results"] == [{"name": "x" * 200}]
    reply = await till.reply(query, {"s": [{"name": "x" * 201, "changes": []}]})
    assert [(e["extensions"]["code"], e["extensions"]["field"]) for e in reply.errors] == [
        ("BAD_USER_INPUT", "scenarios[0].name")
    ]


async def usual_cut(till: Till, *cuts: dict[str, Any]) -> Any:
    given = [{"name": "less", "changes": [], "usual": list(cuts)}]
    return (await till.ask(ASK, {"s": given}))["whatIf"]


async def test_without_a_baseline_less_of_what_is_usual_is_refused_and_says_why(till: Till) -> None:
    result = await usual_cut(till, {"side": "RECEIPTS", "share": "0.8"})
    assert errors(result) == [("NO_BASELINE", "scenarios.0.usual")]
    assert "baseline" in result["userErrors"][0]["message"]
    # With one it is the books that hold too few weeks.
    await till.change("setRunwayPolicy", {"baseline": "USUAL"})
    result = await usual_cut(till, {"side": "RECEIPTS", "share": "0.8"})
    assert errors(result) == [("NO_BASELINE", "scenarios.0.usual")]
    assert "too few whole weeks" in result["userErrors"][0]["message"]


async def test_sales_may_be_lower_from_a_day_on(served: Served) -> None:
    till = await open_till(served, balance=1000.0)
    monday = within(0) - timedelta(days=within(0).weekday())
    sold = [
        deposit(str(back), monday - timedelta(weeks=back), 90.0 + 20 * (back % 3)) for back in range(1, 15)
    ]
    await till.load(Deposit=sold)
    await till.change("setRunwayPolicy", {"baseline": "USUAL"})
    since = monday + timedelta(weeks=4)
    (result,) = (await usual_cut(till, {"side": "RECEIPTS", "share": "0.8", "startDate": str(since)}))[
        "results"
    ]
    fields = "forecast { weeks { startDate receipts { amount } } closingBalance { amount } }"
    forecast = (await till.runway(fields))["forecast"]
    later = [
        Decimal(week["receipts"]["amount"]) for week in forecast["weeks"] if week["startDate"] >= str(since)
    ]
    assert len(later) == 9
    change = Decimal(result["closingBalanceChange"]["amount"])
    assert change < 0
    assert abs(change + sum(later, Decimal(0)) / 5) < Decimal("0.10")
    assert result["cash"][0]["date"] >= str(since)
    # It is what the forecast becomes once the policy has it.
    await till.change("setRunwayPolicy", {"usualShare": "0.8", "usualSinceDate": str(since)})
    assert (await till.runway(fields))["forecast"]["closingBalance"] == result["scenario"]["closingBalance"]
    (result,) = (await usual_cut(till, {"side": "PAYMENTS", "share": "0.8"}))["results"]
    assert (result["days"], result["cash"]) == (0, [])


async def test_what_is_wrong_with_a_share_is_named(served: Served) -> None:
    till = await open_till(served, balance=1000.0)
    await till.change("setRunwayPolicy", {"baseline": "USUAL"})
    result = await usual_cut(
        till,
        {"side": "RECEIPTS", "share": "-0.1"},
        {"side": "RECEIPTS", "share": "10.01", "startDate": str(within(-1))},
        {"side": "PAYMENTS", "share": "10", "startDate": str(within(92))},
    )
    place = "scenarios.0.usual"
    assert errors(result) == [
        ("NO_BASELINE", place),
        ("SHARE_OUT_OF_RANGE", f"{place}.0.share"),
        ("CHANGED_TWICE", f"{place}.1.side"),
        ("SHARE_OUT_OF_RANGE", f"{place}.1.share"),
        ("DATE_OUTSIDE_HORIZON", f"{place}.1.startDate"),
        ("DATE_OUTSIDE_HORIZON", f"{place}.2.startDate"),
    ]
