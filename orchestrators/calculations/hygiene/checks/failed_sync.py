"""An import of which nothing came."""

from collections.abc import Sequence

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, Dimension, Severity, SubjectKind
from orchestrators.calculations.hygiene.checks.incomplete_sync import listed


def message(source: str, failures: Sequence[tuple[str, str]]) -> str:
    """What the tray says of an import of `source`."""
    return f"Nothing of the last import ({source}) could be read: {listed(failures)}."


CHECK = Check(
    CheckName.FAILED_SYNC,
    title="Failed sync",
    subject=SubjectKind.BUSINESS,
    dimension=Dimension.FRESHNESS,
    severity=Severity.HIGH,
    blocks=False,
    meaning="No record of the last import could be read.",
    fix="Export the books again, and import the new export. A connected company is read again by itself.",
    decides="Whether the last import brought no record at all, and something in it failed; by realm.",
)
