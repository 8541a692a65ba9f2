"""Putting money aside under a name, and releasing it again: doing either twice is doing it once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID, uuid4

from db.books import Caller, WriteBooks
from db.queries.settings import runway_policy as queries
from orchestrators.calculations.settings.policy import Earmark
from orchestrators.settings.outcomes import (
    MAY_SET,
    EarmarkOutcome,
    ReleaseOutcome,
    SettingRefusal,
    UserErrors,
    not_at,
    not_by,
    refused,
)
from orchestrators.settings.rules import EARMARK_RULES, faults
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator

MAX_EARMARKS = 100


@dataclass(frozen=True, slots=True)
class EarmarkOrchestrator:
    """Sets and releases earmarks, inside the caller's one write transaction."""

    db: WriteBooks

    async def set_amount(
        self, business_id: UUID, caller: Caller, name: str, amount: Decimal, expected_version: int | None
    ) -> EarmarkOutcome:
        """Put an amount aside, in home currency, instead of what the name has; 0 is the version of none."""
        wrong = not_by(caller, MAY_SET) or faults({"name": name, "amount": amount}, EARMARK_RULES)
        if wrong:
            return EarmarkOutcome(None, None, wrong)
        earmarks = await self._locked(business_id)
        before = next((each for each in earmarks if each.name == name), None)
        obstacle = not_at(expected_version, before.version if before else 0) or _full(earmarks, before)
        if obstacle or (before is not None and before.amount == amount):
            return EarmarkOutcome(before, before, obstacle)
        return EarmarkOutcome(before, await self._written(business_id, before, name, amount))

    async def release(
        self, business_id: UUID, caller: Caller, earmark_id: UUID | None, name: str | None
    ) -> ReleaseOutcome:
        """Take an earmark away, by its id or its name; none of that name is no error."""
        if wrong := not_by(caller, MAY_SET):
            return ReleaseOutcome(None, None, wrong)
        if (earmark_id is None) == (name is None):
            message = "Name the earmark either by its id or by its name."
            return ReleaseOutcome(None, None, refused(SettingRefusal.INVALID_VALUE, message, "name"))
        earmarks = await self._locked(business_id)
        before = next((each for each in earmarks if each.id == earmark_id or each.name == name), None)
        if before is not None:
            await self.db.rows(queries.DELETE_EARMARK, {"business_id": business_id, "id": before.id})
        return ReleaseOutcome(before, None)

    async def _locked(self, business_id: UUID) -> tuple[Earmark, ...]:
        # The second statement sees what others committed while the first one waited for them.
        await self.db.rows(queries.LOCK_EARMARKS, {"business_id": business_id})
        return await RunwayPolicyDataOrchestrator(self.db).earmarks(business_id)

    async def _written(
        self, business_id: UUID, before: Earmark | None, name: str, amount: Decimal
    ) -> Earmark:
        after = (
            replace(before, amount=amount, version=before.version + 1)
            if before
            else Earmark(uuid4(), name, amount, 1)
        )
        statement = queries.UPDATE_EARMARK if before else queries.INSERT_EARMARK
        values = {"business_id": business_id, "id": after.id, "name": name, "amount": amount}
        await self.db.rows(statement, values)
        return after


def _full(earmarks: Sequence[Earmark], before: Earmark | None) -> UserErrors:
    if before is not None or len(earmarks) < MAX_EARMARKS:
        return ()
    message = f"There are {MAX_EARMARKS} earmarks, the most that there can be; release one first."
    return refused(SettingRefusal.LIMIT_REACHED, message, "name")
