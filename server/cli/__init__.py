"""The command line: `runway` and its subcommands."""

from server.cli.main import main

__all__ = ["main"]
