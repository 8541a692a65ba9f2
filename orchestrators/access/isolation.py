"""Whether the database keeps businesses apart, as its catalogue says at this moment."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from db.books import ReadBooks
from db.own_isolation import EXCEPTIONS, SCOPE
from db.queries.access import business as queries
from isolation.audit import audit
from isolation.lints.lint import Level

__all__ = [
    "Isolation",
    "IsolationAudit",
    "IsolationDataOrchestrator",
    "IsolationFinding",
    "IsolationRow",
    "Level",
]


@dataclass(frozen=True, slots=True)
class IsolationFinding:
    """One thing that a lint found; `exception` is the reason when it is meant, `remedy` SQL or empty."""

    code: str
    level: Level
    title: str
    object: str
    detail: str
    remedy: str
    exception: str | None


@dataclass(frozen=True, slots=True)
class IsolationRow:
    """What holds each command of a role on a table."""

    table: str
    role: str
    select: str
    insert: str
    update: str
    delete: str
    truncate: str


@dataclass(frozen=True, slots=True)
class IsolationAudit:
    """An audit; the fingerprint changes only when a policy, a right, a role or an option does."""

    clean: bool
    findings: tuple[IsolationFinding, ...]
    matrix: tuple[IsolationRow, ...]
    fingerprint: str
    ran_at: datetime


@dataclass(frozen=True, slots=True)
class Isolation:
    """What is known of the isolation."""

    audit: IsolationAudit


@dataclass(frozen=True, slots=True)
class IsolationDataOrchestrator:
    """Audits the database from inside a request; reads the catalogue only."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, today: date) -> Isolation:
        """The audit of the whole database, which the business shares with all others."""
        moment = await self.db.row(queries.NOW, {"business_id": business_id})
        assert moment is not None, "the books were entered for this business"
        report = await self.db.inspect(
            lambda connection: audit(connection, SCOPE, today, declared=EXCEPTIONS)
        )
        meant = [(exception.finding, exception.why) for exception in report.exceptions]
        results = [(finding, None) for finding in report.findings]
        return Isolation(
            IsolationAudit(
                clean=report.clean,
                findings=tuple(
                    IsolationFinding(
                        item.code, item.level, item.title, item.object, item.detail, item.remedy, why
                    )
                    for item, why in (*results, *meant)
                ),
                matrix=tuple(
                    IsolationRow(
                        row.table, row.role, row.select, row.insert, row.update, row.delete, row.truncate
                    )
                    for row in report.matrix
                ),
                fingerprint=report.fingerprint,
                ran_at=moment["now"],
            )
        )
