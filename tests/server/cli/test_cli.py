"""The command line from nothing to an answer, and one sentence for whatever a person must mend."""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from db.bootstrap import OWNER
from db.servers.address import Address
from migrations.run import upgrade
from tests.examples import only_in_ci
from tests.records import bill, vendor
from tests.server.cli.command import Runway
from tests.servers.postgres import Cluster
from tests.world import SECRET, World, open_world

EMAIL = "anna@example.org"
ASK = """{
  business { name currencyCode timeZone }
  decisionConsole { items { nodes { documentNumber } } }
}"""
BOOKS = {"QueryResponse": {"Vendor": [vendor()], "Bill": [bill("1"), bill("2", DueDate="soon")]}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    result = tmp_path_factory.mktemp("cli")
    (result / "books.json").write_text(json.dumps(BOOKS))
    return result


def runway_at(folder: Path, address: Address) -> Runway:
    return Runway(folder, {"DATABASE_URL": address.dsn(), "TOKEN_SECRET": SECRET})


@pytest.fixture
def runway(folder: Path, world: World) -> Runway:
    return runway_at(folder, world.address)


async def test_from_an_empty_server_to_an_answer_of_the_api(cluster: Cluster, folder: Path) -> None:
    address = await cluster.empty()
    runway = runway_at(folder, address)
    made = await runway.run("bootstrap")
    again = await runway.run("bootstrap")
    assert (made.code, again.code) == (0, 0)
    assert f"Database {address.database}: made." in made.err
    assert f"Database {address.database}: was there." in again.err
    assert "none, all were there" in again.err
    assert (await runway.run("migrate")).code == 0
    imported = await runway.run(
        *("import", "quickbooks", "books.json", "--business", "Acme", "--create"),
        *("--owner", EMAIL, "--currency", "eur", "--time-zone", "Europe/Berlin", "--json"),
    )
    assert imported.code == 0
    message = json.loads(imported.out)
    business = message.pop("business")
    (rejection,) = message.pop("rejections")
    counts = {"read": 3, "added": 2, "changed": 0, "unchanged": 0, "removed": 0, "rejected": 1}
    whole: dict[str, Any] = {"state": "COMPLETE", "compared": [], "notCompared": None, "notUsed": {}}
    assert message == {"realm": "default", **counts, **whole}
    assert rejection.pop("reason")
    assert rejection == {
        "file": "books.json",
        "entity": "Bill",
        "id": "2",
        "field": "DueDate",
        "cause": "RECORD",
    }
    listed = json.loads((await runway.run("business", "list", "--json")).out)
    assert listed == [business]
    token = (await runway.run("token", "--user", EMAIL)).out.strip()
    async with open_world(address) as world, world.api() as api:
        headers = {"authorization": f"Bearer {token}", "x-business-id": business["id"]}
        result = (await api.ask(ASK, user=None, headers=headers)).data
    assert result == {
        "business": {"name": "Acme", "currencyCode": "EUR", "timeZone": "Europe/Berlin"},
        "decisionConsole": {"items": {"nodes": [{"documentNumber": "B-1"}]}},
    }
    await cluster.drop(address)


async def test_members_come_and_go(runway: Runway, world: World) -> None:
    business = await world.business("Members Ltd")
    text = "{ viewer { businesses { name role } } }"
    async with world.api() as api:

        async def businesses() -> Any:
            return (await api.ask(text, user="ben@example.org")).data["viewer"]["businesses"]

        assert await businesses() == []
        member = ("--user", "ben@example.org", "--business")
        for role in ("ADVISOR", "Auditor", "analyst"):
            added = await runway.run("member", "add", *member, "Members Ltd", "--role", role)
            assert await businesses() == [{"name": "Members Ltd", "role": role.upper()}]
        removed = [await runway.run("member", "remove", *member, str(business)) for _ in range(2)]
        assert await businesses() == []
    assert [ran.code for ran in (added, *removed)] == [0, 0, 0]
    assert "no longer has access" in removed[0].err
    assert "is not a member" in removed[1].err


async def test_with_strict_a_rejected_record_is_exit_code_1_and_the_rest_is_imported(
    runway: Runway, world: World
) -> None:
    business = await world.business("Strict Ltd")
    ran = await runway.run("import", "quickbooks", "books.json", "--business", "Strict Ltd", "--strict")
    assert ran.code == 1
    assert "DueDate" in ran.out
    rows = await world.run("SELECT source_id FROM runway.document WHERE business_id = $1", business)
    assert [row["source_id"] for row in rows] == ["1"]


async def test_a_name_that_two_businesses_have_is_asked_back(runway: Runway, world: World) -> None:
    for _ in range(2):
        await world.business("Twins")
    ran = await runway.run("import", "quickbooks", "books.json", "--business", "Twins")
    assert "give the id" in ran.sentence()


IMPORT = ("import", "quickbooks", "books.json", "--business", "Nobody Ltd")
TOKEN = ("token", "--user", EMAIL)
MEMBER = ("--business", "Acme", "--role", "advisor")
AWAY = "postgresql://user:hunter2@127.0.0.1:1/runway"
#: The settings, the command, and what its one sentence must name.
TO_MEND: Sequence[tuple[dict[str, str], tuple[str, ...], str]] = (
    ({}, IMPORT, "Nobody Ltd"),
    ({"PORT": "abc"}, ("serve",), "RUNWAY_PORT"),
    ({"TOKEN_SECRET": "short"}, ("serve",), "RUNWAY_TOKEN_SECRET: must have at least 32 bytes"),
    ({"DOCUMENTS": "none.json"}, ("serve",), "RUNWAY_DOCUMENTS: none.json is not a readable JSON file"),
    ({"DOCUMENTS_ONLY": "true"}, ("serve",), "RUNWAY_DOCUMENTS_ONLY: set RUNWAY_DOCUMENTS too"),
    *(({}, (*TOKEN, "--hours", hours), "--hours: must be") for hours in ("nan", "1e300", "inf", "-1", "0")),
    *(({}, ("token", "--user", user), "--user: ") for user in ("", " ", "anna", "@", "anna@", "a b@c.de")),
    ({}, ("member", "add", "--user", "not an email", *MEMBER), "--user: 'not an email' is not an e-mail"),
    ({}, (*IMPORT, "--create", "--owner", "nobody"), "--owner: 'nobody' is not an e-mail address"),
    ({"DATABASE_URL": "nonsense"}, ("migrate",), "RUNWAY_DATABASE_URL"),
)


async def test_what_a_person_must_mend_is_one_sentence_and_exit_code_2(runway: Runway) -> None:
    async def mend(settings: dict[str, str], command: tuple[str, ...], named: str) -> None:
        ran = await runway.told(**settings).run(*command)
        assert named in ran.sentence(), (settings, command)
        assert "hunter2" not in ran.err

    await asyncio.gather(*(mend(*item) for item in TO_MEND))


async def test_a_database_that_is_away_is_a_reason_to_try_again(runway: Runway) -> None:
    away = runway.told(DATABASE_URL=AWAY)
    commands = (("migrate",), ("bootstrap",), ("serve",), ("audit",), ("prove",), ("scan", "--all"), IMPORT)
    for ran in await asyncio.gather(*(away.run(*command) for command in commands)):
        assert "cannot be reached" in ran.sentence(75)
        assert "hunter2" not in ran.err


@pytest.mark.parametrize("command", ["bootstrap", "audit", "prove"])
async def test_a_socket_that_is_not_there_is_a_server_that_is_away(command: str, tmp_path: Path) -> None:
    address = f"postgresql://postgres@/runway?host={tmp_path}"
    ran = await Runway(tmp_path, {"DATABASE_URL": address}).run(command)
    assert "FileNotFoundError" in ran.sentence(75)


async def test_a_host_that_nobody_knows_is_a_server_that_is_away(tmp_path: Path) -> None:
    runway = Runway(tmp_path, {"DATABASE_URL": "postgresql://postgres@nobody.invalid/runway"})
    for ran in await asyncio.gather(*(runway.run(command) for command in ("bootstrap", "prove", "migrate"))):
        assert "gaierror" in ran.sentence(75)


async def test_a_database_that_is_full_is_a_reason_to_try_again(folder: Path, own_world: World) -> None:
    await own_world.run(f"ALTER DATABASE {own_world.address.database} CONNECTION LIMIT 0")
    runway = runway_at(folder, own_world.address)
    for ran in await asyncio.gather(*(runway.run(command) for command in ("audit", "serve", "migrate"))):
        assert "TooManyConnectionsError" in ran.sentence(75)


@only_in_ci
async def test_who_waits_for_a_table_in_vain_may_try_again(folder: Path, cluster: Cluster) -> None:
    address = await cluster.empty()
    runway = runway_at(folder, address)
    assert (await runway.run("bootstrap")).code == 0
    await upgrade(address.as_role(OWNER), "0025")
    connection = await address.connect()
    async with connection.transaction():
        await connection.execute("LOCK TABLE runway.decision")
        ran = await runway.run("migrate")
    await connection.close()
    assert "waited too long" in ran.sentence(75)
    await cluster.drop(address)


def test_a_full_disk_is_no_database_that_is_away(tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "runway"
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [program, "settings"], check=False, stdout=full, stderr=subprocess.PIPE, cwd=tmp_path
        )
    sentence = "runway: A file, a port or the output failed (ENOSPC).\n"
    assert (ran.returncode, ran.stderr.decode()) == (2, sentence)


async def test_a_server_of_ones_own_has_no_secret_until_one_is_given(runway: Runway) -> None:
    bare = Runway(runway.folder, {"DATABASE_URL": runway.settings["DATABASE_URL"]})
    for ran in await asyncio.gather(bare.run("serve"), bare.run("token", "--user", EMAIL)):
        assert "RUNWAY_TOKEN_SECRET" in ran.sentence()


async def test_a_port_that_is_taken_is_told_before_anything_is_done(runway: Runway) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        message = runway.told(PORT=port)
        for ran in await asyncio.gather(message.run("serve"), message.run("demo")):
            assert f"port {port} is taken" in ran.sentence()


async def test_a_database_without_tables_or_rights_says_what_comes_first(
    runway: Runway, world: World
) -> None:
    bare = runway_at(runway.folder, world.address.with_database("postgres"))
    humble = runway_at(runway.folder, world.address.as_role("runway_api"))
    listed, made = await asyncio.gather(bare.run("business", "list"), humble.run("bootstrap"))
    assert "runway migrate" in listed.sentence()
    assert "superuser" in made.sentence()


async def test_a_file_that_is_not_there_is_exit_code_2(runway: Runway) -> None:
    ran = await runway.run("import", "quickbooks", "missing.json", "--business", "x")
    assert ran.code == 2
    assert "missing.json" in ran.err
