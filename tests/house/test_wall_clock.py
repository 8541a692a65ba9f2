"""Time is an input: the tests read no clock of the machine, nor do the floors that figures come from."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.repository import nodes, python_files, tree

#: Ways to ask the machine for the time; how long something took (`monotonic`, `perf_counter`) is no date.
READINGS = frozenset(
    {
        *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
        *("time.time", "time.time_ns", "time.localtime", "time.gmtime"),
    }
)
#: Their last names: spelling out every other attribute would take seconds.
LAST = frozenset(name.rpartition(".")[2] for name in READINGS)
#: What a token says about its hours is held against the real time, by the server as by any other.
TOKENS = "tokens expire in real time"
EXCEPT = {
    "tests/server/signing.py": TOKENS,
    "tests/server/test_tokens.py": TOKENS,
    "tests/server/transport/test_events.py": TOKENS,
    "tests/server/transport/test_websocket.py": TOKENS,
}
FLOORS = ("tests", "demo", "schema", "resolvers", "orchestrators", "db")


def test_no_file_reads_the_machines_clock_without_a_reason() -> None:
    reading = {str(path) for path in python_files(*FLOORS) if any(readings(path))}
    assert reading == EXCEPT.keys()


def readings(path: Path) -> Iterator[str]:
    """The names by which a file asks the machine for the time, imported or not."""
    for node in nodes(tree(path)):
        if isinstance(node, ast.Attribute) and node.attr in LAST:
            name = ast.unparse(node)
            if ".".join(name.split(".")[-2:]) in READINGS:
                yield name
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (name.name for name in node.names if f"time.{name.name}" in READINGS)
