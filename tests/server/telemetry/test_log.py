"""What libraries log has the form of our own lines, and shows no more than they do."""

import json
import subprocess
import sys

from tests.house.repository import ROOT

PROGRAM = """
import logging
from server.telemetry.log import configure

configure("json")
for name in ("asyncpg.pool", "sqlalchemy.pool", "asyncio", "uvicorn.error"):
    try:
        raise ValueError("a row of somebody")
    except ValueError as error:
        logging.getLogger(name).warning("Could not restore %s\\nfuture: %r", "it", error, exc_info=True)
        logging.getLogger(name).error("It is gone")
        logging.getLogger(name).info("Nobody needs this")
"""


def test_lines_of_libraries_are_json_like_ours_and_hold_no_values() -> None:
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["logger"], line["level"], line["event"]) for line in lines] == [
        line
        for name in ("asyncpg.pool", "sqlalchemy.pool", "asyncio", "uvicorn.error")
        for line in ((name, "warning", "Could not restore it"), (name, "error", "It is gone"))
    ]
    assert lines[0]["kind"] == "ValueError"
    assert lines[0]["frames"] != []
    assert "a row of somebody" not in done.stderr
