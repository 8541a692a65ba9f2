"""The hygiene tray: what is wrong in the books, and how much it matters."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.hygiene import hygiene_tray as queries
from orchestrators.access.business import BusinessDataOrchestrator
from orchestrators.books.cash import Account, account
from orchestrators.books.documents import Document, document
from orchestrators.calculations.hygiene.checks import Severity, stale_sync
from orchestrators.money import Money, money_or_none
from orchestrators.paging import Page, PageRequest, fetch_page


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding of one check, about a document or an account; neither when about the business as a whole.

    A blocking issue keeps its subject out of the decision console.
    """

    id: UUID
    check: str
    severity: Severity
    blocking: bool
    message: str
    subject: Document | None
    account: Account | None
    amount_at_stake: Money | None
    detected_at: datetime


@dataclass(frozen=True, slots=True)
class SeverityCount:
    """How many issues of one severity are open."""

    severity: Severity
    count: int


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
        """A page of issues."""
        return await fetch_page(
            self.db, queries.ISSUES, request, _values(business_id), lambda row: _issue(row, today)
        )

    async def issue(self, business_id: UUID, today: date, issue_id: UUID) -> Issue | None:
        """One issue, or none."""
        row = await self.db.row(queries.ONE, {**_values(business_id), "id": issue_id})
        return None if row is None else _issue(row, today)

    async def counts(self, business_id: UUID) -> tuple[SeverityCount, ...]:
        """Open issues by severity, the worst first; severities without issues are left out."""
        rows = await self.db.rows(queries.COUNTS, _values(business_id))
        return tuple(SeverityCount(Severity(row["severity"]), row["count"]) for row in rows)


def _values(business_id: UUID) -> dict[str, object]:
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
        message=row["message"] or stale_sync.message(row["last_synced_at"], row["freshness_hours"]),
        subject=subject,
        account=None if row["account_id"] is None else account(row, "account_"),
        amount_at_stake=money_or_none(
            row["amount_at_stake"], row["currency_code"] or row["account_currency_code"] or ""
        ),
        detected_at=row["detected_at"],
    )
