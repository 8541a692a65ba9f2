"""What the pages give readers to paste is run as they would run it, or is listed here with the reason."""

import asyncio
import json
import os
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import typer
from graphql import parse, validate
from typer.core import TyperGroup

from db.bootstrap import API, AUDITOR
from db.directory import user_id_of
from server.cli.main import app
from tests.house.docs.pasted import Block, blocks, curl_bodies, queries, runway_commands
from tests.house.repository import ROOT
from tests.records import account, bill, customer, invoice, vendor
from tests.schema.asking import CONTRACT
from tests.server.cli.command import Runway
from tests.serving import Served
from tests.world import ANALYST, OWNER, SECRET, gid, token

PAGES = ("README.md", "docs/analysts.md", "docs/dba.md", "docs/frontend.md")

#: Blocks that are not run, by the beginning of their first line.
NOT_RUN = {
    "make demo": "starts a server that does not end; tests/server/cli/test_cli_demo.py runs it",
    "make test": "would run this test",
    "make .venv/.ready": "makes what runs this test; tests/server/cli/test_cli.py runs the commands below it",
    "export RUNWAY_DATABASE_URL": "needs a host of the reader's own; tests/server/cli/test_cli.py runs it",
    "export RUNWAY_DATA_DIR": "takes minutes; tests/isolation runs the audit, the prover and its mutants",
    ".venv/bin/runway": "needs files or people of the reader's own; the options are checked below",
    "RUNWAY_DATABASE_URL=": "restores a dump; tests/db/test_backup.py does the same",
    "curl -sN": "waits for changes; tests/server/transport/test_events.py reads them",
    "pg_dump": "dumps as a role of the reader's server; tests/db/test_backup.py does the same",
}
#: Where a pasted `python3` is the one of the tests: a version manager's would look for one every time.
PATH = f"{Path(sys.executable).resolve().parent}:{os.environ['PATH']}"
#: What begins like a command and is the name of a connection.
NO_COMMAND = ["changes"]
#: Ids that the pages show are of the demo; the ones of a test's database take their place.
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _shells() -> list[Block]:
    return [block for block in blocks(*PAGES) if block.language == "shell"]


def _run_here(block: Block) -> bool:
    return block.title.startswith(("TOKEN=", "ask", "curl -s ", "books=", ".venv/bin/runway query"))


def _of(page: str, language: str) -> list[Block]:
    return [block for block in blocks(page) if block.language == language]


def _names(block: Block) -> str:
    return f"{block.page}: {block.title[:40]}"


@pytest.mark.parametrize("block", _shells(), ids=_names)
def test_a_block_of_commands_is_run_here_or_listed_with_a_reason(block: Block) -> None:
    assert _run_here(block) or block.title.startswith(tuple(NOT_RUN))


def test_every_reason_is_of_a_block() -> None:
    titles = [block.title for block in _shells()]
    assert [start for start in NOT_RUN if not any(title.startswith(start) for title in titles)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_of_runway_is_one_of_the_command_line(page: str) -> None:
    commands = list(runway_commands(page))
    assert commands
    for command in commands:
        if command != NO_COMMAND:
            _parse(typer.main.get_command(app), list(command))


def test_every_graphql_text_fits_the_contract() -> None:
    contents = [block.content for page in PAGES for block in _of(page, "graphql")]
    contents += [query for block in _shells() for query in queries(block)]
    contents += [json.loads(body)["query"] for block in _shells() for body in curl_bodies(block)]
    assert len(contents) > 15
    assert {query: errors for query in contents if (errors := validate(CONTRACT, parse(query)))} == {}


@pytest.fixture
async def business(served: Served) -> UUID:
    """What the pages ask about: a business with open items, read by its owner and an analyst."""
    made = await served.world.business(members={OWNER: "OWNER"})
    await served.world.directory.grant(made, ANALYST, "ANALYST")
    lists: dict[str, Any] = {"Vendor": [vendor()], "Customer": [customer()], "Account": [account()]}
    await served.world.load(made, {**lists, "Bill": [bill()], "Invoice": [invoice()]})
    return made


@pytest.mark.parametrize("page", ["README.md", "docs/analysts.md", "docs/frontend.md"])
async def test_what_is_asked_with_curl_is_answered(
    served: Served, business: UUID, tmp_path: Path, page: str
) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    pasted = [block.content for block in _of(page, "shell") if block.title.startswith(("TOKEN=", "ask"))]
    tokens = {"owner": token(OWNER), "advisor": token(OWNER), "analyst": token(ANALYST)}
    info = {"tokens": tokens, "businesses": [{"id": gid("Business", business)}]}
    (tmp_path / "info.json").write_text(json.dumps(info))
    script = "\n".join(pasted).replace(".venv/bin/runway demo --info", f"cat {tmp_path}/info.json")
    script = script.replace("http://127.0.0.1:8000", str(served.api.client.base_url).rstrip("/"))
    if "X-Business-Id" not in script:
        # Where the page's person has one business, the test's has several.
        script = script.replace('"Authorization:', f'"X-Business-Id: {business}" -H "Authorization:')
    answers = await _bash(script)
    assert len(answers) == script.count("\nask <") + len(re.findall(r"^curl", script, re.MULTILINE))
    assert [answer["errors"] for answer in answers if "errors" in answer] == []


async def test_a_list_is_saved_as_csv_with_curl_and_on_the_command_line(
    served: Served, business: UUID, tmp_path: Path
) -> None:
    saves = {block.title.split()[0]: block.content for block in _shells() if ".csv" in block.content}
    curl, query = saves["curl"], saves[".venv/bin/runway"]
    curl = curl.replace("http://127.0.0.1:8000", str(served.api.client.base_url).rstrip("/"))
    curl = curl.replace("-o income.csv", f"-o {tmp_path}/income.csv")
    await _bash(f"TOKEN={token(ANALYST)} BUSINESS={business}\n{curl}")
    head, *rows = (tmp_path / "income.csv").read_text(encoding="utf-8").splitlines()
    assert head == next(block.title for block in _of("docs/analysts.md", "") if "," in block.title)
    assert [row.split(",")[2:4] for row in rows] == [["Corner Shop", "300.00"]]
    query = (
        query.replace("2026-11-01", "2027-01-01")
        .replace("> overdue.csv", "")
        .replace("docs/", f"{ROOT}/docs/")
    )
    name = "Juniper & Slate Design Studio"
    command = shlex.split(query.replace(name, str(business)))
    runway = Runway(tmp_path, {"DATABASE_URL": served.world.address.dsn(), "TOKEN_SECRET": SECRET})
    ran = await runway.run(*command[1:])
    assert (ran.code, ran.err) == (0, "1 rows.\n")
    assert ran.out.splitlines()[1].split(",")[1::2] == ["I-20", "Corner Shop", "2026-12-02", "USD"]


async def test_the_proposal_with_curl_is_taken(served: Served, business: UUID) -> None:
    (block,) = [block for block in _of("docs/frontend.md", "shell") if block.title.startswith("curl -s ")]
    (body,) = curl_bodies(block)
    (item,) = (await served.api.ask("{ bills { nodes { id } } }", business=business)).data["bills"]["nodes"]
    shown = json.loads(body)["variables"]["input"]["itemId"]
    sent = json.loads(body.replace(shown, item["id"]))
    reply = await served.api.ask(sent["query"], business=business, variables=sent["variables"])
    assert reply.data["proposeDecision"]["userErrors"] == []


async def test_every_sql_statement_for_a_dba_is_run_by_the_role_of_the_page(
    served: Served, business: UUID
) -> None:
    statements = [block.content for block in _of("docs/dba.md", "sql")]
    assert len(statements) > 8
    superuser = await served.world.address.connect()
    auditor = await served.world.address.as_role(AUDITOR).connect()
    result = {}
    for sql in statements:
        # Rows are for a superuser; the catalogue is enough for all others.
        rows = re.search(r"(FROM|JOIN) runway\.", sql)
        filled = sql.replace("'...'", f"'{business}'").replace(
            "user_id, business_id, request_id", f"'{user_id_of(OWNER)}', '{business}', 'a request'"
        )
        result[sql.split("\n")[0]] = await (superuser if rows else auditor).fetch(filled)
    await superuser.close()
    await auditor.close()
    of = {name.partition(" FROM")[0].removeprefix("SELECT "): rows for name, rows in result.items()}
    assert [tuple(row) for row in of["relname"]] == [("alembic_version",)]
    assert len(of['c.conrelid::regclass AS "table", c.conname, a.attname AS begins_with']) == 6
    functions = of["proname, prosecdef, proconfig, proacl"]
    assert {(row["proname"], row["prosecdef"]) for row in functions} == {
        *(("clock", False), ("enter", False), ("enter_portfolio", False), ("enter_portfolio_one", False))
    }


async def test_the_session_by_hand_goes_as_the_page_shows(served: Served, business: UUID) -> None:
    other = await served.world.business("Other", members={})
    ids = {"ead687b0-b89c-5eaf-bae0-8c4b34e04593": user_id_of(OWNER)}
    ids["668ecd7c-6950-4a52-8f14-8c37acf36ec3"] = business
    ids["678a503e-4e8c-46d6-b0b2-348d90b0a222"] = other
    (block,) = [block for block in _of("docs/dba.md", "shell") if block.title.startswith("books=")]
    connection = await served.world.address.as_role(API).connect()
    for sql, shown in _transcript(block.content):
        answer = await _answer(connection, _UUID.sub(lambda outcome: str(ids[outcome[0]]), sql))
        expected = _UUID.sub(lambda result: str(ids[result[0]]), shown)
        if expected.startswith(("ERROR", "UPDATE")) or expected == "0":
            assert answer == expected, sql
        else:
            assert not answer.startswith("ERROR"), (sql, answer)
    await connection.close()


def _transcript(session: str) -> list[tuple[str, str]]:
    """What is typed, and what psql answers; the comment of a line is left out."""
    turns = re.findall(r"^books=.?> (.*?;)[^\n]*\n((?:(?!books=).*\n)*)", session, re.MULTILINE | re.DOTALL)
    return [(sql, " ".join(shown.split("ERROR: ")[-1].split())) for sql, shown in turns]


async def _answer(connection: "asyncpg.Connection[asyncpg.Record]", sql: str) -> str:
    try:
        if sql.startswith("SELECT"):
            rows = await connection.fetch(sql)
            return " | ".join(str(value) for row in rows for value in row)
        return await connection.execute(sql)
    except asyncpg.PostgresError as error:
        return f"ERROR: {error}"


async def _bash(script: str) -> list[dict[str, Any]]:
    """Run it in the repository; the JSON texts that it prints."""
    process = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", script),
        cwd=ROOT,
        env={**os.environ, "PATH": PATH},
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    decoder, rest, result = json.JSONDecoder(), out.decode().strip(), []
    while rest:
        value, end = decoder.raw_decode(rest)
        result.append(value)
        rest = rest[end:].strip()
    return result


def _parse(command: Any, text: list[str]) -> None:
    """Follow subcommands, and read the options of the last one; raises for a name that is not there."""
    while isinstance(command, TyperGroup) and text and not text[0].startswith("--"):
        name = text.pop(0)
        subcommand = command.get_command(typer.Context(command), name)
        assert subcommand is not None, name
        command = subcommand
    command.make_parser(typer.Context(command)).parse_args(text)
