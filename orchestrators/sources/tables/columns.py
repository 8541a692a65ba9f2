"""The tables that an import reads and their columns: what the template has, and what the docs describe."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    ID = "id"
    DAY = "date"
    AMOUNT = "amount"
    RATE = "rate"
    CURRENCY = "currency"
    FLAG = "yes or no"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the template; `aliases` are other headers that mean the same."""

    name: str
    kind: Kind
    description: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `entities` are those of the records that its rows become, `examples` the template's rows.

    It needs one of the columns in `either`; its rows may leave them empty.
    """

    name: str
    entities: tuple[str, ...]
    columns: tuple[Column, ...]
    examples: tuple[Mapping[str, str], ...]
    either: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that no row may leave empty."""
        return tuple(column.name for column in self.columns if column.required)

    def lacks(self, given: Set[str]) -> tuple[str, ...]:
        """The columns that the table needs beside these."""
        lacking = tuple(name for name in self.required if name not in given)
        return lacking if not self.either or given & {*self.either} else (*lacking, " or ".join(self.either))


def plain(header: str) -> str:
    """A header without case, spaces and punctuation: "Due Date" and "due_date" are one."""
    return re.sub(r"[\W_]+", "", header.casefold())


def _party(kind: str, other: str) -> tuple[Column, ...]:
    return (
        Column(kind, Kind.TEXT, f"Name of the {kind}.", (f"{kind} name", other)),
        Column(f"{kind}_id", Kind.ID, f"Id of the {kind} in its table, if the name is not enough."),
    )


_NUMBER = Column(
    "number", Kind.ID, "Number printed on the document.", ("num", "doc number", "document number")
)
_DATE = Column("date", Kind.DAY, "Date of the document.", ("transaction date", "txn date"), required=True)
_CURRENCY = Column("currency", Kind.CURRENCY, "Code such as EUR; empty is home currency.", ("currency code",))
_RATE = Column("exchange_rate", Kind.RATE, "Home currency for one unit of the currency.", ("rate",))
_NOTE = Column("note", Kind.TEXT, "Free text.", ("memo", "description", "memo/description"))
_SPENT_ON = Column("account", Kind.TEXT, "Account that it was spent on, by id or name.", ("category",))
_ACTIVE = Column("active", Kind.FLAG, "Whether it is in use; empty is yes.")


def _id(what: str) -> Column:
    return Column("id", Kind.ID, f"Identity of the {what}; never reused. See below for tables without one.")


def _list(name: str, entity: str) -> Table:
    what = name.removesuffix("s")
    columns = (
        _id(what),
        Column("name", Kind.TEXT, "Name.", (what, f"{what} name", "display name"), required=True),
        _CURRENCY,
        Column("terms", Kind.TEXT, "Payment terms, such as Net 30 or 2/10 n30."),
        _ACTIVE,
    )
    examples = ({"id": "1", "name": f"Example {what} Ltd", "terms": "Net 30", "active": "yes"},)
    return Table(name, (entity,), columns, examples)


def _owed(name: str, party: str, other: str, entities: tuple[str, str], *accounts: Column) -> Table:
    what = name.removesuffix("s")
    columns = (
        _id(what),
        Column(
            "number", Kind.ID, f"Number of the {what}.", (*_NUMBER.aliases, f"{what} number", f"{what} no")
        ),
        *_party(party, other),
        Column("date", Kind.DAY, f"Date of the {what}.", (*_DATE.aliases, f"{what} date"), required=True),
        Column("due_date", Kind.DAY, "Date on which it is due.", ("due",)),
        Column("amount", Kind.AMOUNT, "Total with tax; negative is a credit.", ("total",)),
        Column("balance", Kind.AMOUNT, "What is open; empty is unknown.", ("open balance", "balance due")),
        _CURRENCY,
        _RATE,
        *accounts,
        Column("line_amount", Kind.AMOUNT, "Amount of the line; rows with one id are lines of one document."),
        Column("type", Kind.TEXT, f"{what} or credit; empty follows the sign of the amount."),
        Column("status", Kind.TEXT, "open, paid, void or draft; drafts are not imported."),
        Column("terms", Kind.TEXT, "Payment terms, such as Net 30 or 2/10 n30."),
        _NOTE,
    )
    example = {"id": "1", "number": "A-1001", party: f"Example {party} Ltd", "date": "2026-01-31"}
    example |= {"due_date": "2026-03-02", "amount": "1200.00", "balance": "700.00"}
    return Table(name, entities, columns, (example,), either=("amount", "balance"))


def _paid(name: str, party: str, other: str, target: str, entity: str) -> Table:
    columns = (
        _id("payment"),
        _NUMBER,
        _DATE,
        *_party(party, other),
        Column("account", Kind.TEXT, "Bank account or card, by id or name."),
        Column(f"{target}_id", Kind.ID, f"Id of the {target} or credit that this row settles."),
        Column(f"{target}_number", Kind.ID, f"Number of the {target}, if there is no id."),
        Column("amount", Kind.AMOUNT, "What is paid; negative for a credit that is used.", required=True),
        _CURRENCY,
        _RATE,
        _NOTE,
    )
    example = {"id": "1", "date": "2026-02-15", party: f"Example {party} Ltd", "account": "Checking"}
    return Table(name, (entity,), columns, ({**example, f"{target}_id": "1", "amount": "500.00"},))


_ACCOUNTS = Table(
    "accounts",
    ("Account",),
    (
        _id("account"),
        Column("name", Kind.TEXT, "Name.", ("account", "account name"), required=True),
        Column(
            "number", Kind.ID, "Number in the chart of accounts.", ("code", "account number", "account code")
        ),
        Column("type", Kind.TEXT, "Type as QuickBooks names it, such as Bank or Expense.", ("account type",)),
        Column("subtype", Kind.TEXT, "Subtype as QuickBooks names it.", ("detail type",)),
        Column("balance", Kind.AMOUNT, "Balance now, without sub-accounts; empty is unknown."),
        _CURRENCY,
        _ACTIVE,
    ),
    (
        {"id": "1", "name": "Checking", "type": "Bank", "subtype": "Checking", "balance": "25000.00"},
        {"id": "2", "name": "Rent", "type": "Expense", "subtype": "RentOrLeaseOfBuildings"},
    ),
)

_CASH = Table(
    "cash",
    ("Cash",),
    (
        _id("movement"),
        _NUMBER,
        _DATE,
        Column("account", Kind.TEXT, "Account that the money moved on, by id or name.", required=True),
        Column("amount", Kind.AMOUNT, "Positive into the account, negative out of it.", required=True),
        Column(
            "other_account", Kind.TEXT, "Account on the other side, by id or name.", ("split", "category")
        ),
        Column("type", Kind.TEXT, "Kind of movement, such as transfer; empty follows the sign."),
        Column("counterparty", Kind.TEXT, "Who paid or was paid.", ("name", "payee")),
        Column("counterparty_id", Kind.ID, "Id of the counterparty in its table."),
        Column("counterparty_kind", Kind.TEXT, "vendor or customer; empty follows the sign."),
        Column(
            "payment_id",
            Kind.ID,
            "Id of the payment, or of the sales receipt in this table, that a deposit brings.",
        ),
        _CURRENCY,
        _RATE,
        _NOTE,
    ),
    (
        {
            "id": "1",
            "date": "2026-02-01",
            "account": "Checking",
            "amount": "-1500.00",
            "other_account": "Rent",
            "counterparty": "Example landlord",
        },
    ),
)

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            _ACCOUNTS,
            _list("vendors", "Vendor"),
            _list("customers", "Customer"),
            _owed("bills", "vendor", "supplier", ("Bill", "VendorCredit"), _SPENT_ON),
            _owed("invoices", "customer", "client", ("Invoice", "CreditMemo")),
            _paid("bill_payments", "vendor", "supplier", "bill", "BillPayment"),
            _paid("payments", "customer", "client", "invoice", "Payment"),
            _CASH,
        )
    }
)
