"""What the last imports brought, and what they failed to bring."""

from db.statement import Statement

#: The last import of every realm: one that failed is not made whole by one of another company's books. The
#: first hundred failures are told; the list of rejected records has all.
LAST = Statement(
    "WITH latest AS ("
    "SELECT DISTINCT ON (r.realm) r.id, r.started_at, r.created_at, r.answered_at, r.state, r.read, "
    "r.rejected FROM runway.import_run AS r WHERE r.business_id = $1 "
    "ORDER BY r.realm, r.started_at DESC, r.created_at DESC, r.id) "
    "SELECT l.id, l.started_at, l.answered_at, l.read, l.rejected, "
    "EXISTS (SELECT FROM latest AS o WHERE o.state = 'INCOMPLETE') AS is_incomplete, "
    "(SELECT json_agg(json_build_array(p.cause, p.file, p.entity, p.reason) ORDER BY p.file, p.id) FROM ("
    "SELECT x.id, x.cause, x.file, x.entity, x.reason FROM latest AS o "
    "JOIN runway.rejected_record AS x ON x.business_id = $1 AND x.import_run_id = o.id "
    "WHERE x.cause NOT IN ('RECORD', 'UNUSED') ORDER BY x.file, x.id LIMIT 100) AS p) AS problems, "
    "(SELECT json_agg(json_build_array(u.entity, u.count) ORDER BY u.entity) FROM ("
    "SELECT x.entity, count(*) AS count FROM runway.rejected_record AS x "
    "WHERE x.business_id = $1 AND x.import_run_id = l.id AND x.cause = 'UNUSED' GROUP BY x.entity) AS u"
    ") AS unused "
    "FROM latest AS l ORDER BY l.started_at DESC, l.created_at DESC, l.id LIMIT 1",
    ("business_id",),
)

#: Without it the home currency is what somebody set for the business.
HOME_CURRENCY_TOLD = Statement(
    "SELECT EXISTS (SELECT FROM runway.import_run AS r JOIN runway.business AS b ON b.id = $1 "
    "WHERE r.business_id = $1 AND r.home_currency = b.currency_code) AS told",
    ("business_id",),
)
