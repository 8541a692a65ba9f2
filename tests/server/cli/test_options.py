"""An option takes the words of an enum in capitals or not, as the API shows them and as people type them."""

from collections.abc import Iterator
from enum import Enum
from typing import Any

import pytest
import typer

from server.cli.main import app


def _enums(command: Any, *path: str) -> Iterator[tuple[str, Any]]:
    """Every option with the words of an enum, of a command and those below it, as it was declared."""
    for parameter in command.params:
        # A command of Typer's own, such as --help, was declared by nobody.
        declared: Any = getattr(parameter, "type_descriptor", None)
        if isinstance(getattr(declared, "annotation", None), type) and issubclass(declared.annotation, Enum):
            yield " ".join((*path, *parameter.opts)), declared.parameter_info
    if hasattr(command, "list_commands"):
        for name in command.list_commands(typer.Context(command)):
            yield from _enums(command.get_command(typer.Context(command), name), *path, name)


ENUMS = dict(_enums(typer.main.get_group(app)))
KNOWN = {"member add --role", "export instructions --format", "audit --format", "prove --format"}


def test_the_options_are_found() -> None:
    assert set(ENUMS) >= KNOWN


@pytest.mark.parametrize("option", ENUMS)
def test_an_option_takes_its_words_in_any_case(option: str) -> None:
    assert ENUMS[option].case_sensitive is False
