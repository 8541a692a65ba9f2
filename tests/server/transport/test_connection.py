"""Connections that send nothing, send slowly or read nothing end, and too many are turned away."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import structlog

from server.transport.connection import Connection
from tests.server.knocking import bearer
from tests.sockets import SOON, connected
from tests.world import World

HEAD = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: %s\r\n"


@pytest.fixture
async def address(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[str, int]]:
    """A server that waits for a tenth of a second, wherever it waits."""
    for name in ("HEAD_SECONDS", "WRITE_SECONDS"):
        monkeypatch.setattr(f"server.transport.connection.{name}", 0.1)
    await world.business()
    async with world.api(body_seconds=0.1, max_connections=20, connections_of_one_address=20) as api:
        url = api.client.base_url
        assert url.port is not None
        yield url.host, url.port


async def ended(reader: asyncio.StreamReader) -> bytes:
    """What comes until the server closes the connection, however it does."""
    async with asyncio.timeout(SOON):
        try:
            return await reader.read()
        except ConnectionError:
            return b""


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"POST /graphql HTTP/1.1\r\nhost: x\r\n"])
async def test_who_sends_no_whole_head_is_cut_off(address: tuple[str, int], sent: bytes) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(sent)
    assert await ended(reader) == b""
    writer.close()


async def test_who_sends_no_whole_body_is_told(address: tuple[str, int]) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(HEAD % bearer()["authorization"].encode() + b"content-length: 100\r\n\r\n{")
    answer = await ended(reader)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"longer than 0.1 seconds" in answer
    writer.close()


async def test_a_connection_that_has_had_an_answer_may_wait_as_long_for_the_next_request(
    address: tuple[str, int],
) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
    assert (await ended(reader)).startswith(b"HTTP/1.1 200 ")
    writer.close()


async def test_who_does_not_read_is_cut_off(address: tuple[str, int]) -> None:
    """Requests are sent one after the other, and no answer is read, until there is room for none."""
    _reader, writer = await asyncio.open_connection(*address, limit=1)
    with pytest.raises(ConnectionError):
        await _insist(writer, b"GET /graphql/schema.graphql HTTP/1.1\r\nhost: x\r\n\r\n")
    writer.close()


async def _insist(writer: asyncio.StreamWriter, sent: bytes) -> None:
    # Before anything else would end the connection.
    async with asyncio.timeout(5):
        while True:
            writer.write(sent)
            await writer.drain()


async def test_one_connection_too_many_is_turned_away(address: tuple[str, int]) -> None:
    held = [await asyncio.open_connection(*address) for _ in range(20)]
    reader, writer = await asyncio.open_connection(*address)
    answer = await ended(reader)
    assert answer.startswith(b"HTTP/1.1 503 ")
    for _, other in [*held, (reader, writer)]:
        other.close()


async def test_one_address_has_fewer_connections_than_there_are(world: World) -> None:
    """Sockets count as every other connection, and those of another address do not."""
    async with world.api(max_connections=20, connections_of_one_address=5) as api:
        host, port = api.client.base_url.host, api.client.base_url.port
        held = [
            await asyncio.open_connection("127.0.0.1", port, local_addr=("127.0.0.2", 0)) for _ in range(5)
        ]
        async with connected(api), connected(api):
            held += [await asyncio.open_connection(host, port) for _ in range(3)]
            with structlog.testing.capture_logs() as lines:
                reader, writer = await asyncio.open_connection(host, port)
                assert (await ended(reader)).startswith(b"HTTP/1.1 503 ")
            assert [(line["reason"], line["address"]) for line in lines] == [
                ("too many connections of one address", "127.0.0.1")
            ]
        for _, other in [*held, (reader, writer)]:
            other.close()


async def test_one_address_never_has_all_connections_unless_that_is_set(world: World) -> None:
    async with world.api(max_connections=4) as api:
        host, port = api.client.base_url.host, api.client.base_url.port
        held = [await asyncio.open_connection(host, port) for _ in range(4)]
        assert (await ended(held[-1][0])).startswith(b"HTTP/1.1 503 ")
        held.append(await asyncio.open_connection(host, port, local_addr=("127.0.0.2", 0)))
        reader, writer = held[-1]
        writer.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        assert (await ended(reader)).startswith(b"HTTP/1.1 200 ")
        for _, other in held:
            other.close()


async def test_what_follows_a_refusal_is_not_read(address: tuple[str, int]) -> None:
    """The answer does not wait for the body, and the connection does not go on with it."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"POST /nothing HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n")
    answer = await ended(reader)
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert answer.count(b"HTTP/1.1") == 1
    writer.close()


async def test_who_reads_no_answer_to_its_pings_is_cut_off(address: tuple[str, int]) -> None:
    """Each ping has to be answered, and none of the answers is read."""
    _reader, writer = await asyncio.open_connection(*address, limit=1)
    writer.write(
        b"GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
        b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        b"sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
    )
    # A ping of 125 bytes, masked with zeros.
    ping = b"\x89\xfd" + bytes(4) + b"x" * 125
    with pytest.raises(ConnectionError):
        await _insist(writer, ping * 100)
    writer.close()


async def test_a_head_that_does_not_end_is_refused(address: tuple[str, int]) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\n" + b"x-more: %s\r\n" % (b"x" * 1_000) * 100)
    answer = await ended(reader)
    assert answer.startswith(b"HTTP/1.1 431 ")
    writer.close()


async def test_who_sends_many_requests_ahead_is_cut_off(address: tuple[str, int]) -> None:
    """The first of them waits for its body, and the others for the first one."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n" * 100)
    answer = await ended(reader)
    assert answer.count(b"HTTP/1.1 200") < 100
    writer.close()


async def test_a_few_requests_ahead_are_answered_in_their_order(address: tuple[str, int]) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n" * 5 + b"GET /no HTTP/1.1\r\nhost: x\r\n\r\n")
    answer = await ended(reader)
    statuses = [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200"] * 5 + [b"404"]
    writer.close()


async def test_a_trailer_is_no_header(address: tuple[str, int]) -> None:
    """A proxy that looks at headers must not be told another thing than the server."""
    reader, writer = await asyncio.open_connection(*address)
    body = b'{"query":"{__typename}"}'
    writer.write(
        b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        b"transfer-encoding: chunked\r\n\r\n"
        b"%x\r\n%s\r\n0\r\nauthorization: %s\r\n\r\n" % (len(body), body, bearer()["authorization"].encode())
    )
    answer = await ended(reader)
    assert answer.startswith(b"HTTP/1.1 401 ")
    writer.close()


UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"sec-websocket-protocol: graphql-transport-ws\r\n"
)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /graphql/schema.graphql HTTP/1.1\r\nhost: x\r\n\r\n" * 3 + UPGRADE + b"\r\n",
        UPGRADE + b"content-length: 900\r\n\r\nx",
        UPGRADE + b"transfer-encoding: chunked\r\n\r\n",
    ],
    ids=["behind requests", "with a length", "with chunks"],
)
async def test_an_upgrade_with_something_beside_it_is_cut_off(address: tuple[str, int], sent: bytes) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(sent)
    assert b" 101 " not in await ended(reader)
    writer.close()


async def test_a_stream_behind_which_a_request_waits_ends_with_its_connection(
    address: tuple[str, int], world: World
) -> None:
    business = await world.business()
    before = asyncio.all_tasks()
    reader, writer = await asyncio.open_connection(*address)
    body = b'{"query":"subscription { businessChanged { id } }"}'
    head = HEAD % bearer()["authorization"].encode() + b"accept: text/event-stream\r\n"
    writer.write(
        head + b"x-business-id: %s\r\ncontent-length: %d\r\n\r\n" % (str(business).encode(), len(body))
    )
    writer.write(body + b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
    assert b"200" in await reader.readline()
    started = asyncio.all_tasks() - before
    assert started
    writer.close()
    async with asyncio.timeout(SOON):
        await asyncio.wait(started)


@pytest.mark.parametrize("hosts", [b"", b"host: x\r\nhost: y\r\n"], ids=["none", "two"])
async def test_a_request_names_its_host_once(address: tuple[str, int], hosts: bytes) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"GET /healthz HTTP/1.1\r\n" + hosts + b"\r\n")
    assert (await ended(reader)).startswith(b"HTTP/1.1 400 ")
    writer.close()


async def test_who_leaves_a_little_of_the_last_answer_unread_is_cut_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too little for the server to stop writing; the connection ends with this answer."""
    monkeypatch.setattr("server.transport.connection.WRITE_SECONDS", 0.1)
    monkeypatch.setattr("server.transport.connection.HEAD_SECONDS", 1_000)
    made, lost = asyncio.Queue[Connection](), asyncio.Event()
    monkeypatch.setattr(Connection, "connection_made", _telling(Connection.connection_made, made.put_nowait))
    async with world.api() as api:
        await api.client.get("/healthz")
        other = await made.get()
        url = api.client.base_url
        opened = socket.socket()
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(opened, (url.host, url.port))
        small = b"GET /none HTTP/1.1\r\nhost: x\r\n"
        await loop.sock_sendall(opened, small + b"\r\n")
        connection = await made.get()
        assert connection is not other
        # Little has room on the way, so that something is left soon.
        connection.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        monkeypatch.setattr(
            Connection, "connection_lost", _telling(Connection.connection_lost, lambda _: lost.set())
        )
        while not connection.transport.get_write_buffer_size():
            await loop.sock_sendall(opened, small + b"\r\n")
            await api.client.get("/healthz")
        await loop.sock_sendall(opened, small + b"connection: close\r\n\r\n")
        async with asyncio.timeout(SOON):
            await lost.wait()
        opened.close()


def _telling(method: Any, tell: Callable[[Connection], None]) -> Any:
    def told(connection: Connection, argument: Any) -> None:
        method(connection, argument)
        tell(connection)

    return told
