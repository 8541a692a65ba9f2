"""Tables in the books: imported again, changed, taken away; and the command as somebody runs it."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID

from db.servers.address import Address
from orchestrators.sources.tables.columns import TABLES
from orchestrators.sources.tables.templates import EXAMPLES, write_template
from tests.server.cli.command import Runway
from tests.serving import Served
from tests.sources.tables.importing import load, tables_of
from tests.world import OWNER, SECRET, World

BILLS = "{ bills { nodes { documentNumber state openBalance { amount } counterparty { name } } } }"


async def bills(served: Served, business: UUID) -> list[Any]:
    """Number, state, open balance and vendor of each bill."""
    nodes = (await served.api.ask(BILLS, user=OWNER, business=business)).data["bills"]["nodes"]
    return sorted(
        (n["documentNumber"], n["state"], n["openBalance"]["amount"], n["counterparty"]["name"])
        for n in nodes
    )


async def _json(runway: Runway, *arguments: str) -> Any:
    return json.loads((await runway.run(*arguments)).out)


def runway_at(folder: Path, address: Address) -> Runway:
    """The command line, over the books of a test."""
    return Runway(folder, {"DATABASE_URL": address.dsn(), "TOKEN_SECRET": SECRET})


async def test_a_changed_row_is_a_change_whatever_order_its_contents_come_in(
    served: Served, tmp_path: Path
) -> None:
    business = await served.world.business("Changing")
    header = "number,vendor,date,amount,balance\n"
    first, second = f"{header}A1,Acme,2026-10-13,10.00,10.00\n", f"{header}A1,Acme,2026-10-13,12.00,12.00\n"
    for text, counts in (
        (first, (1, 0)),
        (first, (0, 0)),
        (second, (0, 1)),
        (second, (0, 0)),
        (first, (0, 1)),
    ):
        imported = await load(served, business, tables_of(tmp_path, bills=text))
        assert (imported.counts.added, imported.counts.changed) == counts
    assert await bills(served, business) == [("A1", "OPEN", "10.00", "Acme")]


async def test_a_full_import_removes_what_is_gone_and_brings_it_back(served: Served, tmp_path: Path) -> None:
    business = await served.world.business("Going")
    header, one, two = (
        "id,number,vendor,date,amount\n",
        "1,A1,Acme,2026-10-13,10.00\n",
        "2,A2,Acme,2026-10-13,5.00\n",
    )
    await load(served, business, tables_of(tmp_path, bills=header + one + two))
    gone = await load(served, business, tables_of(tmp_path, bills=header + two), full=True)
    assert gone.counts.removed == 1
    assert [number for number, state, _, _ in await bills(served, business) if state == "OPEN"] == ["A2"]
    # A row that cannot be read is not gone.
    broken = header + two.replace("5.00", "five")
    assert (await load(served, business, tables_of(tmp_path, bills=broken), full=True)).counts.removed == 0
    await load(served, business, tables_of(tmp_path, bills=header + one + two), full=True)
    assert [state for _, state, _, _ in await bills(served, business)] == ["OPEN", "OPEN"]


async def test_a_later_table_names_vendors_that_the_books_hold(served: Served, tmp_path: Path) -> None:
    business = await served.world.business("Naming")
    await load(served, business, tables_of(tmp_path / "1", vendors="id,name\n7,Acme\n"))
    await load(
        served,
        business,
        tables_of(tmp_path / "2", bills="number,vendor,date,amount\nA1,ACME,2026-10-13,10.00\n"),
    )
    rows = await served.world.run(
        "SELECT source_id FROM runway.party WHERE business_id = $1 AND name = 'Acme'", business
    )
    assert [row["source_id"] for row in rows] == ["7"]
    assert await bills(served, business) == [("A1", "OPEN", "10.00", "Acme")]


def _fill(template: Path) -> None:
    """Put the examples of a template into its tables."""
    examples = (template / EXAMPLES).read_text()
    for name, text in re.findall(r"## (\w+\.csv)\n\n```csv\n(.*?)```", examples, re.DOTALL):
        assert text.startswith((template / name).read_text(encoding="utf-8-sig"))
        (template / name).write_text(text)


async def test_the_template_is_empty_and_its_examples_can_be_imported(served: Served, tmp_path: Path) -> None:
    business = await served.world.business("Template")
    assert [path.stem for path in write_template(tmp_path)] == [*TABLES, "examples"]
    empty = await load(served, business, tmp_path)
    assert (empty.counts.read, empty.rejected) == (0, ())
    _fill(tmp_path)
    imported = await load(served, business, tmp_path)
    assert imported.rejected == ()
    assert await bills(served, business) == [("A-1001", "OPEN", "700.00", "Example vendor Ltd")]


async def test_the_command_writes_a_template_tries_it_and_imports_it(world: World, tmp_path: Path) -> None:
    runway = runway_at(tmp_path, world.address)
    assert (await runway.run("import", "csv", "--template", "books")).code == 0
    _fill(tmp_path / "books")
    tried = await _json(runway, "import", "csv", "books", "--dry-run", "--json")
    assert {table["table"] for table in tried["tables"]} == {*TABLES}
    command = ("import", "csv", "books", "--business", "Tables Ltd", "--create", "--json")
    first, second = await _json(runway, *command), await _json(runway, *command)
    assert (first["rejected"], first["added"] > 0, first["state"]) == (0, True, "COMPLETE")
    assert (second["added"], second["changed"], second["unchanged"]) == (0, 0, second["read"])


async def test_the_command_asks_about_dates_and_shows_rejected_lines(world: World, tmp_path: Path) -> None:
    runway = runway_at(tmp_path, world.address)
    path = tmp_path / "bills.csv"
    path.write_text("number,vendor,date,amount\nA1,Acme,03/04/2026,1.00\n")
    command = ("import", "csv", "bills.csv", "--dry-run")
    sentence = (await runway.run(*command)).sentence()
    assert "Column 'date' of bills.csv" in sentence
    assert "--date-order" in sentence
    path.write_text("number,vendor,date,amount\nA1,Acme,2026-04-03,1.00\nA2,Acme,never,1.00\n")
    ran = await runway.run(*command, "--strict")
    assert ran.code == 1
    assert "bills.csv:3" in ran.out
    assert "not a date" in ran.out


async def test_what_the_list_of_transactions_does_not_give_is_counted(world: World, tmp_path: Path) -> None:
    runway = runway_at(tmp_path, world.address)
    rows = [
        "Date,Transaction type,Num,Name,Account,Split,Amount",
        '11/02/2026,Expense,,Landlord,Checking,Rent,"-1,500.00"',
        *["11/14/2026,Bill,A-1,Acme,Accounts Payable (A/P),Office,10.00"] * 25,
        "11/15/2026,Journal Entry,7,,Checking,-Split-,5.00",
        "11/16/2026,Credit Card Payment,,,Checking,Visa,-80.00",
        "11/17/2026,Expense,,Landlord,Checking,Rent,much",
    ]
    (tmp_path / "Transaction List.csv").write_text("\n".join(rows) + "\n")
    command = ("import", "csv", "Transaction List.csv", "--preset", "quickbooks")
    imported = ("--business", "Listed Ltd", "--create")
    for more in (("--dry-run",), imported):
        ran = await runway.run(*command, *more)
        for kind, count in (("Bill", 25), ("Journal Entry", 1), ("Credit Card Payment", 1)):
            assert f"Rows whose type is '{kind}' are not used: {count}." in ran.out
        assert "Transaction List.csv:30" in ran.out, "what is wrong is not lost among it"
        told = (await _json(runway, *command, *more, "--json"))["notUsed"]
        assert told["Rows whose type is 'Bill' are not used"] == 25
