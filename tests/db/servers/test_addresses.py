"""Addresses of one server or of several, in every usual spelling."""

import asyncio

import pytest

from db.servers.address import Address, BadAddress, Route
from server.settings import Settings
from tests.servers.silent import a_way_to
from tests.world import World

TWO = ("postgresql://me:p%40ss@one:5433/books", "postgresql://me:p%40ss@two:5434/books")

SPELLINGS = (
    "postgresql://me:p%40ss@one:5433,two:5434/books",
    "postgresql://me:p%40ss@/books?host=one,two&port=5433,5434",
    "postgresql://me:p%40ss@/books?host=one:5433,two:5434",
    "postgresql://me:p%40ss@/books?host=one:5433&host=two:5434",
    "postgres://me:p%40ss@one:5433,two:5434/books",
)


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_list_of_servers_is_read_in_every_spelling(text: str) -> None:
    address = Address.parse(text)
    assert tuple(server.dsn() for server in address.servers) == TWO
    # What is written out is read as the same.
    assert Address.parse(address.dsn()).servers == address.servers
    assert "p@ss" not in f"{address} {address!r} {address.servers}"


def test_a_server_without_a_port_has_the_default_one() -> None:
    assert hosts("postgresql://me@one,two:5434/books") == [("one", 5432), ("two", 5434)]
    assert hosts("postgresql://me@/books?host=one,two&port=6000") == [("one", 6000), ("two", 6000)]
    assert hosts("postgresql://[::1]:6000,[::2]/books") == [("::1", 6000), ("::2", 5432)]
    assert hosts("postgresql:///books?host=::1,::2") == [("::1", 5432), ("::2", 5432)]


def test_folders_of_sockets_may_be_listed() -> None:
    address = Address.parse("postgresql://me@/books?host=/run/one,/run/two&port=5433,5434")
    assert [server.url.query for server in address.servers] == [
        {"host": "/run/one", "port": "5433"},
        {"host": "/run/two", "port": "5434"},
    ]


def test_a_password_may_hold_what_separates_servers() -> None:
    for text in ("postgresql://me:a,b/c@one/books", "postgresql://me:a,b@one:5432/books"):
        (server,) = Address.parse(text).servers
        assert server.url.host == "one"
        assert server.url.password is not None
        assert server.url.password.startswith("a,b")


def test_role_database_and_options_are_those_of_every_server() -> None:
    address = Address.parse("postgresql://me@one,two/books?target_session_attrs=primary")
    for server in address.as_role("runway_api", "s").with_database("other").servers:
        assert (server.user, server.database) == ("runway_api", "other")
        assert server.url.query == {"target_session_attrs": "primary"}


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://one,/books",
        "postgresql://one:5432,two:x/books",
        "postgresql:///books?host=one,two,three&port=1,2",
        "postgresql:///books?host=one,two&port=none",
        "postgresql://one,two/",
        "mysql://one,two/books",
        "postgresql://one,two/books?target_session_attrs=leader",
        "postgresql:///books?host=one,two&host=three&port=1,2",
        "postgresql:///books?host=one,two&port=%C2%B2",
        "postgresql://one:99999/books",
        "postgresql://one,two:99999/books",
        "postgresql://[::1,::2]/books",
        "postgresql://one,two/books?host=three",
        "postgresql://one/books?host=two,three",
        "postgresql://me:p@ss@one,two/books",
        "postgresql://one/books?password=secret",
        "postgresql://one,two/books?connect_timeout=soon",
    ],
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(BadAddress):
        Address.parse(text)


@pytest.mark.parametrize(("listed", "target"), [("one,two", "primary"), ("one", None)])
def test_of_several_servers_the_primary_is_meant_unless_another_is_named(
    listed: str, target: str | None
) -> None:
    url = f"postgresql://me@{listed}/books"
    settings = Settings.model_validate({"database_url": url, "listen_url": url})
    for address in (settings.address(), settings.listen_address()):
        assert address is not None
        assert address.url.query.get("target_session_attrs") == target
    named = Settings.model_validate({"database_url": f"{url}?target_session_attrs=any"}).address()
    assert named is not None
    assert named.url.query["target_session_attrs"] == "any"


async def test_a_server_that_let_nobody_in_is_tried_last_the_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.servers.address.ONE_OF_SEVERAL", 60)
    async with a_way_to(world.address) as (way, silent):
        way.fall_silent()
        good = world.address.url
        address = Address.parse(
            f"postgresql://postgres@/{good.database}?host=127.0.0.1,{good.query['host']}"
            f"&port={silent.url.port},5432&sslmode=disable"
        )
        route = Route(address)
        with pytest.raises(TimeoutError):
            # Whoever gives up sooner than the list does has still told of it.
            await asyncio.wait_for(route.connect(), 0.2)
        async with asyncio.timeout(30):
            connection = await route.connect()
        await connection.close()


async def test_the_seconds_to_connect_are_libpqs(world: World) -> None:
    async with a_way_to(world.address) as (way, silent):
        address = Address.parse(f"{silent.dsn()}&connect_timeout=1")
        await (await address.connect()).close()
        way.fall_silent()
        with pytest.raises(TimeoutError):
            await address.connect()


def hosts(text: str) -> list[tuple[str | None, int | None]]:
    return [(server.url.host, server.url.port) for server in Address.parse(text).servers]
