"""What was open on a day, credits included, and what was sold or bought in a period."""

from dataclasses import dataclass

from db.queries.looked_up import DOCUMENT
from db.statement import Statement


@dataclass(frozen=True, slots=True)
class _Side:
    """The kinds of one side of the books, and its account; `sign` makes a debit there what is owed.

    Balances of the kinds in `balanced` tell what is open of them; all others only post to the account.
    """

    owed: str
    credit: str
    payment: str
    account: str
    sign: str
    balanced: str


_OF_CUSTOMERS = "'INVOICE', 'CREDIT_MEMO', 'PAYMENT', 'BILL_PAYMENT'"
_PAYABLES = _Side(
    "BILL",
    "VENDOR_CREDIT",
    "BILL_PAYMENT",
    "Accounts Payable",
    "-",
    f"'BILL', 'VENDOR_CREDIT', {_OF_CUSTOMERS}",
)
_RECEIVABLES = _Side("INVOICE", "CREDIT_MEMO", "PAYMENT", "Accounts Receivable", "", _OF_CUSTOMERS)

_PAID_BY = "FROM runway.allocation AS a " + DOCUMENT.format(id="a.payment_id", name="p")

_COLUMNS = "d.id, d.kind, {party}, d.issue_date, d.due_date, d.currency_code, d.exchange_rate"
_ISSUED = "(d.issue_date <= $2 OR d.issue_date IS NULL)"

#: Open now, or settled by something dated later than the day. Each part of the union has an index of its own.
_OWED = (
    "SELECT o.id FROM runway.document AS o WHERE o.business_id = $1 AND o.state = 'OPEN' "
    "AND o.kind IN ('BILL', 'INVOICE') AND o.kind = '{side.owed}' "
    "UNION ALL SELECT s.id FROM runway.document AS s "
    "WHERE s.business_id = $1 AND s.kind = '{side.owed}' AND s.settled_on > $2 UNION ALL "
)
#: As the source's own balances have it: today's balance and what was applied after the day.
_DOCUMENTS = (
    "SELECT " + _COLUMNS.format(party="d.party_id") + ", "
    "CASE WHEN d.kind = '{side.owed}' THEN 1 ELSE -1 END "
    "* (d.balance + coalesce(x.later, 0)) AS owed "
    "FROM ({owed}SELECT c.id FROM runway.document AS c "
    "WHERE c.business_id = $1 AND c.kind = '{side.credit}' AND c.state IN ('OPEN', 'SETTLED'){of_c}) AS f "
    + DOCUMENT.format(id="f.id", name="d")
    + "LEFT JOIN LATERAL (SELECT sum(a.amount) AS later "
    + _PAID_BY
    + "WHERE a.business_id = $1 AND a.target_id = d.id AND p.issue_date > $2 "
    "AND p.kind <> 'DEPOSIT' AND p.state NOT IN ('VOIDED', 'DELETED')) AS x ON true "
    "WHERE " + _ISSUED
)
#: What a payment left unapplied is a credit, and so is what it settles of documents that are issued later: on
#: the day there was nothing yet that it could settle. A customer's payment tells what is left of it now, so
#: what later ones took from it is looked for, even if they left nothing; what is left of one to a vendor is
#: without what another payment took from it.
_PAYMENTS = (
    "SELECT " + _COLUMNS.format(party="d.party_id") + ", "
    "-(CASE WHEN d.state = 'OPEN' THEN coalesce(d.balance, 0) ELSE 0 END + f.early "
    "+ CASE WHEN d.kind = 'PAYMENT' THEN coalesce(x.later, 0) ELSE -coalesce(x.applied, 0) END) AS owed "
    "FROM (SELECT g.id, sum(g.early) AS early "
    "FROM (SELECT u.id, 0 AS early FROM runway.document AS u WHERE u.business_id = $1 "
    "AND u.kind IN ('PAYMENT', 'BILL_PAYMENT') AND u.kind = '{side.payment}' "
    "AND u.balance > 0 AND u.state = 'OPEN'{of_u} "
    "UNION ALL SELECT l.target_id, 0 FROM later AS l "
    "UNION ALL SELECT y.payment_id, y.amount FROM early AS y) AS g GROUP BY g.id) AS f "
    + DOCUMENT.format(id="f.id", name="d")
    + "LEFT JOIN LATERAL (SELECT sum(a.amount) FILTER (WHERE p.issue_date > $2) AS later, "
    "sum(a.amount) FILTER (WHERE p.issue_date <= $2 OR p.issue_date IS NULL) AS applied "
    + _PAID_BY
    + "WHERE a.business_id = $1 AND a.target_id = d.id "
    "AND p.kind = d.kind AND p.state NOT IN ('VOIDED', 'DELETED')) AS x ON true "
    "WHERE d.kind = '{side.payment}' AND d.state NOT IN ('VOIDED', 'DELETED') AND " + _ISSUED
)
#: What journal entries, cheques and deposits posted straight onto the account, and lines of bills and vendor
#: credits onto that of customers, with one party together, less what payments of this party settled of it. A
#: payment of another party, as a parent customer's, settled what was posted for the first.
_POSTINGS = (
    "SELECT " + _COLUMNS.format(party="s.party_id") + ", "
    "s.owed - sign(s.owed) * coalesce(x.applied, 0) AS owed "
    "FROM posted AS s "
    + DOCUMENT.format(id="s.document_id", name="d")
    + "LEFT JOIN LATERAL (SELECT sum(a.amount) AS applied "
    + _PAID_BY
    + "WHERE a.business_id = $1 AND a.target_id = d.id "
    "AND p.kind = '{side.payment}' AND p.state NOT IN ('VOIDED', 'DELETED') "
    "AND (p.issue_date <= $2 OR p.issue_date IS NULL) "
    "AND (p.party_id = s.party_id OR s.place = 1 AND NOT EXISTS (SELECT FROM posted AS o "
    "WHERE o.document_id = d.id AND o.party_id = p.party_id))) AS x ON true "
    "WHERE d.kind NOT IN ({side.balanced}) AND " + _ISSUED + "{of_s}"
)
_WITH = (
    "WITH posted AS (SELECT m.document_id, m.party_id, {side.sign}sum(m.document_amount) AS owed, "
    "row_number() OVER (PARTITION BY m.document_id ORDER BY m.party_id) AS place "
    "FROM runway.account AS c "
    "JOIN runway.account_movement AS m ON m.business_id = $1 AND m.account_id = c.id "
    "WHERE c.business_id = $1 AND c.account_type = '{side.account}'{of_m} "
    "GROUP BY m.document_id, m.party_id HAVING sum(m.document_amount) <> 0), "
    "early AS (SELECT a.payment_id, sum(CASE WHEN t.kind = '{side.credit}' OR t.id IN "
    "(SELECT s.document_id FROM posted AS s WHERE s.place = 1 AND s.owed < 0) THEN -a.amount "
    "ELSE a.amount END) AS amount FROM runway.document AS t "
    # Mostly there is none: OFFSET keeps a plan for any day from reading all that was ever applied.
    "CROSS JOIN LATERAL (SELECT n.payment_id, n.amount FROM runway.allocation AS n "
    "WHERE n.business_id = $1 AND n.target_id = t.id OFFSET 0) AS a "
    "WHERE t.business_id = $1 AND t.kind IN ('{side.owed}', '{side.credit}', 'JOURNAL_ENTRY', 'PURCHASE', "
    "'DEPOSIT') AND t.issue_date > $3 AND t.state NOT IN ('VOIDED', 'DELETED') GROUP BY a.payment_id), "
    # Of today there is hardly one, and no index of what is applied knows its day: found by the payment.
    "later AS (SELECT a.target_id FROM runway.document AS p "
    "CROSS JOIN LATERAL (SELECT n.target_id FROM runway.allocation AS n "
    "WHERE n.business_id = $1 AND n.payment_id = p.id OFFSET 0) AS a "
    "WHERE p.business_id = $1 AND p.kind = '{side.payment}' AND p.kind = 'PAYMENT' "
    "AND p.issue_date > $2 AND p.state NOT IN ('VOIDED', 'DELETED')) "
)

_OF_PARTIES = {
    "of_c": " AND c.party_id = ANY ($4::uuid[])",
    "of_u": " AND u.party_id = ANY ($4::uuid[])",
    "of_s": " AND s.party_id = ANY ($4::uuid[])",
    "of_m": " AND m.document_id IN (SELECT g.document_id FROM runway.account_movement AS g "
    "WHERE g.business_id = $1 AND g.party_id = ANY ($4::uuid[]))",
}
_OF_ALL = dict.fromkeys(_OF_PARTIES, "")


def _open(side: _Side, owed: str, of: dict[str, str]) -> str:
    """What is open on one side, credits negative; without `owed` only what is no bill or invoice."""
    parts = " UNION ALL ".join((_DOCUMENTS, _PAYMENTS, _POSTINGS))
    return (_WITH + parts).format(side=side, owed=owed.format(side=side), **of)


def _at(side: _Side) -> Statement:
    return Statement(_open(side, _OWED, _OF_ALL), ("business_id", "as_of", "issued_by"))


#: Every open document, bills or invoices and all else. `issued_by` is the last day of which documents count
#: as issued: what is paid before that is a credit.
PAYABLES_AT, RECEIVABLES_AT = _at(_PAYABLES), _at(_RECEIVABLES)

_SUMS = (
    "SELECT {is_bill} AS is_bill, q.party_id, q.currency_code, sum(q.owed) AS owed, "
    "CASE WHEN bool_and(r.rate IS NOT NULL) THEN sum(q.owed * r.rate) END AS home_owed "
    "FROM ({open}) AS q JOIN runway.business AS b ON b.id = $1 "
    "CROSS JOIN LATERAL (SELECT CASE WHEN q.currency_code = b.currency_code THEN 1 "
    "WHEN q.exchange_rate > 0 THEN q.exchange_rate END AS rate) AS r "
    "WHERE q.owed <> 0 GROUP BY q.party_id, q.currency_code"
)
#: Of both sides, what is open with a party beside its bills and invoices: negative is a credit.
BESIDE_ITEMS = Statement(
    " UNION ALL ".join(
        _SUMS.format(is_bill=is_bill, open=_open(side, "", _OF_ALL))
        for is_bill, side in (("true", _PAYABLES), ("false", _RECEIVABLES))
    ),
    ("business_id", "as_of", "issued_by"),
)

_LEFT = "SELECT {is_bill} AS is_bill, q.*, n.number FROM ({open}) AS q " + (
    "JOIN runway.document AS n ON n.business_id = $1 AND n.id = q.id WHERE q.owed < 0"
)
#: Of both sides, the credits of some parties, one by one.
CREDITS_OF_PARTIES = Statement(
    " UNION ALL ".join(
        _LEFT.format(is_bill=is_bill, open=_open(side, "", _OF_PARTIES))
        for is_bill, side in (("true", _PAYABLES), ("false", _RECEIVABLES))
    ),
    ("business_id", "as_of", "issued_by", "parties"),
)

#: Invoices less credit memos, or bills less vendor credits, in home currency, by the day of issue.
TURNOVER = Statement(
    "SELECT coalesce(sum(CASE WHEN d.kind = $4::text THEN d.total ELSE -d.total END * r.rate), 0) AS amount, "
    "count(*) FILTER (WHERE r.rate IS NULL AND d.total <> 0) AS without_rate "
    "FROM runway.document AS d JOIN runway.business AS b ON b.id = $1 "
    "CROSS JOIN LATERAL (SELECT CASE WHEN d.currency_code = b.currency_code THEN 1 "
    "WHEN d.exchange_rate > 0 THEN d.exchange_rate END AS rate) AS r "
    "WHERE d.business_id = $1 AND d.kind IN ($4::text, $5::text) "
    "AND d.issue_date > $2 AND d.issue_date <= $3 AND d.state IN ('OPEN', 'SETTLED')",
    ("business_id", "since", "as_of", "kind", "credit_kind"),
)
