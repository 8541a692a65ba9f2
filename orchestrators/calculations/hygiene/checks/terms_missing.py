"""An open document without terms, due on another day than those of its counterparty give."""

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Examined,
    Severity,
    SubjectKind,
)
from orchestrators.calculations.hygiene.checks.terms_contradict_due_date import DIFFERS


def describe(document: Examined, fact: str | None) -> CheckResult:
    """Both days."""
    due, terms = (fact or "").split(" ", 1)
    party = "vendor" if document.is_bill else "customer"
    message = (
        f"{document} names no terms and is due on {document.due_date}; the usual terms of its {party}, "
        f"{terms}, make it due on {due}."
    )
    return CheckResult(message, document.at_stake)


CHECK = Check(
    CheckName.TERMS_MISSING,
    title="Missing terms",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.CONSISTENCY,
    severity=Severity.LOW,
    blocks=False,
    meaning="An open document without terms, whose due date differs from the one that the terms of its "
    "vendor or customer give.",
    fix="Enter the terms on the document, or correct its due date. Ignore the issue if another date was "
    "agreed.",
    predicate=f"{DIFFERS} AND d.term_id IS NULL",
    describe=describe,
    fact="g.due || ' ' || t.name",
    moves=True,
)
