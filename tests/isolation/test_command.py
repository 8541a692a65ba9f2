"""`runway audit` as a DBA runs it: a process, its exit code, and what it writes."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.servers.address import Address
from db.tables import METADATA
from isolation.lints import LINTS
from tests.isolation import toy
from tests.server.cli.command import ROOT, Ran, Runway
from tests.servers.postgres import Cluster


async def runway(*arguments: str | Path, database: Address | None = None, columns: int = 200) -> Ran:
    """Run the command line; `database` is what the settings name."""
    settings = {} if database is None else {"DATABASE_URL": database.dsn()}
    return await Runway(ROOT, settings, columns).run(*map(str, arguments))


@pytest.fixture
async def own(cluster: Cluster) -> AsyncIterator[Address]:
    """Runway's own database."""
    address = await cluster.clone()
    yield address
    await cluster.drop(address)


@pytest.fixture
async def shop(cluster: Cluster) -> AsyncIterator[Address]:
    """A stranger's database."""
    address = await cluster.clone()
    await execute(address, toy.SQL)
    yield address
    await execute(address, toy.DROP)
    await cluster.drop(address)


async def execute(address: Address, sql: str) -> None:
    connection = await address.connect()
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def test_our_own_database_is_audited_as_the_auditor_and_exits_with_0(
    own: Address, waivers: Path
) -> None:
    ended = await runway("audit", "--waivers", waivers, database=own)
    assert ended.code == 0, ended.out
    assert "runway.document" in ended.out
    assert "meant runway.alembic_version [shared_table]" in ended.out
    assert ended.err == ""


async def test_on_a_screen_of_80_columns_the_report_names_every_table_and_what_holds_it(
    own: Address, waivers: Path
) -> None:
    ended = await runway("audit", "--waivers", waivers, database=own, columns=80)
    assert ended.code == 0, ended.out
    lines = ended.out.splitlines()
    assert [name for name in METADATA.tables if not any(f" {name} " in line for line in lines)] == []
    assert [line for line in lines if line.startswith("│") and len(line) > 80] == []
    assert "canonical: select" in ended.out
    assert "…" not in ended.out


async def test_a_finding_exits_with_1_and_shows_its_remedy(own: Address, waivers: Path) -> None:
    await execute(own, "GRANT TRUNCATE ON runway.term TO runway_api")
    ended = await runway("audit", "--waivers", waivers, database=own)
    assert ended.code == 1
    assert "ERROR TRUNCATE is granted [truncate_privilege]" in ended.out
    assert "REVOKE TRUNCATE ON runway.term FROM runway_api;" in ended.out


async def test_a_strangers_database_is_audited_by_its_address_and_options(
    shop: Address, waivers: Path
) -> None:
    results = ("audit", "--database-url", shop.dsn(), *toy.OPTIONS, "--waivers", waivers)
    ended = await runway(*results)
    assert ended.code == 0, ended.out
    await execute(shop, "ALTER POLICY mine ON shop.product USING (true)")
    ended = await runway(*results)
    assert ended.code == 1
    assert "shop.product: mine" in ended.out


async def test_json_holds_the_whole_report_and_diff_tells_what_changed(
    own: Address, waivers: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older.json"
    first = await runway("audit", "--format", "json", "--waivers", waivers, database=own)
    older.write_text(first.out)
    message = json.loads(first.out)
    assert set(message) == {
        *("clean", "header", "matrix", "findings", "waived", "exceptions", "sections", "fingerprint"),
    }
    same = await runway("audit", "--format", "json", "--diff", older, database=own)
    assert json.loads(same.out)["changes"] == {}
    await execute(own, "GRANT DELETE ON runway.decision TO runway_api")
    after = await runway("audit", "--format", "json", "--diff", older, database=own)
    line = "table runway.decision: DELETE TO runway_api"
    assert json.loads(after.out)["changes"] == {"grants": {"removed": [], "added": [line]}}
    assert json.loads(after.out)["fingerprint"] != message["fingerprint"]
    for format_ in ("table", "markdown"):
        assert f"+ {line}" in (await runway("audit", "--format", format_, "--diff", older, database=own)).out


async def test_sarif_names_every_lint_as_a_rule_and_suppresses_what_is_waived(
    own: Address, waivers: Path
) -> None:
    await execute(own, "GRANT TRUNCATE ON runway.term TO runway_api")
    message = json.loads((await runway("audit", "--format", "sarif", "--waivers", waivers, database=own)).out)
    assert message["version"] == "2.1.0"
    [run] = message["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == {lint.code for lint in LINTS} | {
        "waiver_expired",
        "waiver_unused",
    }
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
    open_ = {result["ruleId"] for result in run["results"] if "suppressions" not in result}
    assert open_ - {"waiver_unused"} == {"truncate_privilege"}


async def test_markdown_holds_what_an_auditor_asks_for(own: Address, waivers: Path) -> None:
    await execute(own, "GRANT TRUNCATE ON runway.term TO runway_api")
    text = (await runway("audit", "--format", "markdown", "--waivers", waivers, database=own)).out
    for part in (
        "### ERROR: TRUNCATE is granted",
        "```sql\nREVOKE TRUNCATE ON runway.term FROM runway_api;\n```",
        "| runway.term | runway_api | canonical | canonical | canonical | canonical | OTHER |",
        "| runway_api | yes | LOGIN, NOINHERIT |",
        "Fingerprint",
    ):
        assert part in text


async def test_what_cannot_run_is_one_sentence_and_exit_code_2(own: Address, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("[[waiver]]\ncode = 'rls_off'\n")
    nowhere = own.with_database("there_is_none")
    message: dict[str, tuple[str | Path, ...]] = {
        "There is no role 'nobody'": ("--role", "nobody"),
        "has a column 'shop_id'": ("--tenant-column", "shop_id"),
        "There is no database 'there_is_none'": ("--database-url", nowhere.dsn()),
        "--database-url: expected postgresql://": ("--database-url", "mysql://host/books"),
        "waiver 1: object is missing": ("--waivers", broken),
        "cannot be read (FileNotFoundError)": ("--waivers", tmp_path / "none"),
        "is not a report of": ("--diff", broken),
    }
    for sentence, arguments in message.items():
        ended = await runway("audit", *arguments, database=own)
        assert ended.code == 2, arguments
        assert sentence in ended.err
        assert ended.err.count("\n") == 1
        assert ended.out == ""


async def test_the_page_of_lints_is_the_committed_one() -> None:
    assert (await runway("dev", "lints", "--check")).code == 0
