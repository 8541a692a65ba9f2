"""Every list with a filter: how it is asked, and where its rows show what the filter compares."""

from tests.schema.comparisons import AMOUNT, DAY, FLAG, ID, MOMENT, TEXT, WORD, Compared, Listed
from tests.schema.decisions.desk import LATER, in_days

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
_TRANSACTION = {
    "state": Compared(WORD, "state", ("OPEN", "SETTLED", "VOIDED", "DELETED")),
    "documentNumber": Compared(TEXT, "documentNumber", ("N-3", "n-1", "%", "")),
    "date": Compared(DAY, "date", ("2026-09-01", "2026-11-01", "1900-01-01")),
    "total": Compared(AMOUNT, "total.amount", ("10.250", "120", "0", "0.00001")),
}
_BESIDE_ITEMS = _TRANSACTION | {
    "counterpartyId": Compared(ID, "counterparty.id", ()),
    "unappliedAmount": Compared(AMOUNT, "unappliedAmount.amount", ("10.250", "120", "0")),
}
_SHOWN_TRANSACTION = "id state documentNumber date total { amount }"
_SHOWN_BESIDE_ITEMS = f"{_SHOWN_TRANSACTION} counterparty {{ id }} unappliedAmount {{ amount }}"
_SHOWN = (
    "id kind state documentNumber issueDate dueDate total { amount } openBalance { amount } "
    "counterparty { id name }"
)

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
            "accountType": Compared(WORD, "accountType", ("BANK", "CREDIT_CARD", "OTHER")),
            "active": Compared(FLAG, "active", (True, False)),
        },
    ),
    "payments": Listed(
        f"payments(first: 100, filter: $f) {{ nodes {{ paymentKind {_SHOWN_BESIDE_ITEMS} }} }}",
        "PaymentFilter",
        _BESIDE_ITEMS | {"paymentKind": Compared(WORD, "paymentKind", ("PAYMENT", "BILL_PAYMENT"))},
    ),
    "credits": Listed(
        f"credits(first: 100, filter: $f) {{ nodes {{ creditKind {_SHOWN_BESIDE_ITEMS} }} }}",
        "CreditFilter",
        _BESIDE_ITEMS | {"creditKind": Compared(WORD, "creditKind", ("VENDOR_CREDIT", "CREDIT_MEMO"))},
    ),
    "journalEntries": Listed(
        f"journalEntries(first: 100, filter: $f) {{ nodes {{ {_SHOWN_TRANSACTION} }} }}",
        "JournalEntryFilter",
        _TRANSACTION,
    ),
    "importRuns": Listed(
        "importRuns(first: 100, filter: $f) { nodes { id importedAt importState realm } }",
        "ImportRunFilter",
        {
            "importedAt": Compared(
                MOMENT, "importedAt", ("2026-01-01T00:00:00Z", "2199-12-31T23:30:00+01:00")
            ),
            "importState": Compared(WORD, "importState", ("COMPLETE", "INCOMPLETE")),
            "realm": Compared(TEXT, "realm", ("default", "AUL", "x")),
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
