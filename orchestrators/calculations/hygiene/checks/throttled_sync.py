"""Answers that the source refused because there were too many requests."""

from collections.abc import Sequence

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, Dimension, Severity, SubjectKind
from orchestrators.calculations.hygiene.checks.incomplete_sync import listed


def message(source: str, failures: Sequence[tuple[str, str]]) -> str:
    """What the tray says of an import of `source`."""
    return f"There were too many requests for the last import ({source}): {listed(failures)}."


CHECK = Check(
    CheckName.THROTTLED_SYNC,
    title="Throttled sync",
    subject=SubjectKind.BUSINESS,
    dimension=Dimension.FRESHNESS,
    severity=Severity.HIGH,
    blocks=False,
    meaning="The accounting system refused requests of the last import because there were too many.",
    fix="Wait a minute, and export the missing responses again. A connected company is read again by itself.",
    decides="Whether an answer of the last import was a refusal over too many requests; by realm.",
)
