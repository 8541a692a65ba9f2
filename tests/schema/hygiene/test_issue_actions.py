"""Issues are fixed, ignored, kept and merged, and all of it can be taken back."""

from datetime import timedelta
from typing import Any

import pytest

from tests.clock import NOW
from tests.records import bill, usd, vendor
from tests.schema.decisions.desk import Desk, error
from tests.schema.hygiene.tray import do, fix, issues, only, scan, seen, undo
from tests.world import ANALYST, gid

#: Once it was issued, whatever the day.
DUE = "2026-12-15"
READY = "{ decisionConsole { items(first: 100) { nodes { id dueDate } } } }"


async def ready(desk: Desk) -> dict[str, str]:
    """Items in the console, with their due dates."""
    nodes = (await desk.ask(READY))["decisionConsole"]["items"]["nodes"]
    return {node["id"]: node["dueDate"] for node in nodes}


async def test_the_last_blocking_issue_fixed_moves_the_item_to_the_console(desk: Desk) -> None:
    issue = await only(desk, "MISSING_DUE_DATE")
    assert desk.items["blocked"] not in await ready(desk)
    payload = await fix(desk, issue, dueDate=DUE)
    assert payload["userErrors"] == []
    fixed = payload["issue"]
    assert (fixed["issueStatus"], fixed["resolvedBy"]) == ("RESOLVED", "FIX")
    assert fixed["version"] == issue["version"] + 1
    assert (fixed["lastAction"]["kind"], fixed["lastAction"]["status"]) == ("FIX", "ACTIVE")
    assert (await ready(desk))[desk.items["blocked"]] == DUE
    assert await issues(desk, "MISSING_DUE_DATE") == []


async def test_the_source_is_asked_to_take_the_value_over_and_to_put_it_back(desk: Desk) -> None:
    issue = await only(desk, "MISSING_DUE_DATE")
    query = (
        "{ outbox { nodes { instructionKind decisionId issueId amount { amount } item { id } "
        "corrections { name before after } } } }"
    )
    fixed = (await fix(desk, issue, dueDate=DUE))["issue"]
    (instruction,) = (await desk.ask(query))["outbox"]["nodes"]
    assert instruction == {
        "instructionKind": "CORRECTION",
        "decisionId": None,
        "issueId": issue["id"],
        "amount": {"amount": "0.00"},
        "item": {"id": desk.items["blocked"]},
        "corrections": [{"name": "dueDate", "before": None, "after": DUE}],
    }
    await undo(desk, fixed)
    nodes = (await desk.ask(query))["outbox"]["nodes"]
    assert nodes[1]["corrections"] == [{"name": "dueDate", "before": DUE, "after": None}]


async def test_a_fix_sent_again_changes_nothing(desk: Desk) -> None:
    issue = await only(desk, "MISSING_DUE_DATE")
    first, second = await fix(desk, issue, dueDate=DUE), await fix(desk, issue, dueDate=DUE)
    assert first == second
    rows = await desk.world.run("SELECT 1 FROM runway.issue_action WHERE business_id = $1", desk.business)
    assert len(rows) == 1


async def test_a_fix_holds_through_imports_until_the_source_changes(desk: Desk) -> None:
    fixed = (await fix(desk, await only(desk, "MISSING_DUE_DATE"), dueDate=DUE))["issue"]
    await desk.world.load(desk.business, {"Bill": [bill("4", DueDate=None)]})
    assert (await ready(desk))[desk.items["blocked"]] == DUE
    await desk.world.load(desk.business, {"Bill": [bill("4", DueDate=None, SyncToken="1")]})
    issue = await only(desk, "MISSING_DUE_DATE")
    assert issue["id"] == fixed["id"]
    assert issue["detectedAt"] > fixed["detectedAt"]
    assert (issue["issueStatus"], issue["resolvedAt"], issue["lastAction"]["status"]) == (
        "OPEN",
        None,
        "SUPERSEDED",
    )
    assert desk.items["blocked"] not in await ready(desk)
    assert error(await undo(desk, issue)) == ("SOURCE_CHANGED", ["input", "actionId"])


async def test_an_undo_within_a_day_restores_value_and_issue(desk: Desk) -> None:
    before = await only(desk, "MISSING_DUE_DATE")
    fixed = (await fix(desk, before, dueDate=DUE))["issue"]
    async with desk.world.at(NOW + timedelta(hours=24)):
        payload = await undo(desk, fixed)
    assert payload["userErrors"] == []
    after = payload["issue"]
    assert (after["issueStatus"], after["lastAction"]["status"]) == ("OPEN", "UNDONE")
    assert (after["id"], after["message"]) == (before["id"], before["message"])
    assert desk.items["blocked"] not in await ready(desk)
    assert (await undo(desk, fixed))["userErrors"] == []


async def test_but_not_later(desk: Desk) -> None:
    fixed = (await fix(desk, await only(desk, "MISSING_DUE_DATE"), dueDate=DUE))["issue"]
    async with desk.world.at(NOW + timedelta(hours=24, seconds=1)):
        assert error(await undo(desk, fixed)) == ("UNDO_EXPIRED", ["input", "actionId"])


async def test_nor_when_a_later_correction_changed_the_same_field(desk: Desk) -> None:
    """A due date is entered, another issue of the same bill then corrects it again."""
    wrong = bill("6", DueDate="2026-10-01", TxnDate=None, SyncToken="0")
    await desk.world.load(desk.business, {"Bill": [wrong]})
    first = (await fix(desk, await only(desk, "MISSING_ISSUE_DATE"), issueDate="2026-09-01"))["issue"]
    await desk.world.run(
        "UPDATE runway.document SET due_date = '2026-08-01' WHERE business_id = $1 AND source_id = '6'",
        desk.business,
    )
    await scan(desk)
    later = await only(desk, "DUE_BEFORE_ISSUE")
    second = await fix(desk, later, issueDate="2026-07-01")
    assert second["userErrors"] == []
    assert error(await undo(desk, first)) == ("LATER_ACTION", ["input", "actionId"])
    assert (await undo(desk, second["issue"]))["userErrors"] == []


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({}, ("NOT_OFFERED", ["input", "fix"])),
        ({"total": usd("12")}, ("NOT_OFFERED", ["input", "fix", "total"])),
        ({"dueDate": "2126-01-01"}, ("OUT_OF_RANGE", ["input", "fix", "dueDate"])),
        ({"dueDate": "2026-10-31"}, ("OUT_OF_RANGE", ["input", "fix", "dueDate"])),
    ],
)
async def test_what_cannot_mend_it_is_refused_and_nothing_is_written(
    desk: Desk, values: dict[str, str], refusal: tuple[str, list[str]]
) -> None:
    issue = await only(desk, "MISSING_DUE_DATE")
    assert error(await fix(desk, issue, **values)) == refusal
    assert await only(desk, "MISSING_DUE_DATE") == issue


@pytest.mark.parametrize(
    ("check", "record", "fix_"),
    [
        ("MISSING_COUNTERPARTY", {"VendorRef": None}, {"counterpartyId": "{vendor}"}),
        ("MISSING_AMOUNT", {"TotalAmt": None, "Balance": None}, {"total": usd("75.50")}),
        ("BALANCE_ABOVE_TOTAL", {"Balance": 500.0}, {"openBalance": usd("100.00")}),
        ("DUE_BEFORE_ISSUE", {"DueDate": "2026-10-01"}, {"dueDate": "2026-12-01"}),
        ("IMPLAUSIBLE_DATE", {"TxnDate": "1926-11-01"}, {"issueDate": "2026-11-01"}),
        ("MISSING_EXCHANGE_RATE", {"CurrencyRef": {"value": "EUR"}}, {"exchangeRate": "1.1"}),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
async def test_each_check_is_mended_by_the_fields_that_it_offers_and_undone(
    desk: Desk, check: str, record: dict[str, Any], fix_: dict[str, object]
) -> None:
    await desk.world.load(desk.business, {"Bill": [bill("9", **record)]})
    text = "SELECT id FROM runway.party WHERE business_id = $1 AND kind = 'VENDOR'"
    vendor_id = gid("Vendor", (await desk.world.run(text, desk.business))[0]["id"])
    values = {name: vendor_id if value == "{vendor}" else value for name, value in fix_.items()}
    issue = await only(desk, check)
    payload = await fix(desk, issue, **values)
    assert payload["userErrors"] == []
    assert await issues(desk, check) == []
    await scan(desk)
    assert await issues(desk, check) == []
    assert (await undo(desk, payload["issue"]))["userErrors"] == []
    again = await only(desk, check)
    assert (again["id"], again["message"]) == (issue["id"], issue["message"])


async def test_another_version_an_analyst_and_a_resolved_issue_are_refused(desk: Desk) -> None:
    issue = await only(desk, "MISSING_DUE_DATE")
    given = {**seen(issue), "fix": {"dueDate": DUE}}
    assert error(await do(desk, "fixIssue", given, ANALYST))[0] == "FORBIDDEN"
    stale = {**given, "expectedVersion": issue["version"] + 1}
    assert error(await do(desk, "fixIssue", stale)) == ("CONFLICT", ["input", "expectedVersion"])
    fixed = (await do(desk, "fixIssue", given))["issue"]
    other = {**seen(fixed), "fix": {"dueDate": "2026-12-16"}}
    assert error(await do(desk, "fixIssue", other)) == ("NOT_OPEN", ["input", "issueId"])


async def test_many_at_once_with_an_outcome_for_each(desk: Desk) -> None:
    await desk.world.load(desk.business, {"Bill": [bill("7", DueDate=None)]})
    one, two = await issues(desk, "MISSING_DUE_DATE")
    foreign = {"issueId": gid("Issue", desk.business), "expectedVersion": 1}
    fixes: list[dict[str, Any]] = [seen(one), foreign, seen(two), seen(one)]
    payload = await do(desk, "fixIssues", {"fixes": [{**item, "fix": {"dueDate": DUE}} for item in fixes]})
    codes = [[item["code"] for item in outcome["userErrors"]] for outcome in payload["outcomes"]]
    assert codes == [[], ["NOT_FOUND"], [], ["GIVEN_TWICE"]]
    assert payload["outcomes"][1]["userErrors"][0]["field"] == ["input", "fixes", "1", "issueId"]
    assert await issues(desk, "MISSING_DUE_DATE") == []


@pytest.mark.parametrize("amount", ["0", "0.00001", "-5", "1000000000000"])
async def test_an_amount_that_is_nothing_or_beyond_all_measure_is_refused(desk: Desk, amount: str) -> None:
    await desk.world.load(desk.business, {"Bill": [bill("9", Balance=500.0)]})
    issue = await only(desk, "BALANCE_ABOVE_TOTAL")
    payload = await fix(desk, issue, openBalance=usd(amount))
    assert error(payload) == ("OUT_OF_RANGE", ["input", "fix", "openBalance"])
    assert (await only(desk, "BALANCE_ABOVE_TOTAL"))["version"] == issue["version"]


async def test_an_ignored_issue_blocks_nothing_but_what_is_missing_stays_missing(desk: Desk) -> None:
    issue = await only(desk, "MISSING_DUE_DATE")
    payload = await do(desk, "ignoreIssue", {**seen(issue), "reason": "in dispute"})
    ignored = payload["issue"]
    assert (ignored["issueStatus"], ignored["lastAction"]["reason"]) == ("IGNORED", "in dispute")
    assert await issues(desk, "MISSING_DUE_DATE") == []
    assert [item["id"] for item in await issues(desk, issueStatus={"eq": "IGNORED"})] == [issue["id"]]
    assert desk.items["blocked"] not in await ready(desk)
    await desk.world.load(desk.business, {"Bill": [bill("4", DueDate=None, SyncToken="1")]})
    assert await issues(desk, "MISSING_DUE_DATE") == []
    assert (await undo(desk, ignored))["issue"]["issueStatus"] == "OPEN"


async def test_all_of_a_check_with_a_vendor_are_ignored_later_ones_too(desk: Desk) -> None:
    issue = await only(desk, "MISSING_DUE_DATE")
    given = {**seen(issue), "reason": "pays on demand", "wholeCounterparty": True}
    assert (await do(desk, "ignoreIssue", given))["issue"]["issueStatus"] == "IGNORED"
    other = bill("8", DueDate=None, VendorRef={"value": "2", "name": "Other"})
    await desk.world.load(
        desk.business, {"Vendor": [vendor("2", name="Other")], "Bill": [bill("7", DueDate=None), other]}
    )
    assert [item["counterparty"]["name"] for item in await issues(desk, "MISSING_DUE_DATE")] == ["Other"]
    ignored = await issues(desk, issueStatus={"eq": "IGNORED"})
    assert [item["lastAction"]["reason"] for item in ignored] == ["pays on demand"] * 2
    assert (await undo(desk, ignored[1]))["userErrors"] == []
    assert len(await issues(desk, "MISSING_DUE_DATE")) == 3
    query = "{ auditTrail(first: 100, filter: {eventKind: {eq: ISSUE}}) { nodes { step subjectId } } }"
    steps = [(node["step"], node["subjectId"]) for node in (await desk.ask(query))["auditTrail"]["nodes"]]
    undone = [subject for step, subject in steps if step == "UNDONE"]
    assert set(undone) == {item["id"] for item in ignored}
    assert ("IGNORED", issue["id"]) in steps


async def duplicate(desk: Desk) -> Any:
    """Two bills that look like one, and the issue about the later one."""
    pair = [bill("21", DocNumber="A-7"), bill("22", DocNumber="A-7", TxnDate="2026-11-04")]
    await desk.world.load(desk.business, {"Bill": pair})
    return await only(desk, "DUPLICATE")


async def test_a_pair_that_is_kept_is_not_raised_again(desk: Desk) -> None:
    issue = await duplicate(desk)
    kept = (await do(desk, "keepBoth", {**seen(issue), "reason": "two deliveries"}))["issue"]
    assert (kept["issueStatus"], kept["resolvedBy"]) == ("RESOLVED", "KEEP_BOTH")
    changed = bill("22", DocNumber="A-7", TxnDate="2026-10-04", SyncToken="1")
    await desk.world.load(desk.business, {"Bill": [changed]})
    await scan(desk)
    assert await issues(desk, "DUPLICATE") == []
    assert (await undo(desk, kept))["userErrors"] == []
    assert len(await issues(desk, "DUPLICATE")) == 1


async def test_of_a_pair_that_is_merged_one_stays_and_nothing_is_deleted(desk: Desk) -> None:
    issue = await duplicate(desk)
    stays, goes = issue["relatedDocument"]["id"], issue["document"]["id"]
    merged = (await do(desk, "mergeDuplicates", {**seen(issue), "keepId": stays}))["issue"]
    assert (merged["issueStatus"], merged["resolvedBy"]) == ("RESOLVED", "MERGE")
    query = f'{{ node(id: "{goes}") {{ ... on Bill {{ state supersededById }} }} }}'
    assert (await desk.ask(query))["node"] == {"state": "VOIDED", "supersededById": stays}
    assert goes not in await ready(desk)
    assert stays in await ready(desk)
    assert (await undo(desk, merged))["issue"]["issueStatus"] == "OPEN"
    assert (await desk.ask(query))["node"] == {"state": "OPEN", "supersededById": None}


async def test_what_was_paid_does_not_go(desk: Desk) -> None:
    await duplicate(desk)
    line = {"Amount": 20.0, "LinkedTxn": [{"TxnId": "22", "TxnType": "Bill"}]}
    bank = {"BankAccountRef": {"value": "35"}}
    paid = {
        "Id": "31",
        "SyncToken": "0",
        "TxnDate": "2026-11-10",
        "TotalAmt": 20.0,
        "Line": [line],
        "VendorRef": {"value": "1"},
        "PayType": "Check",
        "CheckPayment": bank,
    }
    newer = bill("22", DocNumber="A-7", TxnDate="2026-11-04", Balance=100.0, SyncToken="1")
    await desk.world.load(desk.business, {"Bill": [newer], "BillPayment": [paid]})
    issue = await only(desk, "DUPLICATE")
    given = {**seen(issue), "keepId": issue["relatedDocument"]["id"]}
    assert error(await do(desk, "mergeDuplicates", given)) == ("HAS_PAYMENTS", ["input", "keepId"])
