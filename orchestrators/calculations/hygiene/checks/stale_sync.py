"""Nothing was imported for longer than the business allows: the one check that time alone can fail."""

from datetime import datetime

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, Dimension, Severity, SubjectKind

NAME = CheckName.STALE_SYNC
SEVERITY = Severity.HIGH


def message(last_synced_at: datetime | None, freshness_hours: int) -> str:
    """What the tray says; whether it says it is decided where the time is known, in the query."""
    if last_synced_at is None:
        return "Nothing has been imported yet."
    return (
        f"The last import was on {last_synced_at:%Y-%m-%d at %H:%M} UTC; "
        f"figures count as fresh for {freshness_hours} hours."
    )


CHECK = Check(
    NAME,
    title="Stale sync",
    subject=SubjectKind.BUSINESS,
    dimension=Dimension.FRESHNESS,
    severity=SEVERITY,
    blocks=True,
    meaning="The last import is older than the business allows.",
    fix="Import a new export. For a connected company, see what its connection says.",
    decides="Whether the newest complete import is older than the hours for which figures count as "
    "fresh. Time alone makes it, so that it is decided whenever the tray is read. It keeps no document "
    "out of the console.",
)
