"""What the checks look at after an import, a fix or in a scan."""

from sqlalchemy import Uuid, bindparam, false, func, literal_column, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from db.queries.books import documents
from db.queries.books.documents import BUSINESS
from db.statement import Statement, compiled, word
from db.tables import document

_IDS = bindparam("ids", type_=ARRAY(Uuid))
d = documents.d
#: Not a condition that an index could answer: without statistics of an import's rows, the planner expects
#: one row of these kinds, reads them all from an index, and compares each with each id.
_is_item = func.coalesce(d.c.kind.in_((word("BILL"), word("INVOICE"))), false())
_examined = documents.DOCUMENTS.add_columns(d.c.number_key).where(_is_item)

ALL = compiled(_examined)
BY_ID = compiled(_examined.where(d.c.id == func.any(_IDS)))

#: Those with the same counterparty and number as one of these: a duplicate can only be among them.
_these = document.alias("these")
#: OFFSET has them found by their ids, and not among what is compared with them.
_likenesses = (
    select(_these.c.number_key, _these.c.party_id)
    .where(_these.c.business_id == BUSINESS, _these.c.id == func.any(_IDS))
    .offset(literal_column("0"))
)
_same = tuple_(d.c.number_key, d.c.party_id).in_(_likenesses)
ALIKE = compiled(_examined.where(d.c.number_key.is_not(None), _same))

#: These, documents whose issues were related to one of these, and what is open with the parties of all of
#: them, named by the document or by what it posts; also those that an account which is one of these names.
#: Of a counterparty among them, documents with an issue: its message has the name.
#: OFFSET has rows found by their ids; an array, unlike a join, is never compared one by one.
NEAR = Statement(
    "WITH near AS (SELECT n.id FROM unnest($2::uuid[]) AS n(id) "
    "UNION SELECT i.document_id FROM runway.issue AS i WHERE i.business_id = $1 "
    "AND i.related_document_id = ANY ($2::uuid[]) AND i.document_id IS NOT NULL AND i.status <> 'RESOLVED' "
    "UNION SELECT x.id FROM runway.issue AS i CROSS JOIN LATERAL (SELECT d.id, d.party_id "
    "FROM runway.document AS d WHERE d.business_id = $1 AND d.id = i.document_id OFFSET 0) AS x "
    "WHERE i.business_id = $1 AND i.status <> 'RESOLVED' AND x.party_id = ANY ($2::uuid[])), "
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
