"""What a statement must not do where Citus keeps the rows of businesses on several servers."""

import re
from collections.abc import Callable, Iterator, Mapping

_CONSTANT = re.compile(r"'[^']*'")
_INNERMOST = re.compile(r"\(([^()]*)\)")
_INSERT = re.compile(r"\bINSERT INTO\b(?!.*\b(VALUES|RETURNING)\b)", re.IGNORECASE | re.DOTALL)
#: Nothing that may stand in it has a RETURNING of its own.
_UPDATE = re.compile(r"\bDO UPDATE\b(.*?)(?=\bRETURNING\b|$)", re.IGNORECASE | re.DOTALL)
_CALL = re.compile(r"\b(\w+)\s*\(")
#: What stands before a parenthesis and is no function.
_WORDS = frozenset(
    {
        *("and", "any", "case", "coalesce", "distinct", "else", "exists", "from", "greatest", "in", "least"),
        *("not", "nullif", "or", "row", "set", "then", "when", "where"),
    }
)
#: Functions that are written without parentheses.
_MOMENT = re.compile(
    r"(?<!\.)\b(current_(catalog|date|role|schema|time|timestamp|user)|localtime(stamp)?|session_user)\b",
    re.IGNORECASE,
)
_SNAPSHOT = re.compile(r"\b(pg_current_(snapshot|xact_id\w*)|txid_current\w*)\s*\(", re.IGNORECASE)
_ROWS = re.compile(r"\b(FROM|INTO|UPDATE)\b", re.IGNORECASE)


def _inserts_unanswered(sql: str) -> bool:
    return any(_INSERT.search(part) for part in _parts(sql))


def _computes_in_conflict(sql: str) -> bool:
    clauses = [match[1] for match in _UPDATE.finditer(sql)]
    called = {name.lower() for clause in clauses for name in _CALL.findall(clause)}
    return bool(called - _WORDS) or any(_MOMENT.search(clause) for clause in clauses)


def _reads_snapshot_beside_rows(sql: str) -> bool:
    return bool(_SNAPSHOT.search(sql) and _ROWS.search(sql))


#: Each rule with its reason, and what breaks it.
RULES: Mapping[str, Callable[[str], bool]] = {
    "INSERT ... SELECT has RETURNING: without it rows are copied, which row-level security refuses": (
        _inserts_unanswered
    ),
    "DO UPDATE calls no function: only immutable ones are allowed there; take `excluded.column`": (
        _computes_in_conflict
    ),
    "A snapshot is read by a statement of its own: beside rows it is that of the server which has them": (
        _reads_snapshot_beside_rows
    ),
}


def broken(sql: str) -> list[str]:
    """The rules that a statement breaks."""
    bare = _CONSTANT.sub("''", sql)
    return [rule for rule, breaks in RULES.items() if breaks(bare)]


def _parts(sql: str) -> Iterator[str]:
    """What is in each pair of parentheses, without what is in further ones; and what is in none."""
    while inside := _INNERMOST.findall(sql):
        yield from inside
        sql = _INNERMOST.sub("{}", sql)
    yield sql
