"""The source did not give all that it was asked for: a check of an import, made when it ends."""

from collections.abc import Sequence

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, Dimension, Severity, SubjectKind

NAME = CheckName.INCOMPLETE_SYNC
SEVERITY = Severity.HIGH

#: A message is read in a list; the import itself has all of them.
MOST_NAMED = 3


def message(source: str, failures: Sequence[tuple[str, str]]) -> str:
    """What the tray says of an import of `source`: the files that failed, with a reason for each."""
    return f"The last import ({source}) is incomplete: {listed(failures)}."


def listed(failures: Sequence[tuple[str, str]]) -> str:
    """The first failures, and how many more there are."""
    named = "; ".join(f"{file}: {reason}" for file, reason in failures[:MOST_NAMED])
    further = len(failures) - MOST_NAMED
    return named + (f"; and {further:,} more" if further > 0 else "")


CHECK = Check(
    NAME,
    title="Incomplete sync",
    subject=SubjectKind.BUSINESS,
    dimension=Dimension.FRESHNESS,
    severity=SEVERITY,
    blocks=False,
    meaning="The accounting system did not deliver everything that the last import requested.",
    fix="Export the missing responses again, and import them. A connected company is read again by itself.",
    decides="Whether an answer of the last import was cut, was no answer, or lacks pages; by realm.",
)
