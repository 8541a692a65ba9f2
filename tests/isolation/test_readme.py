"""The program in the package's own README audits and proves a database that is not Runway's."""

import asyncio
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.servers.address import Address
from isolation.place import Url
from isolation.prover.grounds.scratch import connected
from server.embedded import PROGRAMS
from tests.isolation.prover.shop import empty_shop
from tests.server.cli.command import ROOT
from tests.servers.postgres import Cluster

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
async def shop(cluster: Cluster) -> AsyncIterator[Address]:
    """A shop with integer tenants, in a schema of its own."""
    async with empty_shop(cluster) as address:
        yield address


async def checked(folder: Path, shop: Address) -> str:
    """What the program of the README prints about a database."""
    (program,) = BLOCK.findall((ROOT / "isolation" / "README.md").read_text(encoding="utf-8"))
    file = folder / "check.py"
    file.write_text(program, encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable, file, shop.dsn(), PROGRAMS, env={"PYTHONPATH": str(ROOT)}, stdout=PIPE, stderr=PIPE
    )
    out, err = await process.communicate()
    assert err == b""
    return out.decode()


async def test_the_program_of_the_readme_proves_a_sound_database(shop: Address, tmp_path: Path) -> None:
    out = await checked(tmp_path, shop)
    assert "proof green: True" in out
    assert "rls_off" not in out


async def test_it_prints_what_the_lints_find_and_the_script_of_a_breach(
    shop: Address, tmp_path: Path
) -> None:
    async with connected(shop) as connection:
        await connection.execute("ALTER TABLE shop.product DISABLE ROW LEVEL SECURITY")
    out = await checked(tmp_path, shop)
    assert "error rls_off shop.product" in out
    assert 'SELECT "tenant_id", "sku", "title", "price" FROM "shop"."product";' in out
    assert "audit clean: False, proof green: False" in out


ADDRESSES = (
    "postgresql://web:p%40ss%2Fword@db.example.org:5433/shop?sslmode=require",
    "postgresql://postgres@/shop?host=%2Ftmp%2Fsocket&port=5434",
    "postgresql://[::1]/shop",
    "postgresql:///shop?host=%2Ftmp%2Fsocket",
)


@pytest.mark.parametrize("text", ADDRESSES)
def test_a_url_is_changed_as_the_address_of_the_application_is(text: str) -> None:
    url, address = Url(text), Address.parse(text)
    assert (url.database, url.user) == (address.database, address.user)
    for mine, theirs in (
        (url.as_role("o'brien@x", "s:e/c"), address.as_role("o'brien@x", "s:e/c")),
        (url.as_role("reader"), address.as_role("reader")),
        (url.with_database("other db"), address.with_database("other db")),
    ):
        assert Address.parse(mine.dsn()).url == theirs.url


def test_a_url_has_the_parts_that_a_pooler_is_configured_with() -> None:
    over_tcp, socket, bare = (Url(text) for text in ADDRESSES[:3])
    assert (over_tcp.host, over_tcp.port, over_tcp.password) == ("db.example.org", 5433, "p@ss/word")
    assert (socket.host, socket.port, socket.password) == ("/tmp/socket", 5434, "")
    assert (bare.host, bare.port) == ("::1", 5432)
    assert "p%40ss" not in repr(over_tcp)
