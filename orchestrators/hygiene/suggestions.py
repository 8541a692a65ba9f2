"""What could mend issues, for many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.hygiene import suggestions as queries
from orchestrators.calculations.hygiene.suggestions import Suggestion, SuggestionFacts, suggestions


@dataclass(frozen=True, slots=True)
class SuggestionDataOrchestrator:
    """Reads what the books hold beside an issue's document; writes nothing."""

    db: ReadBooks

    async def of_issues(
        self, business_id: UUID, issue_ids: Sequence[UUID]
    ) -> Mapping[UUID, tuple[Suggestion, ...]]:
        """Suggestions by the ids of open issues about documents, the best first."""
        rows = await self.db.rows(queries.FACTS, {"business_id": business_id, "ids": list(issue_ids)})
        return {row["id"]: suggestions(_facts(row)) for row in rows}


def _facts(row: Row) -> SuggestionFacts:
    names = (
        "document_id is_paid related_is_paid issue_date due_date total balance party_name term_name "
        "has_terms due_by_terms created_on applied exchange_rate rate_of today"
    )
    return SuggestionFacts(
        check=row["check_name"],
        related_id=row["related_document_id"],
        is_bill=row["kind"] == "BILL",
        days=row["days"] or (),
        totals=row["totals"] or (),
        **{name: row[name] for name in names.split()},
    )
