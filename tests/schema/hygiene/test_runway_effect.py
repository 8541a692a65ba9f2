"""What the tray says that a fix does to the runway is what it comes to after it, to the day and the cent."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.records import account, bill, invoice, vendor
from tests.schema.decisions.desk import Desk, in_days
from tests.schema.hygiene.tray import Issue, do, seen

Record = Mapping[str, Any]
DATED = "dated { state days belowFloorDate } lowestBalance { amount { amount } date }"
EFFECT = f"{{ {DATED} unknownReason days daysPrecision lowestBalanceChange {{ amount }} }}"
RUNWAY = f"{{ runway {{ {DATED} unknownReason }} }}"
ELECTRIC: dict[str, Any] = {"VendorRef": {"value": "7", "name": "Electric"}}
NET_30 = {"Id": "3", "SyncToken": "0", "Name": "Net 30", "Active": True, "DueDays": 30}
EUR = {"CurrencyRef": {"value": "EUR"}}
#: The balance falls below zero by the bill that is wrong, or by another one that it cannot pay.
CASH = [account("1", CurrentBalance=2000.0)]
ORDER = [{"field": "RUNWAY_EFFECT", "descending": True}]


def recent(source_id: str, amount: float = 500.0, **changes: object) -> dict[str, Any]:
    """A bill of some weeks ago that is due in a week, whatever the day."""
    values = {"TxnDate": in_days(-23), "DueDate": in_days(7), "TotalAmt": amount, "Balance": amount}
    return bill(source_id, **{**values, **changes})


LATER = recent("30", 1900.0, DueDate=in_days(40))
DESKS_OWN = [{"Id": "4", "status": "Deleted"}]
IN_A_CENTURY = f"{int(in_days(16)[:4]) + 100}{in_days(16)[4:]}"
WRONG: Mapping[str, dict[str, list[Record]]] = {
    "MISSING_DUE_DATE": {
        "Term": [NET_30],
        "Vendor": [vendor("7", TermRef={"value": "3"})],
        "Bill": [recent("9", 4000.0, DueDate=None, **ELECTRIC)],
    },
    "BALANCE_ABOVE_TOTAL": {"Bill": [recent("9", Balance=5000.0)]},
    "IMPLAUSIBLE_DATE": {"Bill": [recent("9", 900.0, DueDate=IN_A_CENTURY)]},
    "MISSING_EXCHANGE_RATE": {
        "Bill": [
            recent("8", 10.0, ExchangeRate=1.25, Balance=0.0, TxnDate=in_days(-30), **EUR),
            recent("9", 700.0, DueDate=in_days(20), **EUR),
        ]
    },
    "MISSING_AMOUNT": {
        "Bill": [
            *(
                recent(f"5{n}", 800.0, TxnDate=in_days(days), DueDate=in_days(days), Balance=0.0, **ELECTRIC)
                for n, days in enumerate((-130, -90, -51))
            ),
            recent("9", TotalAmt=None, Balance=None, DueDate=in_days(9), **ELECTRIC),
        ]
    },
    "DUPLICATE": {"Bill": [recent(n, 600.0, DocNumber="N-77", DueDate=in_days(12)) for n in ("8", "9")]},
}


async def runway(desk: Desk) -> Any:
    return (await desk.ask(RUNWAY))["runway"]


async def effects(desk: Desk, **where: object) -> list[Issue]:
    query = (
        "query ($f: IssueFilter, $o: [IssueOrder!]) { hygieneTray { "
        "issues(first: 100, filter: $f, orderBy: $o) { nodes { "
        f"id version check severity actByDate suggestions {{ keepId }} runwayEffect {EFFECT} }} }} }} }}"
    )
    nodes: list[Issue] = (await desk.ask(query, f=where, o=ORDER))["hygieneTray"]["issues"]["nodes"]
    return nodes


def after(effect: Mapping[str, Any]) -> Mapping[str, Any]:
    """The runway that an effect promises, as `runway` shows it."""
    return {name: effect[name] for name in ("dated", "lowestBalance", "unknownReason")}


@pytest.mark.parametrize("check", WRONG)
async def test_a_fix_does_what_was_said(desk: Desk, check: str) -> None:
    await desk.world.load(desk.business, {"Account": CASH, "Vendor": [vendor("7")], **WRONG[check]})
    # Of the desk's own bills one has no due date either, and by the day others may be wrong.
    await desk.world.load(desk.business, {"Bill": [LATER, *DESKS_OWN]})
    before = await runway(desk)
    (issue,) = await effects(desk, check={"eq": check})
    effect, (suggestion, *_) = issue["runwayEffect"], issue["suggestions"]
    if suggestion["keepId"]:
        done = await do(desk, "mergeDuplicates", {**seen(issue), "keepId": suggestion["keepId"]})
    else:
        done = await do(desk, "fixIssue", seen(issue))
    assert done["userErrors"] == []
    assert await runway(desk) == after(effect) != before
    if before["unknownReason"]:
        assert (effect["days"], effect["daysPrecision"], effect["lowestBalanceChange"]) == (None, None, None)
    else:
        low = [float(item["lowestBalance"]["amount"]["amount"]) for item in (effect, before)]
        assert float(effect["lowestBalanceChange"]["amount"]) == pytest.approx(low[0] - low[1])


async def test_all_fixes_together_do_what_was_said(desk: Desk) -> None:
    books = ("MISSING_DUE_DATE", "BALANCE_ABOVE_TOTAL", "MISSING_EXCHANGE_RATE")
    for number, check in enumerate(books):
        named = [{**record, "Id": f"{number}{record['Id']}"} for record in WRONG[check]["Bill"]]
        await desk.world.load(desk.business, {**WRONG[check], "Bill": named})
    await desk.world.load(desk.business, {"Account": CASH, "Bill": [LATER]})
    which = {"check": {"in": [*books]}, "detectedAt": {"gt": "2020-01-01T00:00:00Z"}}
    query = f"query ($f: IssueFilter!) {{ hygieneTray {{ effectOfSuggestions(filter: $f) {EFFECT} }} }}"
    promised = (await desk.ask(query, f=which))["hygieneTray"]["effectOfSuggestions"]
    outcomes = (await do(desk, "fixIssues", {"filter": which}))["outcomes"]
    assert sum(outcome["userErrors"] == [] for outcome in outcomes) >= len(books)
    assert await runway(desk) == after(promised)
    assert (await desk.ask(query, f=which))["hygieneTray"]["effectOfSuggestions"] is None


async def test_issues_come_by_what_their_fixes_do(desk: Desk) -> None:
    for number, check in enumerate(("IMPLAUSIBLE_DATE", "BALANCE_ABOVE_TOTAL")):
        named = [{**record, "Id": f"{number}{record['Id']}"} for record in WRONG[check]["Bill"]]
        await desk.world.load(desk.business, {**WRONG[check], "Bill": named})
    await desk.world.load(desk.business, {"Account": CASH, "Invoice": [invoice("60", CustomerRef=None)]})
    listed = await effects(desk)
    gains = [
        (item["runwayEffect"]["days"], float(item["runwayEffect"]["lowestBalanceChange"]["amount"]))
        for item in listed
        if item["runwayEffect"]
    ]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] > (0, 0) > gains[-1]
    without = [item["severity"] for item in listed if not item["runwayEffect"]]
    assert listed[-len(without) :] == [item for item in listed if not item["runwayEffect"]]
    worst = ["CRITICAL", "HIGH", "MEDIUM", "LOW"]
    assert without == sorted(without, key=worst.index)


async def test_pages_of_the_ranking_are_the_whole_of_it(desk: Desk) -> None:
    wrong = [recent(f"9{n}", Balance=900.0 + n) for n in range(5)]
    await desk.world.load(desk.business, {"Account": CASH, "Bill": wrong})
    whole = [item["id"] for item in await effects(desk)]
    query = (
        "query ($a: String, $o: [IssueOrder!]) { hygieneTray { issues(first: 2, after: $a, orderBy: $o) "
        "{ nodes { id } pageInfo { endCursor hasNextPage } } } }"
    )
    paged, more = [], True
    cursor: str | None = None
    while more:
        page = (await desk.ask(query, a=cursor, o=ORDER))["hygieneTray"]["issues"]
        paged += [item["id"] for item in page["nodes"]]
        cursor, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert paged == whole


async def test_an_issue_is_to_be_settled_before_its_money_moves(desk: Desk) -> None:
    await desk.world.load(desk.business, {"Bill": [recent("9", Balance=900.0, DueDate=in_days(3))]})
    listed = await effects(desk, check={"in": ["BALANCE_ABOVE_TOTAL", "STALE_SYNC"]})
    assert [item["actByDate"] for item in listed] == [in_days(3)]


async def test_what_is_open_is_counted_by_check(desk: Desk) -> None:
    await desk.world.load(desk.business, {"Bill": [recent(f"9{n}", Balance=900.0) for n in range(3)]})
    query = (
        "{ hygieneTray { checkCounts { check severity count blocking } severityCounts { severity count } } }"
    )
    tray = (await desk.ask(query))["hygieneTray"]
    rows = {row["check"]: row["count"] for row in tray["checkCounts"]}
    assert rows["BALANCE_ABOVE_TOTAL"] == 3
    by_severity: dict[str, int] = {}
    for row in tray["checkCounts"]:
        by_severity[row["severity"]] = by_severity.get(row["severity"], 0) + row["count"]
    assert by_severity == {row["severity"]: row["count"] for row in tray["severityCounts"]}
