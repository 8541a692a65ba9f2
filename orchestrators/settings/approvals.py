"""How a business wants its decisions approved: limits, pay days and what guards the cash."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.decisions import decision_console
from db.queries.settings import approvals as queries
from orchestrators.access.people import Person
from orchestrators.calculations.decisions.approvals import Limits
from orchestrators.money import Money, money_or_none
from orchestrators.settings.weekdays import WEEK, Weekday


@dataclass(frozen=True, slots=True)
class ApprovalPolicy:
    """The settings, amounts in home currency; None limits nothing, version 0 is that nobody set any."""

    alone_up_to: Money | None
    one_other_up_to: Money | None
    pay_days: tuple[Weekday, ...] | None
    minimum_cash: Money | None
    buffer_days: int | None
    runway_floor: Money | None
    version: int
    changed_by: Person | None
    changed_at: datetime | None

    @property
    def limits(self) -> Limits:
        """Who approves what, in numbers."""
        return Limits(
            self.alone_up_to.amount if self.alone_up_to else None,
            self.one_other_up_to.amount if self.one_other_up_to else None,
        )

    @property
    def weekdays(self) -> frozenset[int]:
        """The pay days as numbers, Monday is 0; none means that all are."""
        return frozenset(WEEK.index(day) for day in self.pay_days or ())


@dataclass(frozen=True, slots=True)
class Rules:
    """What a step depends on beside its decision."""

    policy: ApprovalPolicy
    home: str
    books_are_stale: bool


@dataclass(frozen=True, slots=True)
class ApprovalDataOrchestrator:
    """Reads the settings."""

    db: ReadBooks

    async def get_data(self, business_id: UUID) -> ApprovalPolicy:
        """The settings; those of a business that never set any limit nothing."""
        return (await self.rules(business_id)).policy

    async def rules(self, business_id: UUID) -> Rules:
        """The settings, with what else of the business a step depends on: one statement."""
        row = await self.db.row(queries.ONE, {"business_id": business_id})
        assert row is not None, "the books were entered for this business"
        return Rules(_policy(row), row["currency_code"], row["stale"])

    async def overrides(self, business_id: UUID) -> int:
        """How many decisions broke a guardrail, with a reason."""
        row = await self.db.row(decision_console.OVERRIDES, {"business_id": business_id})
        assert row is not None
        result: int = row["count"]
        return result


def _policy(row: Row) -> ApprovalPolicy:
    home = row["currency_code"]
    return ApprovalPolicy(
        alone_up_to=money_or_none(row["alone_up_to"], home),
        one_other_up_to=money_or_none(row["one_other_up_to"], home),
        pay_days=None if row["pay_days"] is None else tuple(WEEK[day] for day in row["pay_days"]),
        minimum_cash=money_or_none(row["minimum_cash"], home),
        buffer_days=row["buffer_days"],
        runway_floor=money_or_none(row["runway_floor"], home),
        version=row["version"] or 0,
        changed_by=None if row["version"] is None else Person(row["changed_by_email"]),
        changed_at=row["changed_at"],
    )
