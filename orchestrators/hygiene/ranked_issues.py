"""Issues sorted by what mending them would do to the runway, instead of by what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks
from db.queries.hygiene import hygiene_tray as queries
from db.queries.listing import keys
from orchestrators.computed_pages import Key, page_of
from orchestrators.hygiene.hygiene_tray import HygieneTrayDataOrchestrator, Issue, tray_values
from orchestrators.hygiene.mending import MendingDataOrchestrator, RunwayEffect
from orchestrators.hygiene.suggestions import SuggestionDataOrchestrator
from orchestrators.paging import Page, PageRequest
from orchestrators.refusals import BadInput
from orchestrators.runway.liquidity import BusinessLiquidity

#: The order that is computed, and of how many issues.
RUNWAY_EFFECT = "runway_effect"
MOST_RANKED = 1_000
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class RankedIssuesDataOrchestrator:
    """Ranks all issues that match in memory, up to 1,000."""

    db: ReadBooks

    async def issues(
        self, business_id: UUID, today: date, request: PageRequest, behind: BusinessLiquidity
    ) -> Page[Issue]:
        """A page by the effect; ties by severity and amount. Raises `BadInput` naming `orderBy`."""
        if len(request.order) != 1:
            raise BadInput("orderBy", "sorts by the runway effect alone: ties go by severity and amount")
        statement, values = keys(queries.ISSUES, request.where)
        rows = await self.db.rows(statement, {**tray_values(business_id), **values})
        if len(rows) > MOST_RANKED:
            raise BadInput("orderBy", f"cannot compare more than {MOST_RANKED:,} issues; filter them")
        ids = [row["id"] for row in rows]
        effects = await self._effects(business_id, ids, behind)
        issues = await HygieneTrayDataOrchestrator(self.db).by_id(business_id, today, ids)
        sign = -1 if request.order[0].descending else 1
        result = page_of(issues.values(), request, lambda issue: _key(issue, effects.get(issue.id), sign))
        beside = tuple(issue.id for issue in result.nodes)
        return result.of([replace(issue, beside=beside) for issue in result.nodes])

    async def _effects(
        self, business_id: UUID, ids: Sequence[UUID], behind: BusinessLiquidity
    ) -> Mapping[UUID, RunwayEffect]:
        suggested = await SuggestionDataOrchestrator(self.db).of_issues(business_id, ids)
        first = {issue_id: options[0] for issue_id, options in suggested.items() if options}
        return await MendingDataOrchestrator(self.db).effects(business_id, behind, first)


def _key(issue: Issue, effect: RunwayEffect | None, sign: int) -> Key:
    """A runway that becomes known is the most, days come before the lowest balance; no effect comes last."""
    known = effect is not None and effect.dated is not None
    gain = (_NOTHING, _NOTHING, _NOTHING)
    if effect is not None and known:
        days, change = effect.days, effect.lowest_balance_change
        gain = (Decimal(days is None), Decimal(days or 0), change.amount if change else _NOTHING)
    at_stake = issue.amount_at_stake.amount if issue.amount_at_stake else _NOTHING
    ties = (-Decimal(issue.severity), -at_stake, issue.id)
    return (Decimal(not known), *(sign * part for part in gain), *ties)
