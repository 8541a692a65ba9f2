"""A command imports what it needs, so that none starts as slowly as the server."""

import subprocess
import sys

from server.cli.main import COMMANDS
from tests.house.repository import ROOT

#: Commands that answer GraphQL, check documents, print the contract, or log for as long as a server does.
NEED_THE_SCHEMA = {"demo", "serve", "documents", "dev", "query", "sync"}

PROGRAM = """
import sys
from importlib import import_module

for name in sys.argv[1:]:
    import_module(f"server.cli.{name}")
    if "strawberry" in sys.modules:
        sys.exit(f"server.cli.{name} imports strawberry")
"""


def test_a_command_that_answers_no_graphql_does_not_import_strawberry() -> None:
    modules = sorted({module for name, module in COMMANDS.items() if name not in NEED_THE_SCHEMA})
    command = [sys.executable, "-c", PROGRAM, "main", *modules]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
