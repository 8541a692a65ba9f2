"""Filters a second time, in plain Python: what they compare, and what that should let through."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.schema.decisions.desk import LATER, in_days

Node = Mapping[str, Any]
#: A GraphQL input object: {"dueDate": {"lt": "2026-12-01"}, "or": [...]}.
Given = dict[str, Any]


def text(value: Any) -> Any:
    """Names, ids and words compare as they are."""
    return value


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of a kind are read, and the operators that its filter has."""

    read: Callable[[Any], Any]
    operators: tuple[str, ...]


_ORDERED = ("eq", "lt", "lte", "gt", "gte", "isNull")
AMOUNT = Kind(Decimal, _ORDERED)
DAY = Kind(date.fromisoformat, _ORDERED)
TEXT = Kind(text, ("eq", "in", "contains", "isNull"))
ID = Kind(text, ("eq", "in", "isNull"))
WORD = Kind(text, ("eq", "in"))
FLAG = Kind(text, ("eq",))
MOMENT = Kind(datetime.fromisoformat, ("eq", "lt", "lte", "gt", "gte"))
KIND_OF = {
    "DecimalFilter": AMOUNT,
    "DateFilter": DAY,
    "DateTimeFilter": MOMENT,
    "StringFilter": TEXT,
    "IDFilter": ID,
    "BooleanFilter": FLAG,
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A field of a filter: its kind, where a node shows the value, values worth comparing with."""

    kind: Kind
    path: str
    values: tuple[Any, ...]

    def of(self, node: Node) -> Any:
        """The value in a node, as it compares; None where unknown."""
        result: Any = node
        for step in self.path.split("."):
            result = None if result is None else result[step]
        return None if result is None else self.kind.read(result)

    def questions(self) -> Iterator[Given]:
        """Every operator with every value."""
        for name in self.kind.operators:
            if name == "isNull":
                yield from ({name: True}, {name: False})
            elif name == "in":
                yield from ({name: []}, {name: list(self.values)}, {name: list(self.values[:1])})
            else:
                yield from ({name: value} for value in self.values)


_DOCUMENT = {
    "kind": Compared(WORD, "kind", ("BILL", "INVOICE")),
    "state": Compared(WORD, "state", ("OPEN", "SETTLED", "VOIDED", "DELETED")),
    "counterpartyId": Compared(ID, "counterparty.id", ()),
    "documentNumber": Compared(TEXT, "documentNumber", ("N-3", "n-1", "%", "_", "\\", "", "x' OR true --")),
    "issueDate": Compared(DAY, "issueDate", ("2026-09-01", "2026-09-20", "1900-01-01")),
    "dueDate": Compared(DAY, "dueDate", ("2026-11-18", "2026-12-04", "2199-12-31")),
    "openBalance": Compared(AMOUNT, "openBalance.amount", ("10", "5.50", "-1", "0", "999999999999999.99999")),
    "total": Compared(AMOUNT, "total.amount", ("10.250", "99.5", "1e1", "-0", "0.00001")),
    "tier": Compared(WORD, "tier", ("STRATEGIC", "STANDARD", "COMMODITY")),
    "hasDecision": Compared(FLAG, "hasDecision", (True, False)),
}
_PARTY = {
    "name": Compared(TEXT, "name", ("Paper 1", "paper", "APER 2", "nobody", "%")),
    "active": Compared(FLAG, "active", (True, False)),
}
_SHOWN = (
    "id kind state documentNumber issueDate dueDate total { amount } openBalance { amount } "
    "counterparty { id name }"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, how to ask for it with a filter, the input type of the filter, and its fields."""

    query: str
    input_type: str
    fields: Mapping[str, Compared]
    #: What holds unless the filter names the field, and a filter that lets everything through.
    implied: Mapping[str, Any] = field(default_factory=dict)
    everything: Given | None = None

    def meant(self, given: Given) -> Given:
        """The filter with what it leaves to the list."""
        unnamed = {name: value for name, value in self.implied.items() if name not in set(_names(given))}
        return {"and": [unnamed, given]}

    def ask(self) -> str:
        """The whole document; its variable is the filter."""
        return f"query ($f: {self.input_type}) {{ {self.query} }}"


LISTS = {
    "bills": Listed(f"bills(first: 100, filter: $f) {{ nodes {{ {_SHOWN} }} }}", "DocumentFilter", _DOCUMENT),
    "invoices": Listed(
        f"invoices(first: 100, filter: $f) {{ nodes {{ {_SHOWN} }} }}", "DocumentFilter", _DOCUMENT
    ),
    "items": Listed(
        f"decisionConsole {{ items(first: 100, filter: $f) {{ nodes {{ {_SHOWN} }} }} }}",
        "DocumentFilter",
        _DOCUMENT,
    ),
    "vendors": Listed("vendors(first: 100, filter: $f) { nodes { id name active } }", "PartyFilter", _PARTY),
    "customers": Listed(
        "customers(first: 100, filter: $f) { nodes { id name active } }", "PartyFilter", _PARTY
    ),
    "accounts": Listed(
        "accounts(first: 100, filter: $f) { nodes { id name accountType active } }",
        "AccountFilter",
        {
            "name": Compared(TEXT, "name", ("Checking 1", "checking", "%")),
            "accountType": Compared(TEXT, "accountType", ("Bank", "bank", "Credit")),
            "active": Compared(FLAG, "active", (True, False)),
        },
    ),
    "queue": Listed(
        "decisionConsole { queue(first: 100, filter: $f) { nodes { id status action date isStale "
        "amount { amount } item { id kind dueDate counterparty { id } } } } }",
        "DecisionFilter",
        {
            "status": Compared(WORD, "status", ("PROPOSED", "WITHDRAWN", "FINALIZED", "FAILED")),
            "action": Compared(WORD, "action", ("PAY", "DELAY", "CHASE", "EXPECT")),
            "kind": Compared(WORD, "item.kind", ("BILL", "INVOICE")),
            "itemId": Compared(ID, "item.id", ()),
            "counterpartyId": Compared(ID, "item.counterparty.id", ()),
            "dueDate": Compared(DAY, "item.dueDate", ("2026-11-18", "2026-12-04", "2199-12-31")),
            "date": Compared(DAY, "date", (in_days(LATER), "2199-12-31", "1900-01-01")),
            "amount": Compared(AMOUNT, "amount.amount", ("10", "120.0", "5.50", "0")),
            "isStale": Compared(FLAG, "isStale", (True, False)),
        },
    ),
    "outbox": Listed(
        "outbox(first: 100, filter: $f) { nodes { id instructionKind date acknowledgedAt decisionId "
        "item { id counterparty { id } } } }",
        "InstructionFilter",
        {
            "instructionKind": Compared(
                WORD, "instructionKind", ("PAYMENT", "REMINDER", "EXPECTED_DATE", "HOLD")
            ),
            "acknowledged": Compared(FLAG, "acknowledged", (True, False)),
            "decisionId": Compared(ID, "decisionId", ()),
            "itemId": Compared(ID, "item.id", ()),
            "counterpartyId": Compared(ID, "item.counterparty.id", ()),
            "date": Compared(DAY, "date", (in_days(LATER), "2199-12-31", "1900-01-01")),
        },
    ),
    "auditTrail": Listed(
        "auditTrail(first: 100, filter: $f) { nodes { id happenedAt eventKind subjectId actor { email } } }",
        "AuditEventFilter",
        {
            "eventKind": Compared(WORD, "eventKind", ("DECISION", "ISSUE", "IMPORT", "SETTINGS")),
            "subjectId": Compared(ID, "subjectId", ()),
            "actorEmail": Compared(
                TEXT, "actor.email", ("operator@runway.invalid", "OWNER", "nobody@example.org")
            ),
            "happenedAt": Compared(
                MOMENT, "happenedAt", ("2026-01-01T00:00:00Z", "2199-12-31T23:30:00+01:00")
            ),
        },
    ),
    "rejectedRecords": Listed(
        "rejectedRecords(first: 100, filter: $f) { nodes { id importId isOfLastImport importedAt cause "
        "entity file sourceId } }",
        "RejectedRecordFilter",
        {
            "importId": Compared(ID, "importId", ()),
            "isOfLastImport": Compared(FLAG, "isOfLastImport", (True, False)),
            "importedAt": Compared(
                MOMENT, "importedAt", ("2026-01-01T00:00:00Z", "2199-12-31T23:30:00+01:00")
            ),
            "cause": Compared(WORD, "cause", ("RECORD", "UNUSED", "MORE_PAGES")),
            "entity": Compared(TEXT, "entity", ("Estimate", "estim", "")),
            "file": Compared(TEXT, "file", ("records.json", "JSON", "%")),
            "sourceId": Compared(TEXT, "sourceId", ("1", "", "x")),
        },
    ),
    "issues": Listed(
        "hygieneTray { issues(first: 100, filter: $f) { nodes { id check severity blocking issueStatus "
        "subjectKind detectedAt counterparty { id } document { id kind } amountAtStake { amount } } } }",
        "IssueFilter",
        {
            "check": Compared(WORD, "check", ("MISSING_DUE_DATE", "MISSING_AMOUNT", "STALE_SYNC")),
            "severity": Compared(WORD, "severity", ("LOW", "MEDIUM", "HIGH", "CRITICAL")),
            "blocking": Compared(FLAG, "blocking", (True, False)),
            "kind": Compared(WORD, "document.kind", ("BILL", "INVOICE")),
            "issueStatus": Compared(WORD, "issueStatus", ("OPEN", "IGNORED", "RESOLVED")),
            "subjectKind": Compared(WORD, "subjectKind", ("BILL", "INVOICE", "ACCOUNT", "BUSINESS")),
            "counterpartyId": Compared(ID, "counterparty.id", ()),
            "detectedAt": Compared(
                MOMENT, "detectedAt", ("2026-01-01T00:00:00Z", "2199-12-31T23:30:00+01:00")
            ),
            "documentId": Compared(ID, "document.id", ()),
            "amountAtStake": Compared(AMOUNT, "amountAtStake.amount", ("10", "99.50", "0")),
        },
        implied={"issueStatus": {"eq": "OPEN"}},
        everything={"issueStatus": {"in": ["OPEN", "IGNORED", "RESOLVED"]}},
    ),
}


def _names(given: Given) -> Iterator[str]:
    """Every field that a filter names, however deep."""
    for name, value in given.items():
        yield name
        if name in ("and", "or", "not"):
            for part in value if isinstance(value, list) else [value]:
                yield from _names(part)


_ORDER: Mapping[str, Callable[[Any, Any], Any]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def lets_through(fields: Mapping[str, Compared], given: Given, node: Node) -> bool:
    """Whether all of it holds; a comparison with an unknown value does not."""
    return all(_part(fields, name, value, node) for name, value in given.items())


def _part(fields: Mapping[str, Compared], name: str, value: Any, node: Node) -> bool:
    if name == "and":
        return all(lets_through(fields, part, node) for part in value)
    if name == "or":
        return any(lets_through(fields, part, node) for part in value)
    if name == "not":
        return not lets_through(fields, value, node)
    compared = fields[name]
    return all(_holds(compared.kind, op, compared.of(node), operand) for op, operand in value.items())


def _holds(kind: Kind, op: str, value: Any, operand: Any) -> bool:
    if op == "isNull":
        return (value is None) is operand
    if value is None:
        return False
    if op == "in":
        return value in [kind.read(item) for item in operand]
    if op == "contains":
        return bool(operand.lower() in value.lower())
    if op == "eq":
        return bool(value == kind.read(operand))
    return bool(_ORDER[op](value, kind.read(operand)))
