"""The policy is set field by field, by owners and advisors, and never over somebody else's change unseen."""

from typing import Any

import pytest

from tests.records import usd
from tests.schema.decisions.desk import Desk, Payload
from tests.schema.settings.setting import OPERATOR, change, refusals, rows
from tests.world import ADVISOR, ANALYST, OWNER

POLICY = """{ runwayPolicy {
    floor { amount currencyCode } bufferDays overduePolicy weekStart burnAverage
    countUndepositedFunds costOfCash unexplainedTolerance unexplainedLimit
    baseline usualShare usualSinceDate version
} }"""
DEFAULTS: dict[str, Any] = {
    "floor": "0.00",
    "bufferDays": 30,
    "overduePolicy": "HISTORY",
    "weekStart": "MONDAY",
    "burnAverage": "MEDIAN",
    "countUndepositedFunds": False,
    "costOfCash": None,
    "unexplainedTolerance": "0.010000",
    "unexplainedLimit": "0.100000",
    "baseline": None,
    "usualShare": "1.000000",
    "usualSinceDate": None,
}
OTHERS: dict[str, Any] = {
    "floor": "-1500.50",
    "bufferDays": 0,
    "overduePolicy": "EXCLUDE",
    "weekStart": "SUNDAY",
    "burnAverage": "MEAN",
    "countUndepositedFunds": True,
    "costOfCash": "0.080000",
    "unexplainedTolerance": "0.000000",
    "unexplainedLimit": "0.250000",
    "baseline": "USUAL",
    "usualShare": "0.800000",
    "usualSinceDate": "2027-01-01",
}


async def _set(desk: Desk, *, user: str = OWNER, **given: object) -> Payload:
    if isinstance(floor := given.get("floor"), str):
        given["floor"] = usd(floor)
    return await change(desk, "setRunwayPolicy", user=user, **given)


async def _policy(desk: Desk) -> dict[str, Any]:
    result: dict[str, Any] = (await desk.ask(POLICY))["runwayPolicy"]
    return _plain(result)


def _plain(result: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in result.items() if key not in {"__typename", "id"}}
    return {**plain, "floor": result["floor"]["amount"]}


async def test_where_nothing_was_set_the_defaults_hold_at_version_zero(desk: Desk) -> None:
    assert await _policy(desk) == {**DEFAULTS, "version": 0}
    assert (await desk.ask(POLICY))["runwayPolicy"]["floor"]["currencyCode"] == "USD"


@pytest.mark.parametrize("user", [OWNER, ADVISOR])
async def test_an_owner_or_an_advisor_sets_all_of_it(desk: Desk, user: str) -> None:
    payload = await _set(desk, user=user, **OTHERS)
    assert payload["userErrors"] == []
    assert _plain(payload["runwayPolicy"]) == {**OTHERS, "version": 1}
    assert await _policy(desk) == {**OTHERS, "version": 1}


@pytest.mark.parametrize("name", DEFAULTS)
async def test_a_field_left_out_keeps_its_value_and_null_is_the_default_again(desk: Desk, name: str) -> None:
    await _set(desk, **OTHERS)
    kept = {key: value for key, value in OTHERS.items() if key != name}
    assert await _set(desk, **kept)
    assert await _policy(desk) == {**OTHERS, "version": 1}
    cleared: dict[str, Any] = {name: None}
    await _set(desk, **cleared)
    assert await _policy(desk) == {**OTHERS, name: DEFAULTS[name], "version": 2}


@pytest.mark.parametrize("name", DEFAULTS)
async def test_each_field_is_set_alone(desk: Desk, name: str) -> None:
    await _set(desk, **{name: OTHERS[name]})
    assert await _policy(desk) == {**DEFAULTS, name: OTHERS[name], "version": 1}


async def test_the_same_again_changes_nothing_not_even_the_version(desk: Desk) -> None:
    for given in ({}, dict(DEFAULTS), {"floor": None}):
        assert (await _set(desk, **given))["runwayPolicy"]["version"] == 0
    assert (await rows(desk))["runway_policy"] == []
    await _set(desk, **OTHERS)
    before = await rows(desk)
    assert (await _set(desk, **OTHERS))["runwayPolicy"]["version"] == 1
    assert await rows(desk) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bufferDays", -1),
        ("bufferDays", 3651),
        ("bufferDays", 2**31 - 1),
        ("costOfCash", "-0.01"),
        ("costOfCash", "10.01"),
        ("costOfCash", "0.0000001"),
        ("unexplainedTolerance", "-0.01"),
        ("unexplainedLimit", "1.01"),
        ("floor", "0.00001"),
        ("floor", "999999999999999.5"),
        ("floor", "-999999999999999.01"),
    ],
)
async def test_a_value_that_cannot_be_is_refused_by_its_path(desk: Desk, field: str, value: Any) -> None:
    payload = await _set(desk, **{field: value})
    assert refusals(payload) == [("INVALID_VALUE", f"input.{field}")]
    assert payload["runwayPolicy"] is None
    assert await _policy(desk) == {**DEFAULTS, "version": 0}


async def test_every_value_at_fault_is_named_and_none_is_written(desk: Desk) -> None:
    payload = await _set(desk, floor="10", bufferDays=-1, costOfCash="11")
    assert refusals(payload) == [("INVALID_VALUE", "input.bufferDays"), ("INVALID_VALUE", "input.costOfCash")]
    assert (await rows(desk))["runway_policy"] == []


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("bufferDays", 3650, 3650),
        ("costOfCash", "10", "10.000000"),
        ("costOfCash", "0", "0.000000"),
        ("unexplainedTolerance", "0", "0.000000"),
        ("unexplainedLimit", "1", "1.000000"),
        ("floor", "999999999999999", "999999999999999.00"),
        ("floor", "-999999999999999", "-999999999999999.00"),
        ("floor", "1.50000", "1.50"),
    ],
)
async def test_the_outermost_values_are_kept(desk: Desk, field: str, value: Any, shown: object) -> None:
    assert (await _set(desk, **{field: value}))["userErrors"] == []
    assert (await _policy(desk))[field] == shown


async def test_who_saw_an_older_version_is_shown_the_newer_one(desk: Desk) -> None:
    await _set(desk, bufferDays=40, expectedVersion=0)
    payload = await _set(desk, user=ADVISOR, bufferDays=50, expectedVersion=0)
    assert refusals(payload) == [("CONFLICT", "input.expectedVersion")]
    assert (payload["runwayPolicy"]["bufferDays"], payload["runwayPolicy"]["version"]) == (40, 1)
    assert (await _set(desk, user=ADVISOR, bufferDays=50, expectedVersion=1))["userErrors"] == []
    assert (await _policy(desk))["version"] == 2


async def test_who_only_reads_or_only_imports_is_told_so(desk: Desk) -> None:
    await desk.world.directory.grant(desk.business, OPERATOR, "OPERATOR")
    for user in (ANALYST, OPERATOR):
        payload = await _set(desk, user=user, bufferDays=-1)
        assert refusals(payload) == [("FORBIDDEN", "")]
        assert payload["runwayPolicy"] is None
    assert (await rows(desk))["runway_policy"] == []


async def test_a_floor_that_is_no_decimal_is_an_error_of_the_request(desk: Desk) -> None:
    text = "mutation { setRunwayPolicy(input: {floor: 12}) { userErrors { code } } }"
    reply = await desk.api.ask(text, business=desk.business)
    assert reply.codes != []
    assert (await rows(desk))["runway_policy"] == []


async def test_two_changes_of_one_request_are_made_one_after_the_other(desk: Desk) -> None:
    step = "{ query { runwayPolicy { bufferDays burnAverage version } } }"
    text = (
        f"mutation {{ a: setRunwayPolicy(input: {{bufferDays: 41}}) {step} "
        f"b: setRunwayPolicy(input: {{burnAverage: MEAN}}) {step} }}"
    )
    answer = await desk.ask(text)
    assert [answer[name]["query"]["runwayPolicy"] for name in "ab"] == [
        {"bufferDays": 41, "burnAverage": "MEDIAN", "version": 1},
        {"bufferDays": 41, "burnAverage": "MEAN", "version": 2},
    ]
