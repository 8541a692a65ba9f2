"""What people know of a vendor is kept beside it, and what they forget falls back to its class and tier."""

from typing import Any
from uuid import uuid4

import pytest

from tests.records import usd
from tests.schema.decisions.desk import Desk, Payload, open_desk
from tests.schema.settings.setting import OPERATOR, change, customer_of, refusals, rows, vendor_of
from tests.serving import Served
from tests.world import ADVISOR, ANALYST, OWNER, gid

TERMS = """
    tier suggestedTier effectiveTier vendorClass graceDays agreedGraceDays
    lateCost { kind amount { amount currencyCode } percent cap { amount currencyCode } } version
"""
VENDORS = f"{{ vendors {{ nodes {{ terms {{ {TERMS} }} }} }} }}"
UNKNOWN = {
    "tier": None,
    "suggestedTier": "STANDARD",
    "effectiveTier": "STANDARD",
    "vendorClass": None,
    "graceDays": 3,
    "agreedGraceDays": None,
    "lateCost": None,
    "version": 0,
}
COST = {"kind": "PERCENT_ONCE", "amount": None, "percent": "1.500000", "cap": usd("25.00")}
ALL: dict[str, Any] = {
    "tier": "COMMODITY",
    "vendorClass": "TRUST_TAXES",
    "graceDays": 12,
    "lateCost": {"kind": "PERCENT_ONCE", "percent": "1.5", "cap": usd("25")},
}
KNOWN = {
    "tier": "COMMODITY",
    "suggestedTier": "STRATEGIC",
    "effectiveTier": "COMMODITY",
    "vendorClass": "TRUST_TAXES",
    "graceDays": 12,
    "agreedGraceDays": 12,
    "lateCost": COST,
}
#: What each field is when it is forgotten and the others are known.
FORGOTTEN: dict[str, dict[str, Any]] = {
    "tier": {"tier": None, "effectiveTier": "STRATEGIC"},
    "vendorClass": {"vendorClass": None, "suggestedTier": "STANDARD"},
    "graceDays": {"agreedGraceDays": None, "graceDays": 7},
    "lateCost": {"lateCost": None},
}


async def _set(desk: Desk, *, user: str = OWNER, vendor: str | None = None, **given: object) -> Payload:
    named = vendor or await vendor_of(desk)
    return await change(desk, "setVendorTerms", user=user, vendorId=named, **given)


async def _terms(desk: Desk) -> dict[str, Any]:
    ((vendor),) = (await desk.ask(VENDORS))["vendors"]["nodes"]
    result: dict[str, Any] = vendor["terms"]
    return result


async def test_of_whom_nothing_was_said_the_class_and_the_tier_are_the_usual_ones(desk: Desk) -> None:
    assert await _terms(desk) == UNKNOWN


async def test_all_of_it_is_set_and_shown_with_the_vendor(desk: Desk) -> None:
    payload = await _set(desk, **ALL)
    assert payload["userErrors"] == []
    assert payload["vendor"]["id"] == await vendor_of(desk)
    assert payload["vendor"]["terms"]["lateCost"]["percent"] == "1.500000"
    assert await _terms(desk) == {**KNOWN, "version": 1}


@pytest.mark.parametrize("name", FORGOTTEN)
async def test_a_field_left_out_keeps_its_value_and_null_forgets_it(desk: Desk, name: str) -> None:
    await _set(desk, **ALL)
    await _set(desk, **{key: value for key, value in ALL.items() if key != name})
    assert await _terms(desk) == {**KNOWN, "version": 1}
    cleared: dict[str, Any] = {name: None}
    await _set(desk, **cleared)
    assert await _terms(desk) == {**KNOWN, **FORGOTTEN[name], "version": 2}


async def test_a_class_suggests_a_tier_and_the_tier_what_is_borne(desk: Desk) -> None:
    await _set(desk, vendorClass="WAGES")
    result = await _terms(desk)
    assert (result["suggestedTier"], result["effectiveTier"], result["graceDays"]) == (
        "STRATEGIC",
        "STRATEGIC",
        0,
    )


async def test_the_cost_of_lateness_is_set_as_a_whole(desk: Desk) -> None:
    await _set(desk, **ALL)
    for given in ({"kind": "DAILY", "percent": "0"}, {"kind": "DAILY", "percent": "0", "cap": None}):
        await _set(desk, lateCost=given)
        assert (await _terms(desk))["lateCost"] == {
            "kind": "DAILY",
            "amount": None,
            "percent": "0.000000",
            "cap": None,
        }
    assert (await _terms(desk))["version"] == 2


async def test_the_same_again_changes_nothing(desk: Desk) -> None:
    await _set(desk)
    await _set(desk, tier=None, graceDays=None)
    assert (await rows(desk))["vendor_terms"] == []
    await _set(desk, **ALL)
    before = await rows(desk)
    assert (await _set(desk, **ALL))["vendor"]["terms"]["version"] == 1
    assert await rows(desk) == before


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"graceDays": -1}, "graceDays"),
        ({"graceDays": 366}, "graceDays"),
        ({"lateCost": {"kind": "FLAT", "amount": usd("-0.01")}}, "lateCost.amount"),
        ({"lateCost": {"kind": "FLAT", "amount": usd("1000000001")}}, "lateCost.amount"),
        ({"lateCost": {"kind": "DAILY", "percent": "0.0000001"}}, "lateCost.percent"),
        ({"lateCost": {"kind": "DAILY", "percent": "1", "cap": usd("-1")}}, "lateCost.cap"),
        ({"lateCost": {"kind": "DAILY", "percent": "1", "cap": usd("0.00001")}}, "lateCost.cap"),
    ],
)
async def test_a_value_that_cannot_be_is_refused_by_its_path(
    desk: Desk, given: dict[str, Any], field: str
) -> None:
    payload = await _set(desk, tier="STRATEGIC", **given)
    assert refusals(payload) == [("INVALID_VALUE", f"input.{field}")]
    assert payload["vendor"] is None
    assert await _terms(desk) == UNKNOWN


async def test_the_outermost_values_are_kept(desk: Desk) -> None:
    cost = {"kind": "MONTHLY_OVER_30", "percent": "1000000000", "cap": usd("0")}
    assert (await _set(desk, graceDays=365, lateCost=cost))["userErrors"] == []
    await _set(desk, graceDays=0)
    result = await _terms(desk)
    assert (result["graceDays"], result["agreedGraceDays"]) == (0, 0)
    assert result["lateCost"]["cap"]["amount"] == "0.00"


async def test_who_saw_an_older_version_is_shown_the_newer_one(desk: Desk) -> None:
    await _set(desk, graceDays=5, expectedVersion=0)
    payload = await _set(desk, user=ADVISOR, graceDays=6, expectedVersion=0)
    assert refusals(payload) == [("CONFLICT", "input.expectedVersion")]
    shown = payload["vendor"]["terms"]
    assert (shown["agreedGraceDays"], shown["version"]) == (5, 1)
    assert (await _set(desk, user=ADVISOR, graceDays=6, expectedVersion=1))["userErrors"] == []


async def test_an_analyst_only_reads_and_the_command_line_may_tell(desk: Desk) -> None:
    await desk.world.directory.grant(desk.business, OPERATOR, "OPERATOR")
    assert refusals(await _set(desk, user=ANALYST, graceDays=5)) == [("FORBIDDEN", "")]
    assert (await _set(desk, user=OPERATOR, graceDays=5))["userErrors"] == []


async def test_a_vendor_of_another_business_is_not_there_and_nor_is_a_customer_under_its_name(
    desk: Desk,
) -> None:
    other = await open_desk(Served(desk.world, desk.api))
    customer = gid("Vendor", (await _key(desk, "CUSTOMER")))
    for vendor in (await vendor_of(other), gid("Vendor", uuid4()), customer):
        payload = await _set(desk, vendor=vendor, graceDays=5)
        assert refusals(payload) == [("NOT_FOUND", "input.vendorId")]
        assert payload["vendor"] is None
    assert (await rows(desk))["vendor_terms"] == (await rows(other))["vendor_terms"] == []


async def test_the_id_of_a_customer_is_an_error_of_the_request(desk: Desk) -> None:
    text = "mutation ($i: SetVendorTermsInput!) { setVendorTerms(input: $i) { userErrors { code } } }"
    reply = await desk.raw(text, {"vendorId": await customer_of(desk), "graceDays": 5})
    assert reply.codes == ["BAD_USER_INPUT"]
    assert reply.errors[0]["extensions"]["field"] == "input.vendorId"


async def _key(desk: Desk, kind: str) -> Any:
    text = "SELECT id FROM runway.party WHERE business_id = $1 AND kind = $2"
    return (await desk.world.run(text, desk.business, kind))[0]["id"]
