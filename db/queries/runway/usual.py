"""What moved week by week, as imports leave it, and since when what moved was known."""

from sqlalchemy import func, literal_column, select

from db.queries.books.documents import BUSINESS
from db.queries.writing import insert_rows
from db.statement import Statement, compiled
from db.tables import party, past_week

w = past_week.alias("w")
p = party.alias("p")

COLUMNS = ("business_id", "id", "monday", "party_id", "lead", "amount")
FORGET = Statement("DELETE FROM runway.past_week WHERE business_id = $1", ("business_id",))
KEEP = insert_rows(past_week, COLUMNS)
#: The mean day on which what a payment settles was issued; of a deposit that of the payments it brought.
KNOWN_SINCE = Statement(
    "WITH paid AS (SELECT p.id, p.party_id, p.issue_date, sum(n.amount) AS amount, "
    "sum(n.amount * (t.issue_date - date '2000-01-01')) / sum(n.amount) AS days "
    "FROM runway.document AS p "
    "JOIN runway.allocation AS n ON n.business_id = $1 AND n.payment_id = p.id AND n.amount > 0 "
    "JOIN runway.document AS t ON t.business_id = $1 AND t.id = n.target_id "
    "AND t.kind IN ('BILL', 'INVOICE') AND t.issue_date IS NOT NULL "
    "WHERE p.business_id = $1 AND p.kind IN ('PAYMENT', 'BILL_PAYMENT') "
    "AND p.issue_date >= $2 AND p.issue_date <= $3 GROUP BY p.id, p.party_id, p.issue_date), "
    "known AS (SELECT id, party_id, amount, days FROM paid "
    "UNION ALL SELECT d.id, paid.party_id, n.amount, paid.days FROM runway.document AS d "
    "JOIN runway.allocation AS n ON n.business_id = $1 AND n.payment_id = d.id AND n.amount > 0 "
    "JOIN paid ON paid.id = n.target_id "
    "WHERE d.business_id = $1 AND d.kind = 'DEPOSIT' AND d.issue_date >= $2 AND d.issue_date <= $3) "
    "SELECT id AS document_id, party_id, "
    "date '2000-01-01' + round(sum(amount * days) / sum(amount))::integer AS known_on "
    "FROM known GROUP BY id, party_id",
    ("business_id", "since", "until"),
)
PAST_WEEKS = compiled(
    select(
        w.c.monday,
        w.c.party_id,
        func.coalesce(p.c.name, literal_column("''")).label("label"),
        w.c.lead,
        w.c.amount,
    )
    .outerjoin(p, (p.c.business_id == BUSINESS) & (p.c.id == w.c.party_id))
    .where(w.c.business_id == BUSINESS)
    .order_by(w.c.monday, p.c.name, w.c.lead, w.c.amount)
)
