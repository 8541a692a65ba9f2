"""What could mend an issue, as a person may enter it."""

from datetime import date
from decimal import Decimal

import strawberry

from orchestrators.calculations.hygiene.suggestions import Suggestion
from schema import ids
from schema.faces import face, field, shown

Parent = strawberry.Parent[Suggestion]


@face(
    Suggestion,
    "What could mend an issue: the fields of `fix`, of which null is not touched; or which of two documents "
    "stays.",
)
class IssueSuggestion:
    source: str = shown("Where it comes from, in one sentence.")

    @field(
        strawberry.ID | None,
        "Of a DUPLICATE the document that stays, for `mergeDuplicates`; that the two are one is for a person "
        "to judge.",
    )
    def keep_id(self, suggestion: Parent) -> strawberry.ID | None:
        if suggestion.keep_id is None:
            return None
        return strawberry.ID(ids.encode("Bill" if suggestion.is_bill else "Invoice", suggestion.keep_id))

    @field(date | None, "The due date.")
    def due_date(self, suggestion: Parent) -> date | None:
        return suggestion.values.due_date

    @field(date | None, "The issue date.")
    def issue_date(self, suggestion: Parent) -> date | None:
        return suggestion.values.issue_date

    @field(Decimal | None, "The total, in the document's currency.")
    def total(self, suggestion: Parent) -> Decimal | None:
        return suggestion.values.total

    @field(Decimal | None, "What is still open, in the document's currency.")
    def open_balance(self, suggestion: Parent) -> Decimal | None:
        return suggestion.values.balance

    @field(Decimal | None, "Home currency for one unit of the document's.")
    def exchange_rate(self, suggestion: Parent) -> Decimal | None:
        return suggestion.values.exchange_rate
