"""Keeps one issue for each realm whose last import is incomplete."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from db.books import WriteBooks
from db.queries.hygiene import examine as queries
from db.queries.writing import as_arrays
from orchestrators.calculations.hygiene.checks import incomplete_sync
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
        if not failures:
            gone = await self.db.rows(queries.DROP_ISSUE, {"business_id": business_id, "id": issue_id})
            return Reexamined(removed=len(gone))
        issue = {
            "id": issue_id,
            "check_name": incomplete_sync.NAME,
            "severity": int(incomplete_sync.SEVERITY),
            "blocking": False,
            "message": incomplete_sync.message(source, failures),
        }
        values = {"business_id": business_id, **as_arrays([issue], queries.ISSUE)}
        kept = await self.db.rows(queries.KEEP_ISSUES, values)
        added = sum(row["added"] for row in kept)
        return Reexamined(added, len(kept) - added)
