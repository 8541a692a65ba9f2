"""Why the runway is another one than before: causes that add up to the change, in days and in cash."""

from decimal import Decimal
from typing import Any

import pytest

from tests.clock import within
from tests.records import account, usd
from tests.schema.runway.till import BANK, CARD, FUNDS, Till, claim, collect, open_till, owed, pay, spend
from tests.serving import Served

SINCE = within(-3)
PAID = {"value": "1", "type": "Vendor"}
CHANGE = """ { sinceDate days daysPrecision lowestBalanceChange { amount } notShown notShownDays
    notShownLowestBalanceChange { amount }
               causes { kind source label days lowestBalanceChange { amount } item { documentNumber } } }"""
DATED = "dated { days } lowestBalance { amount { amount } } forecast { days { date } }"


@pytest.fixture
async def till(served: Served) -> Till:
    """1,000 of cash three days ago; 300 to come and 700 to pay, and a bill of 100 that was due today."""
    result = await open_till(served, balance=850.0)
    due = {"Bill": [owed("1", within(20), 700.0), owed("3", within(0), 100.0, within(-30), Balance=0)]}
    # 100 paid a day early, 50 spent that nobody had planned, and a new bill of 800.
    after = [owed("2", within(6), 800.0, within(-1))]
    await result.load(
        Bill=[*due["Bill"], *after],
        BillPayment=[pay("p", within(-1), 100.0, "3")],
        Purchase=[spend("first", within(-100), 1.0), spend("s", within(-1), 50.0)],
        Invoice=[claim("1", within(40), 300.0, within(-20))],
    )
    return result


async def change(till: Till, since: object = SINCE) -> Any:
    return (await till.runway(f'change(sinceDate: "{since}") {CHANGE}'))["change"]


def difference(before: Any, after: Any) -> tuple[int, Decimal]:
    """Of the dated runways, what is beyond the shorter horizon as its end, and of the lowest balances."""
    days = [runway["dated"]["days"] for runway in (before, after)]
    if None in days:
        end = min(len(runway["forecast"]["days"]) for runway in (before, after))
        days = [end if number is None else min(number, end) for number in days]
    lowest = [Decimal(runway["lowestBalance"]["amount"]["amount"]) for runway in (before, after)]
    return days[1] - days[0], lowest[1] - lowest[0]


async def added_up(till: Till, result: Any) -> tuple[int, Decimal]:
    """The sums of the causes, compared with what the change says of itself."""
    days = sum(cause["days"] for cause in result["causes"]) + result["notShownDays"]
    lowest = sum(Decimal(cause["lowestBalanceChange"]["amount"]) for cause in result["causes"])
    lowest += Decimal(result["notShownLowestBalanceChange"]["amount"])
    assert (days, lowest) == (result["days"], Decimal(result["lowestBalanceChange"]["amount"]))
    return days, lowest


async def test_the_causes_add_up_to_the_difference_of_both_days(till: Till) -> None:
    before, after = await till.runway(DATED, SINCE), await till.runway(DATED)
    result = await change(till)
    assert await added_up(till, result) == difference(before, after)
    assert (result["days"] < 0, result["daysPrecision"]) == (True, "AT_LEAST")


async def test_each_cause_is_named_with_what_it_is_about(till: Till) -> None:
    result = await change(till)
    message = {cause["kind"]: cause for cause in result["causes"]}
    assert message["NEW"]["item"] == {"documentNumber": "B-2"}
    # 1,000 - 100 - 700 was as low as 200; it is 800 less now.
    assert message["NEW"]["lowestBalanceChange"] == {"amount": "-800.00"}
    assert message["CASH"]["lowestBalanceChange"] == {"amount": "-50.00"}
    # The balance fell below nothing on neither day but for the bill: that days went by lengthens nothing.
    assert "TIME" not in message
    sizes = [abs(cause["days"]) for cause in result["causes"]]
    assert sizes == sorted(sizes, reverse=True)


async def test_what_was_paid_counts_at_its_rate_from_the_day_after_until_today(served: Served) -> None:
    till = await open_till(served, balance=1000.0)
    foreign = {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": 1.5}
    await till.load(
        Bill=[
            owed("4", within(40), 100.0, within(-30), **{**foreign, "Balance": 0}),
            # Half of it was paid before what is compared begins.
            owed("5", within(40), 200.0, within(-30), **{**foreign, "Balance": 100.0}),
        ],
        BillPayment=[
            pay("today", within(0), 100.0, "4", **foreign),
            pay("since", SINCE, 100.0, "5", **foreign),
        ],
    )
    message = {
        cause["kind"]: cause["lowestBalanceChange"]["amount"] for cause in (await change(till))["causes"]
    }
    message.pop("TIME", None)
    # The bank moved 150.00 for what was 150.00 at its rate, and nothing needs to be explained.
    assert message == {}


@pytest.mark.parametrize("ago", range(1, 8))
async def test_no_weekday_lengthens_a_runway_that_lies_beyond_the_horizon(served: Served, ago: int) -> None:
    till = await open_till(served, balance=1000.0)
    await till.load(Purchase=[spend("first", within(-100), 1.0)])
    result = await change(till, within(-ago))
    assert (result["days"], result["daysPrecision"], result["causes"]) == (0, "BEYOND_HORIZON", [])


async def test_what_waits_and_what_is_owed_on_a_card_are_named(served: Served) -> None:
    till = await open_till(served, balance=1000.0)
    waits = {**collect("w", within(0), 70.0), "DepositToAccountRef": {"value": FUNDS}}
    await till.load(
        Account=[
            account(FUNDS, 70.0, AccountType="Other Current Asset", AccountSubType="UndepositedFunds"),
            account(CARD, -300.0, Name="Visa", AccountType="Credit Card", AccountSubType="CreditCard"),
        ],
        Purchase=[spend("first", within(-100), 1.0), spend("c", within(-1), 300.0, of=CARD)],
        Payment=[waits],
        Bill=[owed("1", within(20), 100.0)],
    )
    result = await change(till)
    named = [(cause["kind"], cause["source"], cause["label"]) for cause in result["causes"]]
    assert named == [("NEW", "CARD", "Visa"), ("NEW", "UNDEPOSITED", "Corner Shop")]
    await added_up(till, result)


async def test_what_became_an_entry_is_one_cause_with_what_recurred(served: Served) -> None:
    till = await open_till(served, balance=100.0)
    rent = [spend(f"r{n}", within(9 - 30 * n), 40.0, EntityRef=PAID) for n in (4, 3, 2, 1)]
    await till.load(Purchase=[*rent, spend("ahead", within(7), 40.0, EntityRef=PAID)])
    result = await change(till, within(-1))
    assert [cause["label"] for cause in result["causes"] if cause["kind"] in ("GONE", "NEW")] == []
    await added_up(till, result)


async def test_a_setting_of_now_counts_on_both_days(till: Till) -> None:
    before = await change(till)
    await till.change("setRunwayPolicy", {"floor": usd("40")})
    result = await change(till)
    assert "FLOOR" not in {cause["kind"] for cause in result["causes"]}
    assert result["lowestBalanceChange"] == before["lowestBalanceChange"]


async def test_more_causes_than_are_shown_add_up_too(till: Till) -> None:
    await till.load(Bill=[owed(f"m{n}", within(5), 1.0 + n, within(-1)) for n in range(60)])
    result = await change(till)
    assert len(result["causes"]) == 50
    assert result["notShown"] > 10
    assert Decimal(result["notShownLowestBalanceChange"]["amount"]) < 0
    await added_up(till, result)


@pytest.mark.parametrize("since", [within(0), within(1), "1899-12-31"])
async def test_the_day_to_compare_with_is_before(till: Till, since: object) -> None:
    reply = await till.reply(f'{{ runway {{ change(sinceDate: "{since}") {{ days }} }} }}')
    assert reply.codes == ["BAD_USER_INPUT"]
    assert reply.errors[0]["extensions"]["field"] == "sinceDate"


async def test_it_is_before_the_day_of_the_runway_not_before_today(till: Till) -> None:
    query = f'{{ runway(asOf: "{SINCE}") {{ change(sinceDate: "{within(-1)}") {{ days }} }} }}'
    assert (await till.reply(query)).codes == ["BAD_USER_INPUT"]
    earlier = f'{{ runway(asOf: "{SINCE}") {{ change(sinceDate: "{within(-9)}") {{ sinceDate days }} }} }}'
    assert (await till.ask(earlier))["runway"]["change"]["sinceDate"] == str(within(-9))


async def test_without_a_forecast_there_is_no_change(till: Till) -> None:
    await till.load(Account=[account(BANK, None, SyncToken="1")])  # type: ignore[arg-type]  # It is missing.
    assert await change(till) is None
