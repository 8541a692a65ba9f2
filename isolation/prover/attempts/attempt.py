"""One attempt to reach another tenant's rows, and what came of it: values only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from isolation.prover.catalogue.sqltext import set_local
from isolation.prover.seeding.stage import Context

#: Statements that answer with no rows, unless they say RETURNING.
_SILENT = ("INSERT ", "UPDATE ", "DELETE ", "TRUNCATE ", "ALTER ", "CREATE ", "DROP ", "GRANT ", "SET ")


class Rule(StrEnum):
    """What an attempt must not do, beyond what none may: show a canary of B, change B's rows."""

    QUIET = "quiet"
    #: No row may come back or be touched.
    NO_ROWS = "no rows"
    #: It must be refused, or touch nothing: a constraint that answers means that the policy let it pass.
    NO_PASSAGE = "no passage"
    #: It must be refused for want of a right: any other answer means that the right is there.
    REFUSED = "refused"
    #: It must end as its twin does, which names values that no row has.
    LIKE_TWIN = "like its twin"
    #: It must answer the same when B's rows are gone.
    SAME_WITHOUT_B = "the same without B"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A statement, and what is done before it: `earlier` in a transaction of B's on the same connection.

    `after` are questions that must find nothing when the statement is through. `hinted` are the values in
    which a statement and its twin differ, in pairs. `copy` sends it as COPY, `foreign` says that it runs
    somebody else's function.
    """

    statement: str
    rule: Rule = Rule.QUIET
    before: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    twin: str | None = None
    hinted: tuple[tuple[str, str], ...] = ()
    copy: bool = False
    foreign: bool = False

    @property
    def silent(self) -> bool:
        """Whether no rows come back, even if nothing stops it."""
        return self.statement.startswith(_SILENT) and "RETURNING" not in self.statement

    @property
    def sent(self) -> str:
        """All that the attacker says: what it names, it knows already."""
        return "\n".join((*self.before, self.statement))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the server answered: rows as text, notices, and the error if there was one."""

    rows: tuple[str, ...] = ()
    touched: int = 0
    left: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    state: str | None = None
    error: str = ""
    twin: "Outcome | None" = field(default=None)

    @property
    def seen(self) -> str:
        """Everything that an attacker gets to read."""
        return "\n".join((*self.rows, *self.notices, self.error))


def script(role: str, context: Context, earlier: Context, attempt: Attempt) -> str:
    """The attempt as a psql script."""
    lines = [f"\\connect - {role}"]
    if attempt.earlier:
        lines += ["BEGIN;", *terminated(set_local(earlier.settings)), *terminated(attempt.earlier), "COMMIT;"]
    lines += ["BEGIN;", *terminated(set_local(context.settings)), *terminated(attempt.before)]
    statement = f"COPY ({attempt.statement}) TO STDOUT" if attempt.copy else attempt.statement
    lines += [*terminated((statement, *attempt.after)), "ROLLBACK;"]
    return "\n".join(lines)


def terminated(statements: Iterable[str]) -> list[str]:
    """The statements as psql needs them, each with a semicolon."""
    return [f"{statement};" for statement in statements]
