"""How findings become issues: kept while a check finds them, resolved when it no longer does."""

from db.statement import Statement

ISSUE = (
    "business_id",
    "id",
    "check_name",
    "rule",
    "severity",
    "blocking",
    "document_id",
    "account_id",
    "party_id",
    "related_document_id",
    "message",
    "amount_at_stake",
)
_TOLD = "rule, severity, blocking, party_id, message, amount_at_stake, status"
_KEPT, _NEW = (", ".join(f"{of}.{name}" for name in _TOLD.split(", ")) for of in ("issue", "excluded"))

#: An issue found again keeps the moment when it was first found; one that was resolved begins anew. Whoever
#: ignored it, or all of its check with its party, ignores it still.
KEEP = Statement(
    f"INSERT INTO runway.issue (business_id, {', '.join(ISSUE[1:])}, status) "  # noqa: S608  # Names of ours.
    "SELECT $1::uuid, r.*, CASE WHEN EXISTS (SELECT FROM runway.issue_action AS a "
    "WHERE a.business_id = $1 AND a.issue_id = r.id AND a.kind = 'IGNORE' AND a.status = 'ACTIVE') "
    "OR EXISTS (SELECT FROM runway.issue_action AS a "
    "WHERE a.business_id = $1 AND a.party_id = r.party_id AND a.issue_id IS NULL AND a.kind = 'IGNORE' "
    "AND a.status = 'ACTIVE' AND a.check_name = r.check_name) THEN 'IGNORED' ELSE 'OPEN' END "
    "FROM unnest($2::uuid[], $3::text[], $4::text[], $5::smallint[], $6::boolean[], $7::uuid[], $8::uuid[], "
    f"$9::uuid[], $10::uuid[], $11::text[], $12::numeric[]) AS r({', '.join(ISSUE[1:])}) "
    f"ON CONFLICT (business_id, id) DO UPDATE SET ({_TOLD}) = ROW ({_NEW}), "
    "detected_at = CASE WHEN issue.status = 'RESOLVED' THEN excluded.detected_at ELSE issue.detected_at END, "
    "resolved_at = NULL, resolved_by = NULL, version = issue.version + 1 "
    f"WHERE ({_KEPT}) IS DISTINCT FROM ({_NEW}) "
    "RETURNING detected_at = now() AS added",
    ISSUE,
)


def _resolve(condition: str, *names: str) -> Statement:
    """Resolve what is found no more among issues of a kind: `cause` says by what, `kept` are still there."""
    return Statement(
        "UPDATE runway.issue SET status = 'RESOLVED', resolved_at = runway.clock(), resolved_by = $2, "  # noqa: S608  # Conditions of our own.
        "version = version + 1 "
        f"WHERE business_id = $1 AND status <> 'RESOLVED' AND {condition} AND NOT id = ANY ($3::uuid[]) "
        "RETURNING id",
        ("business_id", "cause", "kept", *names),
    )


RESOLVE_OF_DOCUMENTS = _resolve("document_id = ANY ($4::uuid[])", "ids")
RESOLVE_OF_ACCOUNTS = _resolve("account_id IS NOT NULL")
#: Of no document: by their checks.
RESOLVE_OF_PARTIES = _resolve("document_id IS NULL AND check_name = ANY ($4::text[])", "check_names")
#: About imports, by their ids.
RESOLVE_THESE = _resolve("id = ANY ($4::uuid[])", "ids")
