"""Does what people want done about issues, up to a batch at once, each on its own: nothing is half done."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from db.books import Row, WriteBooks
from db.queries.hygiene import actions as queries
from db.queries.sources.load import LOCK_BUSINESS
from db.statement import Statement
from orchestrators.access.people import Actor
from orchestrators.access.roles import MAY_CLEAN
from orchestrators.calculations.hygiene.fixes import FixValues, IssueRefusal
from orchestrators.calculations.hygiene.suggestions import Suggestion
from orchestrators.decisions.claims import ClaimDataOrchestrator
from orchestrators.hygiene.actions.correcting import CorrectingOrchestrator, written
from orchestrators.hygiene.actions.outcome import IssueOutcome, IssueOutcomes, may_not, refused
from orchestrators.hygiene.actions.planning import Planned, Planner
from orchestrators.hygiene.actions.recording import ActionRecordingOrchestrator
from orchestrators.hygiene.actions.requests import FixIssue, IgnoreIssue, IssueRequest, KeepBoth, Merge
from orchestrators.hygiene.examine import ExaminationOrchestrator
from orchestrators.hygiene.parties import PartyExaminationOrchestrator
from orchestrators.hygiene.suggestions import SuggestionDataOrchestrator
from orchestrators.money import in_other_currency

_KIND: Mapping[type[IssueRequest], str] = {
    FixIssue: "FIX",
    IgnoreIssue: "IGNORE",
    KeepBoth: "KEEP_BOTH",
    Merge: "MERGE",
}


@dataclass(frozen=True, slots=True)
class ActingOrchestrator:
    """Acts inside the caller's one write transaction; it and an import wait for each other."""

    db: WriteBooks

    async def act(self, business_id: UUID, actor: Actor, requests: Sequence[IssueRequest]) -> IssueOutcomes:
        """Do what is wanted, with an outcome for each request; the same request again changes nothing."""
        if actor.role not in MAY_CLEAN:
            return may_not(actor.role)
        await self.db.row(LOCK_BUSINESS, {"business_id": business_id})
        about: dict[str, object] = {"business_id": business_id, "ids": [item.issue_id for item in requests]}
        await self.db.rows(queries.LOCK_DOCUMENTS, about)
        issues = {row["id"]: row for row in await self.db.rows(queries.HOLD, about)}
        done = await self._done(about)
        requests = await self._with_suggestions(business_id, requests)
        planner = await self._planner(business_id, actor, requests, list(issues.values()))
        taken: set[object] = set()
        results = [_judge(planner, item, issues.get(item.issue_id), done, taken) for item in requests]
        plans = [result for result in results if isinstance(result, Planned)]
        wrong = await self._carry_out(business_id, actor, plans)
        return IssueOutcomes(tuple(_outcome(result, wrong) for result in results))

    async def _with_suggestions(
        self, business_id: UUID, requests: Sequence[IssueRequest]
    ) -> list[IssueRequest]:
        """The requests, those without values with the first suggestion; without one they stay without."""
        ids = [item.issue_id for item in requests if isinstance(item, FixIssue) and item.values is None]
        if not ids:
            return list(requests)
        made = await SuggestionDataOrchestrator(self.db).of_issues(business_id, ids)
        return [_suggested(item, made.get(item.issue_id, ())) for item in requests]

    async def _carry_out(
        self, business_id: UUID, actor: Actor, plans: Sequence[Planned]
    ) -> Mapping[UUID, str]:
        """Write the plans that help, and nothing of the others: what is wrong still, by the issue's id."""
        wrong: dict[UUID, str] = {}
        ignored: Sequence[Row] = ()
        while plans:
            tried = partial(self._try_out, business_id, actor, plans)
            more, ignored = await self.db.trial(tried, lambda result: not result[0])
            if not more:
                break
            # What one does may depend on another, so that those that are left are tried anew.
            wrong |= more
            plans = [plan for plan in plans if plan.issue["id"] not in wrong]
        await ActionRecordingOrchestrator(self.db).conclude(business_id, actor, plans, ignored)
        return wrong

    async def _try_out(
        self, business_id: UUID, actor: Actor, plans: Sequence[Planned]
    ) -> tuple[Mapping[UUID, str], Sequence[Row]]:
        """Write the plans and look at the books again: what is still wrong, and what issues are ignored."""
        ignored = await ActionRecordingOrchestrator(self.db).write(business_id, actor, plans)
        correcting = CorrectingOrchestrator(self.db)
        corrections = [item for plan in plans for item in plan.corrections]
        await correcting.put(
            business_id, [(item.document_id, item.field, item.after) for item in corrections]
        )
        await correcting.derive(business_id, {item.document_id for item in corrections})
        await self._examine(business_id, actor, plans)
        return await self._still_wrong(business_id, plans), ignored

    async def _examine(self, business_id: UUID, actor: Actor, plans: Sequence[Planned]) -> None:
        """Look again at the documents of the plans, those of one kind at once, and at what recurs."""
        by_cause: dict[object, set[UUID]] = defaultdict(set)
        for plan in plans:
            if plan.cause is not None:
                ids = {plan.issue["document_id"], plan.document_id, plan.related_id} - {None}
                by_cause[plan.cause] |= {item for item in ids if item is not None}
        for plan_cause in {plan.cause for plan in plans} - {None}:
            assert plan_cause is not None
            examination = ExaminationOrchestrator(self.db)
            await examination.examine(business_id, sorted(by_cause[plan_cause]), plan_cause)
            parties = PartyExaminationOrchestrator(self.db)
            await parties.examine_flows(business_id, actor.today, plan_cause)

    async def _still_wrong(self, business_id: UUID, plans: Sequence[Planned]) -> Mapping[UUID, str]:
        """The messages of issues that were to be resolved and are not."""
        ids = [plan.issue["id"] for plan in plans if plan.cause is not None]
        rows = await self.db.rows(queries.STATUSES, {"business_id": business_id, "ids": ids}) if ids else []
        return {row["id"]: row["message"] for row in rows if row["status"] == "OPEN"}

    async def _done(self, about: Mapping[str, object]) -> Mapping[UUID, list[Row]]:
        done: dict[UUID, list[Row]] = defaultdict(list)
        for row in await self.db.rows(queries.HOLDING, dict(about)):
            done[row["issue_id"]].append(row)
        return done

    async def _planner(
        self, business_id: UUID, actor: Actor, requests: Sequence[IssueRequest], issues: Sequence[Row]
    ) -> Planner:
        merged = {item.issue_id for item in requests if isinstance(item, Merge)}
        pair_ids = [
            document_id
            for issue in issues
            if issue["id"] in merged and issue["related_document_id"] is not None
            for document_id in (issue["document_id"], issue["related_document_id"])
        ]
        pairs = await self._by_id(queries.PAIRS, business_id, pair_ids)
        claims = await ClaimDataOrchestrator(self.db).claims(business_id, pair_ids)
        party_ids = [
            item.values.party_id
            for item in requests
            if isinstance(item, FixIssue) and item.values is not None and item.values.party_id
        ]
        parties = await self._by_id(queries.PARTY_KINDS, business_id, party_ids)
        return Planner(actor.today, pairs, claims.keys(), {key: row["kind"] for key, row in parties.items()})

    async def _by_id(
        self, statement: Statement, business_id: UUID, ids: Sequence[UUID]
    ) -> Mapping[UUID, Row]:
        if not ids:
            return {}
        rows = await self.db.rows(statement, {"business_id": business_id, "ids": list(ids)})
        return {row["id"]: row for row in rows}


def _suggested(request: IssueRequest, made: Sequence[Suggestion]) -> IssueRequest:
    if not isinstance(request, FixIssue) or request.values is not None or not made or made[0].keep_id:
        return request
    return replace(request, values=made[0].values, source=made[0].source)


def _judge(
    planner: Planner,
    request: IssueRequest,
    issue: Row | None,
    done: Mapping[UUID, list[Row]],
    taken: set[object],
) -> Planned | IssueOutcome:
    if issue is None:
        return refused(IssueRefusal.NOT_FOUND, "There is no such issue.", "issueId")
    if issue["id"] in taken:
        message = "The issue is named twice in one request; the first place counts."
        return refused(IssueRefusal.GIVEN_TWICE, message, "issueId", issue_id=issue["id"])
    taken.add(issue["id"])
    # One that is open again is not done, whatever held before.
    is_settled = issue["status"] != "OPEN"
    foreign = _in_other_currency(request, issue)
    if is_settled and foreign is None and any(_is_same(request, row) for row in done.get(issue["id"], ())):
        return IssueOutcome(issue["id"])
    plan = _unusable(request, issue) or foreign or planner.plan(request, issue)
    columns = (
        {(item.document_id, item.field) for item in plan.corrections} if isinstance(plan, Planned) else set()
    )
    if columns & taken:
        message = "Another fix of this request corrects the same field; send it once that is done."
        return refused(IssueRefusal.CONFLICT, message, "issueId", issue_id=issue["id"])
    taken |= columns
    return plan


def _unusable(request: IssueRequest, issue: Row) -> IssueOutcome | None:
    if issue["version"] != request.expected_version:
        message = f"It has changed: it is at version {issue['version']}."
        return refused(IssueRefusal.CONFLICT, message, "expectedVersion", issue_id=issue["id"])
    if issue["status"] != "OPEN":
        message = f"It is {issue['status']}, and nothing need be done."
        return refused(IssueRefusal.NOT_OPEN, message, "issueId", issue_id=issue["id"])
    return None


def _in_other_currency(request: IssueRequest, issue: Row) -> IssueOutcome | None:
    """Why the amounts of a fix cannot be the document's."""
    if not isinstance(request, FixIssue) or issue["currency_code"] is None:
        return None
    for path, message in in_other_currency(request.written, issue["currency_code"]):
        return refused(IssueRefusal.WRONG_CURRENCY, message, "fix", path[-1], issue_id=issue["id"])
    return None


def _is_same(request: IssueRequest, row: Row) -> bool:
    """Whether an action that holds is what the request wants: it was sent before."""
    if row["kind"] != _KIND[type(request)]:
        return False
    entered = json.loads(row["entered"] or "{}")
    match request:
        case FixIssue(values=None):
            return True
        case FixIssue(values=FixValues() as values):
            given = values.given().items()
            return bool(given) and all(entered.get(name) == written(value) for name, value in given)
        case Merge(keep_id=keep_id):
            return bool(entered.get("superseded_by") == str(keep_id))
        case IgnoreIssue(reason=reason, whole_party=whole_party):
            return whole_party is (row["party_id"] is not None) and bool(row["reason"] == reason)
        case _:
            return True


def _outcome(result: Planned | IssueOutcome, wrong: Mapping[UUID, str]) -> IssueOutcome:
    if isinstance(result, IssueOutcome):
        return result
    issue_id: UUID = result.issue["id"]
    if issue_id in wrong:
        message = f"It would not help: {wrong[issue_id]}"
        return refused(IssueRefusal.STILL_WRONG, message, "fix", issue_id=issue_id)
    return IssueOutcome(issue_id)
