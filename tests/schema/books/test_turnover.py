"""Spend and income in groups are what plain Python adds up of the same books."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest

from tests.clock import today
from tests.records import bill, invoice
from tests.schema.books.bought_and_sold import DAYS, FIRST, KINDS, SPEND, Known, books, cents, groups
from tests.servers.postgres import Cluster
from tests.serving import Served, serving
from tests.world import Reply

ASK = """
query ($from: Date, $to: Date, $by: [%sGrouping!]! = [MONTH], $first: Int! = 500) {
  turnover: %s(fromDate: $from, toDate: $to, by: $by, first: $first) {
    fromDate toDate total { amount currencyCode } documentCount withoutRateCount withoutAmountCount
    groups { month counterparty { name } account { name } kind amount { amount } documentCount }
    remainder { groupCount amount { amount } documentCount }
  }
}
"""
SIDES = {"spend": SPEND, "income": tuple(set(KINDS.values()) - set(SPEND))}
COLUMNS = {"spend": ("MONTH", "COUNTERPARTY", "ACCOUNT", "KIND"), "income": ("MONTH", "COUNTERPARTY", "KIND")}
GROUPINGS = [
    (side, by) for side, names in COLUMNS.items() for size in (1, 2) for by in combinations(names, size)
]
ALL = (FIRST, FIRST + timedelta(DAYS))
PERIODS = (ALL, (date(2025, 12, 15), date(2026, 3, 15)), (date(2026, 2, 3), date(2026, 2, 3)))


@dataclass(frozen=True, slots=True)
class Books:
    """A served business, and what is known of its documents."""

    served: Served
    business: UUID
    known: list[Known]

    async def ask(self, side: str, **variables: Any) -> Reply:
        text = ASK % (side.capitalize(), side)
        return await self.served.api.ask(text, business=self.business, variables=variables)

    async def turnover(self, side: str, **variables: Any) -> Any:
        return (await self.ask(side, **variables)).data["turnover"]


@pytest.fixture(scope="module")
async def bought_and_sold(cluster: Cluster) -> AsyncIterator[Books]:
    async with serving(cluster) as served:
        drawn, business = books(seed=7), await served.world.business()
        imported = await served.world.load(business, drawn.records)
        assert imported.rejected == ()
        yield Books(served, business, drawn.known)


def _amount(part: Any) -> Decimal:
    return Decimal(part["amount"]["amount"])


def _is_near(part: Any, exact: Decimal) -> bool:
    """Whether an amount is rounded up or down to the cent."""
    return abs(_amount(part) - exact) < Decimal("0.01")


def _key(group: Any, by: tuple[str, ...]) -> tuple[object, ...]:
    party, account = group["counterparty"], group["account"]
    shown = {"COUNTERPARTY": party and party["name"], "ACCOUNT": account and account["name"]}
    return tuple(shown[name] if name in shown else group[name.lower()] for name in by)


@pytest.mark.parametrize("period", PERIODS, ids=str)
@pytest.mark.parametrize(("side", "by"), GROUPINGS)
async def test_every_group_is_what_plain_python_adds_up(
    bought_and_sold: Books, side: str, by: tuple[str, ...], period: tuple[date, date]
) -> None:
    amounts, counted, without_rate, without_amount = groups(bought_and_sold.known, SIDES[side], period, by)
    first, last = map(str, period)
    result = await bought_and_sold.turnover(side, **{"from": first, "to": last, "by": list(by)})
    shown = {_key(group, by): group for group in result["groups"]}
    assert {key: group["documentCount"] for key, group in shown.items()} == {
        key: len(counted[key]) for key in amounts
    }
    assert all(_is_near(shown[key], amount) for key, amount in amounts.items())
    assert len(result["groups"]) == len(amounts)
    assert result["total"] == {"amount": cents(sum(amounts.values(), Decimal(0))), "currencyCode": "USD"}
    assert result["documentCount"] == len(set().union(*counted.values()))
    assert (result["withoutRateCount"], result["withoutAmountCount"]) == (without_rate, without_amount)
    assert result["remainder"] == {"groupCount": 0, "amount": {"amount": "0.00"}, "documentCount": 0}


@pytest.mark.parametrize("first", [1, 5, 20])
@pytest.mark.parametrize(("side", "by"), GROUPINGS)
async def test_the_largest_groups_and_the_remainder_are_all_of_it(
    bought_and_sold: Books, side: str, by: tuple[str, ...], first: int
) -> None:
    amounts, counted, *_ = groups(bought_and_sold.known, SIDES[side], ALL, by)
    largest = sorted(amounts, key=lambda key: abs(amounts[key]), reverse=True)
    rest = largest[first:]
    variables = {"from": str(ALL[0]), "to": str(ALL[1]), "by": list(by), "first": first}
    result = await bought_and_sold.turnover(side, **variables)
    listed = [_key(group, by) for group in result["groups"]]
    if "MONTH" in by:
        months = [group["month"] for group in result["groups"]]
        assert months == sorted(months)
        assert set(listed) == set(largest[:first])
    else:
        assert listed == largest[:first]
    remainder = result["remainder"]
    assert remainder["groupCount"] == len(rest)
    assert remainder["documentCount"] == len(set().union(*(counted[key] for key in rest)))
    assert _is_near(remainder, sum((amounts[key] for key in rest), Decimal(0)))
    assert result["total"]["amount"] == cents(sum(amounts.values(), Decimal(0)))
    # To the cent, although documents in euros leave every group with fractions of one.
    assert sum(_amount(part) for part in (*result["groups"], remainder)) == _amount(
        {"amount": result["total"]}
    )


def test_the_books_hold_what_is_hard() -> None:
    known = books(seed=7).known
    for side in SIDES.values():
        _, _, without_rate, without_amount = groups(known, side, ALL, ("KIND",))
        assert without_rate > 3
        assert without_amount > 3 or "BILL" not in side
    assert {item.kind for item in known} == set(KINDS.values())
    assert any(not item.stands for item in known)
    assert any(min(item.parts.values(), default=0) < 0 for item in known if item.parts)


async def test_the_period_is_twelve_calendar_months_unless_told_otherwise(bought_and_sold: Books) -> None:
    day = today()
    result = await bought_and_sold.turnover("spend")
    months = day.year * 12 + day.month - 12
    assert (result["fromDate"], result["toDate"]) == (str(date(months // 12, months % 12 + 1, 1)), str(day))
    result = await bought_and_sold.turnover("income", to="2026-01-31")
    assert (result["fromDate"], result["toDate"]) == ("2025-02-01", "2026-01-31")
    result = await bought_and_sold.turnover("income", to="1900-03-01")
    assert (result["fromDate"], result["groups"], result["total"]["amount"]) == ("1900-01-01", [], "0.00")


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"by": []}, "by"),
        ({"by": ["MONTH", "MONTH"]}, "by"),
        ({"by": ["MONTH", "KIND", "COUNTERPARTY"]}, "by"),
        ({"first": 0}, "first"),
        ({"first": 501}, "first"),
        ({"from": "1899-12-31"}, "fromDate"),
        ({"to": "1899-12-31"}, "toDate"),
        ({"from": "2026-02-01", "to": "2026-01-31"}, "fromDate"),
    ],
)
@pytest.mark.parametrize("side", SIDES)
async def test_what_cannot_be_grouped_is_refused_by_name(
    bought_and_sold: Books, side: str, variables: dict[str, Any], field: str
) -> None:
    reply = await bought_and_sold.ask(side, **variables)
    assert reply.codes == ["BAD_USER_INPUT"]
    assert reply.errors[0]["extensions"]["field"] == field


async def test_invoices_have_no_accounts_to_be_grouped_by(bought_and_sold: Books) -> None:
    assert (await bought_and_sold.ask("income", by=["ACCOUNT"])).codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("by", [["MONTH"], ["ACCOUNT", "COUNTERPARTY"]])
async def test_any_grouping_is_one_statement(bought_and_sold: Books, by: list[str]) -> None:
    statements = bought_and_sold.served.world.statements
    statements.clear()
    assert (await bought_and_sold.turnover("spend", by=by))["groups"]
    assert len(statements) == len(("BEGIN", "enter", "spend", "COMMIT"))


async def test_another_business_adds_nothing(bought_and_sold: Books) -> None:
    served = bought_and_sold.served
    other = await served.world.business("Other")
    await served.world.load(other, {"Bill": [bill()], "Invoice": [invoice()]})
    for side, total in (("spend", "120.00"), ("income", "300.00")):
        alone = Books(served, other, [])
        assert (await alone.turnover(side, to="2026-11-30"))["total"]["amount"] == total
