"""What a request comes to, judged against the issue and its document: a plan, or why it is refused."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from db.books import Row
from orchestrators.calculations.hygiene.checks.base import CheckName
from orchestrators.calculations.hygiene.fixes import (
    FIELD_NAMES,
    FixValues,
    IssueRefusal,
    home_problem,
    nothing_offered,
    problem_of,
)
from orchestrators.hygiene.actions.outcome import IssueOutcome, refused
from orchestrators.hygiene.actions.requests import FixIssue, IgnoreIssue, IssueRequest, KeepBoth, Merge
from orchestrators.hygiene.keeping import Cause

_KIND_OF_PARTY = {"BILL": "VENDOR", "INVOICE": "CUSTOMER"}


@dataclass(frozen=True, slots=True)
class Correction:
    """A column of a document with another value than the version `sync_token` of the source has."""

    document_id: UUID
    field: str
    before: object
    after: object
    sync_token: int | None


@dataclass(frozen=True, slots=True)
class Planned:
    """An action to be written; `party_id` is that of all issues of the check that are ignored with it."""

    id: UUID
    issue: Row
    kind: str
    reason: str | None = None
    party_id: UUID | None = None
    document_id: UUID | None = None
    related_id: UUID | None = None
    corrections: tuple[Correction, ...] = ()
    source: str | None = None

    @property
    def cause(self) -> Cause | None:
        """What resolves the issue; None where it stays and is only known."""
        return None if self.kind == "IGNORE" else Cause(self.kind)


@dataclass(frozen=True, slots=True)
class Planner:
    """Judges the requests of one batch against the rows that are held.

    `claimed` are documents about which a decision is open, or whose payment is instructed.
    """

    today: date
    pairs: Mapping[UUID, Row]
    claimed: Set[UUID]
    party_kinds: Mapping[UUID, str]

    def plan(self, request: IssueRequest, issue: Row) -> Planned | IssueOutcome:
        """What it comes to for an open issue at the version that the caller saw."""
        match request:
            case FixIssue(values=values, source=source):
                return _nothing_to_enter(issue) if values is None else self._fix(values, source, issue)
            case IgnoreIssue():
                return _ignore(request, issue)
            case KeepBoth(reason=reason):
                return _not_a_pair(issue) or Planned(
                    uuid4(),
                    issue,
                    "KEEP_BOTH",
                    reason,
                    None,
                    issue["document_id"],
                    issue["related_document_id"],
                )
            case Merge(keep_id=keep_id):
                return _not_a_pair(issue) or self._merge(keep_id, issue)

    def _fix(self, values: FixValues, source: str | None, issue: Row) -> Planned | IssueOutcome:
        problem = problem_of(
            issue["check_name"], values, issue["issue_date"], issue["due_date"], issue["total"], self.today
        ) or home_problem(values, issue["total"], issue["balance"], issue["exchange_rate"])
        if problem is not None:
            field = () if problem.column is None else (FIELD_NAMES[problem.column],)
            return refused(problem.code, problem.message, "fix", *field, issue_id=issue["id"])
        if values.party_id and self.party_kinds.get(values.party_id) != _KIND_OF_PARTY[issue["kind"]]:
            message = "There is no such counterparty for a document of this kind."
            return refused(IssueRefusal.NOT_FOUND, message, "fix", "counterpartyId", issue_id=issue["id"])
        before = {**issue, "party_id": issue["document_party_id"]}
        corrections = tuple(
            Correction(issue["document_id"], column, before[column], value, issue["sync_token"])
            for column, value in values.beside(issue["balance"]).items()
        )
        return Planned(
            uuid4(),
            issue,
            "FIX",
            document_id=issue["document_id"],
            corrections=corrections,
            source=source,
        )

    def _merge(self, keep_id: UUID, issue: Row) -> Planned | IssueOutcome:
        ids = [issue["document_id"], issue["related_document_id"]]
        if keep_id not in ids:
            message = "Keep one of the two documents that the issue is about."
            return refused(IssueRefusal.NOT_OFFERED, message, "keepId", issue_id=issue["id"])
        gone = self.pairs[ids[1 - ids.index(keep_id)]]
        if gone["has_payments"]:
            message = (
                "The other document has payments: keep that one, or take its payments off at the source."
            )
            return refused(IssueRefusal.HAS_PAYMENTS, message, "keepId", issue_id=issue["id"])
        if gone["id"] in self.claimed:
            message = (
                "A decision about the other document is open, or its payment is instructed: keep that one, "
                "or withdraw the decision first."
            )
            return refused(IssueRefusal.HAS_DECISION, message, "keepId", issue_id=issue["id"])
        token = gone["sync_token"]
        corrections = (
            Correction(gone["id"], "state", gone["state"], "VOIDED", token),
            Correction(gone["id"], "superseded_by", gone["superseded_by"], keep_id, token),
        )
        return Planned(
            uuid4(), issue, "MERGE", document_id=gone["id"], related_id=keep_id, corrections=corrections
        )


def _nothing_to_enter(issue: Row) -> IssueOutcome:
    problem = nothing_offered(issue["check_name"])
    if problem is not None:
        return refused(problem.code, problem.message, "issueId", issue_id=issue["id"])
    message = "Nothing in the books tells what to enter: send the values."
    return refused(IssueRefusal.NO_SUGGESTION, message, "fix", issue_id=issue["id"])


def _ignore(request: IgnoreIssue, issue: Row) -> Planned | IssueOutcome:
    if not request.whole_party:
        return Planned(uuid4(), issue, "IGNORE", request.reason)
    if issue["party_id"] is None:
        message = "The issue is with no counterparty: ignore it alone."
        return refused(IssueRefusal.NOT_OFFERED, message, "wholeCounterparty", issue_id=issue["id"])
    return Planned(uuid4(), issue, "IGNORE", request.reason, issue["party_id"])


def _not_a_pair(issue: Row) -> IssueOutcome | None:
    if issue["check_name"] == CheckName.DUPLICATE and issue["related_document_id"] is not None:
        return None
    message = "Only duplicates are kept or merged."
    return refused(IssueRefusal.NOT_OFFERED, message, "issueId", issue_id=issue["id"])
