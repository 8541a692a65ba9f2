"""Each record becomes whole facts or a refusal that names its field."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from orchestrators.sources.facts import (
    AccountFacts,
    CompanyFacts,
    DocumentFacts,
    Origin,
    PartyFacts,
    PartyKind,
    Reference,
    Rejected,
    Removal,
    SourceFacts,
    SourceRecord,
    TermFacts,
)
from orchestrators.sources.quickbooks.entities import ENTITIES, USED_ENTITIES
from orchestrators.sources.quickbooks.normalise import READERS, normalise


def read(entity: str, **data: object) -> SourceFacts | Rejected:
    return normalise(SourceRecord("a.json", entity, {"Id": "7", **data}))


def refused_field(entity: str, **data: object) -> str:
    text = read(entity, **data)
    assert isinstance(text, Rejected)
    assert (text.file, text.entity) == ("a.json", entity)
    assert text.reason
    return text.field


def bill(**data: object) -> DocumentFacts:
    text = read("Bill", **data)
    assert isinstance(text, DocumentFacts)
    return text


def account(**data: object) -> AccountFacts:
    text = read("Account", **{"Name": "Checking", **data})
    assert isinstance(text, AccountFacts)
    return text


def vendor(**data: object) -> PartyFacts:
    text = read("Vendor", **data)
    assert isinstance(text, PartyFacts)
    return text


def origin(entity: str) -> Origin:
    return Origin(entity, "7", 0, None)


def test_every_used_entity_has_a_reader() -> None:
    assert READERS.keys() | ENTITIES.keys() == USED_ENTITIES
    assert READERS.keys() >= {*ENTITIES.values()}


def test_an_entity_without_a_reader_is_refused() -> None:
    assert read("Item") == Rejected("a.json", "Item", "7", "", "Runway does not use Item records")


@pytest.mark.parametrize(
    "id_",
    [None, "", "  ", True, 1.5, Decimal(1), ["7"], "x" * 51, -(10**49), pytest.param(10**5000, id="long")],
)
def test_a_record_without_a_usable_id_is_refused(id_: object) -> None:
    assert refused_field("Bill", Id=id_) == "Id"


def test_a_record_that_has_no_id_at_all_is_refused() -> None:
    assert normalise(SourceRecord("a.json", "Bill", {})) == Rejected(
        "a.json", "Bill", "", "Id", "The record has no Id"
    )


@pytest.mark.parametrize(
    ("id_", "expected"), [("25", "25"), (25, "25"), (" 25 ", "25"), ("x" * 50, "x" * 50)]
)
def test_ids_become_text(id_: object, expected: str) -> None:
    assert bill(Id=id_).origin.source_id == expected


@pytest.mark.parametrize(("token", "expected"), [("3", 3), (3, 3), (Decimal("3.0"), 3), ("", 0), (None, 0)])
def test_a_sync_token_is_a_count_from_zero(token: object, expected: int) -> None:
    assert bill(SyncToken=token).origin.sync_token == expected
    assert bill().origin.sync_token == 0


@pytest.mark.parametrize("token", ["-1", -1, "1.5", "x", True, {}, 2**31, Decimal("1e999999")])
def test_any_other_sync_token_is_refused(token: object) -> None:
    assert refused_field("Bill", SyncToken=token) == "SyncToken"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2019-01-07T10:47:25-08:00", datetime(2019, 1, 7, 18, 47, 25, tzinfo=UTC)),
        ("2013-07-11T17:54:47.580Z", datetime(2013, 7, 11, 17, 54, 47, 580_000, tzinfo=UTC)),
        ("2019-01-07T10:47:25", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("yesterday", None),
        (5, None),
    ],
)
def test_when_it_was_updated_is_kept_only_with_an_offset(written: object, expected: datetime | None) -> None:
    result = bill(MetaData={"LastUpdatedTime": written}).origin.updated_at
    assert result == expected
    assert result is None or result.astimezone(UTC) - result == timedelta(0)


def test_broken_metadata_costs_nothing() -> None:
    assert bill(MetaData="x").origin.updated_at is None


@pytest.mark.parametrize("entity", ["Bill", "Vendor", "Item"])
def test_a_deletion_is_a_removal_whatever_it_was(entity: str) -> None:
    text = read(entity, status="Deleted", MetaData={"LastUpdatedTime": "2026-01-05T10:00:00Z"})
    assert text == Removal(Origin(entity, "7", 0, datetime(2026, 1, 5, 10, tzinfo=UTC)))


def test_a_deletion_needs_an_id() -> None:
    assert refused_field("Bill", Id="", status="Deleted") == "Id"


def test_the_company_has_its_name_and_its_preferences_the_currency() -> None:
    assert read(
        "CompanyInfo", CompanyName="Acme", Country="US", DefaultTimeZone="America/Denver"
    ) == CompanyFacts(origin("CompanyInfo"), "Acme", "US", "America/Denver", None)
    assert read("CompanyInfo", LegalName="Acme Legal") == CompanyFacts(
        origin("CompanyInfo"), "Acme Legal", None, None, None
    )
    assert read("Preferences", CurrencyPrefs={"HomeCurrency": {"value": "CAD"}}) == CompanyFacts(
        origin("Preferences"), None, None, None, "CAD"
    )
    assert read("Preferences") == CompanyFacts(origin("Preferences"), None, None, None, None)
    assert refused_field("Preferences", CurrencyPrefs={"HomeCurrency": {"value": "?"}}) == (
        "CurrencyPrefs.HomeCurrency"
    )


def test_an_account_has_its_own_balance_without_sub_accounts() -> None:
    result = account(
        AccountType="Bank",
        AccountSubType="Checking",
        CurrentBalance=Decimal("12.5"),
        CurrentBalanceWithSubAccounts=Decimal("99"),
        CurrencyRef={"value": "USD"},
    )
    assert result == AccountFacts(
        origin("Account"), "Checking", "Bank", "Checking", Decimal("12.5"), "USD", active=True
    )
    assert account().balance is None
    assert account(Name="", FullyQualifiedName="Bank:Savings").name == "Bank:Savings"
    assert refused_field("Account") == "Name"


@pytest.mark.parametrize(
    ("written", "expected"),
    [(True, True), (False, False), ("false", False), ("True", True), ("", True), (None, True)],
)
def test_what_does_not_say_that_it_is_inactive_is_active(written: object, expected: bool) -> None:
    assert account(Active=written).active is expected
    assert account().active is True


@pytest.mark.parametrize("written", ["yes", 0, 1, {}, []])
def test_any_other_truth_is_refused(written: object) -> None:
    assert refused_field("Account", Name="Checking", Active=written) == "Active"


NAMES = [
    ("DisplayName", "Norton"),
    ("FullyQualifiedName", "Norton:Lumber"),
    ("CompanyName", "Norton Inc."),
    ("GivenName", "Bessie"),
]


@pytest.mark.parametrize("first", range(len(NAMES)))
def test_a_party_goes_by_the_best_name_that_it_has(first: int) -> None:
    assert vendor(**dict(NAMES[first:])).name == NAMES[first][1]


def test_a_person_goes_by_both_names() -> None:
    assert vendor(GivenName="Bessie", FamilyName="Williams").name == "Bessie Williams"
    assert vendor(FamilyName="Williams").name == "Williams"


def test_a_party_without_a_name_is_refused() -> None:
    assert refused_field("Vendor", DisplayName=" ") == "DisplayName"
    assert refused_field("Customer", PrintOnCheckName="x") == "DisplayName"


def test_a_deleted_party_keeps_its_name() -> None:
    result = vendor(DisplayName="Norton (deleted)", Active=False)
    assert (result.name, result.active) == ("Norton (deleted)", False)


def test_vendors_and_customers_name_their_terms_differently() -> None:
    terms = {"TermRef": {"value": "3"}, "SalesTermRef": {"value": "4"}}
    customer = read("Customer", DisplayName="Acme", **terms)
    assert isinstance(customer, PartyFacts)
    assert (customer.kind, customer.term) == (PartyKind.CUSTOMER, Reference("4", None))
    assert (vendor(DisplayName="Norton").kind, vendor(DisplayName="Norton", **terms).term) == (
        PartyKind.VENDOR,
        Reference("3", None),
    )


def test_terms() -> None:
    standard = read("Term", Name="2/10 n30", DueDays=30, DiscountPercent=Decimal("2.0"), DiscountDays="10")
    assert standard == TermFacts(origin("Term"), "2/10 n30", True, 30, Decimal(2), 10, None, None)
    monthly = read("Term", Name="1st", Active="false", DayOfMonthDue=1, DueNextMonthDays=2)
    assert monthly == TermFacts(origin("Term"), "1st", False, None, None, None, 1, 2)
    assert refused_field("Term") == "Name"
    assert refused_field("Term", Name="x", DueDays=-1) == "DueDays"
    assert refused_field("Term", Name="x", DiscountPercent=10**5) == "DiscountPercent"
