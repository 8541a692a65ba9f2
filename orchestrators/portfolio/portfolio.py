"""The portfolio: all businesses that one person may enter, with their figures side by side."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.books import ReadBooks, Row
from db.outages import BooksUnavailable
from db.queries.portfolio import portfolio as queries
from orchestrators.calculations.hygiene.checks import Severity
from orchestrators.calculations.portfolio.attention import ClientFacts, attention
from orchestrators.hygiene.hygiene_tray import HygieneTrayDataOrchestrator, SeverityCount
from orchestrators.hygiene.quality import Quality, QualityDataOrchestrator
from orchestrators.portfolio.entry import PortfolioEntry, PortfolioRunway, shown
from orchestrators.refusals import BadInput
from orchestrators.runway.liquidity import LiquidityDataOrchestrator
from orchestrators.runway.runway import runway

#: Each takes a forecast of its own, and one request has to do.
MOST_CLIENTS = 100


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is read for all businesses at once, by business."""

    issues: Mapping[UUID, tuple[SeverityCount, ...]]
    decisions: Mapping[UUID, int]
    qualities: Mapping[UUID, Quality]


@dataclass(frozen=True, slots=True)
class PortfolioDataOrchestrator:
    """Reads across the businesses of one person; needs books opened with `Books.across`."""

    db: ReadBooks

    async def get_data(
        self, user_id: UUID, only: Collection[UUID] | None = None
    ) -> tuple[PortfolioEntry, ...]:
        """The clients by name; only these, if any are named.

        Six statements for all of them, and those of a runway for each. Raises `BadInput` naming
        `businessIds` for more than a hundred clients.
        """
        rows = await self.db.rows(queries.CLIENTS, {"user_id": user_id})
        rows = [row for row in rows if only is None or row["id"] in only]
        if len(rows) > MOST_CLIENTS:
            raise BadInput("businessIds", f"must name at most {MOST_CLIENTS} of your {len(rows)} businesses")
        counted = await self._counted([row["id"] for row in rows])
        made = [_entry(row, await self._runway(row["id"], row["today"]), counted) for row in rows]
        return tuple(made)

    async def _counted(self, business_ids: Sequence[UUID]) -> _Counted:
        issues = await HygieneTrayDataOrchestrator(self.db).counts_of_several(business_ids)
        decisions = await self.db.rows(queries.OPEN_DECISIONS, {"business_ids": list(business_ids)})
        qualities = await QualityDataOrchestrator(self.db).of_several(business_ids)
        return _Counted(issues, {row["business_id"]: row["count"] for row in decisions}, qualities)

    async def _runway(self, business_id: UUID, today: date) -> PortfolioRunway | Exception:
        """The runway of one client, or what went wrong: it must not take the others along."""
        try:
            return await self.db.apart(lambda: self._computed(business_id, today))
        except BooksUnavailable:
            # Nothing of the others could be read either.
            raise
        except Exception as error:  # Whatever it is, it is raised where this runway is shown.
            return error

    async def _computed(self, business_id: UUID, today: date) -> PortfolioRunway:
        return shown(runway(await LiquidityDataOrchestrator(self.db).get_data(business_id, today)))


def _entry(row: Row, computed: PortfolioRunway | Exception, counted: _Counted) -> PortfolioEntry:
    made = None if isinstance(computed, Exception) else computed
    by_severity = {item.severity: item.count for item in counted.issues.get(row["id"], ())}
    critical = by_severity.get(Severity.CRITICAL, 0)
    return PortfolioEntry(
        id=row["id"],
        name=row["name"],
        role=row["role"],
        currency_code=row["currency_code"],
        runway=made,
        fault=computed if isinstance(computed, Exception) else None,
        attention=attention(_facts(row, made, critical)),
        critical_issues=critical,
        open_issues=sum(by_severity.values()),
        open_decisions=counted.decisions[row["id"]],
        score=counted.qualities[row["id"]].score,
        last_synced_at=row["last_synced_at"],
        is_stale=row["stale"],
    )


def _facts(row: Row, made: PortfolioRunway | None, critical_issues: int) -> ClientFacts:
    dated = None if made is None else made.dated
    return ClientFacts(
        is_computed=made is not None,
        falls_in=None if dated is None else dated.days,
        falls_on=None if dated is None else dated.falls_on,
        buffer_days=0 if made is None else made.buffer_days,
        unknown=None if made is None else made.unknown,
        doubt=None if made is None else made.doubt,
        critical_issues=critical_issues,
        is_stale=row["stale"],
        last_synced_at=row["last_synced_at"],
    )
