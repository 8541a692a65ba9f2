"""The source did not give all that it was asked for: a check of an import, made when it ends."""

from collections.abc import Sequence

from orchestrators.calculations.hygiene.checks.base import CheckName, Severity

NAME = CheckName.INCOMPLETE_SYNC
SEVERITY = Severity.HIGH

#: A message is read in a list; the import itself has all of them.
MOST_NAMED = 3


def message(source: str, failures: Sequence[tuple[str, str]]) -> str:
    """What the tray says of an import of `source`: the files that failed, with a reason for each."""
    named = "; ".join(f"{file}: {reason}" for file, reason in failures[:MOST_NAMED])
    further = len(failures) - MOST_NAMED
    return (
        f"The last import ({source}) is incomplete: {named}"
        + (f"; and {further:,} more" if further > 0 else "")
        + "."
    )
