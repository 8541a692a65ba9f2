"""Each issue offers what the books know that could mend it, and where that comes from."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.records import bill, usd, vendor
from tests.schema.decisions.desk import Desk, error
from tests.schema.hygiene.tray import do, issues, only, seen
from tests.world import gid

Record = Mapping[str, Any]
NET_30 = {"Id": "3", "SyncToken": "0", "Name": "Net 30", "Active": True, "DueDays": 30}
DAYS = ("2026-08-01", "2026-09-01", "2026-10-01")
WATER: Record = {"VendorRef": {"value": "2", "name": "Water"}}
DUE_AFTER_20 = [
    bill(f"5{n}", TxnDate=day, DueDate=f"{day[:-2]}21", TotalAmt=75.0, Balance=75.0)
    for n, day in enumerate(DAYS)
]
EUR = {"CurrencyRef": {"value": "EUR"}}


@pytest.mark.parametrize(
    ("check", "books", "values", "source"),
    [
        pytest.param(
            "MISSING_DUE_DATE",
            {"Term": [NET_30], "Bill": [bill("4", DueDate=None, SyncToken="1", SalesTermRef={"value": "3"})]},
            {"dueDate": "2026-12-01"},
            "The terms of the document: Net 30.",
            id="its own terms",
        ),
        pytest.param(
            "MISSING_DUE_DATE",
            {"Term": [NET_30], "Vendor": [vendor(TermRef={"value": "3"}, SyncToken="1")]},
            {"dueDate": "2026-12-01"},
            "The terms on the record of Paper Supplies: Net 30.",
            id="its vendor's terms",
        ),
        pytest.param(
            "MISSING_ISSUE_DATE",
            {"Bill": [bill("9", TxnDate=None, MetaData={"CreateTime": "2026-11-03T10:00:00Z"})]},
            {"issueDate": "2026-11-03"},
            "The source made the document on 2026-11-03.",
            id="when it was made",
        ),
        pytest.param(
            "IMPLAUSIBLE_DATE",
            {"Bill": [bill("9", TxnDate="1926-11-01")]},
            {"issueDate": "2026-11-01"},
            "1926-11-01 with the year 2026.",
            id="a century off",
        ),
        pytest.param(
            "BALANCE_ABOVE_TOTAL",
            {"Bill": [bill("9", Balance=500.0)]},
            {"openBalance": usd("120.00")},
            "The total of 120.00 less 0.00 that payments are applied for.",
            id="total less payments",
        ),
        pytest.param(
            "MISSING_EXCHANGE_RATE",
            {"Bill": [bill("9", **EUR), bill("8", ExchangeRate=1.25, TxnDate="2026-10-20", **EUR)]},
            {"exchangeRate": "1.2500000000"},
            "The rate of another document of 2026-10-20.",
            id="the nearest rate",
        ),
    ],
)
async def test_what_the_books_know_is_suggested_with_its_source(
    desk: Desk, check: str, books: Mapping[str, list[Record]], values: Record, source: str
) -> None:
    await desk.world.load(desk.business, books)
    (first, *_) = (await only(desk, check))["suggestions"]
    given = {name: value for name, value in first.items() if value is not None and name != "source"}
    assert (given, first["source"]) == (values, source)


@pytest.mark.parametrize(
    ("changes", "field", "value", "says"),
    [
        ({"DueDate": None}, "dueDate", "2026-11-21", "were due 20 days after their issue."),
        ({"TxnDate": None, "DueDate": "2026-12-01"}, "issueDate", "2026-11-11", "were issued 20 days before"),
        ({"TotalAmt": None, "Balance": None}, "total", usd("75.00"), "were over the same."),
    ],
    ids=["due date", "issue date", "total"],
)
async def test_a_vendors_habit_is_told_by_its_last_bills(
    desk: Desk, changes: Record, field: str, value: str, says: str
) -> None:
    bills = [{**record, **WATER} for record in DUE_AFTER_20] + [bill("9", **changes, **WATER)]
    await desk.world.load(desk.business, {"Vendor": [vendor("2", name="Water")], "Bill": bills})
    listed = await issues(desk, documentId={"eq": await _id_of(desk, "9")})
    suggested = [item for issue in listed for item in issue["suggestions"]]
    assert [item[field] for item in suggested] == [value]
    assert suggested[0]["source"].startswith(f"The last 3 bills of Water {says}")


async def test_a_habit_of_several_lengths_is_their_middle(desk: Desk) -> None:
    bills = [{**record, **WATER} for record in DUE_AFTER_20]
    bills[0] |= {"DueDate": "2026-08-31"}
    bills.append(bill("9", DueDate=None, **WATER))
    await desk.world.load(desk.business, {"Vendor": [vendor("2", name="Water")], "Bill": bills})
    (issue,) = await issues(desk, documentId={"eq": await _id_of(desk, "9")})
    (suggestion,) = issue["suggestions"]
    assert suggestion["source"] == (
        "The last 3 bills of Water were due 20 to 30 days, 20 in the middle, after their issue."
    )


async def _id_of(desk: Desk, source_id: str) -> str:
    text = "SELECT id FROM runway.document WHERE business_id = $1 AND source_id = $2 AND kind = 'BILL'"
    return gid("Bill", (await desk.world.run(text, desk.business, source_id))[0]["id"])


async def test_a_fix_that_names_no_values_is_the_first_suggestion(desk: Desk) -> None:
    await desk.world.load(desk.business, {"Bill": [bill("9", Balance=500.0)]})
    issue = await only(desk, "BALANCE_ABOVE_TOTAL")
    fixed = await do(desk, "fixIssue", seen(issue))
    assert fixed["userErrors"] == []
    assert fixed["issue"]["lastAction"]["source"] == issue["suggestions"][0]["source"]
    assert fixed["issue"]["suggestions"] == []
    assert (await do(desk, "fixIssue", seen(issue)))["userErrors"] == []


async def test_without_a_suggestion_values_are_asked_for(desk: Desk) -> None:
    await desk.world.load(desk.business, {"Bill": [bill("9", VendorRef=None)]})
    issue = await only(desk, "MISSING_COUNTERPARTY")
    assert issue["suggestions"] == []
    assert error(await do(desk, "fixIssue", seen(issue))) == ("NO_SUGGESTION", ["input", "fix"])


async def test_all_that_match_a_filter_are_mended_and_too_many_are_not(desk: Desk) -> None:
    wrong = [bill(str(100 + n), Balance=500.0) for n in range(101)]
    await desk.world.load(desk.business, {"Bill": wrong[:100]})
    which = {"filter": {"check": {"eq": "BALANCE_ABOVE_TOTAL"}}}
    mended = await do(desk, "fixIssues", which)
    assert [outcome["userErrors"] for outcome in mended["outcomes"]] == [[]] * 100
    assert await issues(desk, "BALANCE_ABOVE_TOTAL") == []
    newer = [{**record, "SyncToken": "1"} for record in wrong]
    await desk.world.load(desk.business, {"Bill": newer})
    refused = await do(desk, "fixIssues", which)
    assert (error(refused), refused["outcomes"]) == (("TOO_MANY", ["input", "filter"]), [])
    assert (await do(desk, "fixIssues", {"filter": {"check": {"eq": "UNAPPLIED_PAYMENT"}}}))["outcomes"] == []
