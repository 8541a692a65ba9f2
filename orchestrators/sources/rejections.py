"""How a refusal is written down, so that it can always be stored and shown."""

from orchestrators.sources.facts import Rejected, RejectionCause


def legible(text: str, limit: int = 500) -> str:
    """At most `limit` characters of it, with "?" for what PostgreSQL cannot store: NUL, lone surrogates."""
    shown = text[:limit].replace("\x00", "?")
    return shown if shown.isascii() else shown.encode("utf-8", "replace").decode("utf-8")


def printable(text: str, limit: int = 100) -> str:
    """The same for a terminal, which must not be told what to do: "?" for control characters as well."""
    return "".join(character if character.isprintable() else "?" for character in legible(text, limit))


def id_of(data: object) -> str:
    """The Id that a record claims, or "" if it claims none; for pointing at records that cannot be read."""
    result = data.get("Id") if isinstance(data, dict) else None
    if isinstance(result, str):
        return legible(result)
    # Python refuses to write out integers of thousands of digits, and nobody's id has fifty.
    if isinstance(result, int) and not isinstance(result, bool) and abs(result) < 10**50:
        return str(result)
    return ""


def rejected(
    file: str,
    reason: str,
    *,
    entity: str = "",
    source_id: str = "",
    field: str = "",
    cause: RejectionCause = RejectionCause.RECORD,
) -> Rejected:
    """A `Rejected` whose every text is legible, whatever the file put into it."""
    return Rejected(
        legible(file), legible(entity), legible(source_id), legible(field), legible(reason), cause
    )


def unreadable(file: str, reason: str) -> Rejected:
    """A file, or a response in it, of which nothing could be read."""
    return rejected(file, reason, cause=RejectionCause.FILE)
