"""A command imports what it needs, so that none starts as slowly as the server."""

import subprocess
import sys

import pytest

from server.cli.main import COMMANDS
from tests.house.repository import ROOT

#: Commands that answer GraphQL, or print its contract.
NEED_THE_SCHEMA = {"demo", "serve", "dev"}


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - NEED_THE_SCHEMA))
def test_a_command_that_answers_no_graphql_does_not_import_strawberry(command: str) -> None:
    program = (
        "import sys; from importlib import import_module; import server.cli.main; "
        f"import_module('server.cli.{COMMANDS[command]}'); print('strawberry' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
