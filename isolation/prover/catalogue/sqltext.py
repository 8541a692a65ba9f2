"""Text of statements: names and values quoted, templates filled, so that each can be replayed in psql."""

from collections.abc import Iterable, Mapping


def ident(name: str) -> str:
    """A name, quoted."""
    return '"' + name.replace('"', '""') + '"'


def idents(names: Iterable[str]) -> str:
    """Names, quoted, with commas between them."""
    return ", ".join(ident(name) for name in names)


def literal(value: str | None, type_name: str | None = None) -> str:
    """A value in its text form; with a type, cast to it."""
    text = "NULL" if value is None else "'" + value.replace("'", "''") + "'"
    return f"{text}::{type_name}" if type_name else text


def fill(template: str, **parts: str) -> str:
    """A template with its parts, which the caller has quoted."""
    return template.format(**parts)


def set_local(settings: Mapping[str, str]) -> tuple[str, ...]:
    """Set session variables until the end of the transaction."""
    return tuple(
        fill("SET LOCAL {name} = {value}", name=_variable(name), value=literal(value))
        for name, value in settings.items()
    )


def _variable(name: str) -> str:
    return ".".join(ident(part) for part in name.split("."))
