"""A vendor or customer who is in the books twice."""

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Severity,
    SubjectKind,
)


def describe(kind: str, name: str, other: str) -> CheckResult:
    """Both names."""
    return CheckResult(f"{kind.capitalize()} {name} has nearly the same name as another one, {other}.", None)


CHECK = Check(
    CheckName.COUNTERPARTY_TWICE,
    title="Vendor or customer probably twice",
    subject=SubjectKind.PARTY,
    dimension=Dimension.UNIQUENESS,
    severity=Severity.MEDIUM,
    blocks=False,
    meaning="Two active vendors, or two active customers, whose names differ only in case, accents, "
    "punctuation or legal form.",
    fix="Merge the two in QuickBooks by giving one the name of the other. Ignore the issue if they are "
    "different companies.",
    predicate="p.active AND p.sync_token IS NOT NULL",
    decides="Which of these have the same name once case, accents, punctuation and legal suffixes are "
    "off. Of several it is told of all but the one that the source made first.",
)
