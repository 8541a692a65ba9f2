"""Answers that the source refused because nobody had authorised them."""

from collections.abc import Sequence

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, Dimension, Severity, SubjectKind
from orchestrators.calculations.hygiene.checks.incomplete_sync import listed


def message(source: str, failures: Sequence[tuple[str, str]]) -> str:
    """What the tray says of an import of `source`."""
    return f"QuickBooks did not authorise the last import ({source}): {listed(failures)}."


CHECK = Check(
    CheckName.UNAUTHORISED_SYNC,
    title="Unauthorised sync",
    subject=SubjectKind.BUSINESS,
    dimension=Dimension.FRESHNESS,
    severity=Severity.HIGH,
    blocks=False,
    meaning="The accounting system refused requests of the last import because authorization was missing or "
    "had expired.",
    fix="Connect to QuickBooks again. Where books come as files, export the missing responses again.",
    decides="Whether an answer of the last import was a refused authorisation; by realm.",
)
