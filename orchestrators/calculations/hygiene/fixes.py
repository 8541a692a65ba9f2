"""Which values a person may correct to mend an issue, and which of them are possible."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from orchestrators.calculations.hygiene.checks.base import CheckName

#: A date further away than this is a slip of the keyboard.
FARTHEST = timedelta(days=3653)
MOST = Decimal(10) ** 12
#: What is less is kept as nothing: amounts have four decimals, rates have ten.
LEAST_AMOUNT, LEAST_RATE = Decimal("0.0001"), Decimal("1e-10")
#: No column holds a rate of this or more.
MOST_RATE = Decimal(10) ** 10
_AMOUNTS = frozenset({"total", "balance", "exchange_rate"})


class IssueRefusal(StrEnum):
    """Why nothing was done about an issue."""

    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    CONFLICT = "CONFLICT"
    NOT_OPEN = "NOT_OPEN"
    NOT_OFFERED = "NOT_OFFERED"
    NO_SUGGESTION = "NO_SUGGESTION"
    TOO_MANY = "TOO_MANY"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    WRONG_CURRENCY = "WRONG_CURRENCY"
    STILL_WRONG = "STILL_WRONG"
    HAS_PAYMENTS = "HAS_PAYMENTS"
    HAS_DECISION = "HAS_DECISION"
    GIVEN_TWICE = "GIVEN_TWICE"
    UNDO_EXPIRED = "UNDO_EXPIRED"
    SOURCE_CHANGED = "SOURCE_CHANGED"
    LATER_ACTION = "LATER_ACTION"


@dataclass(frozen=True, slots=True)
class FixValues:
    """What a person enters in place of what the source sent; None is left. Amounts in its currency."""

    due_date: date | None = None
    issue_date: date | None = None
    party_id: UUID | None = None
    total: Decimal | None = None
    balance: Decimal | None = None
    exchange_rate: Decimal | None = None

    def given(self) -> dict[str, object]:
        """The values that are given, by the document's columns."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in values.items() if value is not None}

    def beside(self, balance: Decimal | None) -> dict[str, object]:
        """What becomes of a document of which so much is open.

        Where nothing tells that, all of a new total is, as long as no payment is applied.
        """
        given = self.given()
        if self.total is not None and balance is None:
            given.setdefault("balance", self.total)
        return given


@dataclass(frozen=True, slots=True)
class FixProblem:
    """Why values cannot be entered; `column` is the one at fault."""

    code: IssueRefusal
    message: str
    column: str | None = None


#: What is said to whoever wants to fix a DUPLICATE.
FOR_A_PERSON = "Settle it with `mergeDuplicates` or `keepBoth`: that is for a person to judge."

#: What the API calls the columns that can be corrected.
FIELD_NAMES: Mapping[str, str] = {
    "due_date": "dueDate",
    "issue_date": "issueDate",
    "party_id": "counterpartyId",
    "total": "total",
    "balance": "openBalance",
    "exchange_rate": "exchangeRate",
    "state": "state",
    "superseded_by": "supersededBy",
}

#: The columns that mend an issue of each check; the others are mended at the source.
OFFERED: Mapping[str, frozenset[str]] = {
    CheckName.MISSING_DUE_DATE: frozenset({"due_date"}),
    CheckName.MISSING_ISSUE_DATE: frozenset({"issue_date"}),
    CheckName.DUE_BEFORE_ISSUE: frozenset({"due_date", "issue_date"}),
    CheckName.IMPLAUSIBLE_DATE: frozenset({"due_date", "issue_date"}),
    CheckName.TERMS_CONTRADICT_DUE_DATE: frozenset({"due_date"}),
    CheckName.MISSING_EXCHANGE_RATE: frozenset({"exchange_rate"}),
    CheckName.MISSING_COUNTERPARTY: frozenset({"party_id"}),
    CheckName.MISSING_AMOUNT: frozenset({"total", "balance"}),
    CheckName.ZERO_OR_NEGATIVE_AMOUNT: frozenset({"total", "balance"}),
    CheckName.BALANCE_ABOVE_TOTAL: frozenset({"total", "balance"}),
}


def nothing_offered(check: str) -> FixProblem | None:
    """Why no value at all mends an issue of the check; None if some may."""
    if check == CheckName.DUPLICATE:
        return FixProblem(IssueRefusal.NOT_OFFERED, FOR_A_PERSON)
    if check not in OFFERED:
        return FixProblem(IssueRefusal.NOT_OFFERED, f"{check} is mended at the source, or ignored.")
    return None


def problem_of(
    check: str,
    values: FixValues,
    issue_date: date | None,
    due_date: date | None,
    total: Decimal | None,
    today: date,
) -> FixProblem | None:
    """Why these values cannot mend an issue of the check on a document with these; None if they may."""
    given = values.given()
    offered = OFFERED.get(check, frozenset())
    if not offered:
        return nothing_offered(check)
    if not given:
        return FixProblem(IssueRefusal.NOT_OFFERED, "Enter a value to correct.")
    for column in given:
        if column not in offered:
            return FixProblem(IssueRefusal.NOT_OFFERED, f"{check} is not mended by this field.", column)
    return (
        _date_problem(values, today)
        or _order_problem(values, values.issue_date or issue_date, values.due_date or due_date)
        or _amount_problem(values, values.total if values.total is not None else total)
    )


def _date_problem(values: FixValues, today: date) -> FixProblem | None:
    for column, day in (("due_date", values.due_date), ("issue_date", values.issue_date)):
        if day is not None and abs(day - today) > FARTHEST:
            return FixProblem(IssueRefusal.OUT_OF_RANGE, "The date is more than ten years away.", column)
    return None


def _order_problem(values: FixValues, issued: date | None, due: date | None) -> FixProblem | None:
    if (values.due_date or values.issue_date) and issued is not None and due is not None and due < issued:
        column = "due_date" if values.due_date else "issue_date"
        message = f"It would be due on {due}, before it was issued on {issued}."
        return FixProblem(IssueRefusal.OUT_OF_RANGE, message, column)
    return None


def _amount_problem(values: FixValues, total: Decimal | None) -> FixProblem | None:
    amounts = {"total": values.total, "balance": values.balance, "exchange_rate": values.exchange_rate}
    for column, amount in amounts.items():
        is_rate = column == "exchange_rate"
        least, most = (LEAST_RATE, MOST_RATE) if is_rate else (LEAST_AMOUNT, MOST)
        if amount is not None and not least <= amount < most:
            message = f"It must be at least {least:f} and below {most:,}."
            return FixProblem(IssueRefusal.OUT_OF_RANGE, message, column)
        if amount is not None and amount % least:
            # Rounded, the books would hold another value than the source is asked to take over.
            message = f"It must be a multiple of {least:f}."
            return FixProblem(IssueRefusal.OUT_OF_RANGE, message, column)
    if values.balance is not None and total is not None and values.balance > total:
        return FixProblem(IssueRefusal.OUT_OF_RANGE, "More would be open than the total.", "balance")
    return None


def home_problem(
    values: FixValues, total: Decimal | None, balance: Decimal | None, rate: Decimal | None
) -> FixProblem | None:
    """Why a document with these would be worth more at home than the books can keep; None if it is not.

    Each value alone may be possible, and their product not.
    """
    given = [name for name in values.given() if name in _AMOUNTS]
    amounts = (values.total or total, values.balance or balance)
    largest = max((abs(amount) for amount in amounts if amount is not None), default=Decimal(0))
    if not given or largest * (values.exchange_rate or rate or 1) < MOST:
        return None
    message = f"It would be worth {MOST:,} or more in home currency."
    return FixProblem(IssueRefusal.OUT_OF_RANGE, message, given[-1])
