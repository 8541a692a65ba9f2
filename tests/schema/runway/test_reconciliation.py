"""Two balances of an account agree with what moved between them, or tray and runway say that they do not."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from orchestrators.calculations.runway.burn import window
from tests.clock import NOW, today
from tests.records import account
from tests.schema.runway.till import (
    BANK,
    CARD,
    SAVINGS,
    Record,
    Till,
    deposit,
    spend,
    transfer,
)
from tests.serving import Served

EARLIER, BETWEEN, LATER = (NOW - timedelta(days=days) for days in (20, 10, 1))
BEFORE = NOW - timedelta(days=30)
RECONCILED = """
  burn { unknown net { mean { amount } } } average { state unknown } doubt
  assumptions { accounts { name reconciliation unexplained { amount currencyCode } since until } }
"""
TRAY = """{ hygieneTray { issues(filter: { check: { eq: UNRECONCILED_ACCOUNT } }) { nodes {
  id severity blocking message subject { id } account { id name } amountAtStake { amount currencyCode }
} } } }"""


def _made(record: Record, moment: datetime, **changes: Any) -> Record:
    return {**record, "MetaData": {"CreateTime": moment.isoformat()}, **changes}


def _spent(source_id: str, moment: datetime, amount: float, **changes: Any) -> Record:
    """Money spent on the day that it was entered."""
    return _made(spend(source_id, moment.date(), amount), moment, **changes)


def _bank(balance: float) -> list[Record]:
    return [account(BANK, balance)]


async def _till(served: Served) -> Till:
    """A business whose months are known, and whose source gave no balance yet."""
    till = Till(served.world, served.api, await served.world.business("Till"))
    start = window(today())[0]
    months = [start + timedelta(days=days) for days in (0, 35, 65)]
    history = [_made(spend(f"h{n}", day, 300), BEFORE - timedelta(days=90)) for n, day in enumerate(months)]
    await till.load(Purchase=history)
    return till


async def _account(till: Till) -> Any:
    """What the runway says of the one account, and of burn."""
    shown = await till.runway(RECONCILED)
    (found,) = shown["assumptions"]["accounts"]
    return found, shown


async def _unexplained(till: Till) -> float:
    found, _ = await _account(till)
    return float(found["unexplained"]["amount"])


async def test_what_moved_explains_the_change_of_the_balance(served: Served) -> None:
    till = await _till(served)
    await till.answer(EARLIER, Account=_bank(1000), Purchase=[_spent("1", BEFORE, 50)])
    await till.answer(
        LATER,
        Account=_bank(1150),
        Purchase=[_spent("2", BETWEEN, 250)],
        Deposit=[_made(deposit("3", BETWEEN.date(), 400), BETWEEN)],
    )
    found, shown = await _account(till)
    assert found["reconciliation"] == "RECONCILED"
    assert found["unexplained"] == {"amount": "0.00", "currencyCode": "USD"}
    assert [datetime.fromisoformat(found[name]) for name in ("since", "until")] == [EARLIER, LATER]
    assert (shown["burn"]["unknown"], shown["doubt"]) == (None, None)
    assert (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"] == []


#: What comes with the first balance of 1000; the second balance, and what comes with it; what comes after.
Step = Mapping[str, Sequence[Record]]
EXPLAINED: dict[str, tuple[Step, float, Step, Step]] = {
    "a back-dated entry": (
        {},
        900,
        {"Purchase": [_made(spend("1", BEFORE.date(), 100), BETWEEN)]},
        {},
    ),
    "an entry dated ahead, with the balance that it is in": (
        {"Purchase": [_made(spend("1", NOW.date() + timedelta(days=30), 100), BEFORE)]},
        1000,
        {},
        {},
    ),
    "an entry dated ahead that is exported later": (
        {},
        1000,
        {"Purchase": [_made(spend("1", LATER.date(), 100), BEFORE)]},
        {},
    ),
    "an edited entry": (
        {"Purchase": [_spent("1", BEFORE, 100)]},
        850,
        {"Purchase": [_spent("1", BEFORE, 250, SyncToken="1")]},
        {},
    ),
    "an entry that moved to another account": (
        {"Purchase": [_spent("1", BEFORE, 100)]},
        1100,
        {"Purchase": [_made(spend("1", BEFORE.date(), 100, of=CARD), BEFORE, SyncToken="1")]},
        {},
    ),
    "a deleted entry": (
        {"Purchase": [_spent("1", BEFORE, 100)]},
        1100,
        {"Purchase": [{"Id": "1", "status": "Deleted"}]},
        {},
    ),
    "an entry learned after both balances": ({}, 900, {}, {"Purchase": [_spent("1", BETWEEN, 100)]}),
    "an entry whose making nobody tells, learned after both": (
        {},
        900,
        {},
        {"Purchase": [spend("1", BETWEEN.date(), 100)]},
    ),
    "an entry of the day of the first balance, made after it": (
        {},
        900,
        {"Purchase": [spend("1", EARLIER.date(), 100)]},
        {},
    ),
    "old history imported later": (
        {},
        1000,
        {},
        {"Purchase": [_spent(str(n), BEFORE - timedelta(days=n * 30), 100) for n in range(1, 9)]},
    ),
    "an entry after both balances": ({}, 1000, {}, {"Purchase": [_spent("1", NOW, 100)]}),
    "copied books whose times of making mean nothing": (
        {},
        900,
        {"Purchase": [_made(spend("1", BETWEEN.date(), 100), BEFORE - timedelta(days=900))]},
        {},
    ),
}


@pytest.mark.parametrize("name", EXPLAINED)
async def test_so_it_does_for(served: Served, name: str) -> None:
    before, balance, between, after = EXPLAINED[name]
    till = await _till(served)
    await till.answer(EARLIER, Account=_bank(1000), **before)
    await till.answer(LATER, Account=_bank(balance), **between)
    if after:
        await till.load(**after)
    assert await _unexplained(till) == 0


async def test_exports_may_be_imported_in_any_order(served: Served) -> None:
    till = await _till(served)
    steps = [(EARLIER, 1000, []), (BETWEEN, 900, [_spent("1", BETWEEN - timedelta(hours=1), 100)])]
    steps.append((LATER, 600, [_spent("2", LATER - timedelta(hours=1), 300)]))
    for n in (1, 2, 0):
        moment, balance, purchases = steps[n]
        await till.answer(moment, Account=_bank(balance), Purchase=purchases)
    found, _ = await _account(till)
    assert (found["unexplained"]["amount"], datetime.fromisoformat(found["since"])) == ("0.00", EARLIER)


async def test_what_is_missing_is_told_to_the_cent_and_makes_burn_unknown(served: Served) -> None:
    till = await _till(served)
    await till.answer(EARLIER, Account=_bank(1000))
    await till.answer(LATER, Account=_bank(700.1), Purchase=[_spent("1", BETWEEN, 200)])
    found, shown = await _account(till)
    assert (found["reconciliation"], found["unexplained"]["amount"]) == ("UNEXPLAINED", "-99.90")
    assert shown["burn"] == {"unknown": "UNRECONCILED", "net": None}
    assert shown["average"] == {"state": "UNKNOWN", "unknown": "UNRECONCILED"}
    assert shown["doubt"] == "UNRECONCILED"
    (issue,) = (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"]
    assert (issue["severity"], issue["blocking"], issue["subject"]) == ("CRITICAL", False, None)
    assert issue["account"]["name"] == f"Checking {BANK}"
    assert issue["amountAtStake"] == {"amount": "99.90", "currencyCode": "USD"}
    for figure in ("-299.90 USD", "-200.00", "-99.90", f"{EARLIER:%Y-%m-%d at %H:%M}"):
        assert figure in issue["message"]


async def test_between_the_tolerance_and_the_limit_it_is_an_issue_and_burn_is_known(served: Served) -> None:
    till = await _till(served)
    await till.answer(EARLIER, Account=_bank(10_000))
    await till.answer(LATER, Account=_bank(8_950), Purchase=[_spent("1", BETWEEN, 1_000)])
    _, shown = await _account(till)
    assert shown["burn"]["unknown"] is None
    (issue,) = (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"]
    assert issue["severity"] == "HIGH"
    await till.change("setRunwayPolicy", {"unexplainedLimit": "0.049"})
    assert (await till.runway(RECONCILED))["burn"]["unknown"] == "UNRECONCILED"
    await till.change("setRunwayPolicy", {"unexplainedLimit": None, "unexplainedTolerance": "0.05"})
    found, shown = await _account(till)
    assert (found["reconciliation"], shown["burn"]["unknown"]) == ("RECONCILED", None)


async def test_less_than_a_major_unit_is_no_issue(served: Served) -> None:
    till = await _till(served)
    await till.answer(EARLIER, Account=_bank(1000))
    await till.answer(LATER, Account=_bank(999.01))
    found, shown = await _account(till)
    assert (found["reconciliation"], shown["burn"]["unknown"]) == ("RECONCILED", None)
    assert found["unexplained"]["amount"] == "-0.99"


async def test_the_issue_is_gone_when_the_missing_record_comes(served: Served) -> None:
    till = await _till(served)
    await till.answer(EARLIER, Account=_bank(1000))
    await till.answer(LATER, Account=_bank(900))
    (issue,) = (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"]
    node = f'{{ node(id: "{issue["id"]}") {{ ... on Issue {{ account {{ name }} }} }} }}'
    assert (await till.ask(node))["node"]["account"]["name"] == f"Checking {BANK}"
    await till.load(Purchase=[_spent("1", BETWEEN, 100)])
    assert (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"] == []
    assert (await till.runway(RECONCILED))["burn"]["unknown"] is None


async def test_with_one_balance_nothing_can_be_compared(served: Served) -> None:
    till = await _till(served)
    await till.load(Account=_bank(1000))
    found, _ = await _account(till)
    assert (found["reconciliation"], found["since"]) == ("NO_BALANCE", None)
    await till.answer(LATER, Account=_bank(1000))
    found, shown = await _account(till)
    assert (found["reconciliation"], found["unexplained"]) == ("SINGLE_BALANCE", None)
    assert datetime.fromisoformat(found["since"]) == LATER
    assert shown["burn"]["unknown"] is None


async def test_as_of_a_day_only_the_balances_until_then_are_compared(served: Served) -> None:
    till = await _till(served)
    for moment, balance in ((EARLIER, 1000), (BETWEEN, 1000), (LATER, 500)):
        await till.answer(moment, Account=_bank(balance))
    shown = await till.runway(RECONCILED, BETWEEN.date())
    (found,) = shown["assumptions"]["accounts"]
    assert (found["reconciliation"], datetime.fromisoformat(found["until"])) == ("RECONCILED", BETWEEN)
    assert (await till.runway(RECONCILED))["burn"]["unknown"] == "UNRECONCILED"


async def test_the_window_of_burn_is_compared_from_its_first_balance_on(served: Served) -> None:
    till = await _till(served)
    start = window(today())[0]
    long_before = datetime.combine(start - timedelta(days=40), NOW.timetz())
    await till.answer(long_before, Account=_bank(5000))
    await till.answer(LATER, Account=_bank(4000))
    # The three months' spending is known: 100 of the 1000 are not explained by it.
    assert await _unexplained(till) == -100
    await till.answer(EARLIER, Account=_bank(4000))
    assert await _unexplained(till) == 0


async def test_a_movement_without_a_rate_is_unknown_and_not_unexplained(served: Served) -> None:
    till = await _till(served)
    await till.answer(EARLIER, Account=_bank(1000))
    abroad = _spent("1", BETWEEN, 100, CurrencyRef={"value": "EUR"})
    await till.answer(LATER, Account=_bank(880), Purchase=[abroad])
    found, _ = await _account(till)
    assert (found["reconciliation"], found["unexplained"]) == ("UNKNOWN_RATE", None)
    assert (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"] == []


async def test_an_account_abroad_is_compared_in_its_own_currency(served: Served) -> None:
    till = await _till(served)
    euros = {"Name": "Euros", "CurrencyRef": {"value": "EUR"}}
    paid = spend("1", BETWEEN.date(), 100, of=SAVINGS, CurrencyRef={"value": "EUR"}, ExchangeRate=1.25)
    await till.answer(EARLIER, Account=[account(SAVINGS, 500, **euros)])
    await till.answer(LATER, Account=[account(SAVINGS, 350, **euros)], Purchase=[_made(paid, BETWEEN)])
    accounts = (await till.runway(RECONCILED))["assumptions"]["accounts"]
    (found,) = (item for item in accounts if item["name"] == "Euros")
    assert found["unexplained"] == {"amount": "-50.00", "currencyCode": "EUR"}
    (issue,) = (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"]
    assert issue["amountAtStake"] == {"amount": "50.00", "currencyCode": "EUR"}


async def test_a_transfer_that_is_missing_is_a_difference_on_both_accounts(served: Served) -> None:
    till = await _till(served)
    await till.answer(EARLIER, Account=[*_bank(1000), account(SAVINGS, 0)])
    await till.answer(LATER, Account=[*_bank(600), account(SAVINGS, 400)])
    issues = (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"]
    assert [issue["amountAtStake"]["amount"] for issue in issues] == ["400.00", "400.00"]
    assert (await till.runway(RECONCILED))["burn"]["unknown"] == "UNRECONCILED"
    await till.load(Transfer=[_made(transfer("1", BETWEEN.date(), 400, BANK, SAVINGS), BETWEEN)])
    assert (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"] == []


async def test_funds_that_are_not_counted_are_compared_and_no_issue(served: Served) -> None:
    till = await _till(served)
    funds = {"Name": "Funds", "AccountType": "Other Current Asset", "AccountSubType": "UndepositedFunds"}
    await till.answer(EARLIER, Account=[*_bank(1000), account("4", 0, **funds)])
    await till.answer(LATER, Account=[*_bank(1000), account("4", 70, **funds)])
    accounts = (await till.runway(RECONCILED))["assumptions"]["accounts"]
    assert [item["unexplained"]["amount"] for item in accounts] == ["0.00", "70.00"]
    assert (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"] == []
    assert (await till.runway(RECONCILED))["burn"]["unknown"] is None
    await till.change("setRunwayPolicy", {"countUndepositedFunds": True})
    assert (await till.runway(RECONCILED))["burn"]["unknown"] == "UNRECONCILED"
