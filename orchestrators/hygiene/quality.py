"""How good the books are, now and on earlier days."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from db.books import ReadBooks, Row, WriteBooks
from db.queries.hygiene import quality as queries
from orchestrators.calculations.hygiene.checks import CHECKS, Dimension
from orchestrators.calculations.hygiene.quality import (
    Checked,
    DimensionScore,
    Failing,
    dimension_scores,
    total_score,
)

NOTHING = Checked(0, 0, 0, Decimal(0))


@dataclass(frozen=True, slots=True)
class IssueCounts:
    """Open issues by severity, and those that are ignored."""

    critical: int
    high: int
    medium: int
    low: int
    ignored: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the books are; without anything to check the scores are None and there are no dimensions.

    `resolution_rate` is the share, from 0 to 1, of what was found in the last 90 days that is resolved.
    """

    score: Decimal | None
    score_with_ignored: Decimal | None
    dimensions: tuple[DimensionScore, ...]
    issue_counts: IssueCounts
    resolution_rate: Decimal | None


@dataclass(frozen=True, slots=True)
class QualityDay:
    """How good they were at the end of a day."""

    day: date
    score: Decimal | None
    score_with_ignored: Decimal | None
    issue_counts: IssueCounts


@dataclass(frozen=True, slots=True)
class QualityDataOrchestrator:
    """Computes the score, and reads what it was."""

    db: ReadBooks

    async def get_data(self, business_id: UUID) -> Quality:
        """The quality as the issues are now, of what was checked when something last was."""
        row = await self.db.row(queries.LATEST, {"business_id": business_id})
        return await self.of(business_id, NOTHING if row is None else Checked(**dict(row)))

    async def of(self, business_id: UUID, checked: Checked) -> Quality:
        """The quality of what was checked."""
        about: dict[str, object] = {"business_id": business_id}
        state = await self.db.row(queries.STATE, about)
        assert state is not None
        names = {
            "check_names": [check.name for check in CHECKS],
            "dimensions": [check.dimension for check in CHECKS],
        }
        failing = await self.db.rows(queries.FAILING, {**about, **names})
        return _quality(checked, failing, state)

    async def trend(self, business_id: UUID, today: date, days: int) -> tuple[QualityDay, ...]:
        """The days until today of which it is known, the oldest first."""
        about = {"business_id": business_id, "today": today, "days": days}
        rows = await self.db.rows(queries.TREND, about)
        return tuple(
            QualityDay(row["day"], row["score"], row["score_with_ignored"], _numbers(row)) for row in rows
        )


@dataclass(frozen=True, slots=True)
class QualityKeepingOrchestrator:
    """Keeps the day's score, after whatever changed the issues."""

    db: WriteBooks

    async def keep(self, business_id: UUID, today: date) -> None:
        """Write what it is now, in place of what it was earlier in the day."""
        row = await self.db.row(queries.CHECKED, {"business_id": business_id})
        checked = NOTHING if row is None else Checked(**dict(row))
        quality = await QualityDataOrchestrator(self.db).of(business_id, checked)
        scores = {"score": quality.score, "score_with_ignored": quality.score_with_ignored}
        snapshot = {**scores, **asdict(quality.issue_counts), **asdict(checked), "id": uuid4(), "day": today}
        await self.db.rows(queries.KEEP, {"business_id": business_id, **snapshot})


def _quality(checked: Checked, failing: list[Row], state: Row) -> Quality:
    is_open = {Dimension(row["dimension"]): Failing(row["subjects"], row["weight"]) for row in failing}
    of_all = {
        Dimension(row["dimension"]): Failing(row["subjects_of_all"], row["weight_of_all"]) for row in failing
    }
    scores, with_ignored = (
        dimension_scores(checked, item, state["hours"], state["freshness_hours"])
        for item in (is_open, of_all)
    )
    rate = Decimal(state["resolved"]) / state["recent"] if state["recent"] else None
    return Quality(total_score(scores), total_score(with_ignored), scores, _numbers(state), rate)


def _numbers(row: Row) -> IssueCounts:
    return IssueCounts(row["critical"], row["high"], row["medium"], row["low"], row["ignored"])
