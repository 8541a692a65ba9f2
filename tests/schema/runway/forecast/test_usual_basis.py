"""A flow of what is usual leads to the past weeks that it rests on, and to the documents of these weeks."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.clock import today
from tests.schema.runway.till import Record, Till, claim, collect, deposit, open_till, spend
from tests.serving import Served

MONDAY = today() - timedelta(days=today().weekday())
WEEKS = range(1, 16)
#: Paid by the same customer in every week, none of them alike for long enough to recur.
PAID = {back: 100 + 170 * (back * 5 % 7) for back in WEEKS}
#: Cash sales of nobody, and what is spent every week: a subscription of 60 and something beside.
SOLD = {back: 50 + 90 * (back * 3 % 5) for back in WEEKS}
SPENT = {back: 40 + 130 * (back * 2 % 5) for back in WEEKS}
BASIS = """usual { startDate endDate average { amount } season share partOfWeek entered { amount }
    weeks { startDate endDate amount { amount } recurring { amount } }
    documents(first: 100) { totalCount { count } nodes {
        date kind documentNumber amount { amount } counted label } } }"""


def in_week(back: int, day: int) -> date:
    return MONDAY - timedelta(weeks=back) + timedelta(days=day)


@pytest.fixture(scope="module")
async def till(served: Served) -> Till:
    """Invoices paid 23 days after they are issued, a week's sales, and spending with a subscription in it."""
    result = await open_till(served, balance=10_000.0)
    invoices: list[Record] = []
    paid: list[Record] = []
    for back in WEEKS:
        # On other days of each week, so that the payments themselves do not recur.
        day = in_week(back, back * 2 % 5)
        amount = float(PAID[back])
        issued = day - timedelta(days=23)
        invoices.append(claim(f"i{back}", day, amount, issued, Balance=0))
        paid.append(collect(f"c{back}", day, amount, f"i{back}"))
    sales = [deposit(f"s{back}", in_week(back, 1), float(SOLD[back])) for back in WEEKS]
    spent = [spend(f"p{back}", in_week(back, 3), float(SPENT[back])) for back in WEEKS]
    vendor: Record = {"EntityRef": {"value": "1", "name": "Paper Supplies", "type": "Vendor"}}
    # It goes on: this week's was paid, if its day has come.
    days = {back: in_week(back, 2) for back in (0, *WEEKS)}
    subscription = [spend(f"a{back}", day, 60.0, **vendor) for back, day in days.items() if day <= today()]
    await result.load(Invoice=invoices, Payment=paid, Deposit=sales, Purchase=[*spent, *subscription])
    await result.change("setRunwayPolicy", {"baseline": "USUAL"})
    return result


async def flows(till: Till, fields: str = BASIS, source: str = "USUAL") -> list[Any]:
    query = f"flows(first: 40, source: {source}) {{ nodes {{ date label amount {{ amount }} {fields} }} }}"
    nodes: list[Any] = (await till.runway(query))["flows"]["nodes"]
    return nodes


def amount(money: Any) -> Decimal:
    return Decimal(money["amount"])


async def test_an_amount_is_the_average_of_its_weeks_times_what_it_says(till: Till) -> None:
    nodes = await flows(till)
    assert len(nodes) > 20
    for node in nodes:
        usual = node["usual"]
        week = date.fromisoformat(usual["startDate"])
        assert week.weekday() == 0
        assert (date.fromisoformat(usual["endDate"]) - week).days == 6
        assert len(usual["weeks"]) == 13
        assert usual["weeks"][-1]["startDate"] == str(in_week(1, 0))
        in_all = sum((amount(item["amount"]) for item in usual["weeks"]), Decimal(0))
        assert abs(amount(usual["average"]) - in_all / 13) < Decimal("0.02")
        factors = Decimal(usual["season"]) * Decimal(usual["share"]) * Decimal(usual["partOfWeek"])
        assert abs(amount(node["amount"]) - amount(usual["average"]) * factors) < Decimal("0.06")
        assert amount(usual["entered"]) == 0


async def test_its_documents_are_those_that_its_weeks_count(till: Till) -> None:
    for node in await flows(till):
        usual, sums = node["usual"], defaultdict[str, Decimal](Decimal)
        assert usual["documents"]["totalCount"]["count"] == len(usual["documents"]["nodes"])
        for document in usual["documents"]["nodes"]:
            day = date.fromisoformat(document["date"])
            sums[str(day - timedelta(days=day.weekday()))] += amount(document["amount"]) * Decimal(
                document["counted"]
            )
        for week in usual["weeks"]:
            both = amount(week["amount"]) + amount(week["recurring"])
            assert abs(sums[week["startDate"]] - both) <= Decimal("0.02")


async def test_a_customer_s_are_its_payments_as_far_as_no_open_invoice_stands_for_them(till: Till) -> None:
    named = [node for node in await flows(till) if node["label"]]
    customers = [node["usual"] for node in named]
    this_week = str(MONDAY)
    # Known for three weeks and two days: half of it three weeks ahead, all of it later.
    by_week = {item["startDate"]: item for item in customers}
    assert this_week not in by_week
    first = by_week[str(MONDAY + timedelta(weeks=3))]["documents"]["nodes"]
    assert {(item["counted"], item["kind"]) for item in first} == {("0.5", "PAYMENT")}
    later = by_week[str(MONDAY + timedelta(weeks=6))]["documents"]["nodes"]
    assert {item["counted"] for item in later} == {"1"}
    assert [amount(item["amount"]) for item in later] == [PAID[back] for back in range(13, 0, -1)]
    assert {item["label"] for item in later} == {node["label"] for node in named}


async def test_what_recurs_is_named_beside_what_is_counted(till: Till) -> None:
    usual = next(
        node["usual"] for node in await flows(till) if amount(node["amount"]) < 0 and not node["label"]
    )
    assert {item["kind"] for item in usual["documents"]["nodes"]} == {"PURCHASE"}
    assert [amount(item["amount"]) for item in usual["weeks"]] == [-SPENT[back] for back in range(13, 0, -1)]


async def test_other_flows_rest_on_nothing_usual(till: Till) -> None:
    nodes = await flows(till, "usual { startDate }", "RECURRING")
    assert nodes
    assert {node["usual"] for node in nodes} == {None}


async def test_pages_of_documents_add_up_to_all_of_them(till: Till) -> None:
    (node,) = (await flows(till, "usual { documents(first: 100) { nodes { date amount { amount } } } }"))[-1:]
    whole = node["usual"]["documents"]["nodes"]
    paged: list[Any] = []
    after = "null"
    while after:
        fields = (
            f"usual {{ documents(first: 5, after: {after}) {{ pageInfo {{ hasNextPage endCursor }} "
            "nodes { date amount { amount } } } }"
        )
        page = (await flows(till, fields))[-1]["usual"]["documents"]
        paged += page["nodes"]
        after = f'"{page["pageInfo"]["endCursor"]}"' if page["pageInfo"]["hasNextPage"] else ""
    assert paged == whole
    assert len(whole) == 13


async def test_another_business_s_documents_are_in_none(served: Served, till: Till) -> None:
    before = await flows(till)
    other = await open_till(served, balance=10_000.0)
    sales = [deposit(f"s{back}", in_week(back, 1), 7.0 + back) for back in WEEKS]
    await other.load(Deposit=sales)
    await other.change("setRunwayPolicy", {"baseline": "USUAL"})
    assert await flows(till) == before
    (node, *_) = await flows(other)
    assert {item["kind"] for item in node["usual"]["documents"]["nodes"]} == {"DEPOSIT"}
    assert {amount(item["amount"]) for item in node["usual"]["documents"]["nodes"]} == {
        Decimal(7 + back) for back in range(1, 14)
    }
