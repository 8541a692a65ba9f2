"""The hygiene tray: what is wrong in the books, and how much it matters."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.hygiene import hygiene_tray as queries
from orchestrators.access.business import BusinessDataOrchestrator
from orchestrators.access.people import Person
from orchestrators.books.cash import Account, account
from orchestrators.books.documents import (
    Counterparty,
    Document,
    DocumentDataOrchestrator,
    counterparty,
    document,
)
from orchestrators.calculations.hygiene.checks import Severity, stale_sync
from orchestrators.hygiene.keeping import Cause
from orchestrators.money import Money, money_or_none
from orchestrators.paging import MAX_LINKED, Compare, Op, Order, Page, PageRequest, fetch_page, fetch_pages


class IssueStatus(StrEnum):
    """What became of an issue."""

    OPEN = "OPEN"
    IGNORED = "IGNORED"
    RESOLVED = "RESOLVED"


class IssueSubjectKind(StrEnum):
    """What an issue is about."""

    BILL = "BILL"
    INVOICE = "INVOICE"
    ACCOUNT = "ACCOUNT"
    COUNTERPARTY = "COUNTERPARTY"
    BUSINESS = "BUSINESS"


class IssueActionKind(StrEnum):
    """What a person did about an issue."""

    FIX = "FIX"
    IGNORE = "IGNORE"
    KEEP_BOTH = "KEEP_BOTH"
    MERGE = "MERGE"


class IssueActionStatus(StrEnum):
    """Whether what a person did still holds."""

    ACTIVE = "ACTIVE"
    SUPERSEDED = "SUPERSEDED"
    UNDONE = "UNDONE"


WORST_FIRST = (Order("severity", descending=True), Order("amount_at_stake", descending=True))


@dataclass(frozen=True, slots=True)
class IssueAction:
    """What a person did about an issue."""

    id: UUID
    kind: IssueActionKind
    status: IssueActionStatus
    reason: str | None
    source: str | None
    taken_at: datetime
    taken_by: Person


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding of one check, about a document, an account or a party; none when about the business.

    An open blocking issue keeps its subject out of the decision console. `version` counts its changes.
    `act_by` is the day on which the money of an open document is due to move.
    """

    id: UUID
    check: str
    severity: Severity
    blocking: bool
    issue_status: IssueStatus
    version: int
    message: str
    subject_kind: IssueSubjectKind
    document: Document | None
    account: Account | None
    counterparty: Counterparty | None
    related_id: UUID | None
    related_document: Document | None
    amount_at_stake: Money | None
    act_by_date: date | None
    detected_at: datetime
    resolved_at: datetime | None
    resolved_by: Cause | None
    last_action: IssueAction | None
    #: The issues that were read with it: what is asked of one is read for all of them.
    beside: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class SeverityCount:
    """How many issues of one severity are open."""

    severity: Severity
    count: int


@dataclass(frozen=True, slots=True)
class CheckCount:
    """How many issues of one check and severity are open, and how many of them block."""

    check: str
    severity: Severity
    count: int
    blocking: int


@dataclass(frozen=True, slots=True)
class HygieneTray:
    """The tray of one business on one day; its issues are read by the page."""

    as_of: date
    last_synced_at: datetime | None
    is_stale: bool


@dataclass(frozen=True, slots=True)
class HygieneTrayDataOrchestrator:
    """Reads what the checks found; fixes nothing, keeps nothing."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, today: date) -> HygieneTray:
        """The tray as of the business's local date, and how fresh its source is."""
        business = await BusinessDataOrchestrator(self.db).get_data(business_id)
        return HygieneTray(today, business.last_synced_at, business.is_stale)

    async def issues(self, business_id: UUID, today: date, request: PageRequest) -> Page[Issue]:
        """A page of issues in any status, unless filtered. Raises `BadInput` as `fetch_page` does."""
        page = await fetch_page(
            self.db, queries.ISSUES, request, tray_values(business_id), lambda row: _issue(row, today)
        )
        return page.of(await self._with_related(business_id, today, page.nodes))

    async def by_id(
        self, business_id: UUID, today: date, issue_ids: Collection[UUID]
    ) -> Mapping[UUID, Issue]:
        """Issues by their ids, in any status; what is not there is not in it."""
        rows = await self.db.rows(queries.BY_IDS, {**tray_values(business_id), "ids": list(issue_ids)})
        issues = await self._with_related(business_id, today, [_issue(row, today) for row in rows])
        return {issue.id: issue for issue in issues}

    async def of_documents(
        self, business_id: UUID, today: date, document_ids: Collection[UUID]
    ) -> Mapping[UUID, tuple[Issue, ...]]:
        """The open issues about documents, the worst first, at most 10 of one document."""
        worst = PageRequest(
            MAX_LINKED, where=Compare("issue_status", Op.EQ, IssueStatus.OPEN), order=WORST_FIRST
        )
        pages = await fetch_pages(
            self.db,
            queries.ISSUES,
            "document_id",
            document_ids,
            worst,
            tray_values(business_id),
            lambda row: _issue(row, today),
        )
        issues = [issue for page in pages.values() for issue in page.nodes]
        made = {issue.id: issue for issue in await self._with_related(business_id, today, issues)}
        return {key: tuple(made[issue.id] for issue in page.nodes) for key, page in pages.items()}

    async def _with_related(self, business_id: UUID, today: date, issues: Sequence[Issue]) -> list[Issue]:
        """The same with the documents that they relate to, of one statement or none."""
        ids = [issue.related_id for issue in issues if issue.related_id is not None]
        related = await DocumentDataOrchestrator(self.db).by_id(business_id, today, ids)
        beside = tuple(issue.id for issue in issues)
        return [
            replace(
                issue,
                related_document=None if issue.related_id is None else related.get(issue.related_id),
                beside=beside,
            )
            for issue in issues
        ]

    async def check_counts(self, business_id: UUID) -> tuple[CheckCount, ...]:
        """Open issues by check and severity, the worst first; those without issues are left out."""
        rows = await self.db.rows(queries.COUNTS, tray_values(business_id))
        return tuple(
            CheckCount(row["check_name"], Severity(row["severity"]), row["count"], row["blocking"])
            for row in rows
        )

    async def counts(self, business_id: UUID) -> tuple[SeverityCount, ...]:
        """The same by severity."""
        by_severity: Counter[Severity] = Counter()
        for item in await self.check_counts(business_id):
            by_severity[item.severity] += item.count
        return tuple(SeverityCount(severity, count) for severity, count in by_severity.items())


def tray_values(business_id: UUID) -> dict[str, object]:
    """What every statement of the tray needs."""
    return {
        "business_id": business_id,
        "stale_check": stale_sync.NAME,
        "stale_severity": int(stale_sync.SEVERITY),
    }


def _issue(row: Row, today: date) -> Issue:
    subject = None if row["document_id"] is None else document(row, today)
    return Issue(
        id=row["id"],
        check=row["check_name"],
        severity=Severity(row["severity"]),
        blocking=row["blocking"],
        issue_status=IssueStatus(row["status"]),
        version=row["version"],
        message=row["message"] or stale_sync.message(row["last_synced_at"], row["freshness_hours"]),
        subject_kind=IssueSubjectKind(row["subject_kind"]),
        document=subject,
        account=None if row["account_id"] is None else account(row, "account_"),
        counterparty=counterparty(row, "whose_"),
        related_id=row["related_document_id"],
        related_document=None,
        amount_at_stake=money_or_none(
            row["amount_at_stake"], row["currency_code"] or row["account_currency_code"] or ""
        ),
        act_by_date=row["act_by"],
        detected_at=row["detected_at"],
        resolved_at=row["resolved_at"],
        resolved_by=None if row["resolved_by"] is None else Cause(row["resolved_by"]),
        last_action=_action(row),
    )


def _action(row: Row) -> IssueAction | None:
    if row["action_id"] is None:
        return None
    return IssueAction(
        id=row["action_id"],
        kind=IssueActionKind(row["action_kind"]),
        status=IssueActionStatus(row["action_status"]),
        reason=row["action_reason"],
        source=row["action_source"],
        taken_at=row["action_at"],
        taken_by=Person(row["action_by"]),
    )
