"""What a person sends about an issue and cannot mean: it is refused, and nothing of it is written."""

from typing import Any

import pytest

from tests.records import bill
from tests.schema.decisions.desk import Desk, error
from tests.schema.hygiene.tray import do, fix, issues, only, seen


@pytest.mark.parametrize(
    ("check", "record", "field", "value"),
    [
        ("BALANCE_ABOVE_TOTAL", {"Balance": 500.0}, "openBalance", "100.00005"),
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
    await fix(desk, await only(desk, "BALANCE_ABOVE_TOTAL"), openBalance="1E+2")
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
    values: tuple[dict[str, Any], ...] = ({}, {"fix": {"total": "12"}})
    for given in values:
        (refusal,) = (await do(desk, "fixIssue", {**seen(issue), **given}))["userErrors"]
        assert refusal["code"] == "NOT_OFFERED"
        assert "mergeDuplicates" in refusal["message"]
