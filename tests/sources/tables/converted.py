"""The books of a QuickBooks export written as tables, as far as tables can say the same."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from orchestrators.books.documents import DocumentState
from orchestrators.sources.facts import (
    UNDEPOSITED,
    UNNAMED,
    AccountFacts,
    AccountMovement,
    DocumentFacts,
    DocumentKind,
    PartyFacts,
    PartyKind,
    Reference,
    Rejected,
    SourceFacts,
    TermFacts,
)
from orchestrators.sources.quickbooks import responses
from orchestrators.sources.quickbooks.gathering import gathered
from orchestrators.sources.tables.columns import TABLES

Row = dict[str, object]
Rows = Mapping[str, list[Row]]

_OWED = {
    DocumentKind.BILL: ("bills", "vendor"),
    DocumentKind.VENDOR_CREDIT: ("bills", "vendor"),
    DocumentKind.INVOICE: ("invoices", "customer"),
    DocumentKind.CREDIT_MEMO: ("invoices", "customer"),
}
_PAID = {
    DocumentKind.BILL_PAYMENT: ("bill_payments", "vendor", "bill"),
    DocumentKind.PAYMENT: ("payments", "customer", "invoice"),
}
_CREDITS = (DocumentKind.VENDOR_CREDIT, DocumentKind.CREDIT_MEMO)
#: What gives to a payment instead of taking from it.
_CREDIT_ENTITIES = ("VendorCredit", "CreditMemo", "Purchase", "Deposit")
#: Kinds of which every movement stands for itself.
_POSTINGS = DocumentKind.JOURNAL_ENTRY


def facts_of(path: Path) -> list[SourceFacts | Rejected]:
    """What QuickBooks' answers in a folder say."""
    documents = responses.documents(path)
    contents = (
        item
        for document in documents
        for item in ([document] if isinstance(document, Rejected) else responses.contents(*document))
    )
    return list(gathered(contents).records)


def tables_in(path: Path) -> Rows:
    """The rows of each table."""
    records = _naming_alike(facts_of(path))
    terms = {item.origin.source_id: item.name for item in records if isinstance(item, TermFacts)}
    rows: dict[str, list[Row]] = defaultdict(list)
    for item in records:
        if isinstance(item, AccountFacts):
            rows["accounts"].append(_account(item))
        elif isinstance(item, PartyFacts):
            name = "vendors" if item.kind is PartyKind.VENDOR else "customers"
            rows[name].append(_party(item, terms))
        elif isinstance(item, DocumentFacts):
            for name, row in _document(item, terms):
                rows[name].append(row)
    return rows


def _naming_alike(records: list[SourceFacts | Rejected]) -> list[SourceFacts | Rejected]:
    """The records with one name for each account: QuickBooks' references may tell its id alone."""
    names = {item.origin.source_id: item.name for item in records if isinstance(item, AccountFacts)}
    documents = [item for item in records if isinstance(item, DocumentFacts)]
    for movement in (movement for item in documents for movement in item.movements):
        if movement.account.name:
            names.setdefault(movement.account.source_id, movement.account.name)

    def named(movement: AccountMovement) -> AccountMovement:
        source_id = movement.account.source_id
        name = names.get(source_id) or f"Account {source_id}"
        is_known = movement.account is not UNDEPOSITED
        return replace(movement, account=Reference(source_id, name)) if is_known else movement

    return [
        replace(item, movements=tuple(map(named, item.movements)))
        if isinstance(item, DocumentFacts)
        else item
        for item in records
    ]


def write_tables(rows: Rows, folder: Path) -> None:
    """Write a CSV file for each table that has rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, listed in rows.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            # A column that no row fills is left out, as by most programs.
            used = [
                column
                for column in TABLES[name].names
                if any(row.get(column) not in (None, "") for row in listed)
            ]
            writer = csv.DictWriter(file, used, restval="", extrasaction="ignore")
            writer.writeheader()
            writer.writerows({key: _text(value) for key, value in row.items()} for row in listed)


def _text(value: object) -> str:
    # With two places no point can be taken for a separator of thousands.
    return f"{value.normalize():f}" if isinstance(value, Decimal) else "" if value is None else str(value)


def _account(facts: AccountFacts) -> Row:
    return {
        "id": facts.origin.source_id,
        "name": facts.name,
        "type": facts.account_type,
        "subtype": facts.account_subtype,
        "balance": facts.balance,
        "currency": facts.currency_code,
        "active": "yes" if facts.active else "no",
    }


def _party(facts: PartyFacts, terms: Mapping[str, str]) -> Row:
    return {
        "id": facts.origin.source_id,
        "name": facts.name,
        "currency": facts.currency_code,
        "terms": _term(facts.term, terms),
        "active": "yes" if facts.active else "no",
    }


def _term(term: Reference | None, terms: Mapping[str, str]) -> str | None:
    return None if term is None else terms.get(term.source_id, term.name)


def _document(facts: DocumentFacts, terms: Mapping[str, str]) -> Iterator[tuple[str, Row]]:
    common: Row = {
        "id": facts.origin.source_id,
        "number": facts.number,
        "date": facts.issue_date,
        "currency": facts.currency_code,
        "exchange_rate": facts.exchange_rate,
        "note": facts.note,
    }
    if facts.kind in _OWED:
        yield from _owed(facts, common, terms)
    elif facts.kind in _PAID:
        yield from _paid(facts, common)
    else:
        yield from (("cash", row) for row in _cash(facts, common))


def _owed(facts: DocumentFacts, common: Row, terms: Mapping[str, str]) -> Iterator[tuple[str, Row]]:
    name, party = _OWED[facts.kind]
    sign = -1 if facts.kind in _CREDITS else 1
    row = {
        **common,
        party: facts.party and facts.party.name,
        f"{party}_id": facts.party and facts.party.source_id,
        "due_date": facts.due_date,
        "amount": facts.total,
        "balance": facts.balance,
        "type": "credit" if facts.kind in _CREDITS else name.removesuffix("s"),
        "status": "void" if facts.state is DocumentState.VOIDED else None,
        "terms": _term(facts.term, terms),
    }
    if facts.kind is DocumentKind.INVOICE:
        # What was paid as it was written is a payment of its own.
        yield name, row
        for movement in facts.movements:
            given = {"id": f"deposit-{row['id']}", "date": row["date"], "amount": movement.amount}
            parties = {party: row[party], f"{party}_id": row[f"{party}_id"], "invoice_id": row["id"]}
            yield "payments", {**given, **parties, "account": _name(movement.account)}
        return
    lines = [
        {"account": _name(movement.account), "line_amount": movement.amount * sign}
        for movement in facts.movements
    ]
    yield from ((name, {**row, **line}) for line in lines or [{}])


def _name(account: Reference) -> str:
    assert account.name, "accounts were named"
    return account.name


def _paid(facts: DocumentFacts, common: Row) -> Iterator[tuple[str, Row]]:
    name, party, target = _PAID[facts.kind]
    moved = [movement.account for movement in facts.movements]
    row = {
        **common,
        party: facts.party and facts.party.name,
        f"{party}_id": facts.party and facts.party.source_id,
        "account": _name(moved[0]) if moved and moved[0] not in (UNDEPOSITED, UNNAMED) else None,
    }
    parts: list[Row] = [
        {
            f"{target}_id": part.source_id,
            "amount": -part.amount if part.entity in _CREDIT_ENTITIES else part.amount,
        }
        for part in facts.allocations
    ]
    if facts.balance or not parts:
        parts.append({"amount": facts.balance or Decimal(0)})
    yield from ((name, {**row, **part}) for part in parts)


def _cash(facts: DocumentFacts, common: Row) -> Iterator[Row]:
    row = {**common, "type": facts.kind.replace("_", " ").lower()}
    movements = list(facts.movements)
    if not movements:
        yield {**row, "account": "none", "amount": Decimal(0)}
        return
    if facts.kind is _POSTINGS:
        yield from (
            {**row, **_whose(part), "account": _name(part.account), "amount": part.amount}
            for part in movements
        )
        return
    main, *others = movements
    left = main.amount
    for part in others:
        left += part.amount
        sides = {"account": _name(main.account), "other_account": _name(part.account)}
        yield {**row, **_whose(part), **sides, "amount": -part.amount, "payment_id": _brought(facts, part)}
    if left:
        yield {**row, **_whose(main), "account": _name(main.account), "amount": left}


def _brought(facts: DocumentFacts, part: AccountMovement) -> str | None:
    """The payment that a line of a deposit brings to the bank."""
    brought = [item.source_id for item in facts.allocations if item.amount == -part.amount]
    return brought[0] if brought else None


def _whose(movement: AccountMovement) -> Row:
    if movement.party is None:
        return {}
    kind, party = movement.party
    return {
        "counterparty": party.name,
        "counterparty_id": party.source_id,
        "counterparty_kind": kind.lower(),
    }
