"""The books of one company are not overwritten with another's, and not counted twice."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from orchestrators.sources.exports.company import OtherCompany
from tests.records import account, bill
from tests.server.importing.exported import answer, company, load, open_bills
from tests.server.importing.imported import books, runs
from tests.serving import Served

ACME = company("Tandem Café LLC")


def export(
    identity: dict[str, Any] | None = None, number: str = "F-1", token: str = "0"
) -> dict[str, object]:
    records = answer(Account=[account(SyncToken=token)], Bill=[bill(DocNumber=number, SyncToken=token)])
    return {"b": records, **({} if identity is None else {"company": answer(CompanyInfo=[identity])})}


OTHERS: list[Any] = [
    pytest.param(company("Quarry & Sons"), id="another name"),
    pytest.param(company("Tandem Café LLC (Sandbox)"), id="a sandbox"),
    pytest.param(company("Tandem Café, LLC"), id="punctuation"),
    pytest.param(company("Tandem Cafe LLC"), id="an accent"),
    pytest.param(company("Tandem Café LLC", "9"), id="another id"),
    pytest.param(company("Quarry & Sons", DefaultTimeZone="Nowhere"), id="a record that is refused"),
    pytest.param(company("", LegalName="Quarry & Sons"), id="a legal name"),
]
SAME: list[Any] = [
    pytest.param(ACME, id="the same"),
    pytest.param(company("  tandem  CAFÉ\u00a0llc "), id="case and space"),
    pytest.param(company(unicodedata.normalize("NFD", "Tandem Café LLC")), id="another form of the accent"),
    pytest.param(company("Ｔａｎｄｅｍ Café LLC"), id="wide letters"),
    pytest.param(company("Tandem Café LLC", None), id="no id"),
    pytest.param(None, id="an export that does not say"),
]


@pytest.mark.parametrize("other", OTHERS)
async def test_another_companys_export_is_refused_whole(
    served: Served, tmp_path: Path, other: dict[str, Any]
) -> None:
    business = await served.world.business()
    await load(served, tmp_path, business, export(ACME))
    before = await books(served.world, business)
    with pytest.raises(OtherCompany, match=r"Tandem Café LLC.*nothing was imported.*--replace-company"):
        await load(served, tmp_path, business, export(other, "F-2", "5"))
    assert await books(served.world, business) == before
    assert len(await runs(served.world, business)) == 1
    imported = await load(served, tmp_path, business, export(other, "F-2", "5"), replace_company=True)
    assert imported.counts.changed >= 2
    assert await open_bills(served, business) == {"F-2"}
    # From now on it is the other one's.
    with pytest.raises(OtherCompany):
        await load(served, tmp_path, business, export(ACME))


@pytest.mark.parametrize("same", SAME)
async def test_the_same_company_is_known_again(
    served: Served, tmp_path: Path, same: dict[str, Any] | None
) -> None:
    business = await served.world.business()
    await load(served, tmp_path, business, export(ACME))
    await load(served, tmp_path, business, export(same, "F-2", "5"))
    assert await open_bills(served, business) == {"F-2"}


async def test_books_without_a_company_take_the_first_that_comes(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    await load(served, tmp_path, business, export())
    await load(served, tmp_path, business, export(ACME))
    with pytest.raises(OtherCompany):
        await load(served, tmp_path, business, export(company("Quarry & Sons")))


@pytest.mark.parametrize(
    "name", ["Tandem Café LLC", "TANDEM CAFÉ, L.L.C.", "Tandem Café LLC (Sandbox)", "Tandem-Café LLC"]
)
async def test_a_second_realm_of_a_company_is_refused(served: Served, tmp_path: Path, name: str) -> None:
    business = await served.world.business()
    await load(served, tmp_path, business, export(ACME), realm="one")
    with pytest.raises(OtherCompany, match=r"'one'.*'two'.*twice.*--realm one"):
        await load(served, tmp_path, business, export(company(name)), realm="two")
    with pytest.raises(OtherCompany):
        await load(served, tmp_path, business, export(company(name)), realm="two", replace_company=True)
    assert await open_bills(served, business) == {"F-1"}


async def test_another_company_may_have_a_realm_of_its_own(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    await load(served, tmp_path, business, export(ACME), realm="one")
    await load(
        served, tmp_path, business, export(company("Tandem Kino LLC"), "F-2"), realm="two", beside=True
    )
    assert await open_bills(served, business) == {"F-1", "F-2"}


async def test_another_realm_is_refused_until_it_is_meant_and_then_goes_on(
    served: Served, tmp_path: Path
) -> None:
    business = await served.world.business()
    await load(served, tmp_path, business, export(), realm="one")
    with pytest.raises(OtherCompany, match=r"realm 'one'.*--realm one.*--beside"):
        await load(served, tmp_path, business, export(None, "F-2"), realm="two")
    assert await open_bills(served, business) == {"F-1"}
    await load(served, tmp_path, business, export(None, "F-2"), realm="two", beside=True)
    for realm in ("one", "two"):
        await load(served, tmp_path, business, export(None, f"F-{realm}", "5"), realm=realm)
    assert await open_bills(served, business) == {"F-one", "F-two"}


async def test_an_export_of_two_companies_is_refused(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    files = {**export(ACME), "other": answer(CompanyInfo=[company("Quarry & Sons")])}
    for replace in (False, True):
        with pytest.raises(OtherCompany, match="two companies"):
            await load(served, tmp_path, business, files, replace_company=replace)
    assert await runs(served.world, business) == []


async def test_businesses_know_nothing_of_each_others_companies(served: Served, tmp_path: Path) -> None:
    one, other = await served.world.business(), await served.world.business()
    await load(served, tmp_path, one, export(ACME))
    await load(served, tmp_path, other, export(company("Quarry & Sons")))
    await load(served, tmp_path, other, export(company("Quarry & Sons")))
