"""An open document that is due on another day than its own terms give."""

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Examined,
    Severity,
    SubjectKind,
)

#: Terms by a day of the month may mean either of two months. A due date before the issue is told already.
DIFFERS = (
    "d.state = 'OPEN' AND d.due_date >= d.issue_date AND d.due_date <> g.due AND d.due_date <> g.otherwise"
)


def describe(document: Examined, fact: str | None) -> CheckResult:
    """Both days."""
    due, terms = (fact or "").split(" ", 1)
    message = f"{document} is due on {document.due_date}; its terms, {terms}, make it due on {due}."
    return CheckResult(message, document.at_stake)


CHECK = Check(
    CheckName.TERMS_CONTRADICT_DUE_DATE,
    title="Terms contradict the due date",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.CONSISTENCY,
    severity=Severity.MEDIUM,
    blocks=False,
    meaning="An open document whose due date differs from the one that its terms give.",
    fix="Correct the due date or the terms. Ignore the issue if another date was agreed.",
    predicate=f"{DIFFERS} AND d.term_id IS NOT NULL",
    describe=describe,
    fact="g.due || ' ' || t.name",
    moves=True,
)
