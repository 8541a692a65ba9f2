"""What every command that brings books in says of a business that it may have to make."""

from typing import Annotated

import typer

Create = Annotated[bool, typer.Option("--create", help="Create the business if it does not exist.")]
Currency = Annotated[str, typer.Option(help="Home currency of a business that is created.")]
TimeZone = Annotated[str, typer.Option(help="Time zone of a business that is created.")]
Beside = Annotated[
    bool,
    typer.Option("--beside", help="Allow this in a business with other books: what is in both counts twice."),
]
Owner = Annotated[str | None, typer.Option(help="E-mail address of the owner of a business that is created.")]
