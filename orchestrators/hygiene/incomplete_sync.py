"""Keeps one issue for each realm whose last import is incomplete."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from db.books import WriteBooks
from orchestrators.calculations.hygiene.checks import incomplete_sync
from orchestrators.hygiene.keeping import Cause, IssueKeepingOrchestrator, IssueRow
from orchestrators.hygiene.reexamined import Reexamined


@dataclass(frozen=True, slots=True)
class IncompleteSyncOrchestrator:
    """Writes the issue when an import ends; the next whole one takes it away."""

    db: WriteBooks

    async def keep(
        self, business_id: UUID, realm: str, source: str, failures: Sequence[tuple[str, str]]
    ) -> Reexamined:
        """Keep it as these failures, by file and reason, have it; none without any."""
        issue_id = uuid5(business_id, f"{incomplete_sync.NAME}/{realm}")
        issue: IssueRow | None = None
        if failures:
            issue = {
                "id": issue_id,
                "check_name": incomplete_sync.NAME,
                "severity": int(incomplete_sync.SEVERITY),
                "blocking": False,
                "message": incomplete_sync.message(source, failures),
            }
        return await IssueKeepingOrchestrator(self.db).one(business_id, issue_id, issue, Cause.IMPORT)
