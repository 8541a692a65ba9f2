"""Each import finds what comes back regularly in place of what the one before found; it is counted once."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.clock import within
from tests.records import usd
from tests.schema.runway.till import LOAN, Record, Till, deposit, open_till, owed, spend
from tests.serving import Served

VENDOR: Record = {"EntityRef": {"value": "1", "name": "Paper Supplies", "type": "Vendor"}}
Told = list[tuple[date, str, str]]
#: By how many days ago: amounts that nothing else is like.
OTHERS = {4: 90, 6: 2100, 11: 730}


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month; of a later one for fewer than none."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return day.replace(year=year, month=month + 1)


def weekday_after(day: date) -> date:
    """The day itself or, at a weekend, its Monday."""
    return day + timedelta(days=(7 - day.weekday()) % 7) if day.weekday() > 4 else day


@pytest.fixture
async def till(served: Served) -> Till:
    return await open_till(served, balance=5000.0)


def weekly(amount: float, last: int, *, prefix: str = "w", count: int = 6, **changes: Any) -> list[Record]:
    """A purchase every week, the last so many days ago."""
    return [spend(f"{prefix}{n}", within(-last - 7 * n), amount, **changes) for n in range(count)]


async def coming(till: Till) -> Told:
    """The recurring flows of the forecast."""
    fields = "flows(source: RECURRING, first: 100) { nodes { date amount { amount } label item { id } } }"
    result = (await till.runway(fields))["flows"]["nodes"]
    assert all(flow["item"] is None for flow in result)
    return [(date.fromisoformat(item["date"]), item["amount"]["amount"], item["label"]) for item in result]


async def test_what_came_every_week_is_expected_every_week(till: Till) -> None:
    assert await coming(till) == []
    await till.load(Purchase=weekly(50.0, 2, **VENDOR))
    result = await coming(till)
    assert {(amount, label) for _, amount, label in result} == {("-50.00", "Paper Supplies")}
    # Five days from now at the latest, and no more than 13 weeks hold.
    assert within(3) <= result[0][0] <= within(5)
    assert 11 <= len(result) <= 13


async def test_twice_is_not_regular(till: Till) -> None:
    await till.load(Purchase=weekly(50.0, 2, count=2, **VENDOR))
    assert await coming(till) == []


async def test_the_next_import_replaces_what_the_one_before_found(till: Till) -> None:
    await till.load(Purchase=weekly(50.0, 2, **VENDOR))
    before = await coming(till)
    newer = [{**record, "SyncToken": "1"} for record in weekly(65.0, 2, **VENDOR)]
    await till.load(Purchase=newer)
    after = await coming(till)
    assert [day for day, _, _ in after] == [day for day, _, _ in before]
    assert {amount for _, amount, _ in after} == {"-65.00"}
    await till.load(Purchase=[{"Id": record["Id"], "status": "Deleted"} for record in newer])
    assert await coming(till) == []


async def test_an_import_without_news_leaves_them(till: Till) -> None:
    await till.load(Purchase=weekly(50.0, 2, **VENDOR))
    before = await coming(till)
    await till.load(Purchase=weekly(50.0, 2, **VENDOR))
    assert await coming(till) == before != []


async def test_an_open_bill_stands_for_the_occurrence_next_to_it(till: Till) -> None:
    await till.load(Purchase=weekly(50.0, 2, **VENDOR))
    before = await coming(till)
    regular = within(-2 + 21)
    await till.load(Bill=[owed("1", regular, 52.0)])
    after = await coming(till)
    assert len(after) == len(before) - 1
    assert set(after) < set(before)
    ((gone, _, _),) = set(before) - set(after)
    assert regular - timedelta(days=2) <= gone <= regular
    # Both together cost what the bill does: it is counted once.
    await till.load(Bill=[owed("1", regular, 52.0, SyncToken="1", Balance=0)])
    assert await coming(till) == before


async def test_a_declared_flow_takes_the_place_of_the_one_found(till: Till) -> None:
    await till.load(Purchase=weekly(50.0, 2, **VENDOR))
    vendor = await till.id("Vendor", "1")
    declared = {"label": "Paper", "counterpartyId": vendor, "amount": usd("-80"), "cadence": "WEEKLY"}
    await till.change("setRecurringFlow", declared)
    assert {amount for _, amount, _ in await coming(till)} == {"-80.00"}
    # The next import finds it again, and what people declared stays.
    await till.load(Purchase=[spend("x", within(-1), 1.0)])
    assert {amount for _, amount, _ in await coming(till)} == {"-80.00"}


async def test_paying_back_a_loan_comes_back_and_is_no_burn(till: Till) -> None:
    loan = {
        "Id": LOAN,
        "SyncToken": "0",
        "Name": "Loan",
        "AccountType": "Long Term Liability",
        "Active": True,
    }
    operating = [deposit(f"d{ago}", within(-ago), float(ago)) for ago in (120, 70, 45, 25)]
    await till.load(Account=[loan], Deposit=operating, Purchase=weekly(50.0, 2, on=LOAN, count=20))
    assert {(amount, label) for _, amount, label in await coming(till)} == {("-50.00", "Loan")}
    months = (await till.runway("burn { months { cashOut { amount } } }"))["burn"]["months"]
    assert {month["cashOut"]["amount"] for month in months} == {"0.00"}


async def test_the_same_import_finds_the_same_flows_under_the_same_ids(till: Till) -> None:
    await till.load(Purchase=weekly(50.0, 2, **VENDOR))
    text = "SELECT id, anchor, amount FROM runway.recurring_flow WHERE business_id = $1"
    before = await till.world.run(text, till.business)
    await till.load(Bill=[owed("other", within(60), 999.0)])
    assert await till.world.run(text, till.business) == before
    assert len(before) == 1


async def test_a_premium_paid_in_two_years_is_expected_in_the_third(till: Till) -> None:
    last = within(-330)
    premiums = [spend(f"p{at}", last - timedelta(days=364 * at), 1200.0, **VENDOR) for at in range(2)]
    await till.load(Purchase=premiums)
    [(day, amount, label)] = await coming(till)
    # A year after the last one, moved to a weekday.
    assert abs((day - last).days - 365) <= 3
    assert (amount, label) == ("-1200.00", "Paper Supplies")
    shown = (await till.ask("{ recurringFlows { cadence origin } }"))["recurringFlows"]
    assert shown == [{"cadence": "YEARLY", "origin": "DETECTED"}]


async def test_a_premium_beyond_the_horizon_counts_no_sooner(till: Till) -> None:
    await till.load(Purchase=[spend(f"p{at}", within(-30 - 365 * at), 1200.0, **VENDOR) for at in range(2)])
    assert await coming(till) == []
    shown = (await till.ask("{ recurringFlows { cadence nextDate } }"))["recurringFlows"]
    assert [(flow["cadence"], within(330) <= date.fromisoformat(flow["nextDate"])) for flow in shown] == [
        ("YEARLY", True)
    ]


async def test_a_tax_declared_yearly_comes_once_in_the_horizon(till: Till) -> None:
    declared = {"label": "Tax", "amount": usd("-700"), "cadence": "YEARLY", "firstDate": str(within(20))}
    await till.change("setRecurringFlow", declared)
    [(day, amount, label)] = await coming(till)
    assert within(18) <= day <= within(20)
    assert (amount, label) == ("-700.00", "Tax")


async def test_an_open_bill_is_what_would_be_paid_then_though_it_comes_to_more(till: Till) -> None:
    await till.load(Purchase=weekly(50.0, 2, **VENDOR))
    before = await coming(till)
    await till.load(Bill=[owed("1", within(-2 + 21), 70.0)])
    assert len(await coming(till)) == len(before) - 1
    # Twice as much is something else.
    await till.load(Bill=[owed("1", within(-2 + 21), 100.0, SyncToken="1")])
    assert await coming(till) == before


async def test_what_goes_out_regularly_is_expected_whatever_else_is_paid_beside_it(till: Till) -> None:
    await till.load(Purchase=weekly(500.0, 2, count=3, **VENDOR))
    assert {amount for _, amount, _ in await coming(till)} == {"-500.00"}
    others = [spend(f"o{ago}", within(-ago), float(amount), **VENDOR) for ago, amount in OTHERS.items()]
    await till.load(Purchase=others)
    assert {amount for _, amount, _ in await coming(till)} == {"-500.00"}


async def test_what_was_always_paid_after_weekends_is_expected_after_them(till: Till) -> None:
    # Six days in a row, of which one at least is a Saturday or a Sunday.
    regular = {name: within(0).replace(day=day) for name, day in zip("abcdef", range(10, 16), strict=True)}
    paid = [
        spend(f"{name}{back}", day, 100.0, PrivateNote=f"Rent {name}")
        for name, first in regular.items()
        for back in range(14)
        if (day := weekday_after(months_before(first, back))) <= within(0)
    ]
    await till.load(Purchase=paid)
    coming_days = [(label, day) for day, _, label in await coming(till)]
    assert len(coming_days) >= 12
    wanted = {
        (f"Rent {name}", weekday_after(months_before(first, -ahead)))
        for name, first in regular.items()
        for ahead in range(5)
    }
    # What is due today is expected today, even at a weekend.
    assert {item for item in coming_days if item[1] > within(0)} <= wanted


@pytest.mark.parametrize(("total", "balance"), [(700.0, 700.0), (1000.0, 10.0)], ids=["an old one", "a rest"])
async def test_what_is_overdue_is_owed_beside_the_next_payment(
    till: Till, total: float, balance: float
) -> None:
    rents = [spend(f"r{back}", months_before(within(-3), back), 1000.0, **VENDOR) for back in range(6)]
    await till.load(Purchase=rents)
    before = await coming(till)
    assert len(before) >= 2
    overdue = owed("1", months_before(within(-3), 1 if balance < total else 3), total, Balance=balance)
    await till.load(Bill=[overdue])
    assert await coming(till) == before
