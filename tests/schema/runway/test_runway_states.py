"""What kind of answer the runway is, and why there is none: never a number in place of a reason."""

from datetime import timedelta
from typing import Any

import pytest

from orchestrators.calculations.runway.burn import window
from tests.clock import day_in, today, within
from tests.records import account, usd
from tests.schema.runway.till import Record, Till, claim, deposit, open_till, owed, spend
from tests.serving import Served
from tests.world import OWNER

FIELDS = """
  asOf cash { amount } available { amount } unknownReason
  burn { unknownReason months { net { amount } } net { median { amount } } }
  average { state unknownReason days months shortfall { amount } exhaustionDate }
  dated { state days belowFloorDate } lowestBalance { amount { amount } } bufferIsKept
  forecast { closingBalance { amount } } flows { nodes { amount { amount } } totalCount { count } }
  band { points { low { amount } } }
  assumptions { documentsWithoutRate itemsCounted itemsWithoutDueDate horizonEndDate }
"""
EUR = {"value": "EUR"}


def history(spent: float, received: float) -> dict[str, list[Record]]:
    """So much out and in in each month of burn's window, and something before it."""
    start, _ = window(today())
    months = [start, *((start + timedelta(days=days)).replace(day=1) for days in (32, 62))]
    return {
        "Purchase": [spend(f"p{n}", month + timedelta(days=9), spent) for n, month in enumerate(months)],
        "Deposit": [
            deposit("before", start - timedelta(days=20), 1.0),
            *(deposit(f"d{n}", month + timedelta(days=n), received) for n, month in enumerate(months)),
        ],
    }


def unknown(result: Any, reason: str) -> None:
    """Nothing is told but the reason."""
    assert result["unknownReason"] == reason
    for name in ("dated", "lowestBalance", "bufferIsKept", "forecast", "band"):
        assert result[name] is None
    assert result["flows"] == {"nodes": [], "totalCount": {"count": 0}}
    assert result["assumptions"]["horizonEndDate"] is None


async def test_without_a_month_of_history_burn_is_unknown_and_the_forecast_is_not(served: Served) -> None:
    till = await open_till(served)
    await till.load(Purchase=[spend("p", within(-10), 50.0)], Bill=[owed("1", within(10), 400.0)])
    result = await till.runway(FIELDS)
    nothing = {"days": None, "months": None, "shortfall": None, "exhaustionDate": None}
    assert result["average"] == {"state": "UNKNOWN", "unknownReason": "INSUFFICIENT_HISTORY", **nothing}
    assert result["burn"] == {"unknownReason": "INSUFFICIENT_HISTORY", "months": [], "net": None}
    assert result["unknownReason"] is None
    assert result["forecast"] == {"closingBalance": {"amount": "600.00"}}


async def test_more_in_than_out_is_infinite(served: Served) -> None:
    till = await open_till(served)
    await till.load(**history(100.0, 100.0))
    result = await till.runway(FIELDS)
    assert result["average"]["state"] == "INFINITE"
    assert [result["average"][name] for name in ("unknownReason", "days", "months", "exhaustionDate")] == [
        None
    ] * 4
    assert result["burn"]["net"] == {"median": {"amount": "0.00"}}


async def test_a_cent_more_out_than_in_is_finite(served: Served) -> None:
    till = await open_till(served)
    await till.load(**history(100.01, 100.0))
    result = await till.runway(FIELDS)
    assert result["average"]["state"] == "FINITE"
    # 1,000 at 0.03 in about 90 days: thousands of years, which the calendar still holds.
    assert float(result["average"]["days"]) > 2_500_000


@pytest.mark.parametrize(("balance", "shortfall"), [(0.0, "0.00"), (-250.5, "250.50")])
async def test_no_cash_is_exhausted_today_with_the_shortfall(
    served: Served, balance: float, shortfall: str
) -> None:
    till = await open_till(served, balance=balance)
    result = await till.runway(FIELDS)
    assert result["average"] == {
        "state": "EXHAUSTED",
        "unknownReason": None,
        "days": "0",
        "months": "0.0000",
        "shortfall": {"amount": shortfall},
        "exhaustionDate": str(today()),
    }
    # On the floor is not below it.
    assert result["dated"]["days"] == (0 if balance < 0 else None)


async def test_what_is_put_aside_exhausts_it_too(served: Served) -> None:
    till = await open_till(served)
    await till.change("setEarmark", {"name": "Tax", "amount": usd("1000.01")})
    result = await till.runway(FIELDS)
    assert (result["cash"], result["available"]) == ({"amount": "1000.00"}, {"amount": "-0.01"})
    assert result["average"]["state"] == "EXHAUSTED"
    assert result["average"]["shortfall"] == {"amount": "0.01"}


async def test_without_a_bank_account_cash_is_unknown(served: Served) -> None:
    business = await served.world.business("Cardholder", members={OWNER: "OWNER"})
    till = Till(served.world, served.api, business)
    await till.load(Account=[account("41", -300.0, AccountType="Credit Card", AccountSubType="CreditCard")])
    result = await till.runway(FIELDS)
    assert (result["cash"], result["available"]) == (None, None)
    assert (result["average"]["state"], result["average"]["unknownReason"]) == ("UNKNOWN", "NO_BANK_ACCOUNT")
    unknown(result, "NO_BANK_ACCOUNT")


async def test_an_account_without_a_balance_makes_cash_unknown_and_is_named(served: Served) -> None:
    till = await open_till(served, accounts=[account("36", None)])  # type: ignore[arg-type]  # It is missing.
    result = await till.runway(FIELDS + "a: assumptions { accounts { name balance { amount } isCounted } }")
    assert result["cash"] is None
    assert result["average"]["unknownReason"] == "MISSING_BALANCE"
    unknown(result, "MISSING_BALANCE")
    assert result["a"]["accounts"] == [
        {"name": "Checking 35", "balance": {"amount": "1000.00"}, "isCounted": True},
        {"name": "Checking 36", "balance": None, "isCounted": True},
    ]


async def test_an_inactive_account_is_no_cash(served: Served) -> None:
    till = await open_till(served, accounts=[account("36", 500.0, Active=False)])
    assert (await till.runway(FIELDS))["cash"] == {"amount": "1000.00"}


async def test_undeposited_funds_count_when_the_business_says_so(served: Served) -> None:
    funds = account("44", 75.0, AccountType="Other Current Asset", AccountSubType="UndepositedFunds")
    till = await open_till(served, accounts=[funds])
    assert (await till.runway(FIELDS))["cash"] == {"amount": "1000.00"}
    await till.change("setRunwayPolicy", {"countUndepositedFunds": True})
    assert (await till.runway(FIELDS))["cash"] == {"amount": "1075.00"}


async def test_a_foreign_document_counts_at_the_rate_recorded_with_it(served: Served) -> None:
    till = await open_till(served)
    abroad: Record = {"CurrencyRef": EUR, "ExchangeRate": 1.25}
    await till.load(
        Bill=[owed("1", within(10), 100.0, **abroad)], Invoice=[claim("1", within(20), 40.0, **abroad)]
    )
    result = await till.runway(FIELDS)
    assert [flow["amount"]["amount"] for flow in result["flows"]["nodes"]] == ["-125.00", "50.00"]
    assert result["forecast"] == {"closingBalance": {"amount": "925.00"}}


@pytest.mark.parametrize("rate", [None, 0])
async def test_a_foreign_document_without_a_rate_makes_the_forecast_unknown_and_is_counted(
    served: Served, rate: object
) -> None:
    till = await open_till(served)
    missing: Record = {"CurrencyRef": EUR, "ExchangeRate": rate}
    await till.load(Bill=[owed("1", within(10), 100.0, **missing), owed("2", within(11), 5.0)])
    result = await till.runway(FIELDS)
    assert result["cash"] == {"amount": "1000.00"}
    unknown(result, "UNKNOWN_RATE")
    assert result["assumptions"]["documentsWithoutRate"] == 1
    assert result["assumptions"]["itemsCounted"] == 1
    # It is not a question of the rate of anything else.
    await till.load(Bill=[owed("1", within(10), 100.0, CurrencyRef=EUR, ExchangeRate=1.1, SyncToken="1")])
    assert (await till.runway(FIELDS))["forecast"] == {"closingBalance": {"amount": "885.00"}}


async def test_a_foreign_account_counts_at_the_last_rate_recorded_by_the_day(served: Served) -> None:
    till = await open_till(served, accounts=[account("36", 200.0, CurrencyRef=EUR)])
    assert (await till.runway(FIELDS))["cash"] is None
    unknown(await till.runway(FIELDS), "UNKNOWN_RATE")
    rates = [(-40, 1.5), (-5, 1.1), (3, 9.0)]
    bills = [
        owed(str(n), within(60), 10.0, within(days), CurrencyRef=EUR, ExchangeRate=rate, Balance=0)
        for n, (days, rate) in enumerate(rates)
    ]
    await till.load(Bill=bills)
    # 1,000 + 200 x 1.1; a day before, at the rate of then.
    assert (await till.runway(FIELDS))["cash"] == {"amount": "1220.00"}
    assert (await till.runway(FIELDS, within(-6)))["cash"] == {"amount": "1300.00"}


@pytest.mark.parametrize("active", [True, False], ids=["open", "closed"])
async def test_burn_of_a_foreign_account_counts_at_a_recorded_rate_and_never_at_one(
    served: Served, active: bool
) -> None:
    till = await open_till(served, accounts=[account("36", 0.0, CurrencyRef=EUR, Active=active)])
    await till.load(**history(100.0, 50.0))
    assert (await till.runway(FIELDS))["burn"]["net"] == {"median": {"amount": "50.00"}}
    start, _ = window(today())
    await till.load(Purchase=[spend("x", start + timedelta(days=3), 40.0, of="36", CurrencyRef=EUR)])
    result = await till.runway(FIELDS)
    assert result["burn"] == {"unknownReason": "UNKNOWN_RATE", "months": [], "net": None}
    assert result["average"]["state"] == "UNKNOWN"
    await till.load(
        Bill=[owed("1", within(60), 10.0, within(-9), CurrencyRef=EUR, ExchangeRate=2, Balance=0)]
    )
    months = (await till.runway(FIELDS))["burn"]["months"]
    assert [month["net"]["amount"] for month in months] == ["130.00", "50.00", "50.00"]


async def test_an_item_without_a_due_date_counts_when_it_was_issued_and_is_counted_as_undated(
    served: Served,
) -> None:
    till = await open_till(served)
    await till.load(Bill=[owed("1", within(10), 100.0, within(-3), DueDate=None)])
    result = await till.runway(FIELDS + "f: flows { nodes { source dateBasis } }")
    assert result["assumptions"]["itemsWithoutDueDate"] == 1
    assert result["f"]["nodes"] == [{"source": "OVERDUE", "dateBasis": "OVERDUE_POLICY"}]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
async def test_today_is_the_businesss_own_day(served: Served, zone: str) -> None:
    # 25 hours lie between the two: it is never the same day in both.
    till = await open_till(served, zone=zone)
    assert (await till.runway(FIELDS))["asOf"] == str(day_in(zone))


async def test_a_day_to_come_has_no_runway_yet(served: Served) -> None:
    till = await open_till(served, zone="Pacific/Pago_Pago")
    tomorrow = day_in("Pacific/Pago_Pago") + timedelta(days=1)
    reply = await till.reply(f'{{ runway(asOf: "{tomorrow}") {{ asOf }} }}')
    assert reply.codes == ["BAD_USER_INPUT"]
    assert reply.errors[0]["extensions"]["field"] == "asOf"
