"""An open document that names a record which the source lists without it."""

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Examined,
    Severity,
    SubjectKind,
)

_LISTED = "({0}.realm, {0}.entity) IN (SELECT l.realm, l.entity FROM listed AS l)"
#: Known by reference only, though the source sent others of the kind. A payment of a document that never came
#: is a gap that the runway itself tells of.
_ORPHANS = (
    "nullif(concat_ws(', ', "
    f"CASE WHEN p.id IS NOT NULL AND p.sync_token IS NULL AND {_LISTED.format('p')} THEN p.name END, "
    f"CASE WHEN d.term_id IS NOT NULL AND t.sync_token IS NULL AND {_LISTED.format('t')} THEN t.name END, "
    "(SELECT string_agg(DISTINCT a.name, ', ') FROM runway.account_movement AS m "
    "JOIN runway.account AS a ON a.business_id = $1 AND a.id = m.account_id "
    "WHERE m.business_id = $1 AND m.document_id = d.id AND a.sync_token IS NULL "
    f"AND a.source_id <> '' AND {_LISTED.format('a')})), '')"
)


def describe(document: Examined, fact: str | None) -> CheckResult:
    """What it names."""
    return CheckResult(f"{document} names what the source did not send: {fact}.", document.at_stake)


CHECK = Check(
    CheckName.ORPHAN_REFERENCE,
    title="Reference to a record that is not there",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.CONSISTENCY,
    severity=Severity.MEDIUM,
    blocks=False,
    meaning="An open document that names a vendor, customer, term or account that is not among those that "
    "the source sent.",
    fix="Export inactive records too (QuickBooks leaves them out unless asked for `Active IN (true, "
    "false)`), or name a record that exists.",
    predicate=f"d.state = 'OPEN' AND {_ORPHANS} IS NOT NULL",
    describe=describe,
    fact=_ORPHANS,
    moves=True,
)
