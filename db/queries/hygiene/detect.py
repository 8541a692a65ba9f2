"""What the checks find: each a predicate on a document or an account, all of them in one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.statement import Statement


@dataclass(frozen=True, slots=True)
class Rule:
    """A check as SQL: a predicate, and a text that its message needs; both constants, without parameters."""

    name: str
    predicate: str
    fact: str = ""


#: Neither void nor deleted, nor settled over nothing: a void in a language that nobody knows.
_STANDS = (
    "d.state NOT IN ('VOIDED', 'DELETED') "
    "AND NOT (d.state = 'SETTLED' AND d.total = 0 AND coalesce(d.balance, 0) = 0)"
)
#: Kinds of which the source sent at least one record: it was asked for these.
_LISTED = (
    "WITH listed AS MATERIALIZED (SELECT o.realm, o.entity FROM runway.party AS o "
    "WHERE o.business_id = $1 AND o.sync_token IS NOT NULL "
    "UNION SELECT o.realm, o.entity FROM runway.term AS o "
    "WHERE o.business_id = $1 AND o.sync_token IS NOT NULL "
    "UNION SELECT o.realm, o.entity FROM runway.account AS o "
    "WHERE o.business_id = $1 AND o.sync_token IS NOT NULL)"
)
#: A business that the statistics do not know has one document of each kind for the planner: an index by kind
#: would be read for each id. Not a condition that an index could answer.
_ALL = (
    "SELECT e.* FROM runway.document AS e WHERE e.business_id = $1 "
    "AND coalesce(e.kind IN ('BILL', 'INVOICE'), false)"
)
_BY_ID = f"{_ALL} AND e.id = ANY ($2::uuid[])"
_OPEN = (
    "SELECT e.* FROM runway.document AS e "
    "WHERE e.business_id = $1 AND e.state = 'OPEN' AND e.kind IN ('BILL', 'INVOICE')"
)


def _day_of_month(months: int) -> str:
    """The day of the month that terms name, so many months after the issue, cut to the month's end."""
    month = f"date_trunc('month', d.issue_date::timestamp) + interval '{months} months'"
    length = f"extract(day FROM {month} + interval '1 month - 1 day')::int"
    return f"(({month})::date + least(t.day_of_month_due, {length}) - 1)"


#: Terms by days have one due date. Those by a day of the month have that of the month after for what is
#: issued too late in one, and sources differ in which documents are. Longer terms would overflow a date.
_GIVEN = (
    "SELECT CASE WHEN t.due_days <= 3660 THEN d.issue_date + t.due_days "
    f"WHEN t.day_of_month_due BETWEEN 1 AND 31 AND d.issue_date <= {_day_of_month(0)} "
    f"- coalesce(least(t.due_next_month_days, 31), 0) THEN {_day_of_month(0)} "
    f"WHEN t.day_of_month_due BETWEEN 1 AND 31 THEN {_day_of_month(1)} END AS due, "
    "CASE WHEN t.due_days <= 3660 THEN d.issue_date + t.due_days "
    f"WHEN t.day_of_month_due BETWEEN 1 AND 31 THEN {_day_of_month(1)} END AS otherwise"
)
#: The aliases that predicates are written in. These joins must not be nested loops: `JOIN_BY_HASH`.
AROUND = (
    "JOIN runway.business AS b ON b.id = $1 "
    "CROSS JOIN LATERAL (SELECT (runway.clock() AT TIME ZONE b.time_zone)::date AS today) AS k "
    "LEFT JOIN runway.party AS p ON p.business_id = $1 AND p.id = d.party_id "
    "LEFT JOIN runway.term AS t ON t.business_id = $1 AND t.id = coalesce(d.term_id, p.term_id) "
    f"CROSS JOIN LATERAL ({_GIVEN}) AS g"
)
_COLUMNS = (
    "d.id AS document_id, d.kind, d.state, d.number, d.number_key, d.party_id, p.name AS party_name, "
    "d.issue_date, d.due_date, d.total, d.balance, d.currency_code"
)


def _found(rules: Iterable[Rule], documents: str) -> str:
    """The rows of documents, one for each check whose predicate holds.

    An array is one expression. Rows of VALUES would be prepared anew for each document, which takes ten times
    as long as to evaluate them.
    """
    names = ", ".join(f"CASE WHEN {rule.predicate} THEN '{rule.name}' END" for rule in rules)
    return (
        f"FROM ({documents}) AS d {AROUND} CROSS JOIN LATERAL unnest(ARRAY[{names}]) AS c(check_name) "
        f"WHERE {_STANDS} AND c.check_name IS NOT NULL"
    )


def finding(rules: Sequence[Rule], documents: str) -> str:
    """What the rules find among these documents, a selection of all columns: a row for each check."""
    facts = " ".join(f"WHEN '{rule.name}' THEN ({rule.fact})::text" for rule in rules if rule.fact)
    # Facts are computed of what was found alone.
    return (
        f"{_LISTED} SELECT {_COLUMNS}, c.check_name, CASE c.check_name {facts} END AS fact "
        f"{_found(rules, documents)}"
    )


def in_all(rules: Sequence[Rule]) -> Statement:
    """Everything that the rules find in the books of a business; documents without a finding stay there."""
    return Statement(finding(rules, _ALL), ("business_id",))


def in_these(rules: Sequence[Rule]) -> Statement:
    """What they find among documents by their ids."""
    return Statement(finding(rules, _BY_ID), ("business_id", "ids"))


def moved(rules: Sequence[Rule]) -> Statement:
    """The ids of documents of which other rules hold, while they are open, than the issues tell.

    These rules find something else as time passes and as lists change, whatever was imported.
    """
    names = ", ".join(f"'{rule.name}'" for rule in rules)
    return Statement(
        f"{_LISTED}, found AS (SELECT d.id, c.check_name {_found(rules, _OPEN)}), "
        "known AS (SELECT i.document_id AS id, i.check_name FROM runway.issue AS i "
        "WHERE i.business_id = $1 AND i.document_id IS NOT NULL AND i.status <> 'RESOLVED' "
        f"AND i.check_name IN ({names})) "
        "SELECT DISTINCT coalesce(f.id, k.id) AS id FROM found AS f "
        "FULL JOIN known AS k ON k.id = f.id AND k.check_name = f.check_name "
        "WHERE f.id IS NULL OR k.id IS NULL",
        ("business_id",),
    )


def of_accounts(rule: Rule) -> Statement:
    """The accounts for which a predicate on an account `a` holds."""
    return Statement(
        "SELECT a.id, a.name, a.current_balance, coalesce(a.currency_code, b.currency_code) AS currency_code "
        "FROM runway.account AS a JOIN runway.business AS b ON b.id = $1 "
        f"WHERE a.business_id = $1 AND {rule.predicate} ORDER BY a.id",
        ("business_id",),
    )


def of_parties(rule: Rule) -> Statement:
    """The vendors and customers for which a predicate on a party `p` holds, the older ones first."""
    return Statement(
        "SELECT p.id, p.kind, p.realm, p.name FROM runway.party AS p "
        f"WHERE p.business_id = $1 AND {rule.predicate} "
        "ORDER BY length(p.source_id), p.source_id, p.id",
        ("business_id",),
    )


#: What predicates look at beside the document itself, and so must be looked at again when it changes: open
#: documents of these parties, or with these terms; bills with lines onto these accounts; settled bills over
#: the amount of these expenses, of those that these payments settle and of those that these accounts paid.
#: An array, unlike a join, is never compared one by one; what is joined all the same wants `JOIN_BY_HASH`.
BESIDE = Statement(
    "WITH terms AS MATERIALIZED (SELECT t.id FROM runway.term AS t "
    "WHERE t.business_id = $1 AND t.id = ANY ($2::uuid[])), "
    "parties AS MATERIALIZED (SELECT p.id FROM runway.party AS p "
    "WHERE p.business_id = $1 AND p.id = ANY ($2::uuid[]) "
    "UNION SELECT p.id FROM runway.party AS p WHERE p.business_id = $1 "
    "AND p.term_id IN (SELECT t.id FROM terms AS t)), "
    "moved AS MATERIALIZED (SELECT DISTINCT m.document_id AS id FROM runway.account_movement AS m "
    "WHERE m.business_id = $1 AND m.account_id = ANY (ARRAY(SELECT a.id FROM runway.account AS a "
    "WHERE a.business_id = $1 AND a.id = ANY ($2::uuid[])))), "
    "near AS MATERIALIZED (SELECT n.id FROM unnest($2::uuid[]) AS n(id) UNION SELECT m.id FROM moved AS m "
    "UNION SELECT l.target_id FROM runway.allocation AS l "
    "WHERE l.business_id = $1 AND l.payment_id = ANY ($2::uuid[])), "
    "expenses AS MATERIALIZED (SELECT DISTINCT d.total, d.party_id FROM runway.document AS d "
    "WHERE d.business_id = $1 AND d.id = ANY (ARRAY(SELECT n.id FROM near AS n)) "
    "AND coalesce(d.kind = 'PURCHASE', false) AND d.total > 0 AND d.party_id IS NOT NULL) "
    "SELECT o.id FROM runway.document AS o WHERE o.business_id = $1 AND o.state = 'OPEN' "
    "AND o.kind IN ('BILL', 'INVOICE') AND (o.party_id IN (SELECT p.id FROM parties AS p) "
    "OR o.term_id IN (SELECT t.id FROM terms AS t)) "
    "UNION SELECT d.id FROM runway.document AS d WHERE d.business_id = $1 "
    "AND d.id = ANY (ARRAY(SELECT m.id FROM moved AS m)) AND coalesce(d.kind = 'BILL', false) "
    "UNION SELECT d.id FROM runway.document AS d WHERE d.business_id = $1 "
    "AND d.party_id = ANY (ARRAY(SELECT e.party_id FROM expenses AS e)) "
    "AND coalesce(d.kind = 'BILL' AND d.state = 'SETTLED', false) "
    "AND (d.party_id, d.total) IN (SELECT e.party_id, e.total FROM expenses AS e)",
    ("business_id", "ids"),
)
