"""What guards the cash: which decisions would break through it, and who overrides that with a reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks
from orchestrators.calculations.decisions.terms import SHAPES, Problem
from orchestrators.calculations.decisions.words import Refusal
from orchestrators.calculations.runway.arrangements import ArrangedImpact, arranged, balance_on
from orchestrators.calculations.runway.item_effects import is_essential
from orchestrators.calculations.runway.placement import Arrangement
from orchestrators.calculations.runway.projection import Projection
from orchestrators.decisions.assessment import arrangement_of
from orchestrators.decisions.state import DecisionRecord
from orchestrators.money import money, plain
from orchestrators.runway.liquidity import BusinessLiquidity, LiquidityDataOrchestrator
from orchestrators.settings.approvals import ApprovalPolicy


@dataclass(frozen=True, slots=True)
class Breach:
    """Which guardrail a decision would break, in numbers; an essential item's may be overridden."""

    message: str
    may_override: bool


async def guardrails(
    db: ReadBooks, business_id: UUID, today: date, policy: ApprovalPolicy, planned: Sequence[DecisionRecord]
) -> Mapping[UUID, Breach]:
    """The breaches, by the ids of the decisions that would cause them.

    Payments are looked at one after the other, each with those before it that break nothing, against the
    forecast without any of them. What is below a guardrail already is no breach unless it gets worse.
    """
    paying = [state for state in planned if SHAPES[state.action].pays]
    if not paying or (policy.minimum_cash, policy.buffer_days, policy.runway_floor) == (None, None, None):
        return {}
    result = await LiquidityDataOrchestrator(db).get_data(
        business_id, today, without=[state.id for state in paying]
    )
    return dict(_breaches(result, policy, paying))


def stopped(state: DecisionRecord, breach: Breach | None) -> Problem | None:
    """The problem that a breach is, unless it may be overridden and somebody said why."""
    if breach is None or (breach.may_override and state.override_reason):
        return None
    mend = "say why in overrideReason" if breach.may_override else "only an essential item may override it"
    return Problem(Refusal.GUARDRAIL, f"{breach.message}; {mend}.")


def _breaches(
    business_liquidity: BusinessLiquidity, policy: ApprovalPolicy, paying: Sequence[DecisionRecord]
) -> Iterator[tuple[UUID, Breach]]:
    outlook = business_liquidity.liquidity.outlook
    if outlook is None:
        unknown = (
            f"The guardrails cannot be compared with the runway ({business_liquidity.liquidity.unknown})"
        )
        for state in paying:
            yield state.id, Breach(unknown, is_essential(business_liquidity.liquidity, state.document_id))
        return
    kept, before = list[Arrangement](), arranged(outlook.projected, business_liquidity.liquidity, ())
    for state in paying:
        essential = is_essential(business_liquidity.liquidity, state.document_id)
        about = arrangement_of(state, business_liquidity)
        if about is None:
            continue
        looked = _Look(
            outlook.projected,
            policy,
            about.day or business_liquidity.liquidity.today,
            business_liquidity.currency_code,
        )
        after = arranged(outlook.projected, business_liquidity.liquidity, [*kept, about])
        message = next(looked.broken(before, after), None)
        if message is None or (essential and state.override_reason):
            kept.append(about)
            before = after
        if message is not None:
            yield state.id, Breach(message, essential)


@dataclass(frozen=True, slots=True)
class _Look:
    """One payment, compared with each guardrail."""

    projected: Projection
    policy: ApprovalPolicy
    day: date
    currency_code: str

    def broken(self, before: ArrangedImpact, after: ArrangedImpact) -> Iterator[str]:
        """A sentence for each guardrail that is broken with the payment, and was not as much without."""
        policy = self.policy
        if policy.minimum_cash is not None:
            balances = [balance_on(self.projected, item.cash, self.day) for item in (before, after)]
            if balances[1] < min(policy.minimum_cash.amount, balances[0]):
                least = self._text(policy.minimum_cash.amount)
                yield f"Cash on {self.day} would be {self._text(balances[1])}, below the minimum of {least}"
        if policy.runway_floor is not None:
            lows = [item.dated.lowest for item in (before, after)]
            if lows[1] < min(policy.runway_floor.amount, lows[0]):
                yield (
                    f"The balance would fall to {self._text(lows[1])} on {after.dated.lowest_on}, below "
                    + (f"the floor of {self._text(policy.runway_floor.amount)}")
                )
        if policy.buffer_days is not None:
            beyond = len(self.projected.daily)
            days = [beyond if item.dated.days is None else item.dated.days for item in (before, after)]
            if days[1] < min(policy.buffer_days, days[0]):
                yield f"The runway would be {days[1]} days, below the buffer of {policy.buffer_days}"

    def _text(self, amount: Decimal) -> str:
        return f"{plain(money(amount, self.currency_code).amount)} {self.currency_code}"
