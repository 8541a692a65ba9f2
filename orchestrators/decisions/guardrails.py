"""What guards the cash: which decisions would break through it, and who overrides that with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.books import ReadBooks
from orchestrators.approvals import ApprovalPolicy
from orchestrators.calculations.decisions.terms import Problem
from orchestrators.calculations.decisions.words import Refusal
from orchestrators.decisions.state import State


@dataclass(frozen=True, slots=True)
class Breach:
    """Which guardrail a decision would break, in numbers; an essential item's may be overridden."""

    message: str
    may_override: bool


async def guardrails(
    db: ReadBooks, business_id: UUID, today: date, policy: ApprovalPolicy, planned: Sequence[State]
) -> Mapping[UUID, Breach]:
    """The breaches, by the ids of the decisions that would cause them, all of these together.

    None so far: what minimum cash, buffer and floor are compared with is the forecast's to say.
    """
    return {}


def stopped(state: State, breach: Breach | None) -> Problem | None:
    """The problem that a breach is, unless it may be overridden and somebody said why."""
    if breach is None or (breach.may_override and state.override_reason):
        return None
    mend = "say why in overrideReason" if breach.may_override else "only an essential item may override it"
    return Problem(Refusal.GUARDRAIL, f"{breach.message}; {mend}.")
