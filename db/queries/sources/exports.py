"""Whose exports came before, how new they were, and what a full one no longer lists."""

from db.queries.writing import insert_rows
from db.statement import Statement
from db.tables import removed_record

COMPANIES = Statement(
    "SELECT realm, company_id, name FROM runway.source_company WHERE business_id = $1 ORDER BY realm",
    ("business_id",),
)


def _counting(realm: str) -> str:
    """Books that count: some are held of a realm, or will be."""
    return (
        "SELECT realm FROM runway.source_connection "  # noqa: S608  # Made of constants.
        f"WHERE business_id = $1 AND {realm} AND state <> 'DISCONNECTED' "
        "UNION ALL SELECT realm FROM runway.document "
        f"WHERE business_id = $1 AND {realm} AND sync_token IS NOT NULL AND state <> 'DELETED' "
        "UNION ALL SELECT realm FROM runway.account "
        f"WHERE business_id = $1 AND {realm} AND sync_token IS NOT NULL AND active LIMIT 1"
    )


OWN_BOOKS = Statement(_counting("realm = $2"), ("business_id", "realm"))
OTHER_BOOKS = Statement(
    f"SELECT o.realm, c.name FROM ({_counting('realm <> $2')}) AS o "  # noqa: S608  # Made of constants.
    "LEFT JOIN runway.source_company AS c ON c.business_id = $1 AND c.realm = o.realm",
    ("business_id", "realm"),
)
_COUNTED = " UNION ALL ".join(
    f"SELECT sync_token >= $3::bigint AS is_counted FROM runway.{table} "  # noqa: S608  # The names of our own tables.
    "WHERE business_id = $1 AND realm = $2 AND sync_token IS NOT NULL"
    for table in ("document", "party", "account", "term")
)
#: Whether the versions of a realm are counted by Runway; no row for a realm that holds nothing.
IS_COUNTED = Statement(
    "SELECT false AS is_counted FROM runway.source_connection "  # noqa: S608  # Made of constants.
    "WHERE business_id = $1 AND realm = $2 AND state <> 'DISCONNECTED' "
    "UNION ALL SELECT false FROM runway.source_company WHERE business_id = $1 AND realm = $2 "
    f"UNION ALL {_COUNTED} LIMIT 1",
    ("business_id", "realm", "counted"),
)
KEEP_COMPANY = Statement(
    "INSERT INTO runway.source_company (business_id, id, realm, company_id, name) "
    "VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (business_id, realm) DO UPDATE SET "
    "company_id = coalesce(excluded.company_id, source_company.company_id), name = excluded.name",
    ("business_id", "id", "realm", "company_id", "name"),
)
NEWEST_ANSWER = Statement(
    "SELECT max(as_of) AS as_of FROM runway.import_run WHERE business_id = $1 AND realm = $2",
    ("business_id", "realm"),
)

#: What is known by reference only was never listed, so that its absence says nothing.
ABSENT = Statement(
    "SELECT k.entity, k.source_id FROM ("
    "SELECT t.entity, t.source_id FROM runway.document AS t WHERE t.business_id = $1 AND t.realm = $2 "
    "AND t.entity = ANY ($3::text[]) AND t.sync_token IS NOT NULL AND t.state <> 'DELETED' "
    "UNION ALL SELECT t.entity, t.source_id FROM runway.party AS t WHERE t.business_id = $1 AND t.realm = $2 "
    "AND t.entity = ANY ($3::text[]) AND t.sync_token IS NOT NULL AND t.active "
    "UNION ALL SELECT t.entity, t.source_id FROM runway.account AS t WHERE t.business_id = $1 "
    "AND t.realm = $2 AND t.entity = ANY ($3::text[]) AND t.sync_token IS NOT NULL AND t.active "
    "UNION ALL SELECT t.entity, t.source_id FROM runway.term AS t WHERE t.business_id = $1 AND t.realm = $2 "
    "AND t.entity = ANY ($3::text[]) AND t.sync_token IS NOT NULL AND t.active) AS k "
    "EXCEPT SELECT l.entity, l.source_id FROM unnest($4::text[], $5::text[]) AS l(entity, source_id)",
    ("business_id", "realm", "entities", "listed_entities", "listed_ids"),
)

#: Without its sync token a record is older than any version, and the one that came is taken.
REVIVE = Statement(
    "WITH here AS (SELECT h.id, h.sync_token FROM unnest($2::uuid[], $3::bigint[]) AS h(id, sync_token)), "
    "of_document AS (UPDATE runway.document AS t SET sync_token = NULL FROM here AS h "
    "WHERE t.business_id = $1 AND t.id = h.id AND t.sync_token = h.sync_token AND t.state = 'DELETED'), "
    "of_party AS (UPDATE runway.party AS t SET sync_token = NULL FROM here AS h "
    "WHERE t.business_id = $1 AND t.id = h.id AND t.sync_token = h.sync_token AND NOT t.active), "
    "of_account AS (UPDATE runway.account AS t SET sync_token = NULL FROM here AS h "
    "WHERE t.business_id = $1 AND t.id = h.id AND t.sync_token = h.sync_token AND NOT t.active), "
    "of_term AS (UPDATE runway.term AS t SET sync_token = NULL FROM here AS h "
    "WHERE t.business_id = $1 AND t.id = h.id AND t.sync_token = h.sync_token AND NOT t.active) "
    "SELECT count(*) FROM here",
    ("business_id", "ids", "sync_tokens"),
)

_HELD = " UNION ALL ".join(
    f"SELECT id, sync_token, source_updated_at FROM runway.{table} "  # noqa: S608  # The names of our own tables.
    "WHERE business_id = $1 AND id = ANY ($2::uuid[])"
    for table in ("document", "party", "account", "term")
)
#: Which records, by their places from 1 on, are held in an older version or not at all, and whether any is
#: held in a newer one. All of them are joined: a planner that may stop at the first newer one compares each
#: with each, which takes long where none is.
COMPARE = Statement(
    f"WITH held AS ({_HELD}) SELECT array_agg(n.place) "  # noqa: S608  # The names of our own tables.
    "FILTER (WHERE t.sync_token IS NULL OR t.sync_token < n.sync_token) AS newer, "
    "coalesce(bool_or(t.sync_token > n.sync_token "
    "OR t.sync_token = n.sync_token AND t.source_updated_at > n.updated_at), false) AS is_older "
    "FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[]) WITH ORDINALITY "
    "AS n(id, sync_token, updated_at, place) LEFT JOIN held AS t ON t.id = n.id",
    ("business_id", "ids", "sync_tokens", "updated_at"),
)
#: What is held in a version of after its deletion.
CHANGED_SINCE = Statement(
    f"WITH held AS ({_HELD}) SELECT t.id FROM held AS t "  # noqa: S608  # The names of our own tables.
    "JOIN unnest($2::uuid[], $3::timestamptz[]) AS g(id, as_of) ON g.id = t.id "
    "WHERE t.source_updated_at > g.as_of",
    ("business_id", "ids", "as_of"),
)

#: Of two numbers that differ, an import came between: none is ever deleted.
IMPORTS = Statement(
    "SELECT count(*) AS number FROM runway.import_run WHERE business_id = $1", ("business_id",)
)
#: The versions in which documents are held that nobody removed; none of which no time of change was told.
HELD_DOCUMENTS = Statement(
    "SELECT d.source_id, d.sync_token, d.source_updated_at FROM runway.document AS d "
    "WHERE d.business_id = $1 AND d.realm = $2 AND d.entity = $3 AND d.source_id = ANY ($4::text[]) "
    "AND d.sync_token IS NOT NULL AND d.source_updated_at IS NOT NULL AND d.state <> 'DELETED' "
    "AND d.source_id NOT IN (SELECT r.source_id FROM runway.removed_record AS r WHERE r.business_id = $1 "
    "AND r.realm = $2 AND r.entity = $3 AND r.source_id = ANY ($4::text[]))",
    ("business_id", "realm", "entity", "source_ids"),
)

REMOVED = ("business_id", "id", "realm", "entity", "source_id", "sync_token", "as_of", "is_absence")
REMOVED_BY_ID = Statement(
    "SELECT id, sync_token, as_of, is_absence FROM runway.removed_record "
    "WHERE business_id = $1 AND id = ANY ($2::uuid[])",
    ("business_id", "ids"),
)
#: The newest removal of a record stays.
KEEP_REMOVED = insert_rows(
    removed_record,
    REMOVED,
    "ON CONFLICT (business_id, id) DO UPDATE SET as_of = excluded.as_of, is_absence = excluded.is_absence, "
    "sync_token = excluded.sync_token WHERE removed_record.as_of <= excluded.as_of",
)
LIFT = Statement(
    "DELETE FROM runway.removed_record WHERE business_id = $1 AND id = ANY ($2::uuid[])",
    ("business_id", "ids"),
)
#: The versions of which these were removed.
VERSIONS = Statement(_HELD, ("business_id", "ids"))
