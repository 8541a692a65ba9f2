"""The console by priority and by impact: all pages are one list, in the order of what is shown."""

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.clock import within
from tests.records import bill
from tests.schema.runway.till import Record, Till, claim, open_till, owed
from tests.serving import Served

NODE = """{ id kind dueDate openBalance { amount } priority { score factors { name points most reason } }
            impact { payNow { days lowestBalanceChange { amount } } latestSafe { date } } }"""
FACTORS = {
    "BILL": ["CONSEQUENCE", "TIME_PRESSURE", "MONEY_AT_RISK", "RELATIONSHIP", "BLOCKED_DECISION"],
    "INVOICE": ["AMOUNT", "AGE", "HISTORY", "RUNWAY"],
}
ORDERS = [
    f"{{field: {field}, descending: {way}}}" for field in ("PRIORITY", "IMPACT") for way in ("true", "false")
]
ITEMS = 23

Node = Mapping[str, Any]


async def fill(till: Till) -> None:
    """Bills and invoices around today, some of them alike in all but their ids."""
    random = Random(5)
    makers = [random.choice((owed, claim)) for _ in range(ITEMS - 4)]
    made = [
        make(str(number), within(random.randrange(-40, 80)), random.choice((40.0, 90.0, 350.0)))
        for number, make in enumerate(makers)
    ]
    twins = [owed(f"t{number}", within(12), 90.0, DocNumber=f"T{number}9") for number in range(4)]
    bills = [item for item, make in zip(made, makers, strict=True) if make is owed]
    await till.load(Bill=[*bills, *twins], Invoice=[item for item in made if item not in bills])


@pytest.fixture(scope="module")
async def till(served: Served) -> Till:
    result = await open_till(served, balance=500.0)
    await fill(result)
    return result


async def walk(till: Till, order: str, size: int, where: str = "{}") -> list[Node]:
    seen: list[Node] = []
    after = "null"
    while True:
        query = f"items(first: {size}, after: {after}, orderBy: [{order}], filter: {where})"
        inner = f"{{ nodes {NODE} pageInfo {{ hasNextPage endCursor }} totalCount {{ count }} }}"
        page = (await till.ask(f"{{ decisionConsole {{ {query} {inner} }} }}"))["decisionConsole"]["items"]
        seen += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"]["count"] == len(seen)
            return seen
        after = f'"{page["pageInfo"]["endCursor"]}"'


def place(node: Node, order: str) -> tuple[Any, ...]:
    """What a node is compared by, as it is shown: the measure, then due date, then the larger amount."""
    sign = -1 if "true" in order else 1
    if "PRIORITY" in order:
        measures = [Decimal(node["priority"]["score"])]
    else:
        effect = node["impact"]["payNow"]
        measures = [Decimal(effect["days"]), Decimal(effect["lowestBalanceChange"]["amount"])]
    return (
        *(sign * measure for measure in measures),
        node["dueDate"],
        -Decimal(node["openBalance"]["amount"]),
    )


@pytest.mark.parametrize("size", [4, 100])
@pytest.mark.parametrize("order", ORDERS)
async def test_all_pages_are_every_item_once_in_the_order_of_what_is_shown(
    till: Till, order: str, size: int
) -> None:
    result = await walk(till, order, size)
    assert len({node["id"] for node in result}) == len(result) == ITEMS
    places = [place(node, order) for node in result]
    assert places == sorted(places)
    assert len(set(places)) > 5


async def test_a_priority_is_the_sum_of_its_factors_and_each_states_a_fact(till: Till) -> None:
    for node in await walk(till, ORDERS[0], 100):
        factors = node["priority"]["factors"]
        assert [factor["name"] for factor in factors] == FACTORS[node["kind"]]
        points = [Decimal(factor["points"]) for factor in factors]
        assert sum(points) == Decimal(node["priority"]["score"])
        assert all(0 <= given <= item["most"] for given, item in zip(points, factors, strict=True))
        assert sum(factor["most"] for factor in factors) == 100
        assert all(factor["reason"].endswith(".") for factor in factors)
        assert (node["impact"]["latestSafe"] is None) is (node["kind"] == "INVOICE")


@pytest.mark.parametrize("order", ORDERS)
async def test_the_filter_holds_in_each_of_these_orders(till: Till, order: str) -> None:
    result = await walk(till, order, 3, "{kind: {eq: INVOICE}}")
    everything = await walk(till, order, 100)
    assert result == [node for node in everything if node["kind"] == "INVOICE"]
    assert 0 < len(result) < len(everything)


@pytest.mark.parametrize(
    "order",
    [
        "{field: PRIORITY}, {field: DUE_DATE}",
        "{field: OPEN_BALANCE}, {field: IMPACT}",
        "{field: PRIORITY}, {field: IMPACT}",
    ],
)
async def test_what_is_computed_sorts_alone(till: Till, order: str) -> None:
    reply = await till.reply(f"{{ decisionConsole {{ items(orderBy: [{order}]) {{ nodes {{ id }} }} }} }}")
    assert reply.codes == ["BAD_USER_INPUT"]
    assert reply.errors[0]["extensions"]["field"] == "orderBy"


@pytest.mark.parametrize("days", [-1, 92])
async def test_an_impact_on_a_day_outside_of_the_horizon_is_refused_by_the_dates_name(
    till: Till, days: int
) -> None:
    query = f'impact {{ onDate(date: "{within(days)}") {{ days }} }}'
    reply = await till.reply(f"{{ decisionConsole {{ items(first: 1) {{ nodes {{ {query} }} }} }} }}")
    assert reply.codes == ["BAD_USER_INPUT"]
    assert reply.errors[0]["extensions"]["field"] == "date"


async def test_an_impact_on_todays_date_is_that_of_paying_now(till: Till) -> None:
    inner = "{ date days daysPrecision lowestBalance { amount } cashChange { amount } belowFloorDate }"
    query = f'impact {{ payNow {inner} onDate(date: "{within(0)}") {inner} }}'
    data = await till.ask(f"{{ decisionConsole {{ items(first: 100) {{ nodes {{ {query} }} }} }} }}")
    for node in data["decisionConsole"]["items"]["nodes"]:
        assert node["impact"]["onDate"] == node["impact"]["payNow"]


async def test_without_a_forecast_items_have_a_priority_and_no_impact(served: Served) -> None:
    till = await open_till(served, balance=None)
    await fill(till)
    result = await walk(till, ORDERS[0], 4)
    assert len({node["id"] for node in result}) == ITEMS
    assert {node["impact"] is None for node in result} == {True}
    assert all(node["priority"] for node in result)
    # What cannot be computed of any of them leaves the ties: due date, larger amount.
    for order in ORDERS[2:]:
        unknown = await walk(till, order, 4)
        ties = [(node["dueDate"], -Decimal(node["openBalance"]["amount"])) for node in unknown]
        assert ties == sorted(ties)
        assert len(unknown) == ITEMS


async def test_what_is_settled_has_neither(till: Till) -> None:
    await till.load(Bill=[bill("settled", Balance=0)])
    result = await till.id("Bill", "settled")
    shown = "... on Bill { state priority { score } impact { payNow { days } } }"
    node = (await till.ask(f'{{ node(id: "{result}") {{ {shown} }} }}'))["node"]
    assert node == {"state": "SETTLED", "priority": None, "impact": None}


async def test_a_foreign_item_without_a_rate_has_neither_and_comes_last(served: Served) -> None:
    till = await open_till(served, balance=500.0)
    abroad: Record = {"CurrencyRef": {"value": "EUR"}}
    await till.load(Bill=[owed("1", within(10), 90.0), owed("2", within(5), 70.0, **abroad)])
    for order in ORDERS[:2]:
        known, unknown = await walk(till, order, 1)
        assert known["priority"] is not None
        assert (unknown["priority"], unknown["impact"]) == (None, None)
