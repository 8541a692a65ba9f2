"""What could mend issues, for many at once."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.hygiene import suggestions as queries
from orchestrators.calculations.hygiene.checks.base import CheckName
from orchestrators.calculations.hygiene.suggestions import Suggestion, SuggestionFacts, suggestions
from orchestrators.decisions.claims import ClaimDataOrchestrator


@dataclass(frozen=True, slots=True)
class SuggestionDataOrchestrator:
    """Reads what the books hold beside an issue's document; writes nothing."""

    db: ReadBooks

    async def of_issues(
        self, business_id: UUID, issue_ids: Sequence[UUID]
    ) -> Mapping[UUID, tuple[Suggestion, ...]]:
        """Suggestions by the ids of open issues about documents, the best first."""
        rows = await self.db.rows(queries.FACTS, {"business_id": business_id, "ids": list(issue_ids)})
        pairs = [row for row in rows if row["check_name"] == CheckName.DUPLICATE]
        ids = [row[name] for row in pairs for name in ("document_id", "related_document_id")]
        claims = await ClaimDataOrchestrator(self.db).claims(business_id, ids)
        return {row["id"]: suggestions(_facts(row, claims.keys())) for row in rows}


def _facts(row: Row, claimed: Set[UUID]) -> SuggestionFacts:
    related, related_is_paid = row["related_document_id"], row["related_is_paid"]
    names = (
        "document_id currency_code issue_date due_date total balance party_name term_name "
        "has_terms due_by_terms created_on applied exchange_rate rate_of today"
    )
    return SuggestionFacts(
        check=row["check_name"],
        related_id=related,
        is_bound=row["is_paid"] or row["document_id"] in claimed,
        related_is_bound=None if related_is_paid is None else related_is_paid or related in claimed,
        is_bill=row["kind"] == "BILL",
        days=row["days"] or (),
        totals=row["totals"] or (),
        **{name: row[name] for name in names.split()},
    )
