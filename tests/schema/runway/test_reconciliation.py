"""Two balances of an account agree with what moved between them, or tray and runway say that they do not."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from tests.clock import NOW
from tests.schema.runway.balances import (
    BEFORE,
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
    CARD,
    Record,
    deposit,
    spend,
)
from tests.serving import Served


async def test_what_moved_explains_the_change_of_the_balance(served: Served) -> None:
    till = await unreconciled_till(served)
    await till.answer(EARLIER, Account=bank(1000), Purchase=[spent("1", BEFORE, 50)])
    await till.answer(
        LATER,
        Account=bank(1150),
        Purchase=[spent("2", BETWEEN, 250)],
        Deposit=[made(deposit("3", BETWEEN.date(), 400), BETWEEN)],
    )
    checking, shown = await bank_account(till)
    assert checking["reconciliation"] == "RECONCILED"
    assert checking["unexplained"] == {"amount": "0.00", "currencyCode": "USD"}
    assert [datetime.fromisoformat(checking[name]) for name in ("earlierBalanceAt", "laterBalanceAt")] == [
        EARLIER,
        LATER,
    ]
    assert (shown["burn"]["unknownReason"], shown["doubt"]) == (None, None)
    assert (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"] == []


#: What comes with the first balance of 1000; the second balance, and what comes with it; what comes after.
Step = Mapping[str, Sequence[Record]]
EXPLAINED: dict[str, tuple[Step, float, Step, Step]] = {
    "a back-dated entry": (
        {},
        900,
        {"Purchase": [made(spend("1", BEFORE.date(), 100), BETWEEN)]},
        {},
    ),
    "an entry dated ahead, with the balance that it is in": (
        {"Purchase": [made(spend("1", NOW.date() + timedelta(days=30), 100), BEFORE)]},
        1000,
        {},
        {},
    ),
    "an entry dated ahead that is exported later": (
        {},
        1000,
        {"Purchase": [made(spend("1", LATER.date(), 100), BEFORE)]},
        {},
    ),
    "an edited entry": (
        {"Purchase": [spent("1", BEFORE, 100)]},
        850,
        {"Purchase": [spent("1", BEFORE, 250, SyncToken="1")]},
        {},
    ),
    "an entry that moved to another account": (
        {"Purchase": [spent("1", BEFORE, 100)]},
        1100,
        {"Purchase": [made(spend("1", BEFORE.date(), 100, of=CARD), BEFORE, SyncToken="1")]},
        {},
    ),
    "a deleted entry": (
        {"Purchase": [spent("1", BEFORE, 100)]},
        1100,
        {"Purchase": [{"Id": "1", "status": "Deleted"}]},
        {},
    ),
    "an entry learned after both balances": ({}, 900, {}, {"Purchase": [spent("1", BETWEEN, 100)]}),
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
        {"Purchase": [spent(str(n), BEFORE - timedelta(days=n * 30), 100) for n in range(1, 9)]},
    ),
    "an entry after both balances": ({}, 1000, {}, {"Purchase": [spent("1", NOW, 100)]}),
    "copied books whose times of making mean nothing": (
        {},
        900,
        {"Purchase": [made(spend("1", BETWEEN.date(), 100), BEFORE - timedelta(days=900))]},
        {},
    ),
}


@pytest.mark.parametrize("name", EXPLAINED)
async def test_so_it_does_for(served: Served, name: str) -> None:
    before, balance, between, after = EXPLAINED[name]
    till = await unreconciled_till(served)
    await till.answer(EARLIER, Account=bank(1000), **before)
    await till.answer(LATER, Account=bank(balance), **between)
    if after:
        await till.load(**after)
    assert await unexplained(till) == 0


async def test_exports_may_be_imported_in_any_order(served: Served) -> None:
    till = await unreconciled_till(served)
    steps = [(EARLIER, 1000, []), (BETWEEN, 900, [spent("1", BETWEEN - timedelta(hours=1), 100)])]
    steps.append((LATER, 600, [spent("2", LATER - timedelta(hours=1), 300)]))
    for n in (1, 2, 0):
        moment, balance, purchases = steps[n]
        await till.answer(moment, Account=bank(balance), Purchase=purchases)
    checking, _ = await bank_account(till)
    assert (checking["unexplained"]["amount"], datetime.fromisoformat(checking["earlierBalanceAt"])) == (
        "0.00",
        EARLIER,
    )


async def test_what_is_missing_is_told_to_the_cent_and_makes_burn_unknown(served: Served) -> None:
    till = await unreconciled_till(served)
    await till.answer(EARLIER, Account=bank(1000))
    await till.answer(LATER, Account=bank(700.1), Purchase=[spent("1", BETWEEN, 200)])
    checking, shown = await bank_account(till)
    assert (checking["reconciliation"], checking["unexplained"]["amount"]) == ("UNEXPLAINED", "-99.90")
    assert shown["burn"] == {"unknownReason": "UNRECONCILED", "net": None}
    assert shown["average"] == {"state": "UNKNOWN", "unknownReason": "UNRECONCILED"}
    assert shown["doubt"] == "UNRECONCILED"
    (issue,) = (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"]
    assert (issue["severity"], issue["blocking"], issue["document"]) == ("CRITICAL", False, None)
    assert issue["account"]["name"] == f"Checking {BANK}"
    assert issue["amountAtStake"] == {"amount": "99.90", "currencyCode": "USD"}
    for figure in ("-299.90 USD", "-200.00", "-99.90", f"{EARLIER.astimezone(UTC):%Y-%m-%d at %H:%M}"):
        assert figure in issue["message"]


async def test_between_the_tolerance_and_the_limit_it_is_an_issue_and_burn_is_known(served: Served) -> None:
    till = await unreconciled_till(served)
    await till.answer(EARLIER, Account=bank(10_000))
    await till.answer(LATER, Account=bank(8_950), Purchase=[spent("1", BETWEEN, 1_000)])
    _, shown = await bank_account(till)
    assert shown["burn"]["unknownReason"] is None
    (issue,) = (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"]
    assert issue["severity"] == "HIGH"
    await till.change("setRunwayPolicy", {"unexplainedLimit": "0.049"})
    assert (await till.runway(RECONCILED))["burn"]["unknownReason"] == "UNRECONCILED"
    await till.change("setRunwayPolicy", {"unexplainedLimit": None, "unexplainedTolerance": "0.05"})
    checking, shown = await bank_account(till)
    assert (checking["reconciliation"], shown["burn"]["unknownReason"]) == ("RECONCILED", None)


async def test_less_than_a_major_unit_is_no_issue(served: Served) -> None:
    till = await unreconciled_till(served)
    await till.answer(EARLIER, Account=bank(1000))
    await till.answer(LATER, Account=bank(999.01))
    checking, shown = await bank_account(till)
    assert (checking["reconciliation"], shown["burn"]["unknownReason"]) == ("RECONCILED", None)
    assert checking["unexplained"]["amount"] == "-0.99"


async def test_the_issue_is_gone_when_the_missing_record_comes(served: Served) -> None:
    till = await unreconciled_till(served)
    await till.answer(EARLIER, Account=bank(1000))
    await till.answer(LATER, Account=bank(900))
    (issue,) = (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"]
    node = f'{{ node(id: "{issue["id"]}") {{ ... on Issue {{ account {{ name }} }} }} }}'
    assert (await till.ask(node))["node"]["account"]["name"] == f"Checking {BANK}"
    await till.load(Purchase=[spent("1", BETWEEN, 100)])
    assert (await till.ask(TRAY))["hygieneTray"]["issues"]["nodes"] == []
    assert (await till.runway(RECONCILED))["burn"]["unknownReason"] is None


async def test_with_one_balance_nothing_can_be_compared(served: Served) -> None:
    till = await unreconciled_till(served)
    await till.load(Account=bank(1000))
    checking, _ = await bank_account(till)
    assert (checking["reconciliation"], checking["earlierBalanceAt"]) == ("NO_BALANCE", None)
    await till.answer(LATER, Account=bank(1000))
    checking, shown = await bank_account(till)
    assert (checking["reconciliation"], checking["unexplained"]) == ("SINGLE_BALANCE", None)
    assert datetime.fromisoformat(checking["earlierBalanceAt"]) == LATER
    assert shown["burn"]["unknownReason"] is None
