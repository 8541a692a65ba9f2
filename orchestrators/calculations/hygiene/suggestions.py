"""What could mend an issue, from what the books hold beside it, and where each suggestion comes from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from orchestrators.calculations.hygiene.checks.base import CheckName
from orchestrators.calculations.hygiene.fixes import FixValues, problem_of
from orchestrators.money import rounded

#: So many earlier documents of a party, all alike, are a habit.
LEAST_ALIKE = 3
MOST = 3
#: Days; a rate of another time is none.
RATE_WITHIN = 31


#: Values, and where they come from.
_Made = tuple[FixValues, str]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Values to enter into a document, or which of two stays, and in one sentence where that comes from.

    Amounts are in the document's currency. With `keep_id` the document is one with that one, which stays,
    and there are no values.
    """

    document_id: UUID
    is_bill: bool
    currency_code: str
    values: FixValues
    source: str
    keep_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SuggestionFacts:
    """An issue's document and what the books hold beside it.

    `days` and `totals` are of the party's last documents of the kind, the latest first: days from issue to
    due, and amounts in the document's currency. `exchange_rate` is the one recorded nearest, on `rate_of`.
    Of a pair of bills, or of invoices, `related_id` is the one that this one repeats.
    A document is bound that something is paid of, or decided about.
    """

    check: str
    document_id: UUID
    related_id: UUID | None
    is_bound: bool
    related_is_bound: bool | None
    is_bill: bool
    currency_code: str
    issue_date: date | None
    due_date: date | None
    total: Decimal | None
    balance: Decimal | None
    party_name: str | None
    term_name: str | None
    has_terms: bool
    due_by_terms: date | None
    created_on: date | None
    days: Sequence[int]
    totals: Sequence[Decimal]
    applied: Decimal
    exchange_rate: Decimal | None
    rate_of: date | None
    today: date

    @property
    def documents(self) -> str:
        """What the party's documents are called."""
        return "bills" if self.is_bill else "invoices"


def suggestions(facts: SuggestionFacts) -> tuple[Suggestion, ...]:
    """What could mend it, the best first; nothing that would be refused."""
    if facts.check == CheckName.DUPLICATE:
        return tuple(_merge(facts))
    makers = _MAKERS.get(facts.check, ())
    made = [entry for make in makers for entry in make(facts)]
    unique = {
        values: Suggestion(facts.document_id, facts.is_bill, facts.currency_code, values, source)
        for values, source in reversed(made)
    }
    possible = [
        suggestion
        for suggestion in reversed(unique.values())
        if problem_of(
            facts.check, suggestion.values, facts.issue_date, facts.due_date, facts.total, facts.today
        )
        is None
    ]
    return tuple(possible[:MOST])


def _merge(facts: SuggestionFacts) -> Iterator[Suggestion]:
    """Of two documents the one that is not bound may go; where both are, nothing is suggested."""
    if facts.related_id is None or facts.related_is_bound is None:
        return
    if not facts.is_bound:
        source = "It repeats the other one, and nothing is paid of it or decided about it."
        yield Suggestion(
            facts.document_id, facts.is_bill, facts.currency_code, FixValues(), source, facts.related_id
        )
    elif not facts.related_is_bound:
        source = "Something is paid of this one or decided about it, and nothing of the other one."
        yield Suggestion(
            facts.related_id, facts.is_bill, facts.currency_code, FixValues(), source, facts.document_id
        )


def _last(facts: SuggestionFacts, listed: Sequence[object]) -> str:
    return f"The last {len(listed)} {facts.documents} of {facts.party_name}"


def _by_terms(facts: SuggestionFacts) -> Iterator[_Made]:
    if facts.due_by_terms is not None:
        whose = "of the document" if facts.has_terms else f"on the record of {facts.party_name}"
        yield FixValues(due_date=facts.due_by_terms), f"The terms {whose}: {facts.term_name}."


def _by_habit(facts: SuggestionFacts) -> Iterator[_Made]:
    if facts.issue_date is None or len(facts.days) < LEAST_ALIKE:
        return
    days = sorted(facts.days)[len(facts.days) // 2]
    least, most = min(facts.days), max(facts.days)
    after = f"{days} days" if least == most else f"{least} to {most} days, {days} in the middle,"
    source = f"{_last(facts, facts.days)} were due {after} after their issue."
    yield FixValues(due_date=facts.issue_date + timedelta(days)), source


def _issued_when_made(facts: SuggestionFacts) -> Iterator[_Made]:
    if facts.created_on is not None:
        source = f"The source made the document on {facts.created_on}."
        yield FixValues(issue_date=facts.created_on), source


def _issued_before_due(facts: SuggestionFacts) -> Iterator[_Made]:
    if facts.due_date is not None and len(facts.days) >= LEAST_ALIKE and len({*facts.days}) == 1:
        days = facts.days[0]
        source = f"{_last(facts, facts.days)} were issued {days} days before they were due."
        yield FixValues(issue_date=facts.due_date - timedelta(days)), source


def _exchanged(facts: SuggestionFacts) -> Iterator[_Made]:
    if facts.issue_date is not None and facts.due_date is not None and facts.due_date < facts.issue_date:
        values = FixValues(issue_date=facts.due_date, due_date=facts.issue_date)
        yield values, "The two dates, exchanged."


def _this_century(facts: SuggestionFacts) -> Iterator[_Made]:
    """The same day, in the year that lies nearest to today with the same two last digits."""
    if (issued := _moved(facts.issue_date, facts.today)) is not None:
        source = f"{facts.issue_date} with the year {issued.year}."
        yield FixValues(issue_date=issued), source
    if (due := _moved(facts.due_date, facts.today)) is not None:
        yield FixValues(due_date=due), f"{facts.due_date} with the year {due.year}."


def _moved(day: date | None, today: date) -> date | None:
    """The day by whole centuries nearer to today; None for one that is within fifty years."""
    centuries = 0 if day is None else round((today.year - day.year) / 100)
    if day is None or centuries == 0:
        return None
    try:
        return day.replace(year=day.year + 100 * centuries)
    except ValueError:
        # 29 February of a year that is not the other one's.
        return None


def _usual_total(facts: SuggestionFacts) -> Iterator[_Made]:
    if facts.total is None and len(facts.totals) >= LEAST_ALIKE and len({*facts.totals}) == 1:
        source = f"{_last(facts, facts.totals)} were over the same."
        yield FixValues(total=facts.totals[0]), source


def _total_less_applied(facts: SuggestionFacts) -> Iterator[_Made]:
    if facts.total is not None and facts.total > facts.applied:
        total, applied = (rounded(amount, facts.currency_code) for amount in (facts.total, facts.applied))
        source = f"The total of {total} less {applied} that payments are applied for."
        yield FixValues(balance=facts.total - facts.applied), source


def _nearest_rate(facts: SuggestionFacts) -> Iterator[_Made]:
    if facts.exchange_rate is None or facts.rate_of is None:
        return
    if abs((facts.rate_of - (facts.issue_date or facts.today)).days) <= RATE_WITHIN:
        source = f"The rate of another document of {facts.rate_of}."
        yield FixValues(exchange_rate=facts.exchange_rate), source


_Maker = Callable[[SuggestionFacts], Iterator[_Made]]
_MAKERS: Mapping[str, tuple[_Maker, ...]] = MappingProxyType(
    {
        CheckName.MISSING_DUE_DATE: (_by_terms, _by_habit),
        CheckName.TERMS_CONTRADICT_DUE_DATE: (_by_terms,),
        CheckName.DUE_BEFORE_ISSUE: (_by_terms, _exchanged, _by_habit),
        CheckName.MISSING_ISSUE_DATE: (_issued_when_made, _issued_before_due),
        CheckName.IMPLAUSIBLE_DATE: (_this_century, _by_terms),
        CheckName.MISSING_AMOUNT: (_usual_total, _total_less_applied),
        CheckName.BALANCE_ABOVE_TOTAL: (_total_less_applied,),
        CheckName.MISSING_EXCHANGE_RATE: (_nearest_rate,),
    }
)
