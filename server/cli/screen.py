"""Where commands write: results on stdout, everything else on stderr."""

import json

from rich.console import Console

out = Console()
err = Console(stderr=True)


def say(line: str) -> None:
    """A remark for people."""
    err.print(line, highlight=False, soft_wrap=True)


def print_json(value: object) -> None:
    """A result for machines."""
    out.file.write(json.dumps(value, indent=2, default=str) + "\n")
