"""What could mend an issue, as a person may enter it."""

from datetime import date
from decimal import Decimal

import strawberry

from orchestrators.calculations.hygiene.suggestions import Suggestion
from schema.faces import face, field, shown

Parent = strawberry.Parent[Suggestion]


@face(Suggestion, "What could mend an issue: its fields are those of `fix`; null is not touched.")
class IssueSuggestion:
    source: str = shown("Where it comes from, in one sentence.")

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
