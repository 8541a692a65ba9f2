"""Which steps somebody may take with decisions, by the judges of the steps themselves."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from db.books import ReadBooks
from db.queries.decisions import steps as queries
from orchestrators.access.people import Actor
from orchestrators.access.roles import MAY_FINALIZE, MAY_PROPOSE, MAY_REVIEW
from orchestrators.calculations.decisions.words import NextStep, ReviewVerdict
from orchestrators.decisions.finality import Final, Finalization, Judge
from orchestrators.decisions.state import Held
from orchestrators.decisions.steps import reviewing, revising, withdrawing
from orchestrators.decisions.steps.holding import held_of, read_approvers
from orchestrators.decisions.steps.recording import Change
from orchestrators.decisions.steps.reviewing import Approvers, Review
from orchestrators.decisions.steps.withdrawing import Withdrawal
from orchestrators.settings.approvals import ApprovalDataOrchestrator, Rules


@dataclass(frozen=True, slots=True)
class AllowedStepsDataOrchestrator:
    """Reads decisions as steps do, but holds none of them."""

    db: ReadBooks

    async def get_data(
        self, business_id: UUID, actor: Actor, ids: Collection[UUID]
    ) -> Mapping[UUID, tuple[NextStep, ...]]:
        """What the steps would not refuse to the actor; guardrails, and what is sent, are not looked at."""
        rows = await self.db.rows(queries.AS_THEY_ARE, {"business_id": business_id, "ids": list(ids)})
        held = held_of(rows)
        approvers = await read_approvers(self.db, business_id, held)
        rules = await ApprovalDataOrchestrator(self.db).rules(business_id)
        return {key: tuple(_allowed(actor, item, approvers, rules)) for key, item in held.items()}


def _allowed(actor: Actor, held: Held, approvers: Approvers, rules: Rules) -> Iterator[NextStep]:
    decision_id = held.state.id
    if actor.role in MAY_PROPOSE and revising.barred(actor, held, None, rules) is None:
        yield NextStep.REVISE
    for step, verdict in (
        (NextStep.APPROVE, ReviewVerdict.APPROVE),
        (NextStep.REJECT, ReviewVerdict.REJECT),
    ):
        review = Review(decision_id, held.state.version, verdict)
        result = reviewing.judge(actor, review, held, approvers, rules)
        if actor.role in MAY_REVIEW and isinstance(result, Change):
            yield step
    if actor.role in MAY_PROPOSE and isinstance(
        withdrawing.judge(actor, Withdrawal(decision_id), held), Change
    ):
        yield NextStep.WITHDRAW
    final = Judge(actor.today, rules, approvers).result(held, Finalization(decision_id))
    if actor.role in MAY_FINALIZE and isinstance(final, Final):
        yield NextStep.FINALIZE
