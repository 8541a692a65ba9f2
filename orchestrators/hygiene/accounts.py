"""Runs the check on cash accounts: what their balances leave unexplained, after each import and in a scan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from db.books import WriteBooks
from orchestrators.books.reconciliation import ReconciledAccount, ReconciliationDataOrchestrator
from orchestrators.calculations.hygiene.checks import CheckResult, unreconciled_account
from orchestrators.calculations.runway.burn import window
from orchestrators.calculations.settings.policy import RunwayPolicy
from orchestrators.hygiene.keeping import Cause, IssueKeepingOrchestrator
from orchestrators.hygiene.reexamined import Reexamined
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator


@dataclass(frozen=True, slots=True)
class AccountExaminationOrchestrator:
    """Keeps the stored issues about accounts equal to what the check finds."""

    db: WriteBooks

    async def examine(self, business_id: UUID, today: date, cause: Cause) -> Reexamined:
        """Examine every account that counts as cash; returns what that changed among the issues."""
        policy = await RunwayPolicyDataOrchestrator(self.db).policy(business_id)
        accounts = await ReconciliationDataOrchestrator(self.db).accounts(
            business_id, today, window(today)[0], policy.unexplained_tolerance
        )
        issues = [_issue(business_id, *finding) for finding in _findings(accounts, policy)]
        return await IssueKeepingOrchestrator(self.db).of_accounts(business_id, issues, cause)


def _findings(
    accounts: Iterable[ReconciledAccount], policy: RunwayPolicy
) -> Iterable[tuple[ReconciledAccount, CheckResult]]:
    for account in accounts:
        if account.is_bank or policy.count_undeposited_funds:
            result = unreconciled_account.find(
                account.name, account.currency_code, account.reconciliation, policy.unexplained_limit
            )
            if result is not None:
                yield account, result


def _issue(business_id: UUID, account: ReconciledAccount, result: CheckResult) -> dict[str, object]:
    return {
        # The same finding keeps its id, so that what people said about it stays with it.
        "id": uuid5(business_id, f"{unreconciled_account.NAME}/{account.id}"),
        "check_name": unreconciled_account.NAME,
        "severity": int(result.severity),
        "blocking": result.blocking,
        "account_id": account.id,
        "message": result.message,
        "amount_at_stake": result.at_stake,
    }
