"""The page over HTTP: what guards it, who is offered a token, and what an API without it says."""

import shutil
import sys
from asyncio import create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from starlette.applications import Starlette

from server.pages import Person, pages
from tests.house.repository import PACKAGES, ROOT, tracked
from tests.serving import Served

SOMEBODY = Person("analyst", "analyst@demo.runway", "a-token")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What `make pages` leaves, in small."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Runway</title>")
    (tmp_path / "assets" / "index-abc123.js").write_text("self.run = () => 1\n")
    return tmp_path


@asynccontextmanager
async def visited(
    built: Path, *, host: str = "127.0.0.1", client: str = "127.0.0.1"
) -> AsyncIterator[httpx.AsyncClient]:
    """The demo's page under a name, for a visitor from an address."""
    transport = httpx.ASGITransport(Starlette(routes=pages(lambda: [SOMEBODY], built)), client=(client, 1))
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}:8000") as visitor:
        yield visitor


async def test_the_page_and_its_files_run_no_script_of_others_and_in_no_frame(built: Path) -> None:
    async with visited(built) as visitor:
        answers = [await visitor.get(path) for path in ("/graphiql", "/graphiql/assets/index-abc123.js")]
    for answer in answers:
        assert answer.status_code == 200
        policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
        assert (policy["default-src"], policy["script-src"]) == ("'none'", "'self'")
        assert (policy["connect-src"], policy["worker-src"]) == ("'self'", "'self'")
        assert (policy["frame-ancestors"], policy["base-uri"]) == ("'none'", "'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
    page, script = answers
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["cache-control"] == "no-cache"
    assert "javascript" in script.headers["content-type"]
    assert "immutable" in script.headers["cache-control"]


async def test_no_file_beside_the_built_ones_is_served(built: Path) -> None:
    (built.parent / "secret").write_text("secret")
    async with visited(built) as visitor:
        for path in ("", "x.js", "../index.html", "..%2f..%2fsecret", "%2fetc%2fpasswd"):
            assert (await visitor.get(f"/graphiql/assets/{path}")).status_code == 404


async def test_without_built_pages_it_says_how_to_build_them(tmp_path: Path) -> None:
    async with visited(tmp_path) as visitor:
        answer = await visitor.get("/graphiql")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "make pages" in answer.text


async def test_browsers_are_led_to_the_page_and_programs_are_not(served: Served) -> None:
    client = served.api.client
    led = await client.get("/", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (led.status_code, led.headers["location"]) == (307, "/graphiql")
    assert (await client.get("/", headers={"accept": "*/*"})).json()["errors"][0]["message"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_the_demo_offers_tokens_to_whoever_sits_at_its_machine(built: Path, host: str) -> None:
    async with visited(built, host=host) as visitor:
        answer = await visitor.get("/graphiql/people.json", headers={"origin": "https://example.org"})
    assert answer.json() == [{"role": "analyst", "email": "analyst@demo.runway", "token": "a-token"}]
    assert answer.headers["cache-control"] == "no-store"
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("elsewhere.example", "127.0.0.1"),
        ("127.0.0.1.elsewhere.example", "127.0.0.1"),
        ("localhost.elsewhere.example", "127.0.0.1"),
        ("192.0.2.1", "127.0.0.1"),
        ("127.0.0.1", "192.0.2.1"),
        ("localhost", "2001:db8::1"),
    ],
)
async def test_it_offers_none_under_another_name_or_to_another_machine(
    built: Path, host: str, client: str
) -> None:
    async with visited(built, host=host, client=client) as visitor:
        assert (await visitor.get("/graphiql/people.json")).json() == []


@pytest.mark.parametrize("host", ["evil.example:99999", "evil.example:", "[", "localhost:1:2", ""])
async def test_a_name_that_is_none_is_no_name_of_this_machine(built: Path, host: str) -> None:
    async with visited(built) as visitor:
        assert (await visitor.get("/graphiql/people.json", headers={"host": host})).json() == []


async def test_outside_the_demo_nobody_is_offered_a_token(served: Served) -> None:
    answer = await served.api.client.get("/graphiql/people.json")
    assert (answer.status_code, answer.json()) == (200, [])


async def test_a_wheel_carries_the_page_that_was_built(tmp_path: Path) -> None:
    for path in tracked():
        if path.parts[0] in {*PACKAGES, "pyproject.toml", "README.md", ".gitignore", "web"}:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, tmp_path / path)
    (tmp_path / "server" / "static").mkdir()
    (tmp_path / "server" / "static" / "index.html").write_text("built")
    command = (sys.executable, "-m", "hatchling", "build", "--target", "wheel")
    process = await create_subprocess_exec(*command, cwd=tmp_path)
    assert await process.wait() == 0
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    names = ZipFile(wheel).namelist()
    assert "server/static/index.html" in names
    assert "server/pages.py" in names
    assert [name for name in names if name.startswith("web/")] == []
