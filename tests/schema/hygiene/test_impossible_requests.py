"""What a person sends about an issue and cannot mean: it is refused, and nothing of it is written."""

from typing import Any

import pytest

from tests.records import account, bill, usd
from tests.schema.decisions.desk import Desk, error, in_days
from tests.schema.hygiene.test_runway_effect import EUR, effects, recent
from tests.schema.hygiene.tray import do, fix, issues, only, seen, undo


@pytest.mark.parametrize(
    ("check", "record", "field", "value"),
    [
        ("BALANCE_ABOVE_TOTAL", {"Balance": 500.0}, "openBalance", usd("100.00005")),
        ("MISSING_EXCHANGE_RATE", {"CurrencyRef": {"value": "EUR"}}, "exchangeRate", "1.23456789012345"),
        ("MISSING_EXCHANGE_RATE", {"CurrencyRef": {"value": "EUR"}}, "exchangeRate", "9999999999"),
        (
            "MISSING_EXCHANGE_RATE",
            {"CurrencyRef": {"value": "EUR"}, "TotalAmt": 1, "Balance": 1},
            "exchangeRate",
            "1e10",
        ),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
async def test_what_the_books_cannot_hold_is_refused_and_holds_up_no_other(
    desk: Desk, check: str, record: dict[str, Any], field: str, value: str
) -> None:
    """Rounded it would be another value, in home currency more than a column keeps."""
    await desk.world.load(desk.business, {"Bill": [bill("9", **record)]})
    issue, other = await only(desk, check), await only(desk, "MISSING_DUE_DATE")
    fixes = [{**seen(issue), "fix": {field: value}}, {**seen(other), "fix": {"dueDate": "2026-12-15"}}]
    outcomes = (await do(desk, "fixIssues", {"fixes": fixes}))["outcomes"]
    assert error(outcomes[0]) == ("OUT_OF_RANGE", ["input", "fixes", "0", "fix", field])
    assert outcomes[1]["userErrors"] == []
    assert (await only(desk, check))["version"] == issue["version"]


async def test_a_corrected_number_is_written_without_an_exponent(desk: Desk) -> None:
    await desk.world.load(desk.business, {"Bill": [bill("9", TotalAmt=500.0, Balance=900.0)]})
    await fix(desk, await only(desk, "BALANCE_ABOVE_TOTAL"), openBalance=usd("1E+2"))
    (instruction,) = (await desk.ask("{ outbox { nodes { corrections { after } } } }"))["outbox"]["nodes"]
    assert instruction["corrections"] == [{"after": "100"}]


async def test_whoever_ignored_one_issue_is_not_told_that_all_of_its_vendor_are(desk: Desk) -> None:
    await desk.world.load(desk.business, {"Bill": [bill(n, Balance=500.0) for n in ("8", "9")]})
    first, second = await issues(desk, "BALANCE_ABOVE_TOTAL")
    ignored = (await do(desk, "ignoreIssue", {**seen(first), "reason": "agreed"}))["issue"]
    whole = {**seen(ignored), "reason": "agreed", "wholeCounterparty": True}
    assert error(await do(desk, "ignoreIssue", whole)) == ("NOT_OPEN", ["input", "issueId"])
    assert await issues(desk, "BALANCE_ABOVE_TOTAL") == [second]


async def test_a_duplicate_is_not_fixed_but_settled(desk: Desk) -> None:
    await desk.world.load(desk.business, {"Bill": [bill(n, DocNumber="A-7") for n in ("21", "22")]})
    issue = await only(desk, "DUPLICATE")
    values: tuple[dict[str, Any], ...] = ({}, {"fix": {"total": usd("12")}})
    for given in values:
        (refusal,) = (await do(desk, "fixIssue", {**seen(issue), **given}))["userErrors"]
        assert refusal["code"] == "NOT_OFFERED"
        assert "mergeDuplicates" in refusal["message"]


async def test_what_only_the_source_mends_is_not_offered_with_values_or_without(desk: Desk) -> None:
    credit = bill("30", Balance=20.0)
    await desk.world.load(desk.business, {"VendorCredit": [credit]})
    issue = await only(desk, "UNAPPLIED_CREDIT")
    expected = "UNAPPLIED_CREDIT is mended at the source, or ignored."
    values: tuple[dict[str, Any], ...] = ({}, {"fix": {"dueDate": "2026-12-15"}})
    for given in values:
        (refusal,) = (await do(desk, "fixIssue", {**seen(issue), **given}))["userErrors"]
        assert (refusal["code"], refusal["message"]) == ("NOT_OFFERED", expected)


@pytest.mark.parametrize("is_final", [False, True], ids=["in the queue", "its payment instructed"])
async def test_what_is_decided_about_does_not_go_so_that_nothing_is_paid_twice(
    desk: Desk, is_final: bool
) -> None:
    await desk.world.load(desk.business, {"Bill": [recent("7", 600.0, TxnDate=in_days(-10))]})
    (paid,) = [item["id"] for item in await _ready(desk) if item["openBalance"]["amount"] == "600.00"]
    await desk.review((await desk.propose(paid, "PAY"))["decision"])
    if is_final:
        await desk.finalize(await desk.queue())
    twin = recent("8", 600.0, DocNumber="B-7", TxnDate=in_days(-30))
    await desk.world.load(desk.business, {"Bill": [twin]})
    issue = await only(desk, "DUPLICATE")
    (pair,) = await effects(desk, check={"eq": "DUPLICATE"})
    assert [item["keepId"] for item in pair["suggestions"]] == [paid]
    (other,) = {issue["document"]["id"], issue["relatedDocument"]["id"]} - {paid}
    refused = await do(desk, "mergeDuplicates", {**seen(issue), "keepId": other})
    assert error(refused) == ("HAS_DECISION", ["input", "keepId"])
    assert (await do(desk, "mergeDuplicates", {**seen(issue), "keepId": paid}))["userErrors"] == []


async def test_a_rate_that_would_value_a_bank_account_promises_nothing(desk: Desk) -> None:
    abroad = account("77", CurrentBalance=1000.0, CurrencyRef=EUR["CurrencyRef"])
    rated = recent("8", 10.0, ExchangeRate=1.25, Balance=0.0, TxnDate=in_days(-10), **EUR)
    books = {"Account": [abroad], "Bill": [recent("9", 700.0, **EUR), rated]}
    await desk.world.load(desk.business, books)
    (issue,) = await effects(desk, check={"eq": "MISSING_EXCHANGE_RATE"})
    assert issue["suggestions"] != []
    assert issue["runwayEffect"] is None


async def test_an_ignored_vendor_sent_again_stays_ignored_and_its_undo_shows_an_issue(desk: Desk) -> None:
    await desk.world.load(desk.business, {"Bill": [bill(n, Balance=500.0) for n in ("8", "9")]})
    first, _ = await issues(desk, "BALANCE_ABOVE_TOTAL")
    given = {**seen(first), "reason": "agreed", "wholeCounterparty": True}
    ignored = await do(desk, "ignoreIssue", given)
    assert (await do(desk, "ignoreIssue", given))["userErrors"] == []
    undone = await undo(desk, ignored["issue"])
    assert undone["issue"]["issueStatus"] == "OPEN"
    assert len(await issues(desk, "BALANCE_ABOVE_TOTAL")) == 2


async def _ready(desk: Desk) -> list[Any]:
    query = "{ decisionConsole { items(first: 100) { nodes { id openBalance { amount } } } } }"
    nodes: list[Any] = (await desk.ask(query))["decisionConsole"]["items"]["nodes"]
    return nodes


async def test_what_is_open_again_is_not_called_done(desk: Desk) -> None:
    term = {"Id": "3", "SyncToken": "0", "Name": "Net 30", "Active": True, "DueDays": 30}
    record = bill("9", SalesTermRef={"value": "3"}, DueDate="2026-12-20")
    await desk.world.load(desk.business, {"Term": [term], "Bill": [record]})
    issue = await only(desk, "TERMS_CONTRADICT_DUE_DATE")
    assert (await fix(desk, issue, dueDate="2026-12-01"))["userErrors"] == []
    longer = {**term, "SyncToken": "1", "DueDays": 45}
    await desk.world.load(desk.business, {"Term": [longer]})
    again = await only(desk, "TERMS_CONTRADICT_DUE_DATE")
    assert error(await fix(desk, again, dueDate="2026-12-01")) == ("STILL_WRONG", ["input", "fix"])
    assert (await do(desk, "fixIssue", seen(again)))["userErrors"] == []
    assert await issues(desk, "TERMS_CONTRADICT_DUE_DATE") == []
