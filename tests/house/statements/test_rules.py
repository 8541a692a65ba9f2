"""The rules of a distributed PostgreSQL: each bites, and all statements that are written down keep them."""

import ast
from pathlib import Path

import pytest

from db.statement import Statement
from tests.house.statements.rules import RULES, broken
from tests.house.statements.written import statements, texts, written

INSERT, CONFLICT, SNAPSHOT = RULES
VALUES = "INSERT INTO runway.term (business_id, name) VALUES ($1, $2) ON CONFLICT (business_id) DO UPDATE SET"
ROWS = "INSERT INTO runway.term (business_id, name) SELECT $1, r.name FROM unnest($2::text[]) AS r(name)"

KEPT = (
    "INSERT INTO runway.term (name, at) VALUES ((SELECT max(name) FROM runway.term), now())",
    "INSERT INTO runway.term DEFAULT VALUES",
    f"{ROWS} RETURNING true",
    f"{ROWS} ON CONFLICT (business_id) DO NOTHING RETURNING id",
    f"{VALUES} name = excluded.name, at = excluded.at RETURNING now()",
    f"{VALUES} (name, at) = ROW (excluded.name, coalesce(excluded.at, term.at)) WHERE (term.at) IS NULL",
    f"{VALUES} current_balance = excluded.current_balance, name = 'now()'",
    "UPDATE runway.term SET at = now() WHERE business_id = $1",
    "SELECT pg_current_snapshot()::text AS mark",
    "SELECT id FROM runway.term AS t WHERE pg_visible_in_snapshot(t.transaction_id, $1::text::pg_snapshot)",
)
BROKEN = (
    (ROWS, INSERT),
    (f"{ROWS} ON CONFLICT (business_id) DO NOTHING", INSERT),
    ("insert into runway.term (select * from runway.term)", INSERT),
    ("INSERT INTO runway.term SELECT v.* FROM (VALUES (1)) AS v", INSERT),
    (f"WITH made AS ({ROWS}) SELECT count(*) FROM runway.term", INSERT),
    ("WITH gone AS (DELETE FROM runway.term RETURNING id) INSERT INTO runway.term TABLE gone", INSERT),
    (f"{VALUES} at = now()", CONFLICT),
    (f"{VALUES} name = excluded.name, at = coalesce(term.at, clock_timestamp()) RETURNING id", CONFLICT),
    (f"{VALUES} (name, id) = ROW (excluded.name, gen_random_uuid())", CONFLICT),
    (f"{VALUES} at = runway.clock()", CONFLICT),
    (f"{VALUES} at = CURRENT_TIMESTAMP", CONFLICT),
    (f"{VALUES} name = excluded.name WHERE term.at < now()", CONFLICT),
    (f"{ROWS} ON CONFLICT (business_id) DO UPDATE SET at = now () RETURNING id", CONFLICT),
    ("SELECT id FROM runway.term WHERE pg_visible_in_snapshot(at, pg_current_snapshot())", SNAPSHOT),
    ("INSERT INTO runway.term (business_id, at) VALUES ($1, pg_current_xact_id())", SNAPSHOT),
    ("UPDATE runway.term SET at = txid_current() WHERE business_id = $1", SNAPSHOT),
)


@pytest.mark.parametrize(("sql", "rule"), BROKEN)
def test_a_statement_that_breaks_a_rule_is_found(sql: str, rule: str) -> None:
    assert broken(sql) == [rule]


@pytest.mark.parametrize("sql", KEPT)
def test_a_statement_that_keeps_the_rules_is_let_pass(sql: str) -> None:
    assert broken(sql) == []


def test_every_rule_is_broken_here() -> None:
    assert {rule for _, rule in BROKEN} == RULES.keys()


def test_no_statement_that_is_written_down_breaks_a_rule() -> None:
    results = {f"{path}: {sql}": rules for sql, path in written().items() if (rules := broken(sql))}
    assert results == {}


@pytest.mark.parametrize(
    "file", ["connections/queue.py", "connections/secrets.py", "directory.py", "queries/sources/load.py"]
)
def test_statements_that_no_field_of_the_contract_sends_are_found(file: str) -> None:
    paths = [path for sql, path in written().items() if sql.lstrip().startswith("INSERT")]
    assert Path("db", file) in paths


def test_statements_are_found_in_whatever_a_module_keeps_them() -> None:
    one, other = Statement("SELECT 1", ()), Statement("SELECT 2", ())
    kept = {"ONE": one, "MANY": {"a": [other, ("DELETE FROM a",)]}, "NAME": "a", "NUMBER": 3}
    assert [*statements(kept)] == ["SELECT 1", "SELECT 2", "DELETE FROM a"]


def test_statements_are_found_inside_functions_and_where_they_are_put_together() -> None:
    source = "def grow(db):\n  db.run(f'INSERT INTO {table} SELECT ' 'id')\n  db.run('TABLE a')"
    assert [*texts(ast.parse(source))] == ["INSERT INTO _ SELECT id", "TABLE a"]
