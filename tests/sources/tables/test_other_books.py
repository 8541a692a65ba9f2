"""Books of two sources in one business: refused, whichever comes first, unless it is meant."""

import json
from pathlib import Path
from uuid import UUID

import pytest

from db.directory import user_id_of
from orchestrators.access.people import Actor
from orchestrators.sources.connections.connection import CannotConnect, ConnectionOrchestrator
from orchestrators.sources.connections.state import Environment, SourceCompany
from orchestrators.sources.exports.company import OtherCompany
from orchestrators.sources.exports.export import ImportOptions
from server.place import Place
from server.sources.importing import DEFAULT_REALM, OPERATOR
from server.sources.singer import import_portion
from tests.records import bill, vendor
from tests.server.cli.command import Runway
from tests.serving import Served
from tests.sources.singer.read import portions
from tests.sources.tables.importing import load, tables_of
from tests.world import OWNER, SECRET

COMPANY = {"CompanyInfo": [{"Id": "1", "SyncToken": "0", "CompanyName": "Quince"}], "Bill": [bill("7")]}
TABLE = "id,number,vendor,date,amount\n1,A1,Acme,2026-10-13,10.00\n"


def _runway(served: Served, folder: Path) -> Runway:
    return Runway(folder, {"DATABASE_URL": served.world.address.dsn(), "TOKEN_SECRET": SECRET})


async def _versions(served: Served, business: UUID) -> list[int]:
    rows = await served.world.run(
        "SELECT sync_token FROM runway.document WHERE business_id = $1 AND sync_token IS NOT NULL", business
    )
    return [row["sync_token"] for row in rows]


async def _connect(served: Served, business: UUID, realm: str) -> None:
    given = SourceCompany(Environment.SANDBOX, realm, "Medlar", "all")
    async with served.world.books.writing(user_id_of(OWNER), business) as (desk, caller):
        await ConnectionOrchestrator(desk).connect(business, Actor(caller, OWNER), given)


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("records", [{"Bill": [bill()]}, {"Vendor": [vendor("7", "Acme")]}])
async def test_tables_do_not_enter_the_realm_of_another_source(
    served: Served, tmp_path: Path, records: dict[str, list[object]], *, beside: bool
) -> None:
    business = await served.world.business()
    await served.world.load(business, records)
    before = await _versions(served, business)
    with pytest.raises(OtherCompany, match=r"realm 'default'.*source of their own.*nothing was imported"):
        await load(served, business, tables_of(tmp_path, bills=TABLE), realm=DEFAULT_REALM, beside=beside)
    assert await _versions(served, business) == before


async def test_tables_do_not_enter_the_realm_of_a_connected_company(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    await _connect(served, business, "4620")
    with pytest.raises(OtherCompany, match="realm '4620'"):
        await load(served, business, tables_of(tmp_path, bills=TABLE), realm="4620", beside=True)


async def test_no_other_source_enters_the_realm_of_tables(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    await load(served, business, tables_of(tmp_path, bills=TABLE), realm="4620")
    with pytest.raises(OtherCompany, match="come from tables"):
        await served.world.load(business, COMPANY, "4620", beside=True)
    with pytest.raises(CannotConnect, match="files or tables"):
        await _connect(served, business, "4620")


async def test_tables_are_refused_beside_other_books_unless_that_is_said(
    served: Served, tmp_path: Path
) -> None:
    name = "Quince Ltd"
    business = await served.world.business(name)
    await served.world.load(business, COMPANY, "4620")
    tables_of(tmp_path / "books", bills=TABLE)
    command = ("import", "csv", "books", "--business", name)
    sentence = (await _runway(served, tmp_path).run(*command)).sentence()
    assert "the books of 'Quince' (realm '4620')" in sentence
    assert "--beside" in sentence
    assert len(await _versions(served, business)) == 1
    assert (await _runway(served, tmp_path).run(*command, "--beside")).code == 0
    assert len(await _versions(served, business)) == 2


async def test_tables_are_refused_beside_a_connected_company(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    await _connect(served, business, "4620")
    with pytest.raises(OtherCompany, match="realm '4620'"):
        await load(served, business, tables_of(tmp_path, bills=TABLE))
    assert await _versions(served, business) == []


async def test_files_of_responses_are_refused_beside_tables(served: Served, tmp_path: Path) -> None:
    name = "Sloe Ltd"
    business = await served.world.business(name)
    await load(served, business, tables_of(tmp_path / "tables", bills=TABLE))
    (tmp_path / "bills.json").write_text(json.dumps({"QueryResponse": {"Bill": [bill()]}}))
    command = ("import", "quickbooks", "bills.json", "--business", name)
    sentence = (await _runway(served, tmp_path).run(*command)).sentence()
    assert "other books (realm 'tables')" in sentence
    assert "--beside" in sentence
    assert len(await _versions(served, business)) == 1
    assert (await _runway(served, tmp_path).run(*command, "--beside")).code == 0
    assert len(await _versions(served, business)) == 2


async def test_files_are_refused_beside_a_connected_company(served: Served) -> None:
    business = await served.world.business()
    await _connect(served, business, "4620")
    with pytest.raises(OtherCompany, match="realm '4620'"):
        await served.world.load(business, {"Bill": [bill()]})
    await served.world.load(business, {"Bill": [bill()]}, "4620")
    await served.world.load(business, {"Bill": [bill("8")]}, "petty", beside=True)


async def test_a_stream_is_refused_beside_tables(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    await load(served, business, tables_of(tmp_path, bills=TABLE))
    await served.world.directory.grant(business, OPERATOR, "OPERATOR")
    (portion,) = portions([json.dumps({"type": "RECORD", "stream": "bills", "record": bill()})])

    async def stream(options: ImportOptions) -> None:
        place = Place(served.world.address, {})
        await import_portion(place, business, "999", portion, lambda _step, _done, _total: None, options)

    with pytest.raises(OtherCompany, match="--beside"):
        await stream(ImportOptions())
    await stream(ImportOptions(beside=True))
    assert len(await _versions(served, business)) == 2
