"""The servers that are compared, each a process of its own on the same core, over the same database."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.peers.books import Tenant
from bench.peers.processes import pin
from db.bootstrap import API
from db.directory import user_id_of
from db.servers.address import Address
from server.auth import issue

FOLDER = Path(__file__).parent
#: The one that the lock names; on other systems, whichever there is.
NODES = tuple(FOLDER / "node_modules" / f"node-linux-{kind}" / "bin" / "node" for kind in ("x64", "arm64"))
RUNWAY, TRUSTING, VERIFYING = "Runway", "PostGraphile", "PostGraphile + token"
STARTS_WITHIN = 60

Headers = Callable[[Tenant], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers at `/graphql` of a port; `headers` say who requests what business."""

    name: str
    pid: int
    port: int
    headers: Headers


def node() -> str:
    """The program that PostGraphile runs on."""
    return next((str(path) for path in NODES if path.exists()), "node")


@contextmanager
def serving(address: Address, folder: Path, core: int) -> Iterator[list[Server]]:
    """All servers, Runway first, until they are no longer needed; their logs are in the folder."""
    secret = secrets.token_urlsafe(48)

    def with_token(tenant: Tenant) -> Mapping[str, str]:
        token = issue(tenant.owner, secret, "runway", None, hours=12)
        return {"authorization": f"Bearer {token}", "x-business-id": str(tenant.id)}

    def with_user(tenant: Tenant) -> Mapping[str, str]:
        return {"x-user-id": str(user_id_of(tenant.owner)), "x-business-id": str(tenant.id)}

    runway = (str(Path(sys.executable).with_name("runway")), "serve")
    postgraphile = (node(), str(FOLDER / "server.mjs"))
    theirs = connecting(address) | {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    ours = {
        "RUNWAY_DATABASE_URL": address.dsn(),
        "RUNWAY_TOKEN_SECRET": secret,
        # As it is deployed.
        "RUNWAY_LOG_FORMAT": "json",
        # Eight clients share the budgets of few users when the database is small.
        "RUNWAY_ROWS_A_SECOND": "1000000000",
    }
    with ExitStack() as stack:

        def start(name: str, command: tuple[str, ...], env: Mapping[str, str], headers: Headers) -> Server:
            return stack.enter_context(_started(name, command, env, headers, folder, core))

        yield [
            start(RUNWAY, runway, ours, with_token),
            start(TRUSTING, postgraphile, theirs, with_user),
            start(VERIFYING, postgraphile, theirs | {"TOKEN_SECRET": secret}, with_token),
        ]


def connecting(address: Address) -> dict[str, str]:
    """The environment by which PostgreSQL's own clients, and Node's, connect as the role of requests."""
    query = address.url.query
    host, port = query.get("host") or address.url.host, query.get("port") or address.url.port
    return {
        "PGHOST": str(host),
        "PGUSER": API,
        "PGDATABASE": address.database,
        **({"PGPORT": str(port)} if port else {}),
    }


@contextmanager
def _started(
    name: str, command: tuple[str, ...], env: Mapping[str, str], headers: Headers, folder: Path, core: int
) -> Iterator[Server]:
    port = _free_port()
    # As it comes: no setting of this shell, and no file `.env`.
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("RUNWAY_", "PG"))}
    log = folder / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # Programs of ours, with no input in their arguments.
            command,
            cwd=folder,
            env={**plain, **env, "PORT": str(port), "RUNWAY_PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(process, port, log)
        pin(process.pid, core)
        yield Server(name, process.pid, port, headers)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    patience = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < patience and process.poll() is None:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"The server did not start: {log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
