"""What the checks look at after an import or in a scan, and what they leave behind."""

from sqlalchemy import Uuid, bindparam, false, func
from sqlalchemy.dialects.postgresql import ARRAY

from db.queries.books import documents
from db.queries.writing import insert_rows
from db.statement import Statement, compiled, word
from db.tables import issue

_IDS = bindparam("ids", type_=ARRAY(Uuid))
d = documents.d
#: Not a condition that an index could answer: without statistics of an import's rows, the planner expects
#: one row of these kinds, reads them all from an index, and compares each with each id.
_is_item = func.coalesce(d.c.kind.in_((word("BILL"), word("INVOICE"))), false())
_examined = documents.DOCUMENTS.add_columns(d.c.number_key).where(_is_item)

ALL = compiled(_examined)
BY_ID = compiled(_examined.where(d.c.id == func.any(_IDS)))

#: These, documents whose issues were related to one of these, and what is open with the parties of all of
#: them, named by the document or by what it posts; also those that an account which is one of these names.
#: Of a counterparty among them, documents with an issue: its message has the name.
#: OFFSET has rows found by their ids; an array, unlike a join, is never compared one by one.
NEAR = Statement(
    "WITH near AS (SELECT n.id FROM unnest($2::uuid[]) AS n(id) "
    "UNION SELECT i.document_id FROM runway.issue AS i WHERE i.business_id = $1 "
    "AND i.related_document_id = ANY ($2::uuid[]) AND i.document_id IS NOT NULL "
    "UNION SELECT x.id FROM runway.issue AS i CROSS JOIN LATERAL (SELECT d.id, d.party_id "
    "FROM runway.document AS d WHERE d.business_id = $1 AND d.id = i.document_id OFFSET 0) AS x "
    "WHERE i.business_id = $1 AND x.party_id = ANY ($2::uuid[])), "
    "whose AS (SELECT x.party_id FROM near AS n CROSS JOIN LATERAL (SELECT d.party_id "
    "FROM runway.document AS d WHERE d.business_id = $1 AND d.id = n.id OFFSET 0) AS x "
    "UNION SELECT x.party_id FROM near AS n CROSS JOIN LATERAL (SELECT m.party_id "
    "FROM runway.account_movement AS m WHERE m.business_id = $1 AND m.document_id = n.id OFFSET 0) AS x "
    "UNION SELECT m.party_id FROM runway.account AS c "
    "JOIN runway.account_movement AS m ON m.business_id = $1 AND m.account_id = c.id "
    "WHERE c.business_id = $1 AND c.id = ANY ($2::uuid[]) "
    "AND c.account_type IN ('Accounts Payable', 'Accounts Receivable')) "
    "SELECT n.id FROM near AS n UNION SELECT o.id FROM runway.document AS o "
    "WHERE o.business_id = $1 AND o.state = 'OPEN' AND o.kind IN ('BILL', 'INVOICE') "
    "AND o.party_id = ANY (ARRAY(SELECT w.party_id FROM whose AS w WHERE w.party_id IS NOT NULL))",
    ("business_id", "ids"),
)

ISSUE = (
    "business_id",
    "id",
    "check_name",
    "rule",
    "severity",
    "blocking",
    "document_id",
    "account_id",
    "related_document_id",
    "message",
    "amount_at_stake",
)
#: An issue found again keeps the moment when it was first found.
KEEP_ISSUES = insert_rows(
    issue,
    ISSUE,
    "ON CONFLICT (business_id, id) DO UPDATE SET rule = excluded.rule, severity = excluded.severity, "
    "blocking = excluded.blocking, "
    "message = excluded.message, amount_at_stake = excluded.amount_at_stake "
    "WHERE (issue.rule, issue.severity, issue.blocking, issue.message, issue.amount_at_stake) "
    "IS DISTINCT FROM "
    "(excluded.rule, excluded.severity, excluded.blocking, excluded.message, "
    "excluded.amount_at_stake) "
    "RETURNING (xmax = 0) AS added",
)
#: The one about an import, which is about no document.
DROP_ISSUE = Statement(
    "DELETE FROM runway.issue WHERE business_id = $1 AND id = $2 RETURNING id", ("business_id", "id")
)
DROP_ISSUES = Statement(
    "DELETE FROM runway.issue WHERE business_id = $1 AND document_id = ANY ($2::uuid[]) "
    "AND NOT id = ANY ($3::uuid[]) RETURNING id",
    ("business_id", "ids", "kept"),
)
DROP_ACCOUNT_ISSUES = Statement(
    "DELETE FROM runway.issue WHERE business_id = $1 AND account_id IS NOT NULL "
    "AND NOT id = ANY ($2::uuid[]) RETURNING id",
    ("business_id", "kept"),
)
