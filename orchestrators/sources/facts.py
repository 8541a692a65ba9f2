"""What a source says, in our words: frozen records on their way from a file to the books."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from orchestrators.books.documents import DocumentState


class PartyKind(StrEnum):
    """The two sides a business deals with."""

    VENDOR = "VENDOR"
    CUSTOMER = "CUSTOMER"


class DocumentKind(StrEnum):
    """Every kind of transaction that the books keep."""

    BILL = "BILL"
    BILL_PAYMENT = "BILL_PAYMENT"
    VENDOR_CREDIT = "VENDOR_CREDIT"
    INVOICE = "INVOICE"
    PAYMENT = "PAYMENT"
    CREDIT_MEMO = "CREDIT_MEMO"
    PURCHASE = "PURCHASE"
    DEPOSIT = "DEPOSIT"
    TRANSFER = "TRANSFER"
    JOURNAL_ENTRY = "JOURNAL_ENTRY"
    SALES_RECEIPT = "SALES_RECEIPT"
    REFUND_RECEIPT = "REFUND_RECEIPT"
    CREDIT_CARD_PAYMENT = "CREDIT_CARD_PAYMENT"


class RejectionCause(StrEnum):
    """What kept a record out of the books: the record itself, or what the source answered instead of it."""

    RECORD = "RECORD"
    UNUSED = "UNUSED"
    FILE = "FILE"
    FAULT = "FAULT"
    THROTTLED = "THROTTLED"
    UNAUTHORIZED = "UNAUTHORIZED"
    MORE_PAGES = "MORE_PAGES"


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One record as the file holds it; numbers with a fraction are Decimal.

    `answered_at` is the time of the response around it, with its offset; None when that is not given.
    """

    file: str
    entity: str
    data: dict[str, object]
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """What could not be read, and why; `field` is the source's name, empty for a whole record."""

    file: str
    entity: str
    source_id: str
    field: str
    reason: str
    cause: RejectionCause = RejectionCause.RECORD


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer to another record of the same realm; the name may be missing or old."""

    source_id: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record comes from; a higher sync token is a newer version.

    `answered_at` is when the source gave this answer. Of a record that names some of its fields only, `given`
    are the columns that it brings; None for a whole one.
    """

    entity: str
    source_id: str
    sync_token: int
    updated_at: datetime | None
    created_at: datetime | None = None
    answered_at: datetime | None = None
    given: frozenset[str] | None = None
    file: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """The company itself; the time zone is usually absent at the source."""

    origin: Origin
    name: str | None
    country: str | None
    time_zone: str | None
    currency_code: str | None


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account; `balance` is its own, without sub-accounts (those would count twice).

    A posting changes it without a newer version of the account: it is as new as the answer.
    """

    origin: Origin
    name: str
    account_type: str | None
    account_subtype: str | None
    balance: Decimal | None
    currency_code: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A vendor or a customer."""

    origin: Origin
    kind: PartyKind
    name: str
    active: bool
    currency_code: str | None
    term: Reference | None


@dataclass(frozen=True, slots=True)
class TermFacts:
    """Payment terms: 2/10 n30 is discount_percent 2, discount_days 10, due_days 30."""

    origin: Origin
    name: str
    active: bool
    due_days: int | None
    discount_percent: Decimal | None
    discount_days: int | None
    day_of_month_due: int | None
    due_next_month_days: int | None


@dataclass(frozen=True, slots=True)
class Allocation:
    """The part of a payment that settles another document, in the document's currency."""

    entity: str
    source_id: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Link:
    """A document that another one names, by the one name of its entity."""

    entity: str
    source_id: str


@dataclass(frozen=True, slots=True)
class SharedAmount:
    """What a line of a payment gives to several documents together, in the document's currency."""

    amount: Decimal
    links: tuple[Link, ...]


#: Where money from customers waits for its deposit when the source names no account.
UNDEPOSITED = Reference("", "Undeposited Funds")
#: Where money went, or came from, that the source names no account of: one of unknown type, so that it counts
#: as an account that the books lack. Ids of sources are never blank.
UNNAMED = Reference(" ", "Account that is not named")


@dataclass(frozen=True, slots=True)
class AccountMovement:
    """What a document did to one account, in the document's currency, and on whose account that was.

    Positive is a debit, money into it (a deposit, paying off a card); negative is a credit,
    money out of it (a cheque, a purchase by card). A transfer is two that add up to zero.
    """

    account: Reference
    amount: Decimal
    party: tuple[PartyKind, Reference] | None = None


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A transaction with everything that hangs on it: stored whole or not at all.

    `settled_by` are payments and credits that a bill or an invoice names: how much they settle of it is told
    by them alone. `shared` is what a payment gives to several bills or invoices; it is part of the balance,
    as unapplied, until the books can tell which of them got how much. Of a bill `line_without_account` is
    whether a line that costs something names no account.
    """

    origin: Origin
    kind: DocumentKind
    state: DocumentState
    number: str | None
    party_kind: PartyKind | None
    party: Reference | None
    term: Reference | None
    issue_date: date | None
    due_date: date | None
    total: Decimal | None
    balance: Decimal | None
    currency_code: str | None
    exchange_rate: Decimal | None
    note: str | None
    allocations: tuple[Allocation, ...] = ()
    settled_by: tuple[Link, ...] = ()
    shared: tuple[SharedAmount, ...] = ()
    movements: tuple[AccountMovement, ...] = ()
    line_without_account: bool = False


@dataclass(frozen=True, slots=True)
class HeldFacts:
    """A document that the books hold in this very version, so that nobody read what else it says."""

    origin: Origin


@dataclass(frozen=True, slots=True)
class Removal:
    """A record is gone: the source says so, or a full export lacks it (`is_absence`)."""

    origin: Origin
    is_absence: bool = False


SourceFacts = CompanyFacts | AccountFacts | PartyFacts | TermFacts | DocumentFacts | HeldFacts | Removal
