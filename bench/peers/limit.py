"""What PostgreSQL alone can do: pgbench sends the transaction of Q1, with nothing in between."""

import os
import re
import subprocess
from pathlib import Path

from bench.peers.books import Tenant
from bench.peers.load import CLIENTS, Load, middle_and_slow
from bench.peers.servers import connecting
from db.directory import user_id_of
from db.queries.books.documents import BILLS
from db.queries.listing import page
from db.selection import Compare, Op, Order
from db.servers.address import Address
from db.statement import Statement
from server.embedded import PROGRAMS

PGBENCH = "pgbench"
#: What the statement of Q1 is sent with, beside the business's id.
_OPEN = Compare("state", Op.EQ, "OPEN")
_DUE = (Order("due_date"),)


def measured(address: Address, tenants: list[Tenant], seconds: int, folder: Path) -> Load:
    """Let pgbench send the transaction of Q1 for some seconds, with as many clients as the servers get."""
    file = folder / "limit.sql"
    file.write_text(script(tenants))
    log = folder / "limit"
    _, values = _statement()
    command = (
        str(PROGRAMS / "pgbench"),
        *("--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}", "--jobs=1", f"--time={seconds}"),
        *("--log", f"--log-prefix={log}", f"--file={file}"),
        *(f"--define={name}={value}" for name, value in values.items()),
    )
    environment = os.environ | connecting(address)
    done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)  # noqa: S603  # No input in it.
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    assert rate is not None
    return _load(float(rate[1]), log)


def _load(rate: float, log: Path) -> Load:
    latencies = []
    for file in log.parent.glob(f"{log.name}.*[0-9]"):
        latencies += [float(line.split()[2]) / 1000 for line in file.read_text().splitlines()]
        file.unlink()
    return Load(len(latencies), len(latencies) / rate, *middle_and_slow(latencies))


def script(tenants: list[Tenant]) -> str:
    """The transaction of Q1 as Runway sends it, for a business by chance."""
    users = ",".join(str(user_id_of(tenant.owner)) for tenant in tenants)
    businesses = ",".join(str(tenant.id) for tenant in tenants)
    enter = (
        f"SELECT business_id FROM runway.enter(('{{{users}}}'::uuid[])[:n], "  # noqa: S608  # Ids of our own.
        f"('{{{businesses}}}'::uuid[])[:n], 'pgbench') \\gset"
    )
    lines = (
        rf"\set n random(1, {len(tenants)})",
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;",
        enter,
        f"{_with_variables(_statement()[0])};",
        "COMMIT;",
    )
    return "".join(f"{line}\n" for line in lines)


def _statement() -> tuple[Statement, dict[str, object]]:
    statement, values = page(BILLS, _OPEN, _DUE, counted=True)
    # One row more than the page holds tells whether there is a next one.
    return statement, values | {"limit": 51}


def _with_variables(statement: Statement) -> str:
    """The statement with pgbench's variables in place of numbered parameters, on one line."""
    text = re.sub(r"\$(\d+)", lambda number: f":{statement.names[int(number[1]) - 1]}", statement.sql)
    return " ".join(text.split())
