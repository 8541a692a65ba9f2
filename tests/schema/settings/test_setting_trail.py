"""Every change of a setting is one entry of the trail, and what changes nothing or is refused is none."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.clock import today
from tests.records import usd
from tests.schema.decisions.desk import Desk
from tests.schema.settings.setting import change, refusals, vendor_of
from tests.world import ADVISOR, ANALYST, OWNER

TRAIL = """{ auditTrail(filter: {eventKind: {eq: SETTINGS}}) {
    nodes { step subjectId actor { email } changes { name before after } }
} }"""

#: What is set by which mutation, the name of its step, and the fields that its entry shows.
STEPS: Mapping[str, tuple[dict[str, Any], str, dict[str, str]]] = {
    "setApprovalPolicy": (
        {"aloneUpTo": usd("100"), "payDays": ["FRIDAY", "MONDAY"]},
        "APPROVALS_SET",
        {"aloneUpTo": "100.00", "payDays": "MONDAY, FRIDAY", "version": "1"},
    ),
    "setRunwayPolicy": (
        {"bufferDays": 45, "weekStart": "SUNDAY"},
        "POLICY_SET",
        {"bufferDays": "45", "weekStart": "SUNDAY"},
    ),
    "setEarmark": (
        {"name": "Taxes", "amount": usd("75.50")},
        "EARMARK_SET",
        {"earmark": "Taxes", "name": "Taxes", "amount": "75.5"},
    ),
    "setVendorTerms": (
        {"vendorId": "{vendor}", "graceDays": 5},
        "VENDOR_TERMS_SET",
        {"vendor": "{name}", "agreedGraceDays": "5"},
    ),
    "setRecurringFlow": (
        {"label": "Rent", "amount": usd("-900")},
        "FLOW_DECLARED",
        {
            "recurringFlow": "Rent",
            "label": "Rent",
            "amount": "-900",
            "cadence": "MONTHLY",
            "firstDate": "{today}",
        },
    ),
}
every_step = pytest.mark.parametrize("name", STEPS)


async def _entries(desk: Desk) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = (await desk.ask(TRAIL))["auditTrail"]["nodes"]
    return result


async def _given(desk: Desk, name: str) -> dict[str, Any]:
    given = STEPS[name][0]
    filled = {key: await vendor_of(desk) if value == "{vendor}" else value for key, value in given.items()}
    return filled | ({"expectedVersion": 0} if name == "setApprovalPolicy" else {})


@every_step
async def test_a_change_is_one_entry_by_the_names_of_the_api(desk: Desk, name: str) -> None:
    payload = await change(desk, name, user=ADVISOR, **await _given(desk, name))
    assert payload["userErrors"] == []
    (entry,) = await _entries(desk)
    _, step, shown = STEPS[name]
    vendors = await desk.world.run(
        "SELECT name FROM runway.party WHERE business_id = $1 AND kind = 'VENDOR'", desk.business
    )
    filled = {
        key: value.format(name=vendors[0]["name"], today=today().isoformat()) for key, value in shown.items()
    }
    assert (entry["step"], entry["actor"]["email"]) == (step, ADVISOR)
    assert {item["name"]: item["after"] for item in entry["changes"]} == filled


@every_step
async def test_the_same_again_is_no_second_entry(desk: Desk, name: str) -> None:
    given = await _given(desk, name)
    await change(desk, name, **given)
    again = {**given, "expectedVersion": 1} if name == "setApprovalPolicy" else given
    payload = await change(desk, name, **again)
    assert payload["userErrors"] == []
    assert len(await _entries(desk)) == 1


@every_step
async def test_a_refused_change_is_no_entry(desk: Desk, name: str) -> None:
    payload = await change(desk, name, user=ANALYST, **await _given(desk, name))
    assert refusals(payload) == [("FORBIDDEN", "")]
    assert await _entries(desk) == []


@pytest.mark.parametrize(
    ("name", "gone", "step", "shown"),
    [
        ("setEarmark", "releaseEarmark", "EARMARK_RELEASED", {"earmark": "Taxes", "name": "Taxes"}),
        ("setRecurringFlow", "removeRecurringFlow", "FLOW_REMOVED", {"recurringFlow": "Rent"}),
    ],
)
async def test_what_is_taken_away_is_an_entry_with_nothing_after_it(
    desk: Desk, name: str, gone: str, step: str, shown: dict[str, str]
) -> None:
    made = await change(desk, name, **await _given(desk, name))
    (key,) = [made[kind]["id"] for kind in ("earmark", "recurringFlow") if kind in made]
    await change(desk, gone, id=key)
    entry, _ = await _entries(desk)
    assert entry["step"] == step
    assert shown.items() <= {item["name"]: item["before"] for item in entry["changes"]}.items()
    assert {item["after"] for item in entry["changes"]} == {None}


async def test_approvals_tell_when_they_were_last_changed(desk: Desk) -> None:
    times = []
    for version in range(2):
        await change(desk, "setApprovalPolicy", expectedVersion=version, aloneUpTo=usd(f"{version}"))
        times.append((await desk.ask("{ approvalPolicy { changedAt } }"))["approvalPolicy"]["changedAt"])
    assert times[0] < times[1]


async def test_approvals_that_are_as_they_were_keep_their_version_and_who_set_them(desk: Desk) -> None:
    shown = "{ approvalPolicy { version changedBy { email } } }"
    given: dict[str, Any] = {"aloneUpTo": usd("10.004"), "payDays": ["FRIDAY", "MONDAY", "FRIDAY"]}
    await change(desk, "setApprovalPolicy", expectedVersion=0, aloneUpTo=None, payDays=[])
    assert (await desk.ask(shown))["approvalPolicy"] == {"version": 0, "changedBy": None}
    await change(desk, "setApprovalPolicy", expectedVersion=0, **given)
    again: dict[str, Any] = {"aloneUpTo": usd("10"), "payDays": ["MONDAY", "FRIDAY"]}
    await change(desk, "setApprovalPolicy", user=ADVISOR, expectedVersion=1, **again)
    assert (await desk.ask(shown))["approvalPolicy"] == {"version": 1, "changedBy": {"email": OWNER}}
