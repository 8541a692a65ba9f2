"""What the rules on duplicates compare: blocks of documents that share something, and what changes affect."""

from db.statement import Statement

#: Of a document what is compared. An expense has to have taken money. One is left out that is linked to a
#: payment or posts onto payables: it settles a bill, or is for the check on what is paid outside payables.
_COLUMNS = (
    "d.id, d.source_id, d.kind, d.state, d.realm, d.number, d.number_key, d.party_id, p.name AS party_name, "
    "d.issue_date, d.total, d.balance, d.currency_code"
)
#: By its id, for each document: a join would compare each with all parties where no statistics know how many
#: there are.
_PARTY = (
    "LEFT JOIN LATERAL (SELECT p.name FROM runway.party AS p "
    "WHERE p.business_id = $1 AND p.id = d.party_id OFFSET 0) AS p ON true"
)
_COMPARED = (
    "d.business_id = $1 AND d.party_id IS NOT NULL AND d.issue_date IS NOT NULL AND d.total IS NOT NULL "
    "AND CASE WHEN d.kind IN ('BILL', 'INVOICE') THEN true WHEN d.kind <> 'PURCHASE' THEN false ELSE "
    "NOT EXISTS (SELECT FROM runway.allocation AS a WHERE a.business_id = $1 AND a.payment_id = d.id) "
    "AND NOT EXISTS (SELECT FROM runway.allocation AS a WHERE a.business_id = $1 AND a.target_id = d.id) "
    "AND NOT EXISTS (SELECT FROM runway.account_movement AS m JOIN runway.account AS c "
    "ON c.business_id = $1 AND c.id = m.account_id WHERE m.business_id = $1 AND m.document_id = d.id "
    "AND c.account_type = 'Accounts Payable') "
    "AND EXISTS (SELECT FROM runway.account_movement AS m JOIN runway.account AS c "
    "ON c.business_id = $1 AND c.id = m.account_id WHERE m.business_id = $1 AND m.document_id = d.id "
    "AND m.document_amount < 0 AND c.account_type IN ('Bank', 'Credit Card')) END"
)


def _blocks(inside: str, condition: str, key: str) -> Statement:
    """Documents in blocks, one block after the other: sorted once, and read as a stream."""
    return Statement(
        f"SELECT {_COLUMNS} FROM ({inside}) AS d {_PARTY} WHERE {condition} ORDER BY {key}", ("business_id",)
    )


_NUMBERED = (
    f"FROM runway.document AS d WHERE {_COMPARED} AND d.number_key IS NOT NULL AND d.kind <> 'PURCHASE'"
)
_SAME_NUMBER = "d.kind, d.party_id, d.number_key"
_SAME_TOTAL = "d.kind = 'INVOICE', d.party_id, abs(d.total)"
_SAME_DAY = "d.kind, d.realm, d.number_key, d.total, d.issue_date"

#: Of one kind, counterparty and number.
BY_NUMBER = _blocks(
    f"SELECT d.*, count(*) OVER (PARTITION BY {_SAME_NUMBER}) AS size {_NUMBERED}", "d.size > 1", _SAME_NUMBER
)
#: Of one counterparty and total, if any two are within the days of the rules. Whole blocks, not pairs: what
#: recurs, and what is reversed, shows in all of them.
BY_TOTAL = _blocks(
    f"SELECT d.*, min(d.days) OVER (PARTITION BY {_SAME_TOTAL}) AS nearest FROM (SELECT d.*, d.issue_date - "
    f"lag(d.issue_date) OVER (PARTITION BY {_SAME_TOTAL} ORDER BY d.issue_date) AS days "
    f"FROM runway.document AS d WHERE {_COMPARED}) AS d",
    "d.nearest <= 7",
    _SAME_TOTAL,
)
#: Of one kind, number, total and day, whoever the counterparty is.
BY_COUNTERPARTY = _blocks(
    f"SELECT d.*, count(*) OVER (PARTITION BY {_SAME_DAY}) AS size {_NUMBERED}", "d.size > 1", _SAME_DAY
)

#: OFFSET has rows found by their ids: without statistics of an import's rows, all would be compared with
#: all. DISTINCT, because ten thousand documents of one vendor have one vendor.
_THESE = (
    "SELECT DISTINCT {columns} FROM unnest($2::uuid[]) AS n(id) CROSS JOIN LATERAL (SELECT d.* "
    "FROM runway.document AS d WHERE d.business_id = $1 AND d.id = n.id OFFSET 0) AS d WHERE {condition}"
)
_PARTIES = _THESE.format(columns="d.party_id", condition="d.party_id IS NOT NULL")
#: Documents of other counterparties with the number, total and day of one of these. IS TRUE keeps the index
#: on the source's ids, which begins with the realm, from being taken for the one on numbers.
_PARTNERS = (
    "("
    + _THESE.format(columns=_SAME_DAY, condition="d.number_key IS NOT NULL")
    + ") AS k CROSS JOIN LATERAL (SELECT d.* FROM runway.document AS d WHERE d.business_id = $1 "
    "AND d.number_key = k.number_key AND d.kind = k.kind AND (d.realm = k.realm) IS TRUE "
    "AND d.total = k.total AND d.issue_date = k.issue_date AND d.kind IN ('BILL', 'INVOICE') OFFSET 0) AS d"
)

#: The bills and invoices whose pairs a change of these documents, parties or accounts may change: those of
#: the parties, whose other documents are in one block with them or were before the change; and partners.
#: That a document was another party's before is told by whoever changed it: the party is among these ids.
#: The type of an account that is listed decides whether the expenses which post to it are compared. The kind
#: is no condition that an index could answer: all bills would be read for those of a party.
AFFECTED = Statement(
    f"WITH whose AS ({_PARTIES} UNION SELECT p.id FROM runway.party AS p WHERE p.business_id = $1 "
    "AND p.id = ANY ($2::uuid[]) UNION SELECT x.party_id FROM runway.account AS c "
    "JOIN runway.account_movement AS m ON m.business_id = $1 AND m.account_id = c.id CROSS JOIN LATERAL "
    "(SELECT d.party_id FROM runway.document AS d WHERE d.business_id = $1 AND d.id = m.document_id "
    "AND d.kind = 'PURCHASE' OFFSET 0) AS x WHERE c.business_id = $1 AND c.id = ANY ($2::uuid[])) "
    "SELECT d.id FROM runway.document AS d WHERE d.business_id = $1 "
    "AND d.party_id = ANY (ARRAY(SELECT w.party_id FROM whose AS w WHERE w.party_id IS NOT NULL)) "
    "AND coalesce(d.kind IN ('BILL', 'INVOICE'), false) "
    f"UNION SELECT d.id FROM {_PARTNERS}",
    ("business_id", "ids"),
)

#: All that these documents are compared with, themselves included.
OF_PARTIES = Statement(
    f"SELECT {_COLUMNS} FROM runway.document AS d {_PARTY} "
    f"WHERE d.party_id = ANY (ARRAY({_PARTIES})) AND {_COMPARED}",
    ("business_id", "ids"),
)
PARTNERS = Statement(f"SELECT {_COLUMNS} FROM {_PARTNERS} {_PARTY} WHERE {_COMPARED}", ("business_id", "ids"))
