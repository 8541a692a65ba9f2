"""Runs the checks on vendors and customers, and on what regularly moves with them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from db.books import Row, WriteBooks
from db.queries.hygiene import detect, recurring
from db.queries.settings import runway_policy
from orchestrators.access.business import BusinessDataOrchestrator
from orchestrators.calculations.hygiene.checks import (
    Check,
    CheckResult,
    counterparty_twice,
    recurring_document_missing,
)
from orchestrators.calculations.hygiene.late_flows import LateFlow, late_flows
from orchestrators.calculations.hygiene.names import name_key
from orchestrators.calculations.runway.recurring.detection import label_key, override
from orchestrators.hygiene.keeping import Cause, IssueKeepingOrchestrator
from orchestrators.hygiene.reexamined import Reexamined
from orchestrators.settings.runway_policy import recurring_flow

_LISTED = detect.of_parties(detect.Rule(counterparty_twice.CHECK.name, counterparty_twice.CHECK.predicate))


@dataclass(frozen=True, slots=True)
class PartyExaminationOrchestrator:
    """Keeps the stored issues about vendors and customers equal to what the checks find."""

    db: WriteBooks

    async def examine(self, business_id: UUID, today: date, cause: Cause) -> Reexamined:
        """Examine all of them; returns what that changed among the issues."""
        rows = await self.db.rows(_LISTED, {"business_id": business_id})
        twice = [_issue(business_id, counterparty_twice.CHECK, *finding) for finding in alike(rows)]
        names = [counterparty_twice.CHECK.name]
        kept = await IssueKeepingOrchestrator(self.db).of_parties(business_id, twice, names, cause)
        return kept + await self.examine_flows(business_id, today, cause)

    async def examine_flows(self, business_id: UUID, today: date, cause: Cause) -> Reexamined:
        """Examine what regularly moves with them, which is all that a change of documents alone bears on."""
        missing = [
            _issue(business_id, recurring_document_missing.CHECK, *finding)
            for finding in await self._missing(business_id, today)
        ]
        names = [recurring_document_missing.CHECK.name]
        return await IssueKeepingOrchestrator(self.db).of_parties(business_id, missing, names, cause)

    async def _missing(self, business_id: UUID, today: date) -> list[tuple[UUID, str, CheckResult]]:
        rows = await self.db.rows(runway_policy.FLOWS_AND_PARTIES, {"business_id": business_id})
        detected, declared = (
            [recurring_flow(row) for row in rows if row["origin"] == origin]
            for origin in ("DETECTED", "DECLARED")
        )
        late = list(late_flows(override(detected, declared), today))
        if not late:
            return []
        about = {
            "business_id": business_id,
            "parties": [item.party_id for item in late],
            "since": [item.since for item in late],
            "are_out": [item.flow.amount < 0 for item in late],
        }
        silent = [late[row["place"] - 1] for row in await self.db.rows(recurring.SILENT, about)]
        business = await BusinessDataOrchestrator(self.db).get_data(business_id)
        return [_missing_result(item, business.currency_code) for item in silent]


def alike(rows: Iterable[Row]) -> Iterator[tuple[UUID, str, CheckResult]]:
    """Of parties of one kind and realm with one folded name, all but the first."""
    first: dict[tuple[str, str, str], str] = {}
    for row in rows:
        key = name_key(row["name"])
        if key is None:
            continue
        block = row["kind"], row["realm"], key
        if block in first:
            result = counterparty_twice.describe(row["kind"], row["name"], first[block])
            yield row["id"], str(row["id"]), result
        first.setdefault(block, row["name"])


def _missing_result(item: LateFlow, currency_code: str) -> tuple[UUID, str, CheckResult]:
    flow = item.flow
    result = recurring_document_missing.describe(flow.label, flow.amount, currency_code, item.day)
    # Of two flows with one party and label, the amounts tell which it is.
    name = f"{item.party_id}/{label_key(flow.label)}/{flow.cadence}/{flow.amount.normalize()}/{item.day}"
    return item.party_id, name, result


def _issue(
    business_id: UUID, check: Check, party_id: UUID, name: str, result: CheckResult
) -> dict[str, object]:
    return {
        # The same finding keeps its id, so that what people said about it stays with it.
        "id": uuid5(business_id, f"{check.name}/{name}"),
        "check_name": check.name,
        "severity": int(check.severity),
        "blocking": check.blocks,
        "party_id": party_id,
        "message": result.message,
        "amount_at_stake": result.at_stake,
    }
