"""A field of a source is read exactly, found absent, or refused by its name."""

from decimal import Decimal

import pytest

from orchestrators.sources.facts import DocumentFacts, PartyKind, Reference, Rejected, SourceRecord
from orchestrators.sources.quickbooks.normalise import normalise


def bill(**data: object) -> DocumentFacts:
    result = normalise(SourceRecord("a.json", "Bill", {"Id": "7", **data}))
    assert isinstance(result, DocumentFacts)
    return result


def refused_field(**data: object) -> str:
    result = normalise(SourceRecord("a.json", "Bill", {"Id": "7", **data}))
    assert isinstance(result, Rejected)
    assert (result.file, result.entity, result.source_id) == ("a.json", "Bill", "7")
    assert result.reason
    return result.field


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (Decimal("103.55"), "103.55"),
        ("103.55", "103.55"),
        (" -5 ", "-5"),
        (0, "0"),
        (Decimal("1e3"), "1000"),
        (Decimal("999999999999999.9999"), "999999999999999.9999"),
        (Decimal("0.00005"), "0"),
        (Decimal("0.00015"), "0.0002"),
        (Decimal("2.123456789"), "2.1235"),
        (Decimal("1e-999999"), "0"),
    ],
)
def test_amounts_are_exact_to_four_places(written: object, expected: str) -> None:
    assert bill(TotalAmt=written).total == Decimal(expected)


@pytest.mark.parametrize(
    "written",
    [
        "1,000.00",
        "1e3",
        "$5",
        "1_000",
        "٣",
        "NaN",
        "x",
        True,
        1.5,
        [],
        {},
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
        10**15,
        -(10**15),
        pytest.param(10**5000, id="an integer too long to write out"),
        pytest.param("1" * 5000, id="five thousand digits"),
        Decimal("999999999999999.99999"),
        Decimal("1e999999"),
    ],
)
def test_any_other_amount_is_refused(written: object) -> None:
    assert refused_field(TotalAmt=written) == "TotalAmt"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-02-28", "2026-02-28"),
        (" 2026-02-28 ", "2026-02-28"),
        ("2026-02-28T23:30:00-08:00", "2026-02-28"),
        ("2026-02-28T00:00:00.000Z", "2026-02-28"),
        ("2026-02-28-08:00", "2026-02-28"),
        ("1900-01-01", "1900-01-01"),
        ("2199-12-31", "2199-12-31"),
    ],
)
def test_a_date_is_the_day_as_written(written: str, expected: str) -> None:
    assert str(bill(TxnDate=written).issue_date) == expected


@pytest.mark.parametrize(
    "written",
    [
        "2026-13-45",
        "2026-02-29",
        "1899-12-31",
        "2200-01-01",
        "20260228",
        "2/28/2026",
        "2026-02-28x",
        "٢٠٢٦-02-28",
        5,
    ],
)
@pytest.mark.parametrize("field", ["TxnDate", "DueDate"])
def test_any_other_date_is_refused(field: str, written: object) -> None:
    assert refused_field(**{field: written}) == field


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_empty_is_absent(empty: object) -> None:
    names = ("DocNumber", "TxnDate", "DueDate", "TotalAmt", "Balance", "PrivateNote", "ExchangeRate")
    assert bill(**dict.fromkeys((*names, "VendorRef", "CurrencyRef", "SalesTermRef"), empty)) == bill()
    assert (bill().number, bill().issue_date, bill().total, bill().note, bill().party) == (None,) * 5


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b", 5, True, ["x"], {"x": "y"}])
@pytest.mark.parametrize("field", ["DocNumber", "PrivateNote"])
def test_text_that_cannot_be_stored_is_refused(field: str, bad: object) -> None:
    assert refused_field(**{field: bad}) == field


def test_names_and_numbers_have_a_length_and_notes_are_cut() -> None:
    assert bill(DocNumber=" " + "9" * 500 + " ").number == "9" * 500
    assert refused_field(DocNumber="9" * 501) == "DocNumber"
    assert bill(PrivateNote="n" * 5000).note == "n" * 4000


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"value": "46", "name": "Norton"}, Reference("46", "Norton")),
        ({"value": 46}, Reference("46", None)),
        ("46", Reference("46", None)),
        (46, Reference("46", None)),
        ({"value": "", "name": "Norton"}, None),
        ({"name": "Norton"}, None),
        ({}, None),
    ],
)
def test_references_point_somewhere_or_are_absent(written: object, expected: Reference | None) -> None:
    assert bill(VendorRef=written).party == expected
    assert bill(VendorRef=written).party_kind == (expected and PartyKind.VENDOR)


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ([], "VendorRef"),
        (True, "VendorRef"),
        ({"value": {}}, "VendorRef.value"),
        ({"value": "x" * 51}, "VendorRef.value"),
        ({"value": "1", "name": 5}, "VendorRef.name"),
    ],
)
def test_a_reference_of_another_shape_is_refused(written: object, field: str) -> None:
    assert refused_field(VendorRef=written) == field


def test_currencies_are_three_capital_letters() -> None:
    assert bill(CurrencyRef={"value": "usd"}).currency_code == "USD"
    for bad in ("US", "USDX", "US1", "ÄÖÜ", "ßa"):
        assert refused_field(CurrencyRef={"value": bad}) == "CurrencyRef"


def test_exchange_rates_keep_ten_places() -> None:
    assert bill(ExchangeRate=Decimal("0.00615123456")).exchange_rate == Decimal("0.0061512346")
    assert refused_field(ExchangeRate=10**10) == "ExchangeRate"
