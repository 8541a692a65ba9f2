"""Every amount that is written says its currency, and one in another currency than it must be is refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from schema.money import MoneyInput
from tests.records import bill, usd
from tests.schema.asking import CONTRACT
from tests.schema.decisions.desk import Desk, error, in_days
from tests.schema.hygiene.tray import fix, issues, only
from tests.schema.settings.setting import change, refusals, rows, vendor_of

EUR = {"amount": "10.00", "currencyCode": "EUR"}
LIMITS = ("aloneUpTo", "oneOtherUpTo", "minimumCash", "runwayFloor")
#: Settings with one amount in another currency: the mutation, the path of the amount, and the input.
SETTINGS: dict[str, tuple[str, str, dict[str, Any]]] = {
    **{
        f"SetApprovalPolicyInput.{name}": ("setApprovalPolicy", name, {"expectedVersion": 0, name: EUR})
        for name in LIMITS
    },
    "SetRunwayPolicyInput.floor": ("setRunwayPolicy", "floor", {"bufferDays": 3, "floor": EUR}),
    "SetEarmarkInput.amount": ("setEarmark", "amount", {"name": "Taxes", "amount": EUR}),
    "SetRecurringFlowInput.amount": ("setRecurringFlow", "amount", {"label": "Rent", "amount": EUR}),
    "LateCostInput.amount": (
        "setVendorTerms",
        "lateCost.amount",
        {"lateCost": {"kind": "FLAT", "amount": EUR}},
    ),
    "LateCostInput.cap": (
        "setVendorTerms",
        "lateCost.cap",
        {"lateCost": {"kind": "DAILY", "percent": "1", "cap": EUR}},
    ),
}
#: Of documents and of scenarios, each in a test below.
OTHERS = {
    "ProposalInput.amount",
    "ProposeDecisionInput.amount",
    "ReviseDecisionInput.amount",
    "IssueFixInput.total",
    "IssueFixInput.openBalance",
    "ScenarioChangeInput.amount",
}


def test_every_amount_of_an_input_is_tried_in_another_currency() -> None:
    assert set(_amounts()) == SETTINGS.keys() | OTHERS


@pytest.mark.parametrize("place", SETTINGS)
async def test_a_setting_in_another_currency_than_the_home_currency_is_refused(
    desk: Desk, place: str
) -> None:
    name, path, given = SETTINGS[place]
    before = await rows(desk)
    if name == "setVendorTerms":
        given = {"vendorId": await vendor_of(desk), **given}
    payload = await change(desk, name, **given)
    assert refusals(payload) == [("WRONG_CURRENCY", f"input.{path}")]
    assert payload["userErrors"][0]["message"] == "The amount is in EUR, but must be in USD."
    assert await rows(desk) == before


async def test_a_part_in_another_currency_than_the_bill_is_not_proposed(desk: Desk) -> None:
    assert error(await desk.propose("bill", "PAY_PART", amount=EUR)) == (
        "WRONG_CURRENCY",
        ["input", "amount"],
    )
    sent = [desk.proposal("bill", "PAY_PART", amount=money) for money in (EUR, usd("10"))]
    outcomes = (await desk.step("proposeDecisions", {"proposals": sent}))["outcomes"]
    assert error(outcomes[0]) == ("WRONG_CURRENCY", ["input", "proposals", "0", "amount"])
    assert outcomes[1]["userErrors"] == []
    assert await desk.decisions() == 1


async def test_a_part_of_a_foreign_bill_is_in_its_own_currency(desk: Desk) -> None:
    foreign = bill("9", CurrencyRef={"value": "EUR"}, ExchangeRate=1.25)
    await desk.world.load(desk.business, {"Bill": [foreign]})
    query = "{ bills(first: 100) { nodes { id openBalance { currencyCode } } } }"
    nodes = (await desk.ask(query))["bills"]["nodes"]
    [item] = [node["id"] for node in nodes if node["openBalance"]["currencyCode"] == "EUR"]
    assert error(await desk.propose(item, "PAY_PART", amount=usd("10")))[0] == "WRONG_CURRENCY"
    made = (await desk.propose(item, "PAY_PART", amount=EUR))["decision"]
    assert made["amount"]["amount"] == "10.00"


async def test_a_decision_is_not_revised_to_an_amount_in_another_currency(desk: Desk) -> None:
    made = (await desk.propose("bill", "PAY_PART", amount=usd("10")))["decision"]
    payload = await desk.revise(made, amount=EUR)
    assert error(payload) == ("WRONG_CURRENCY", ["input", "amount"])
    assert payload["decision"]["version"] == made["version"]


async def test_the_same_money_with_the_same_key_is_one_request_and_another_currency_is_another(
    desk: Desk,
) -> None:
    first, again = [
        await desk.propose("bill", "PAY_PART", amount=usd(amount), date=in_days(5), idempotencyKey="k")
        for amount in ("10.5", "10.50")
    ]
    assert first["decision"]["id"] == again["decision"]["id"]
    other = await desk.propose(
        "bill", "PAY_PART", amount=EUR | {"amount": "10.5"}, date=in_days(5), idempotencyKey="k"
    )
    assert error(other)[0] == "IDEMPOTENCY_KEY_REUSED"


@pytest.mark.parametrize("name", ["total", "openBalance"])
async def test_a_document_is_not_corrected_in_another_currency(desk: Desk, name: str) -> None:
    await desk.world.load(desk.business, {"Bill": [bill("9", Balance=500.0)]})
    issue = await only(desk, "BALANCE_ABOVE_TOTAL")
    values = {"total": "500", "openBalance": "100"}
    assert error(await fix(desk, issue, **{name: EUR})) == ("WRONG_CURRENCY", ["input", "fix", name])
    assert (await fix(desk, issue, **{name: usd(values[name])}))["userErrors"] == []
    # The same request again is done already; with another currency it is another request.
    assert (await fix(desk, issue, **{name: usd(values[name])}))["userErrors"] == []
    assert error(await fix(desk, issue, **{name: EUR | {"amount": values[name]}}))[0] == "CONFLICT"
    assert await issues(desk, "BALANCE_ABOVE_TOTAL") == []


async def test_a_scenario_in_another_currency_is_not_computed(desk: Desk) -> None:
    query = """query ($s: [ScenarioInput!]!) { whatIf(scenarios: $s) {
        results { name } userErrors { code message field } } }"""
    changes = [
        {"itemId": desk.items[name], "amount": money}
        for name, money in (("bill", usd("1")), ("other bill", EUR))
    ]
    result = (await desk.ask(query, s=[{"name": "part", "changes": changes}]))["whatIf"]
    assert refusals(result) == [("WRONG_CURRENCY", "scenarios.0.changes.1.amount")]
    assert result["results"] == []


@pytest.mark.parametrize("code", ["usd", "US", "USDX", "U$D", "", "\x1b[1"])
async def test_what_is_no_code_of_a_currency_is_not_repeated(desk: Desk, code: str) -> None:
    given = {"name": "Taxes", "amount": {"amount": "1", "currencyCode": code}}
    text = "mutation ($i: SetEarmarkInput!) { setEarmark(input: $i) { userErrors { code } } }"
    (shown,) = (await desk.raw(text, given)).body["errors"]
    assert shown["message"] == "input.amount.currencyCode must be an ISO 4217 code such as USD."
    assert shown["extensions"]["field"] == "input.amount.currencyCode"


@pytest.mark.parametrize(
    ("cost", "field"),
    [
        ({"kind": "FLAT"}, "amount"),
        ({"kind": "FLAT", "amount": usd("1"), "percent": "1"}, "percent"),
        ({"kind": "DAILY"}, "percent"),
        ({"kind": "DAILY", "amount": usd("1"), "percent": "1"}, "amount"),
    ],
)
async def test_a_flat_cost_is_an_amount_and_every_other_a_percentage(
    desk: Desk, cost: dict[str, Any], field: str
) -> None:
    given = {"vendorId": await vendor_of(desk), "lateCost": cost}
    text = "mutation ($i: SetVendorTermsInput!) { setVendorTerms(input: $i) { userErrors { code } } }"
    (shown,) = (await desk.raw(text, given)).body["errors"]
    assert shown["extensions"]["field"] == f"input.lateCost.{field}"


def _amounts() -> Iterator[str]:
    """Every field of an input that is an amount of money."""
    for shape in CONTRACT.type_map.values():
        for name, given in shape.fields.items() if isinstance(shape, GraphQLInputObjectType) else ():
            if get_named_type(given.type).name == MoneyInput.__name__:
                yield f"{shape.name}.{name}"
