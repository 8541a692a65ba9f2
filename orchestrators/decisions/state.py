"""A decision as its steps change it, and the document that it is about as it is now."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.books import Row
from orchestrators.calculations.decisions.approvals import approvals_needed, at_home
from orchestrators.calculations.decisions.claims import Claim
from orchestrators.calculations.decisions.readiness import Readiness, readiness
from orchestrators.calculations.decisions.terms import DecisionTerms, Item, kept
from orchestrators.calculations.decisions.words import ChaseStage, DecisionAction, DecisionStatus, Refusal
from orchestrators.money import plain
from orchestrators.settings.approvals import Rules


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What the table `decision` holds of one; the document's part is what somebody last looked at."""

    id: UUID
    document_id: UUID
    status: DecisionStatus
    action: DecisionAction
    planned_on: date | None
    amount: Decimal
    stage: ChaseStage | None
    note: str | None
    override_reason: str | None
    version: int
    proposed_by: UUID
    proposed_by_email: str
    author_id: UUID
    terms_version: int
    document_sync_token: int | None
    document_balance: Decimal | None
    document_due_date: date | None
    document_total: Decimal | None
    failure_code: Refusal | None = None
    failure_reason: str | None = None

    @property
    def terms(self) -> DecisionTerms:
        """What was said when it was decided: the amount only where a part is paid."""
        return kept(DecisionTerms(self.action, self.planned_on, self.amount, self.stage), self.action)

    def with_terms(self, terms: DecisionTerms) -> "DecisionRecord":
        """The same with other terms, made whole."""
        assert terms.amount is not None, "terms that are whole have an amount"
        return replace(
            self, action=terms.action, planned_on=terms.day, amount=terms.amount, stage=terms.stage
        )

    def seen(self, subject: "DecidedDocument") -> "DecisionRecord":
        """The same once somebody has looked at the document as it is now."""
        return replace(
            self,
            document_sync_token=subject.sync_token,
            document_balance=subject.balance,
            document_due_date=subject.due_date,
            document_total=subject.total,
        )

    def trail_fields(self) -> dict[str, str | int | bool | None]:
        """For the trail: fields as the API calls them, amounts as texts."""
        return {name: _text(getattr(self, field)) for field, name in _TRAIL_NAMES.items()}


_TRAIL_NAMES = {
    "status": "status",
    "action": "action",
    "planned_on": "date",
    "amount": "amount",
    "stage": "stage",
    "note": "note",
    "override_reason": "overrideReason",
    "document_sync_token": "documentVersion",
    "document_balance": "openBalance",
    "failure_code": "failureCode",
    "failure_reason": "failureReason",
    "version": "version",
}


@dataclass(frozen=True, slots=True)
class DecidedDocument:
    """A bill or an invoice as it is now; `ready` is open, complete and without a blocking issue."""

    id: UUID
    kind: str
    is_open: bool
    ready: bool
    sync_token: int | None
    balance: Decimal | None
    due_date: date | None
    total: Decimal | None
    currency_code: str
    exchange_rate: Decimal | None

    @property
    def is_bill(self) -> bool:
        """Whether it is one."""
        return self.kind == "BILL"

    @property
    def item(self) -> Item:
        """What terms depend on; only of one that is ready."""
        assert self.due_date is not None, "an item that is ready has a due date"
        assert self.balance is not None, "an item that is ready has a balance"
        return Item(self.is_bill, self.due_date, self.balance, self.currency_code)

    def readiness(self, rules: Rules, claims: Iterable[Claim] = ()) -> Readiness:
        """Whether something may be decided about it now, beside what is decided already."""
        return readiness(
            is_open=self.is_open,
            is_blocked=not self.ready,
            claims=claims,
            books_are_stale=rules.books_are_stale,
        )

    def needed(self, rules: Rules, state: DecisionRecord) -> int:
        """How many other people must approve a decision about it."""
        amount = at_home(state.amount, self.currency_code, rules.home, self.exchange_rate)
        return approvals_needed(rules.policy.limits, state.action, amount)


@dataclass(frozen=True, slots=True)
class Held:
    """A decision that nobody else changes until this transaction ends."""

    state: DecisionRecord
    subject: DecidedDocument
    is_stale: bool


def state_of(row: Row) -> DecisionRecord:
    """From a row of `db.queries.decision_console`."""
    result = {field: row[field] for field in DecisionRecord.__dataclass_fields__}
    stage, code = result["stage"], result["failure_code"]
    return DecisionRecord(
        **{
            **result,
            "status": DecisionStatus(result["status"]),
            "action": DecisionAction(result["action"]),
            "stage": None if stage is None else ChaseStage(stage),
            "failure_code": None if code is None else Refusal(code),
        }
    )


def subject_of(row: Row) -> DecidedDocument:
    """From a row that has the columns of a document for decision."""
    return DecidedDocument(
        row["document_id"],
        row["kind"],
        row["state"] == "OPEN",
        row["ready"],
        row["sync_token"],
        row["balance"],
        row["due_date"],
        row["total"],
        row["currency_code"],
        row["exchange_rate"],
    )


def columns(state: DecisionRecord) -> dict[str, object]:
    """The state as the table takes it."""
    return asdict(state)


def _text(value: object) -> str | int | bool | None:
    if value is None or isinstance(value, str | int):
        return value
    return plain(value) if isinstance(value, Decimal) else str(value)
