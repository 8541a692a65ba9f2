"""The runway of a day that has passed is the one that the books of that day gave, whatever came later."""

from datetime import timedelta
from typing import Any

import pytest

from tests.clock import within
from tests.records import account
from tests.schema.runway.till import BANK, Record, Till, claim, collect, deposit, open_till, owed, pay, spend
from tests.serving import Served

#: The day that is asked about; the second import brings what happened after it.
THEN = within(-3)
FIELDS = """
  asOf cash { amount } available { amount } unknownReason
  burn { windowStartDate windowEndDate months { cashIn { amount } cashOut { amount } } net { median {
    amount } } }
  average { state days exhaustionDate } dated { state days belowFloorDate } lowestBalance { amount {
    amount } date }
  forecast { openingBalance { amount } closingBalance { amount } beyond { amount }
             weeks { startDate closingBalance { amount } bySource { source receipts { amount } payments
             { amount } } } }
  flows(first: 100) { nodes { date amount { amount } source label dateBasis item { id } } }
  assumptions { accounts { name balance { amount } } itemsCounted itemsWithoutDueDate leftOut { amount } }
"""


def weekly(last: int) -> list[Record]:
    """The same cheque every week, the last one so many days ago."""
    rent: Record = {"EntityRef": {"value": "9", "name": "Rent", "type": "Vendor"}}
    return [spend(f"r{n}", within(-n), 70.0, **rent) for n in range(last, 120, 7)]


def history() -> dict[str, list[Record]]:
    """What had come, gone and been settled long before the day."""
    issued, paid = within(-90), within(-50)
    settled = [claim(f"old{n}", within(-60), 30.0, issued, Balance=0) for n in range(4)]
    return {
        "Deposit": [deposit(f"d{n}", within(-n), 900.0) for n in (130, 100, 70, 40)],
        "Purchase": [spend("before", within(-200), 5.0), *weekly(7)],
        "Invoice": settled,
        "Payment": [collect(f"c{n}", paid + timedelta(days=n), 30.0, f"old{n}") for n in range(4)],
    }


async def test_what_came_later_had_not_happened_yet(served: Served) -> None:
    till = await open_till(served, balance=2000.0)
    open_then = {
        "Bill": [
            owed("whole", within(5), 400.0, within(-20)),
            owed("part", within(8), 300.0, within(-20)),
            owed("late", within(-10), 50.0),
            owed("left", within(30), 75.0, within(-9)),
        ],
        "Invoice": [
            claim("sold", within(4), 250.0, within(-15)),
            claim("slow", within(-20), 90.0),
        ],
    }
    past = history()
    await till.load(**past)
    await till.load(**open_then)
    before = await till.runway(FIELDS, THEN)
    assert before["assumptions"]["itemsCounted"] == 6
    assert {flow["source"] for flow in before["flows"]["nodes"]} == {
        "BILL",
        "INVOICE",
        "RECURRING",
        "OVERDUE",
    }
    assert before["average"]["state"] != "UNKNOWN"
    await _later(till)
    assert await till.runway(FIELDS, THEN) == before
    # It is another one today, so something did happen.
    now = await till.runway(FIELDS)
    assert now["cash"] == {"amount": "1620.00"}
    assert now["assumptions"]["itemsCounted"] == 5


async def _later(till: Till) -> None:
    """400 and 100 paid, 250 collected, 70 and 60 spent: 2,000 became 1,620. A bill is new."""
    after = THEN + timedelta(days=1)
    newer = {"SyncToken": "1"}
    await till.load(
        Account=[account(BANK, 1620.0, **newer)],
        Bill=[
            owed("whole", within(5), 400.0, within(-20), Balance=0, **newer),
            owed("part", within(8), 300.0, within(-20), Balance=200.0, **newer),
            owed("new", within(9), 999.0, after),
        ],
        BillPayment=[pay("p1", after, 400.0, "whole"), pay("p2", within(-1), 100.0, "part")],
        Invoice=[claim("sold", within(4), 250.0, within(-15), Balance=0, **newer)],
        Payment=[collect("p3", after, 250.0, "sold")],
        Purchase=[spend("s", after, 60.0), *weekly(0)[:1]],
    )


async def test_what_was_paid_on_the_day_itself_had_happened(served: Served) -> None:
    till = await open_till(served, balance=600.0)
    await till.load(
        Bill=[owed("1", within(9), 400.0, within(-20), Balance=0)],
        BillPayment=[pay("p", THEN, 400.0, "1")],
        Purchase=[spend("first", within(-100), 1.0)],
    )
    result = await till.runway("cash { amount } flows { nodes { date } }", THEN)
    assert result == {"cash": {"amount": "600.00"}, "flows": {"nodes": []}}
    eve = await till.runway("cash { amount } flows { nodes { amount { amount } } }", THEN - timedelta(days=1))
    assert eve == {"cash": {"amount": "1000.00"}, "flows": {"nodes": [{"amount": {"amount": "-400.00"}}]}}


async def test_a_part_that_was_paid_on_the_day_itself_is_open_no_more(served: Served) -> None:
    till = await open_till(served, balance=600.0)
    bill = owed("1", within(9), 400.0, within(-20), Balance=300.0)
    first = spend("first", within(-100), 1.0)
    await till.load(Bill=[bill], BillPayment=[pay("p", THEN, 100.0, "1")], Purchase=[first])
    query = "flows { nodes { amount { amount } } }"
    for day, amount in ((THEN, "-300.00"), (THEN - timedelta(days=1), "-400.00")):
        assert (await till.runway(query, day))["flows"]["nodes"] == [{"amount": {"amount": amount}}]


@pytest.mark.parametrize("days", [0, 1, 30, 400])
async def test_as_of_a_day_is_named_in_the_answer_and_counted_from(served: Served, days: int) -> None:
    till = await open_till(served)
    result: Any = await till.runway("asOf forecast { days { date } } assumptions { asOf }", within(-days))
    assert result["asOf"] == result["assumptions"]["asOf"] == result["forecast"]["days"][0]["date"]
    assert result["asOf"] == str(within(-days))


async def test_a_year_without_a_calendar_is_refused(served: Served) -> None:
    till = await open_till(served)
    reply = await till.reply('{ runway(asOf: "1899-12-31") { asOf } }')
    assert reply.codes == ["BAD_USER_INPUT"]
    assert reply.errors[0]["extensions"]["field"] == "asOf"
