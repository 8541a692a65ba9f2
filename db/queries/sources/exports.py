"""Whose exports came before, how new they were, and what a full one no longer lists."""

from db.statement import Statement

COMPANIES = Statement(
    "SELECT realm, company_id, name FROM runway.source_company WHERE business_id = $1 ORDER BY realm",
    ("business_id",),
)
KEEP_COMPANY = Statement(
    "INSERT INTO runway.source_company (business_id, id, realm, company_id, name) "
    "VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (business_id, realm) DO UPDATE SET "
    "company_id = coalesce(excluded.company_id, source_company.company_id), name = excluded.name",
    ("business_id", "id", "realm", "company_id", "name"),
)
NEWEST_ANSWER = Statement(
    "SELECT max(answered_at) AS answered_at FROM runway.import_run WHERE business_id = $1 AND realm = $2",
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
    "WITH here AS (SELECT h.id, h.sync_token FROM unnest($2::uuid[], $3::integer[]) AS h(id, sync_token)), "
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
