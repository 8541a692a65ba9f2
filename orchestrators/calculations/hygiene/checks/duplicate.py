"""The same counterparty, number and total twice within a year (rule R1)."""

from collections.abc import Sequence

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Examined,
    Severity,
    SubjectKind,
    place,
)

WITHIN_DAYS = 365
#: A vendor who starts numbering anew each year repeats a number after about this long.
RENUMBERED_AFTER_DAYS = 300


def find(document: Examined, alike: Sequence[Examined]) -> CheckResult | None:
    """The nearest earlier document with the same counterparty, number and total, within 365 days.

    Bills with bills and invoices with invoices; neither void nor deleted, nor one that recurs. It is the
    later one that is found, by issue date, then id. Over 300 days apart it is a low finding that blocks
    nothing.
    """
    if document.is_void or document.recurs or document.issue_date is None or document.number_key is None:
        return None
    earlier = [
        other
        for other in alike
        if not other.is_void and other.is_bill == document.is_bill and _before(other, document)
    ]
    if not earlier:
        return None
    original = max(earlier, key=place)
    days = (document.issue_date - place(original)[0]).days
    far = days > RENUMBERED_AFTER_DAYS
    when = "the same day" if days == 0 else f"{days} {'day' if days == 1 else 'days'} earlier"
    message = f"{document} has the same number and total as one issued {when}, on {original.issue_date}."
    settled = not document.is_open and not original.is_open
    severity = Severity.LOW if far else Severity.MEDIUM if settled else Severity.CRITICAL
    return CheckResult(message, document.total, severity, blocking=not far, related_id=original.id)


def _before(other: Examined, document: Examined) -> bool:
    if other.issue_date is None or place(other) >= place(document):
        return False
    return (place(document)[0] - other.issue_date).days <= WITHIN_DAYS


CHECK = Check(
    CheckName.DUPLICATE,
    title="Probably entered twice",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.UNIQUENESS,
    severity=Severity.CRITICAL,
    severity_rule="CRITICAL while one of the two is open, MEDIUM when neither is, LOW when they are over "
    "300 days apart.",
    blocks=True,
    blocks_rule="Not when they are over 300 days apart.",
    meaning="The same counterparty, number and total twice within a year; not a bill that recurs.",
    fix="Void the one that is a copy, or keep both if they are two.",
    predicate="d.number_key IS NOT NULL AND d.party_id IS NOT NULL AND d.issue_date IS NOT NULL",
    decides="Whether another document of the same counterparty, with the same number and total, was "
    "issued up to 365 days earlier, and whether both belong to a series at regular distances.",
)
