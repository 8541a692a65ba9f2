"""The statements that an operation sent, as people read and compare them."""

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

BEGIN_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
BEGIN_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED;"
END = ("COMMIT;", "ROLLBACK;")
ENTER = re.compile(r"SELECT (\* FROM )?runway\.enter(_portfolio)?\(")

#: Where a long statement is broken, so that a change of it is a change of few lines.
_CLAUSES = (
    "FROM",
    "LEFT OUTER JOIN",
    "JOIN",
    "WHERE",
    "GROUP BY",
    "ORDER BY",
    "LIMIT",
    "UNION ALL",
    "VALUES",
    "SET",
)
_CLAUSE = re.compile(rf"(?<!OUTER) (?=(?:{'|'.join(_CLAUSES)}) )")
_WIDTH = 108
_TABLE = re.compile(r"runway\.(\w+)\b(?!\()")
_ALIASED = re.compile(r"runway\.(\w+) AS (\w+)")
_BARE = re.compile(r"(?:UPDATE|INTO|FROM|JOIN) runway\.(\w+)\b(?! AS \w)")
#: How a statement says which rows of a table it means, where that is not by the business's id.
_ROOT = r"id = (\$\d+|\w+\.business_id)"
_OF_A_PERSON = r"user_id = \$\d+"
_LIMITS = {"business": _ROOT, "membership": _OF_A_PERSON}
_TENANT = r"business_id = \$\d+"


@dataclass(frozen=True, slots=True)
class Transaction:
    """What was sent from a BEGIN to the COMMIT or ROLLBACK, these two included."""

    statements: tuple[str, ...]

    @property
    def reads(self) -> bool:
        """Whether it is a read-only snapshot."""
        return self.statements[0] == BEGIN_READ

    @property
    def work(self) -> tuple[str, ...]:
        """What was sent once the business was entered."""
        return self.statements[2:-1]


def normalised(sql: str) -> str:
    """One line, one space between words."""
    return " ".join(sql.split())


def transactions(sent: Sequence[str]) -> list[Transaction]:
    """The transactions of one connection after the other; fails on a statement outside of one."""
    results: list[list[str]] = []
    for sql in map(normalised, sent):
        if sql.startswith("BEGIN"):
            results.append([])
        assert results, f"outside of a transaction: {sql}"
        assert results[-1][-1:] != ["COMMIT;"], f"after the end of a transaction: {sql}"
        results[-1].append(sql)
    assert all(item[-1] in END for item in results), "each ends"
    assert all(ENTER.match(item[1]) for item in results), "each enters first"
    return [Transaction(tuple(item)) for item in results]


def unlimited(sql: str) -> list[str]:
    """The tables in a statement whose rows it does not itself limit to one business, or to one person."""
    aliased = [
        table
        for table, alias in _ALIASED.findall(sql)
        if not re.search(rf"\b{alias}\.{_LIMITS.get(table, _TENANT)}", sql)
    ]
    bare = [
        table
        for table in _BARE.findall(sql)
        if not re.search(rf"(WHERE |\b{table}\.){_LIMITS.get(table, _TENANT)}|\(business_id, ", sql)
    ]
    return aliased + bare


def as_text(recorded: Mapping[str, Sequence[str]]) -> str:
    """The snapshot: each operation's name with its statements, then each long statement once, in full.

    A long one has a mark made of its text, so that another order or number of them is a change of few lines.
    """
    sent = {name: [normalised(sql) for sql in statements] for name, statements in recorded.items()}
    parts = [
        "\n".join([f"== {name}", *(f"{n:>2}. {_short(sql)}" for n, sql in enumerate(statements, start=1))])
        for name, statements in sent.items()
    ]
    long = {_mark(sql): sql for statements in sent.values() for sql in statements if len(sql) > _WIDTH}
    whole = [
        f"== {mark}\n{_broken(long[mark])}" for mark in sorted(long, key=lambda mark: (long[mark], mark))
    ]
    return "\n\n".join([*parts, *whole]) + "\n"


def _short(sql: str) -> str:
    if len(sql) <= _WIDTH:
        return sql
    return textwrap.shorten(f"[{_mark(sql)}] {sql}", 72, placeholder=" ...") + _about(sql)


def _mark(sql: str) -> str:
    return sha256(sql.encode()).hexdigest()[:6]


def _about(sql: str) -> str:
    tables = dict.fromkeys(_TABLE.findall(sql))
    return f" ({', '.join(tables)})"


def _broken(sql: str) -> str:
    parts = _CLAUSE.split(sql)
    return "\n".join(
        textwrap.fill(part, _WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 8) for part in parts
    )
