"""How pressing a client is, and why: rules in order, of which the first that holds decides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from orchestrators.figures import UnknownReason


class PortfolioStatus(StrEnum):
    """How a client is doing, as far as its figures tell."""

    AT_RISK = "AT_RISK"
    UNKNOWN = "UNKNOWN"
    WATCH = "WATCH"
    CLEAR = "CLEAR"


class AttentionCode(StrEnum):
    """Why a client needs attention."""

    BELOW_FLOOR = "BELOW_FLOOR"
    FALLS_WITHIN_BUFFER = "FALLS_WITHIN_BUFFER"
    NOT_COMPUTED = "NOT_COMPUTED"
    RUNWAY_UNKNOWN = "RUNWAY_UNKNOWN"
    CRITICAL_ISSUES = "CRITICAL_ISSUES"
    FALLS_WITHIN_HORIZON = "FALLS_WITHIN_HORIZON"
    STALE_BOOKS = "STALE_BOOKS"
    FORECAST_IN_DOUBT = "FORECAST_IN_DOUBT"


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """What the rules look at.

    `falls_in` are the days to the first day below the floor, `below_floor_date` that day; both None where
    there is none within the horizon or no forecast, and then `unknown` says why. `buffer_days` are the days
    of runway that the business keeps. `is_computed` is false when the computation itself failed.
    `last_synced_at` is in UTC, None before the first import.
    """

    is_computed: bool
    falls_in: int | None
    below_floor_date: date | None
    buffer_days: int
    unknown: UnknownReason | None
    doubt: UnknownReason | None
    critical_issues: int
    is_stale: bool
    last_synced_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attention:
    """How pressing a client is: 1 is the most pressing; `reason` is one sentence with the facts."""

    rank: int
    status: PortfolioStatus
    codes: tuple[AttentionCode, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason for attention: when it holds, and its clause of the sentence, in lower case."""

    code: AttentionCode
    status: PortfolioStatus
    holds: Callable[[ClientFacts], bool]
    clause: Callable[[ClientFacts], str]


#: Why a figure is unknown, as a clause.
_BECAUSE: Mapping[UnknownReason, str] = MappingProxyType(
    {
        UnknownReason.NO_BANK_ACCOUNT: "the books have no active bank account",
        UnknownReason.MISSING_BALANCE: "the source does not tell the balance of a bank account",
        UnknownReason.UNKNOWN_RATE: "an exchange rate is missing",
        UnknownReason.INSUFFICIENT_HISTORY: "the books do not reach back far enough",
        UnknownReason.NO_RECENT_HISTORY: "nothing moved in the last completed months",
        UnknownReason.NOT_BURNING: "net burn is zero or less",
        UnknownReason.AVERAGE_CONTRADICTED: "the average contradicts the forecast",
        UnknownReason.UNRECONCILED: "balances changed by more than is known to have moved",
        UnknownReason.UNKNOWN_ACCOUNT: "money moved on accounts that the books do not hold",
        UnknownReason.MISSING_DOCUMENTS: "documents that moved cash are missing",
    }
)
_STAYS = "Cash stays above the floor for thirteen weeks, and no critical issue is open."


def _falls(facts: ClientFacts) -> str:
    return f"cash falls below the floor in {_number(facts.falls_in or 0, 'day')}, on {facts.below_floor_date}"


def _falls_within_buffer(facts: ClientFacts) -> str:
    return f"{_falls(facts)}, within the buffer of {_number(facts.buffer_days, 'day')}"


def _blocked(facts: ClientFacts) -> str:
    verb = "blocks" if facts.critical_issues == 1 else "block"
    return f"{_number(facts.critical_issues, 'critical issue')} {verb} the figure"


def _stale(facts: ClientFacts) -> str:
    if facts.last_synced_at is None:
        return "nothing has been imported yet"
    return f"the last import was on {facts.last_synced_at:%Y-%m-%d at %H:%M} UTC and is stale"


def _because(reason: UnknownReason | None) -> str:
    return "" if reason is None else f": {_BECAUSE[reason]}"


def _is_within(facts: ClientFacts, *, buffer: bool) -> bool:
    """Whether cash falls below the floor after today, within the buffer or after it."""
    return bool(facts.falls_in) and ((facts.falls_in or 0) < facts.buffer_days) is buffer


#: In the order of rank: what is first in the list is the most pressing.
RULES: tuple[Rule, ...] = (
    Rule(
        AttentionCode.BELOW_FLOOR,
        PortfolioStatus.AT_RISK,
        lambda facts: facts.falls_in == 0,
        lambda facts: f"cash is below the floor today, on {facts.below_floor_date}",
    ),
    Rule(
        AttentionCode.FALLS_WITHIN_BUFFER,
        PortfolioStatus.AT_RISK,
        lambda facts: _is_within(facts, buffer=True),
        _falls_within_buffer,
    ),
    Rule(
        AttentionCode.NOT_COMPUTED,
        PortfolioStatus.UNKNOWN,
        lambda facts: not facts.is_computed,
        lambda _facts: "the runway could not be computed this time",
    ),
    Rule(
        AttentionCode.RUNWAY_UNKNOWN,
        PortfolioStatus.UNKNOWN,
        lambda facts: facts.unknown is not None,
        lambda facts: f"the runway is unknown{_because(facts.unknown)}",
    ),
    Rule(
        AttentionCode.CRITICAL_ISSUES,
        PortfolioStatus.WATCH,
        lambda facts: facts.critical_issues > 0,
        _blocked,
    ),
    Rule(
        AttentionCode.FALLS_WITHIN_HORIZON,
        PortfolioStatus.WATCH,
        lambda facts: _is_within(facts, buffer=False),
        _falls,
    ),
    Rule(AttentionCode.STALE_BOOKS, PortfolioStatus.WATCH, lambda facts: facts.is_stale, _stale),
    Rule(
        AttentionCode.FORECAST_IN_DOUBT,
        PortfolioStatus.WATCH,
        lambda facts: facts.doubt is not None,
        lambda facts: f"the forecast may miss what comes back regularly{_because(facts.doubt)}",
    ),
)


def attention(facts: ClientFacts) -> Attention:
    """The rank of the first rule that holds, counted from 1, and the clauses of all that hold.

    Where none holds the rank is one more than there are rules, and the reason says that all is quiet.
    """
    holding = [(rank, rule) for rank, rule in enumerate(RULES, start=1) if rule.holds(facts)]
    if not holding:
        return Attention(len(RULES) + 1, PortfolioStatus.CLEAR, (), _STAYS)
    rank, first = holding[0]
    codes = tuple(rule.code for _, rule in holding)
    return Attention(rank, first.status, codes, _sentence([rule.clause(facts) for _, rule in holding]))


def _sentence(clauses: list[str]) -> str:
    text = "; ".join(clauses)
    return f"{text[0].upper()}{text[1:]}."


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
