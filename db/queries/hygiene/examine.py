"""What the checks look at after an import, a fix or in a scan."""

from db.statement import Statement

ALL = Statement(
    "SELECT d.id FROM runway.document AS d WHERE d.business_id = $1 AND d.kind IN ('BILL', 'INVOICE')",
    ("business_id",),
)

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
