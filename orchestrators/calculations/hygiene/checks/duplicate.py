"""What looks like one document entered twice, by one of six rules."""

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, Dimension, Severity, SubjectKind

CHECK = Check(
    CheckName.DUPLICATE,
    title="Probably entered twice",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.UNIQUENESS,
    severity=Severity.CRITICAL,
    severity_rule="R1: CRITICAL while one of the two is open, MEDIUM when neither is, LOW when they are over "
    "300 days apart. R2, R3, R5 and R6: HIGH while one is open, MEDIUM where chance brings about the same, "
    "else LOW. R4: MEDIUM, else LOW.",
    blocks=True,
    blocks_rule="Only R1, and not when they are over 300 days apart.",
    meaning="A bill or invoice that was probably entered twice; recurring documents and pairs confirmed as "
    "valid are excluded.",
    fix="Merge the two documents, confirm that both are valid, or void the copy in the accounting system.",
    predicate="d.party_id IS NOT NULL AND d.issue_date IS NOT NULL AND d.total IS NOT NULL",
    decides="Which of six rules holds, the strongest first. R1: same counterparty, number and total within "
    "365 days. R2: same counterparty and number, another total. R3: same counterparty and total within "
    "7 days, numbers that a slip of the hand tells apart. R4: same counterparty, total and day, and only one "
    "has a number. R5: another record of a counterparty, same number, total and day. R6: a bill, and a "
    "cheque or expense of the same amount to the same vendor within 7 days. Not told: what recurs, sums to "
    "zero, a number that comes right after the other one's, what was kept, void or deleted.",
)
