"""One source record in, one fact or one refusal out."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from zoneinfo import available_timezones

from orchestrators.sources.exports.known import NOTHING, Known
from orchestrators.sources.facts import (
    AccountFacts,
    CompanyFacts,
    HeldFacts,
    Origin,
    PartyFacts,
    PartyKind,
    Rejected,
    Removal,
    SourceFacts,
    SourceRecord,
    TermFacts,
)
from orchestrators.sources.quickbooks.entities import canonical
from orchestrators.sources.quickbooks.fields import Fields, UnreadableError
from orchestrators.sources.quickbooks.given_columns import given_columns
from orchestrators.sources.quickbooks.moments import moment
from orchestrators.sources.quickbooks.transactions import SHAPES, document
from orchestrators.sources.rejections import id_of, rejected


def normalise(record: SourceRecord, known: Known = NOTHING) -> SourceFacts | Rejected:
    """The facts of one record: whole, or refused with the name of the first field that cannot be kept.

    Of a document that is known only the version is read. Amounts keep the record's currency and sign.
    Nothing in the record makes this raise.
    """
    fields = Fields(record.data)
    try:
        entity = canonical(record.entity)
        origin = _origin(record, entity, fields)
        if record.data.get("status") == "Deleted":
            return Removal(origin)
        if origin.given is None and known.holds(origin):
            return HeldFacts(origin)
        reader = READERS.get(entity)
        if reader is None:
            raise UnreadableError("", f"Runway does not use {record.entity} records")
        return reader(fields, origin)
    except UnreadableError as refusal:
        return rejected(
            record.file,
            refusal.reason,
            entity=record.entity,
            source_id=id_of(record.data),
            field=refusal.field,
        )


def _origin(record: SourceRecord, entity: str, fields: Fields) -> Origin:
    source_id = fields.identifier("Id")
    if source_id is None:
        raise fields.refuse("Id", "The record has no Id")
    return Origin(
        entity,
        source_id,
        fields.integer("SyncToken") or 0,
        _moment(fields.data, "LastUpdatedTime"),
        _moment(fields.data, "CreateTime"),
        record.answered_at,
        given_columns(fields.data) if fields.boolean("sparse") else None,
        record.file,
    )


def _moment(data: Mapping[str, object], name: str) -> datetime | None:
    # A record is not refused over it, and versions are compared by sync token.
    metadata = data.get("MetaData")
    return moment(metadata.get(name) if isinstance(metadata, dict) else None)


def _company(fields: Fields, origin: Origin) -> CompanyFacts:
    return CompanyFacts(
        origin=origin,
        name=fields.text("CompanyName") or fields.text("LegalName"),
        country=fields.text("Country"),
        time_zone=_time_zone(fields),
        currency_code=None,
    )


def _time_zone(fields: Fields) -> str | None:
    """A zone that exists: a business in one that does not would have no today."""
    name = fields.text("DefaultTimeZone")
    if name is not None and name not in available_timezones():
        raise fields.refuse("DefaultTimeZone", f"{name} is not an IANA time zone")
    return name


def _preferences(fields: Fields, origin: Origin) -> CompanyFacts:
    home = fields.child("CurrencyPrefs").currency("HomeCurrency")
    return CompanyFacts(origin, name=None, country=None, time_zone=None, currency_code=home)


def _account(fields: Fields, origin: Origin) -> AccountFacts:
    return AccountFacts(
        origin=origin,
        name=_first(fields, origin, "Name", "FullyQualifiedName"),
        account_type=fields.text("AccountType"),
        account_subtype=fields.text("AccountSubType"),
        balance=fields.amount("CurrentBalance"),
        currency_code=fields.currency("CurrencyRef"),
        active=_active(fields),
    )


def _party(kind: PartyKind, term: str, fields: Fields, origin: Origin) -> PartyFacts:
    # The space between two given names stands only where both are.
    person = " ".join(filter(None, (fields.text("GivenName"), fields.text("FamilyName"))))
    return PartyFacts(
        origin=origin,
        kind=kind,
        name=_first(fields, origin, "DisplayName", "FullyQualifiedName", "CompanyName", otherwise=person),
        active=_active(fields),
        currency_code=fields.currency("CurrencyRef"),
        term=fields.reference(term),
    )


def _term(fields: Fields, origin: Origin) -> TermFacts:
    return TermFacts(
        origin=origin,
        name=_first(fields, origin, "Name"),
        active=_active(fields),
        due_days=fields.integer("DueDays"),
        discount_percent=fields.number("DiscountPercent", digits=5, places=4),
        discount_days=fields.integer("DiscountDays"),
        day_of_month_due=fields.integer("DayOfMonthDue"),
        due_next_month_days=fields.integer("DueNextMonthDays"),
    )


def _first(fields: Fields, origin: Origin, *names: str, otherwise: str = "") -> str:
    result = next(filter(None, map(fields.text, names)), otherwise)
    if not result and origin.given is None:
        raise fields.refuse(names[0], "The record has no name")
    return result


def _active(fields: Fields) -> bool:
    # Only what was switched off says so.
    return fields.boolean("Active") is not False


READERS: Mapping[str, Callable[[Fields, Origin], SourceFacts]] = MappingProxyType(
    {
        "CompanyInfo": _company,
        "Preferences": _preferences,
        "Account": _account,
        "Vendor": partial(_party, PartyKind.VENDOR, "TermRef"),
        "Customer": partial(_party, PartyKind.CUSTOMER, "SalesTermRef"),
        "Term": _term,
        **{entity: partial(document, shape) for entity, shape in SHAPES.items()},
    }
)
