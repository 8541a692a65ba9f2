"""Runs the checks on accounts, after each import and in a scan: unexplained and negative balances."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from db.books import WriteBooks
from db.queries.hygiene import detect
from orchestrators.books.reconciliation import ReconciledAccount, ReconciliationDataOrchestrator
from orchestrators.calculations.hygiene.checks import (
    Check,
    CheckResult,
    negative_bank_balance,
    unreconciled_account,
)
from orchestrators.calculations.runway.burn import window
from orchestrators.calculations.settings.policy import RunwayPolicy
from orchestrators.hygiene.keeping import Cause, IssueKeepingOrchestrator
from orchestrators.hygiene.reexamined import Reexamined
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator

_NEGATIVE = detect.of_accounts(
    detect.Rule(negative_bank_balance.CHECK.name, negative_bank_balance.CHECK.predicate)
)

#: A check, the account and what it says of that.
Finding = tuple[Check, UUID, CheckResult]


@dataclass(frozen=True, slots=True)
class AccountExaminationOrchestrator:
    """Keeps the stored issues about accounts equal to what the check finds."""

    db: WriteBooks

    async def examine(self, business_id: UUID, today: date, cause: Cause) -> Reexamined:
        """Examine every account that may be cash; returns what that changed among the issues."""
        policy = await RunwayPolicyDataOrchestrator(self.db).policy(business_id)
        accounts = await ReconciliationDataOrchestrator(self.db).accounts(
            business_id, today, window(today)[0], policy.unexplained_tolerance
        )
        findings = [*_unreconciled(accounts, policy), *await self._negative(business_id)]
        issues = [_issue(business_id, *finding) for finding in findings]
        return await IssueKeepingOrchestrator(self.db).of_accounts(business_id, issues, cause)

    async def _negative(self, business_id: UUID) -> list[Finding]:
        rows = await self.db.rows(_NEGATIVE, {"business_id": business_id})
        return [
            (
                negative_bank_balance.CHECK,
                row["id"],
                negative_bank_balance.describe(row["name"], row["current_balance"], row["currency_code"]),
            )
            for row in rows
        ]


def _unreconciled(accounts: Iterable[ReconciledAccount], policy: RunwayPolicy) -> Iterable[Finding]:
    for account in accounts:
        if account.is_bank or policy.count_undeposited_funds:
            result = unreconciled_account.find(
                account.name, account.currency_code, account.reconciliation, policy.unexplained_limit
            )
            if result is not None:
                yield unreconciled_account.CHECK, account.id, result


def _issue(business_id: UUID, check: Check, account_id: UUID, result: CheckResult) -> dict[str, object]:
    return {
        # The same finding keeps its id, so that what people said about it stays with it.
        "id": uuid5(business_id, f"{check.name}/{account_id}"),
        "check_name": check.name,
        "severity": int(check.severity if result.severity is None else result.severity),
        "blocking": check.blocks,
        "account_id": account_id,
        "message": result.message,
        "amount_at_stake": result.at_stake,
    }
