"""Accounts, vendors, customers and payment terms out of rows."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from orchestrators.sources.facts import AccountFacts, Origin, PartyFacts, PartyKind, TermFacts
from orchestrators.sources.quickbooks.fields import UnreadableError
from orchestrators.sources.rows import PARTY_ENTITY
from orchestrators.sources.tables.columns import plain
from orchestrators.sources.tables.grouping import Group
from orchestrators.sources.tables.names import Named, term_of, term_reference
from orchestrators.sources.tables.reading.typed import Row

#: As QuickBooks names them; which of them hold cash, the books know.
ACCOUNT_TYPES = (
    *("Bank", "Accounts Receivable", "Other Current Asset", "Fixed Asset", "Other Asset"),
    *("Accounts Payable", "Credit Card", "Other Current Liability", "Long Term Liability", "Equity"),
    *("Income", "Cost of Goods Sold", "Expense", "Other Income", "Other Expense"),
)


def account(group: Group) -> AccountFacts:
    """An account; raises UnreadableError for what cannot be kept."""
    group.be_one("The account is listed several times")
    fields = group.first.fields
    return AccountFacts(
        origin=group.origin("Account"),
        name=_name(group.first),
        account_type=_account_type(fields.text("type")),
        account_subtype=_subtype(fields.text("subtype")),
        balance=fields.amount("balance"),
        currency_code=fields.currency("currency"),
        active=fields.boolean("active") is not False,
    )


def party(kind: PartyKind, group: Group) -> PartyFacts:
    """A vendor or a customer."""
    group.be_one("It is listed several times")
    fields = group.first.fields
    return PartyFacts(
        origin=group.origin(PARTY_ENTITY[kind]),
        kind=kind,
        name=_name(group.first),
        active=fields.boolean("active") is not False,
        currency_code=fields.currency("currency"),
        term=term_reference(group.first),
    )


def named(groups: Iterable[Group]) -> Iterator[Named]:
    """What other tables may name."""
    for group in groups:
        row = group.first
        number = str(row.values.get("number", ""))
        yield Named(row.table.entities[0], group.source_id, str(row.values.get("name", "")), number)


def terms(rows: Iterable[Row]) -> Iterator[TermFacts]:
    """The payment terms that rows name, as far as their names tell what they are."""
    named_terms = {}
    for row in rows:
        reference = None if row.problem else term_reference(row)
        if reference is not None and reference.name:
            named_terms[reference.source_id] = reference.name
    for source_id, name in named_terms.items():
        term = term_of(name)
        yield TermFacts(
            origin=Origin("Term", source_id, 0, None),
            name=name,
            active=True,
            due_days=term.due_days,
            discount_percent=None if term.discount_percent is None else Decimal(term.discount_percent),
            discount_days=term.discount_days,
            day_of_month_due=None,
            due_next_month_days=None,
        )


def _name(row: Row) -> str:
    return row.fields.text("name") or ""


def _account_type(text: str | None) -> str | None:
    """The type by its name, in the singular or plural, with or without (A/P)."""
    if text is None:
        return None
    for name in ACCOUNT_TYPES:
        letters = plain(name)
        plural = letters.removesuffix("y") + "ies" if letters.endswith("y") else letters + "s"
        if plain(text) in (letters, plural, f"{letters}ap", f"{letters}ar"):
            return name
    raise UnreadableError("type", f"'{text[:60]}' is no account type: use one of {', '.join(ACCOUNT_TYPES)}")


def _subtype(text: str | None) -> str | None:
    """Screens show Cash on hand for what is named CashOnHand."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^\w]+", text)) if text else None
