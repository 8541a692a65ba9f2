"""Books are as new as the source's newest whole answer, whenever it is imported."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.clock import NOW
from tests.records import account
from tests.server.importing.exported import answer, ask, checks, load
from tests.serving import Served

OLD, RECENT, FUTURE = NOW - timedelta(days=200), NOW - timedelta(hours=2), NOW + timedelta(days=1)


async def synced(served: Served, tmp_path: Path, *times: datetime | str | None) -> Any:
    """Import one export after the other, each answered at its time; what the business says then."""
    business = await served.world.business()
    for time in times:
        told = time.isoformat() if isinstance(time, datetime) else time
        await load(served, tmp_path, business, {"a": answer(told, Account=[account()])})
    shown = (await ask(served, business, "{ business { lastSyncedAt isStale } }"))["business"]
    assert ("STALE_SYNC" in await checks(served, business)) == shown["isStale"]
    return datetime.fromisoformat(shown["lastSyncedAt"]), shown["isStale"]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        pytest.param([OLD], (OLD, True), id="an old export"),
        pytest.param([RECENT], (RECENT, False), id="a recent one"),
        pytest.param([None], (NOW, False), id="one that does not tell its time"),
        pytest.param(["soon"], (NOW, False), id="one whose time cannot be read"),
        pytest.param([FUTURE], (NOW, False), id="one of a clock that runs ahead"),
        pytest.param([RECENT, OLD], (RECENT, False), id="an older one afterwards"),
        pytest.param([OLD, RECENT], (RECENT, False), id="a newer one afterwards"),
    ],
)
async def test_books_are_as_new_as_the_answer(
    served: Served, tmp_path: Path, times: list[Any], expected: tuple[datetime, bool]
) -> None:
    assert await synced(served, tmp_path, *times) == expected


async def test_an_answer_that_nothing_is_new_keeps_books_fresh(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    await load(served, tmp_path, business, {"a": answer(OLD.isoformat(), Account=[account()])})
    changes = {"CDCResponse": [{"QueryResponse": [{}, {}]}], "time": RECENT.isoformat()}
    imported = await load(served, tmp_path, business, {"a": changes})
    assert imported.counts.read == 0
    assert await checks(served, business) == {}


async def test_what_is_of_no_use_keeps_nothing_fresh(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    await load(served, tmp_path, business, {"a": answer(OLD.isoformat(), Account=[account()])})
    await load(served, tmp_path, business, {"a": answer(RECENT.isoformat(), Item=[{"Id": "1"}])})
    assert "STALE_SYNC" in await checks(served, business)
