"""The portfolio: all businesses that one person may enter, with their figures side by side."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from uuid import UUID

from db.books import AcrossBooks, ReadBooks, Row
from db.outages import BooksUnavailable
from db.queries.portfolio import portfolio as queries
from orchestrators.access.roles import Role
from orchestrators.calculations.hygiene.checks import Severity
from orchestrators.calculations.portfolio.attention import ClientFacts, attention
from orchestrators.hygiene.hygiene_tray import HygieneTrayDataOrchestrator
from orchestrators.hygiene.quality import QualityDataOrchestrator
from orchestrators.portfolio.entry import PortfolioEntry, PortfolioRunway, shown
from orchestrators.refusals import BadInput
from orchestrators.runway.liquidity import LiquidityDataOrchestrator
from orchestrators.runway.runway import runway

#: Each takes a forecast of its own, and one request has to do.
MOST_CLIENTS = 100


@dataclass(frozen=True, slots=True)
class _Counts:
    """What is counted of one client, by severity where it is issues."""

    issues: Mapping[Severity, int]
    open_decisions: int
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class PortfolioDataOrchestrator:
    """Reads across the businesses of one person, one after the other in one snapshot."""

    db: AcrossBooks

    async def get_data(
        self, user_id: UUID, only: Collection[UUID] | None = None
    ) -> tuple[PortfolioEntry, ...]:
        """The clients by name; only these, if any are named.

        One statement tells which they are; those of a runway, and five that count, are sent for each. Raises
        `BadInput` naming `businessIds` for more than a hundred clients.
        """
        rows = await self.db.rows(queries.CLIENTS, {"user_id": user_id})
        rows = [row for row in rows if only is None or row["id"] in only]
        if len(rows) > MOST_CLIENTS:
            raise BadInput("businessIds", f"must name at most {MOST_CLIENTS} of your {len(rows)} businesses")
        return tuple([await self.db.of_one(row["id"], partial(_client, row)) for row in rows])


async def _client(row: Row, books: ReadBooks) -> PortfolioEntry:
    """One client; the runway comes last, since nothing can be read any more once a statement failed."""
    counts = await _counts(row["id"], books)
    return _entry(row, await _runway(row["id"], row["today"], books), counts)


async def _runway(business_id: UUID, today: date, books: ReadBooks) -> PortfolioRunway | Exception:
    """The runway of one client, or what went wrong: it must not take the others along."""
    try:
        return shown(runway(await LiquidityDataOrchestrator(books).get_data(business_id, today)))
    except BooksUnavailable:
        # Nothing of the others could be read either.
        raise
    except Exception as error:
        # Whatever it is: it is raised where this runway is shown.
        return error


async def _counts(business_id: UUID, books: ReadBooks) -> _Counts:
    issues = await HygieneTrayDataOrchestrator(books).counts(business_id)
    decisions = await books.row(queries.OPEN_DECISIONS, {"business_id": business_id})
    assert decisions is not None, "an aggregate always answers"
    quality = await QualityDataOrchestrator(books).get_data(business_id)
    return _Counts({item.severity: item.count for item in issues}, decisions["count"], quality.score)


def _entry(row: Row, computed: PortfolioRunway | Exception, counts: _Counts) -> PortfolioEntry:
    made = None if isinstance(computed, Exception) else computed
    critical = counts.issues.get(Severity.CRITICAL, 0)
    return PortfolioEntry(
        id=row["id"],
        name=row["name"],
        role=Role(row["role"]),
        currency_code=row["currency_code"],
        runway=made,
        fault=computed if isinstance(computed, Exception) else None,
        attention=attention(_facts(row, made, critical)),
        critical_issues=critical,
        open_issues=sum(counts.issues.values()),
        open_decisions=counts.open_decisions,
        score=counts.score,
        last_synced_at=row["last_synced_at"],
        is_stale=row["stale"],
    )


def _facts(row: Row, made: PortfolioRunway | None, critical_issues: int) -> ClientFacts:
    dated = None if made is None else made.dated
    return ClientFacts(
        is_computed=made is not None,
        falls_in=None if dated is None else dated.days,
        below_floor_date=None if dated is None else dated.below_floor_date,
        buffer_days=0 if made is None else made.buffer_days,
        unknown=None if made is None else made.unknown_reason,
        doubt=None if made is None else made.doubt,
        critical_issues=critical_issues,
        is_stale=row["stale"],
        last_synced_at=row["last_synced_at"],
    )
