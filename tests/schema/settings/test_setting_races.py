"""Two people at the same settings, and clients that send twice: one wins, and nothing is done twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from tests.clock import today
from tests.records import usd
from tests.schema.decisions.desk import Desk, Payload
from tests.schema.settings.setting import change, rows, vendor_of
from tests.servers.postgres import Cluster
from tests.serving import Served, serving
from tests.world import ADVISOR, OWNER


@pytest.fixture(scope="module")
async def served(each_cluster: Cluster) -> AsyncIterator[Served]:
    async with serving(each_cluster) as served:
        yield served


def _codes(payloads: Sequence[Payload]) -> Counter[str]:
    return Counter(error["code"] for payload in payloads for error in payload["userErrors"])


@pytest.mark.parametrize("version", [0, 1], ids=["the first row", "a later one"])
async def test_of_ten_who_set_the_policy_they_saw_one_wins_and_nine_are_told(
    desk: Desk, version: int
) -> None:
    if version:
        await change(desk, "setRunwayPolicy", bufferDays=5)
    payloads = await asyncio.gather(
        *(
            change(
                desk,
                "setRunwayPolicy",
                user=(OWNER, ADVISOR)[n % 2],
                bufferDays=100 + n,
                expectedVersion=version,
            )
            for n in range(10)
        )
    )
    assert _codes(payloads) == {"CONFLICT": 9}
    (row,) = (await rows(desk))["runway_policy"]
    assert row["version"] == version + 1
    # The losers are shown what won.
    assert {payload["runwayPolicy"]["bufferDays"] for payload in payloads} == {row["buffer_days"]}


async def test_changes_of_different_fields_at_once_are_all_kept(desk: Desk) -> None:
    given = ({"bufferDays": 7}, {"floor": usd("12")}, {"burnAverage": "MEAN"}, {"weekStart": "SUNDAY"})
    payloads = await asyncio.gather(*(change(desk, "setRunwayPolicy", **item) for item in given))
    assert _codes(payloads) == {}
    (row,) = (await rows(desk))["runway_policy"]
    kept = (row["buffer_days"], row["floor"], row["average"], row["week_start"], row["version"])
    assert kept == (7, 12, "MEAN", 6, 4)


async def test_of_ten_who_set_a_vendors_terms_one_wins(desk: Desk) -> None:
    vendor = await vendor_of(desk)
    payloads = await asyncio.gather(
        *(change(desk, "setVendorTerms", vendorId=vendor, graceDays=n, expectedVersion=0) for n in range(10))
    )
    assert _codes(payloads) == {"CONFLICT": 9}
    (row,) = (await rows(desk))["vendor_terms"]
    assert row["version"] == 1
    assert {payload["vendor"]["terms"]["agreedGraceDays"] for payload in payloads} == {row["grace_days"]}


async def test_the_same_earmark_set_twenty_times_at_once_is_one(desk: Desk) -> None:
    payloads = await asyncio.gather(
        *(change(desk, "setEarmark", name="Taxes", amount=usd("10")) for _ in range(20))
    )
    assert _codes(payloads) == {}
    assert len({payload["earmark"]["id"] for payload in payloads}) == 1
    assert [(row["amount"], row["version"]) for row in (await rows(desk))["earmark"]] == [(10, 1)]


async def test_of_ten_new_earmarks_of_one_name_and_another_amount_one_wins(desk: Desk) -> None:
    payloads = await asyncio.gather(
        *(
            change(desk, "setEarmark", name="Taxes", amount=usd(str(n)), expectedVersion=0)
            for n in range(1, 11)
        )
    )
    assert _codes(payloads) == {"CONFLICT": 9}
    assert [row["version"] for row in (await rows(desk))["earmark"]] == [1]


async def test_an_earmark_released_ten_times_at_once_is_released_once(desk: Desk) -> None:
    await change(desk, "setEarmark", name="Taxes", amount=usd("10"))
    payloads = await asyncio.gather(*(change(desk, "releaseEarmark", name="Taxes") for _ in range(10)))
    assert _codes(payloads) == {}
    assert Counter(payload["released"] for payload in payloads) == {True: 1, False: 9}


async def test_of_many_at_once_only_as_many_as_there_is_room_for_are_kept(desk: Desk) -> None:
    text = (
        "INSERT INTO runway.earmark (business_id, id, name, amount) "
        "SELECT $1, gen_random_uuid(), 'n' || n, 1 FROM generate_series(1, 97) AS n"
    )
    await desk.world.run(text, desk.business)
    payloads = await asyncio.gather(
        *(change(desk, "setEarmark", name=f"more {n}", amount=usd("1")) for n in range(8))
    )
    assert _codes(payloads) == {"LIMIT_REACHED": 5}
    assert len((await rows(desk))["earmark"]) == 100


async def test_the_same_flow_declared_twenty_times_at_once_is_one(desk: Desk) -> None:
    given: dict[str, Any] = {"label": "Rent", "amount": usd("-900"), "firstDate": today().isoformat()}
    payloads = await asyncio.gather(*(change(desk, "setRecurringFlow", **given) for _ in range(20)))
    assert _codes(payloads) == {}
    assert len({payload["recurringFlow"]["id"] for payload in payloads}) == 1
    assert len((await rows(desk))["recurring_flow"]) == 1


async def test_a_flow_removed_ten_times_at_once_is_removed_once(desk: Desk) -> None:
    made = (await change(desk, "setRecurringFlow", label="Rent", amount=usd("-900")))["recurringFlow"]["id"]
    payloads = await asyncio.gather(*(change(desk, "removeRecurringFlow", id=made) for _ in range(10)))
    assert _codes(payloads) == {"NOT_FOUND": 9}
