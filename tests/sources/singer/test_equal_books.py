"""A stream and the files that it was made of come to the same books, however the stream is cut."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import some, tries
from tests.folders import SHARED_DATA
from tests.records import account, bill, customer, invoice, vendor
from tests.sources.singer.read import load, told
from tests.sources.singer.target import lines_of, record
from tests.world import World

CASES = SHARED_DATA / "cases"


def _steps(folder: Path) -> list[Path]:
    inner = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    return inner or [folder]


def _sources() -> list[Path]:
    cases = [case for case in sorted(CASES.glob("*")) if any(case.rglob("*.json"))]
    return [SHARED_DATA / "quickbooks" / "json", *cases]


@pytest.mark.usefixtures("shared_data")
@pytest.mark.parametrize("source", some(_sources(), 6), ids=lambda path: path.name)
async def test_a_stream_gives_the_books_that_its_files_give(shared_world: World, source: Path) -> None:
    of_files, of_stream = await shared_world.business("Files"), await shared_world.business("Stream")
    # Of another company's export nothing is imported, which is tested where a sentence says so.
    for step in _steps(source)[: 1 if "other-company" in source.name else None]:
        await shared_world.import_path(of_files, step)
        await load(shared_world, of_stream, lines_of(step), records=7)
        assert await told(shared_world, of_stream) == await told(shared_world, of_files)


def _at(hour: int) -> str:
    return datetime(2026, 11, 2, hour, tzinfo=UTC).isoformat()


def _version(token: int, **changes: Any) -> dict[str, Any]:
    times = {"CreateTime": _at(0), "LastUpdatedTime": _at(1 + token)}
    return {"SyncToken": str(token), "MetaData": times, **changes}


def _paid(entity: str, source_id: str, amount: float) -> list[dict[str, Any]]:
    return [{"Amount": amount, "LinkedTxn": [{"TxnId": source_id, "TxnType": entity}]}]


STREAMS: dict[str, list[dict[str, Any]]] = {
    "vendors": [vendor(**_version(0)), vendor("2", "Water Works", TermRef={"value": "3"}, **_version(0))],
    "customers": [customer(**_version(0)), customer(name="Renamed", **_version(2))],
    "terms": [{"Id": "3", "Name": "Net 30", "DueDays": 30, **_version(0)}],
    "accounts": [account(**_version(0)), account("36", 20.0, **_version(0))],
    "bills": [
        bill("10", **_version(0)),
        bill("10", DocNumber="newer", TotalAmt=90.0, Balance=30.0, **_version(1)),
        bill("11", VendorRef={"value": "2"}, DueDate=None, SalesTermRef={"value": "3"}, **_version(0)),
        bill("12", **_version(0)),
    ],
    "bill_payments": [
        {
            "Id": "30",
            "VendorRef": {"value": "1"},
            "TxnDate": "2026-11-02",
            "TotalAmt": 60.0,
            "PayType": "Check",
            "CheckPayment": {"BankAccountRef": {"value": "35"}},
            "Line": _paid("Bill", "10", 60.0),
            **_version(0),
        }
    ],
    "invoices": [invoice("20", Balance=100.0, **_version(1)), invoice("21", **_version(0))],
    "payments": [
        {
            "Id": "40",
            "CustomerRef": {"value": "1"},
            "TxnDate": "2026-11-02",
            "TotalAmt": 200.0,
            "DepositToAccountRef": {"value": "36"},
            "Line": _paid("Invoice", "20", 200.0),
            **_version(0),
        }
    ],
    "deleted_objects": [{"Id": "12", "Type": "Bill", "MetaData": {"LastUpdatedTime": _at(9)}}],
}


def _lines(streams: Iterable[str]) -> list[str]:
    """What exists was read before it was deleted."""
    hours = {"deleted_objects": 12}
    return [
        record(name, row, time_extracted=_at(hours.get(name, 8))) for name in streams for row in STREAMS[name]
    ]


@settings(
    deadline=None,
    database=None,
    max_examples=tries(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    streams=st.permutations(list(STREAMS)),
    again=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=6),
    records=st.integers(1, 20),
)
async def test_cuts_order_and_repetition_make_no_difference(
    shared_world: World, streams: list[str], again: list[tuple[int, int]], records: int
) -> None:
    lines = _lines(streams)
    for line, place in again:
        lines.insert(place % len(lines), lines[line % len(lines)])
    business = await shared_world.business("Cut")
    await load(shared_world, business, lines, records)
    assert await told(shared_world, business) == await _whole(shared_world)


async def _whole(world: World) -> dict[str, list[str]]:
    """The books of all records in one portion, made once."""
    known = await world.run("SELECT id FROM runway.business WHERE name = 'Whole'")
    business = known[0]["id"] if known else await world.business("Whole")
    if not known:
        await load(world, business, _lines(STREAMS))
    return await told(world, business)
