"""Which balances are compared, and of which accounts, in which currency."""

from datetime import datetime, timedelta

from orchestrators.calculations.runway.burn import window
from tests.clock import NOW, today
from tests.records import account
from tests.schema.runway.balances import (
    BETWEEN,
    EARLIER,
    LATER,
    RECONCILED,
    TRAY,
    bank,
    bank_account,
    made,
    spent,
    unexplained,
    unreconciled_till,
)
from tests.schema.runway.till import (
    BANK,
    SAVINGS,
    spend,
    transfer,
)
from tests.serving import Served


async def test_as_of_a_day_only_the_balances_until_then_are_compared(served: Served) -> None:
    till = await unreconciled_till(served)
    for moment, balance in ((EARLIER, 1000), (BETWEEN, 1000), (LATER, 500)):
        await till.answer(moment, Account=bank(balance))
    shown = await till.runway(RECONCILED, BETWEEN.date())
    (checking,) = shown["assumptions"]["accounts"]
    assert (checking["reconciliation"], datetime.fromisoformat(checking["laterBalanceAt"])) == (
        "RECONCILED",
        BETWEEN,
    )
    assert (await till.runway(RECONCILED))["burn"]["unknownReason"] == "UNRECONCILED"


async def test_the_window_of_burn_is_compared_from_its_first_balance_on(served: Served) -> None:
    till = await unreconciled_till(served)
    start = window(today())[0]
    long_before = datetime.combine(start - timedelta(days=40), NOW.timetz())
    await till.answer(long_before, Account=bank(5000))
    await till.answer(LATER, Account=bank(4000))
    # The three months' spending is known: 100 of the 1000 are not explained by it.
    assert await unexplained(till) == -100
    await till.answer(EARLIER, Account=bank(4000))
    assert await unexplained(till) == 0


async def test_a_movement_without_a_rate_is_unknown_and_not_unexplained(served: Served) -> None:
    till = await unreconciled_till(served)
    await till.answer(EARLIER, Account=bank(1000))
    abroad = spent("1", BETWEEN, 100, CurrencyRef={"value": "EUR"})
    await till.answer(LATER, Account=bank(880), Purchase=[abroad])
    checking, _ = await bank_account(till)
    assert (checking["reconciliation"], checking["unexplained"]) == ("UNKNOWN_RATE", None)
    assert (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"] == []


async def test_an_account_abroad_is_compared_in_its_own_currency(served: Served) -> None:
    till = await unreconciled_till(served)
    euros = {"Name": "Euros", "CurrencyRef": {"value": "EUR"}}
    paid = spend("1", BETWEEN.date(), 100, of=SAVINGS, CurrencyRef={"value": "EUR"}, ExchangeRate=1.25)
    await till.answer(EARLIER, Account=[account(SAVINGS, 500, **euros)])
    await till.answer(LATER, Account=[account(SAVINGS, 350, **euros)], Purchase=[made(paid, BETWEEN)])
    accounts = (await till.runway(RECONCILED))["assumptions"]["accounts"]
    (checking,) = (item for item in accounts if item["name"] == "Euros")
    assert checking["unexplained"] == {"amount": "-50.00", "currencyCode": "EUR"}
    (issue,) = (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"]
    assert issue["amountAtStake"] == {"amount": "50.00", "currencyCode": "EUR"}


async def test_a_transfer_that_is_missing_is_a_difference_on_both_accounts(served: Served) -> None:
    till = await unreconciled_till(served)
    await till.answer(EARLIER, Account=[*bank(1000), account(SAVINGS, 0)])
    await till.answer(LATER, Account=[*bank(600), account(SAVINGS, 400)])
    issues = (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"]
    assert [issue["amountAtStake"]["amount"] for issue in issues] == ["400.00", "400.00"]
    assert (await till.runway(RECONCILED))["burn"]["unknownReason"] == "UNRECONCILED"
    await till.load(Transfer=[made(transfer("1", BETWEEN.date(), 400, BANK, SAVINGS), BETWEEN)])
    assert (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"] == []


async def test_funds_that_are_not_counted_are_compared_and_no_issue(served: Served) -> None:
    till = await unreconciled_till(served)
    funds = {"Name": "Funds", "AccountType": "Other Current Asset", "AccountSubType": "UndepositedFunds"}
    await till.answer(EARLIER, Account=[*bank(1000), account("4", 0, **funds)])
    await till.answer(LATER, Account=[*bank(1000), account("4", 70, **funds)])
    accounts = (await till.runway(RECONCILED))["assumptions"]["accounts"]
    assert [item["unexplained"]["amount"] for item in accounts] == ["0.00", "70.00"]
    assert (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"] == []
    assert (await till.runway(RECONCILED))["burn"]["unknownReason"] is None
    await till.change("setRunwayPolicy", {"countUndepositedFunds": True})
    assert (await till.runway(RECONCILED))["burn"]["unknownReason"] == "UNRECONCILED"
