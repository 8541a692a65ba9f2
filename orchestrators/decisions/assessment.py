"""What the runway said of a decision at the moment of a step, and on which assumptions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks
from orchestrators.calculations.decisions.terms import day_of
from orchestrators.calculations.runway.arrangements import arranged
from orchestrators.calculations.runway.placement import Arrangement
from orchestrators.decisions.state import DecisionRecord
from orchestrators.money import money, plain
from orchestrators.runway.liquidity import BusinessLiquidity, LiquidityDataOrchestrator
from orchestrators.runway.standing import arrangement


@dataclass(frozen=True, slots=True)
class Assessment:
    """As it is stored with the step: plain values that JSON can hold, amounts as texts."""

    impact: Mapping[str, object] | None = None
    assumptions: Mapping[str, object] | None = None


async def assessed(
    db: ReadBooks, business_id: UUID, today: date, states: Sequence[DecisionRecord]
) -> Mapping[UUID, Assessment]:
    """The assessments, by the ids of the decisions: each alone, against the plan without all of them."""
    result = await LiquidityDataOrchestrator(db).get_data(
        business_id, today, without=[state.id for state in states]
    )
    assumptions = _assumptions(result)
    return {state.id: Assessment(_impact(result, state), assumptions) for state in states}


def arrangement_of(state: DecisionRecord, business_liquidity: BusinessLiquidity) -> Arrangement | None:
    """What the decision does to its item's money; None for what does nothing, or is about no open item."""
    document = business_liquidity.liquidity.documents.get(state.document_id)
    if document is None:
        return None
    day = day_of(
        state.action, state.planned_on, business_liquidity.liquidity.today, business_liquidity.pay_days
    )
    return arrangement(state.document_id, state.action, day, state.amount * document.rate)


def _impact(business_liquidity: BusinessLiquidity, state: DecisionRecord) -> Mapping[str, object]:
    outlook, code = business_liquidity.liquidity.outlook, business_liquidity.currency_code
    if outlook is None:
        return {"unknownReason": business_liquidity.liquidity.unknown}
    about = arrangement_of(state, business_liquidity)
    effect = arranged(outlook.projected, business_liquidity.liquidity, [about] if about else [])
    return {
        "days": effect.days,
        "daysPrecision": effect.reach,
        "datedDays": effect.dated.days,
        "lowestBalance": _text(effect.dated.lowest, code),
        "lowestBalanceDate": str(effect.dated.lowest_on),
        "lowestBalanceChange": _text(effect.lowest_balance_change, code),
        "currencyCode": code,
    }


def _assumptions(business_liquidity: BusinessLiquidity) -> Mapping[str, object]:
    """What the same impact can be computed from again, with the documents as they were."""
    liquidity, code = business_liquidity.liquidity, business_liquidity.currency_code
    policy, outlook = liquidity.facts.settings.policy, liquidity.outlook
    available = liquidity.available
    return {
        "asOf": str(liquidity.today),
        "available": _text(available, code) if isinstance(available, Decimal) else None,
        "unknownReason": liquidity.unknown,
        "datedDays": outlook.projected.dated.days if outlook else None,
        "lowestBalance": _text(outlook.projected.dated.lowest, code) if outlook else None,
        "horizonEndDate": str(outlook.forecast.last_day) if outlook else None,
        "floor": plain(policy.floor),
        "bufferDays": policy.buffer_days,
        "overduePolicy": policy.overdue_policy,
        "weekStart": policy.week_start,
        "burnAverage": policy.average,
        "undepositedFundsCounted": policy.count_undeposited_funds,
        "earmarked": _text(liquidity.facts.settings.earmarked, code),
        "burnWindowStartDate": str(liquidity.burn.window_start),
        "burnWindowEndDate": str(liquidity.burn.window_end),
        "itemsCounted": len(liquidity.facts.documents),
        "decisionsCounted": len(liquidity.facts.arranged),
        "policyVersion": policy.version,
    }


def _text(amount: Decimal, currency_code: str) -> str:
    return plain(money(amount, currency_code).amount)
