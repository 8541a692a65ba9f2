"""What could mend an issue, as a person may enter it."""

from datetime import date
from decimal import Decimal

import strawberry

from orchestrators import money
from orchestrators.calculations.hygiene.suggestions import Suggestion
from schema import ids
from schema.faces import face, field, shown
from schema.money import Money

Parent = strawberry.Parent[Suggestion]


@face(
    Suggestion,
    "A suggested correction: values for the fields of `fix`, where null changes nothing; for a DUPLICATE, "
    "which document to keep.",
)
class IssueSuggestion:
    source: str = shown("Where the suggestion comes from, in one sentence.")

    @field(
        strawberry.ID | None,
        "For a DUPLICATE: global id of the document to keep, for `mergeDuplicates`. A person must judge "
        "whether the two are the same. Otherwise null.",
    )
    def keep_id(self, suggestion: Parent) -> strawberry.ID | None:
        if suggestion.keep_id is None:
            return None
        return strawberry.ID(ids.encode("Bill" if suggestion.is_bill else "Invoice", suggestion.keep_id))

    @field(date | None, "Suggested due date; null when not suggested.")
    def due_date(self, suggestion: Parent) -> date | None:
        return suggestion.values.due_date

    @field(date | None, "Suggested issue date; null when not suggested.")
    def issue_date(self, suggestion: Parent) -> date | None:
        return suggestion.values.issue_date

    @field(Money | None, "Suggested total amount in the document's currency; null when not suggested.")
    def total(self, suggestion: Parent) -> money.Money | None:
        return money.money_or_none(suggestion.values.total, suggestion.currency_code)

    @field(Money | None, "Suggested open balance in the document's currency; null when not suggested.")
    def open_balance(self, suggestion: Parent) -> money.Money | None:
        return money.money_or_none(suggestion.values.balance, suggestion.currency_code)

    @field(
        Decimal | None,
        "Suggested units of home currency per unit of the document's currency; null when not suggested.",
    )
    def exchange_rate(self, suggestion: Parent) -> Decimal | None:
        return suggestion.values.exchange_rate
