"""What cannot be kept is refused by file, line, column and reason, and nothing is kept by halves."""

import io
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook

from orchestrators.books.documents import DocumentState
from orchestrators.sources.exports.export import SyncState
from orchestrators.sources.facts import DocumentKind, Rejected, RejectionCause
from orchestrators.sources.tables.mapping import WrongMapping, mapping_of
from orchestrators.sources.tables.reading.text import decoded
from orchestrators.sources.tables.reading.values import DateOrder, DecimalMark, Unclear, parts, read_amount
from tests.sources.tables.reading import bills, documents, exported, refusals

GOOD = "1,A1,Paper,2026-01-31,2026-03-02,10.00,5.00,"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("2,A2,Paper,2026-02-30,,10.00,,", "date", "not a date"),
        ("2,A2,Paper,,,10.00,,", "date", "empty"),
        ("2,A2,Paper,1899-01-01,,10.00,,", "date", "from 1900"),
        ("2,A2,Paper,2026-01-31,soon,10.00,,", "due_date", "not a date"),
        ("2,A2,Paper,2026-01-31,,ten,,", "amount", "not an amount"),
        ("2,A2,Paper,2026-01-31,,5%,,", "amount", "not an amount"),
        ("2,A2,Paper,2026-01-31,,1E3,,", "amount", "not an amount"),
        ("2,A2,Paper,2026-01-31,,#REF!,,", "amount", "#REF!"),
        ("2,A2,Paper,2026-01-31,,--1.00,,", "amount", "not an amount"),
        ("2,A2,Paper,2026-01-31,,9999999999999999.00,,", "amount", "digits"),
        ("2,1.23457E+11,Paper,2026-01-31,,10.00,,", "number", "lost digits"),
        ("2,A2,Pa\x00per,2026-01-31,,10.00,,", "vendor", "cannot be stored"),
        ("2,A2,Paper,2026-01-31", "", "only 4 cells"),
        ("2,A2,Paper,2026-01-31,,10.00,,,more", "", "9 cells"),
        ('2,A2,"Pa"per,2026-01-31,,10.00,,', "", "cannot be read"),
    ],
)
def test_a_row_is_refused_alone(row: str, column: str, reason: str) -> None:
    export = bills(GOOD, row, "3,A3,Paper,2026-01-31,,10.00,,")
    assert [item.origin.source_id for item in documents(export)] == ["1", "3"]
    ((file, field, why),) = refusals(export)
    assert (file, field) == ("bills.csv:3", column)
    assert reason in why


def test_lines_are_counted_as_an_editor_shows_them() -> None:
    export = bills('1,A1,Paper,2026-01-31,,10.00,,"for\nink"', "", "2,A2,Paper,never,,10.00,,")
    assert [file for file, _, _ in refusals(export)] == ["bills.csv:5"]


def test_a_file_that_ends_in_a_row_says_so() -> None:
    text = "id,number,vendor,date,amount\n1,A1,Paper,2026-01-31,10.00\n2,A2,Paper,2026"
    ((file, _, reason),) = refusals(exported({"bills.csv": text}))
    assert file == "bills.csv:3"
    assert "the file ends in it" in reason


def test_a_quote_that_never_ends_loses_no_row_in_silence() -> None:
    export = bills(GOOD, '2,"A2,Paper,2026-01-31,,10.00,,', "3,A3,Paper,2026-01-31,,10.00,,")
    assert export.state is SyncState.INCOMPLETE
    assert export.listed == {}
    assert refusals(export)[0][0] == "bills.csv:3"


def test_formulas_stay_text_and_zeros_stay() -> None:
    (bill,) = documents(bills('1,="007","=cmd|\' /C calc\'!A0",2026-01-31,,10.00,,@SUM(A1)'))
    assert (bill.number, bill.party and bill.party.name) == ("007", "=cmd|' /C calc'!A0")
    assert bill.note == "@SUM(A1)"


@pytest.mark.parametrize(
    ("amounts", "total"),
    [
        (["1,234.50", "1,234"], Decimal(1234)),
        (["1.234,50", "1.234"], Decimal(1234)),
        (["0.500", "1.234"], Decimal("1.234")),
        (["1.234.567", "1.234"], Decimal(1234)),
    ],
)
def test_a_column_decides_its_decimal_mark(amounts: list[str], total: Decimal) -> None:
    export = bills(*(f'{n},A{n},Paper,2026-01-31,,"{text}",,' for n, text in enumerate(amounts)))
    assert documents(export)[1].total == total


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["1,A1,P,2026-01-31,,1.234,,"], ["'amount'", "1.234", "--decimal-mark"]),
        (['1,A1,P,2026-01-31,,"1,50",,', "2,A2,P,2026-01-31,,1.50,,"], ["one way", "line 2", "line 3"]),
        (["1,A1,P,03/04/2026,,1.00,,"], ["'date'", "03/04/2026", "--date-order"]),
        (["1,A1,P,13/01/2026,,1.00,,", "2,A2,P,01/13/2026,,1.00,,"], ["one way", "line 2", "line 3"]),
    ],
)
def test_a_column_that_is_not_clear_is_asked_about(rows: list[str], expected: list[str]) -> None:
    with pytest.raises(Unclear) as question:
        bills(*rows)
    assert [word for word in expected if word not in str(question.value)] == []


def test_what_the_caller_says_decides() -> None:
    mapping = mapping_of('decimal_mark = ","').overruled(DateOrder.DAY_FIRST, None)
    text = "id,number,vendor,date,amount\n1,A1,Paper,03/04/2026,1.234\n"
    (bill,) = documents(exported({"bills.csv": text}, mapping))
    assert (str(bill.issue_date), bill.total) == ("2026-04-03", Decimal(1234))


def test_a_currency_beside_an_amount_counts_and_must_not_contradict() -> None:
    header = "id,vendor,date,amount,currency"
    export = bills(
        "1,Paper,2026-01-31,€ 10.00,",
        "2,Paper,2026-01-31,10.00 CHF,CHF",
        "3,P,2026-01-31,£1.00,USD",
        header=header,
    )
    assert [bill.currency_code for bill in documents(export)] == ["EUR", "CHF"]
    assert refusals(export) == [("bills.csv:4", "amount", "The amounts are in GBP and USD")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(1 234,50)", "-1234.50"),
        ("1'234,50-", "-1234.50"),
        ("\u22121\u202f234,50", "-1234.50"),
        ("EUR 12,5", "12.5"),
        ("12,5 kr", "12.5"),
        ("12,34,567", None),
        ("1.23.456", None),
        ("(5,00-)", None),
        ("EUR 5 USD", None),
        ("5,00 (paid)", None),
        ("-", None),
    ],
)
def test_amounts_are_read_whole_or_not(text: str, value: str | None) -> None:
    split = parts(text)
    amount = read_amount(split[0], DecimalMark.COMMA) if split else None
    assert amount == (None if value is None else Decimal(value))


def test_encodings_are_told_from_each_other() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
        assert decoded("id,vendor\n1,Müller\n".encode(encoding), None) == "id,vendor\n1,Müller\n"
    assert decoded(b"\x81\x8d", None) is None


def test_a_header_that_means_two_columns_is_refused() -> None:
    export = bills("A1,Paper,2026-01-31,1.00,2.00", header="number,vendor,date,Amount,Total")
    assert "'Amount', 'Total'" in refusals(export)[0][2]
    assert export.state is SyncState.INCOMPLETE


def test_an_id_stands_for_one_bill() -> None:
    export = bills(GOOD, GOOD, "2,A2,P,2026-01-31,,1.00,,", "2,A2,P,2026-01-31,,2.00,,")
    assert [bill.origin.source_id for bill in documents(export)] == ["1"]
    refused = [(file, field) for file, field, _ in refusals(export)]
    assert refused == [("bills.csv:4", "id"), ("bills.csv:5", "id")]


def test_a_document_with_a_bad_line_is_refused_whole() -> None:
    header = "id,vendor,date,amount,account,line_amount"
    rows = ("1,P,2026-01-31,30.00,Rent,10.00", "1,P,2026-01-31,30.00,Ink,x", "2,P,2026-01-31,5.00,Ink,5.00")
    export = bills(*rows, header=header)
    assert [bill.origin.source_id for bill in documents(export)] == ["2"]
    assert [file for file, _, _ in refusals(export)] == ["bills.csv:2", "bills.csv:3"]


def test_states_and_credits_follow_from_what_the_row_says() -> None:
    header = "id,vendor,date,amount,balance,status"
    rows = (
        "1,P,2026-01-31,9.00,,void",
        "2,P,2026-01-31,9.00,,paid",
        "3,P,2026-01-31,-9.00,-4.00,",
        "4,P,2026-01-31,9,,draft",
    )
    export = bills(*rows, header=header)
    assert [(bill.kind, bill.state, bill.balance) for bill in documents(export)] == [
        (DocumentKind.BILL, DocumentState.VOIDED, Decimal(0)),
        (DocumentKind.BILL, DocumentState.SETTLED, Decimal(0)),
        (DocumentKind.VENDOR_CREDIT, DocumentState.OPEN, Decimal(4)),
    ]
    (refused,) = (item for item in export.records if isinstance(item, Rejected))
    assert (refused.file, refused.cause) == ("bills.csv:5", RejectionCause.UNUSED)


def _book(*cells: object) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Bills"
    sheet.append(["id", "vendor", "date", "amount"])
    sheet.append(list(cells))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_formula_without_its_result_is_refused() -> None:
    export = exported({"b.xlsx": _book(1, "Paper", "2026-01-31", "=5+5")})
    assert [(file, field) for file, field, _ in refusals(export)] == [("b.xlsx [Bills]:2", "amount")]


def test_a_serial_number_is_a_date() -> None:
    (bill,) = documents(exported({"b.xlsx": _book(1, "Paper", 46053, 10)}))
    assert str(bill.issue_date) == "2026-01-31"


def _spoilt(bomb: bytes) -> list[tuple[bytes, str]]:
    return [(bomb, "unpacks to more"), (b"PK junk", "no workbook"), (_book()[:-200], "no workbook")]


def test_workbooks_that_unpack_to_too_much_or_to_nothing_are_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.xml", "w") as member:
        for _ in range(257):
            member.write(bytes(2**20))
    for raw, reason in (
        (bomb.getvalue(), "unpacks to more"),
        (b"PK junk", "no workbook"),
        (_book()[:-200], "no workbook"),
    ):
        export = exported({"b.xlsx": raw})
        assert reason in refusals(export)[0][2]
        assert export.state is SyncState.INCOMPLETE


def test_entities_of_xml_do_not_expand() -> None:
    file = io.BytesIO(_book(1, "Paper", "2026-01-31", 10))
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    out = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, evil + data if name.endswith("sheet1.xml") else data)
    assert "damaged" in refusals(exported({"b.xlsx": out.getvalue()}))[0][2]


@pytest.mark.parametrize(
    ("toml", "names"),
    [
        ("[bils]\nfile = 'x'", "bils"),
        ("[bills.columns]\nnumbr = 'No'", "numbr"),
        ("[bills]\ndate_order = 'dmy'", "bills.date_order"),
        ("encoding = 'klingon'", "klingon"),
        ("[bills", "TOML"),
    ],
)
def test_a_mapping_that_is_wrong_names_the_key(toml: str, names: str) -> None:
    with pytest.raises(WrongMapping, match=names):
        mapping_of(toml)


def test_a_mapping_names_file_headers_and_values() -> None:
    toml = """
        [bills]
        file = "lieferanten*"
        delimiter = ";"
        date_order = "day-first"
        currency = "EUR"
        columns = { number = "Beleg", vendor = "Kreditor", date = "Datum", amount = "Brutto", type = "Art" }
        constants = { account = "Einkauf" }
        [bills.values.type]
        Gutschrift = "credit"
    """
    text = "Beleg;Kreditor;Datum;Brutto;Art\n1;Müller;03.04.2026;1.234,50;\n"
    text += "2;Müller;03.04.2026;5,00;Gutschrift\n"
    first, second = documents(exported({"Lieferanten 2026.csv": text.encode("cp1252")}, mapping_of(toml)))
    assert (str(first.issue_date), first.total, first.currency_code) == (
        "2026-04-03",
        Decimal("1234.50"),
        "EUR",
    )
    assert [movement.account.name for movement in first.movements] == ["Einkauf"]
    assert second.kind is DocumentKind.VENDOR_CREDIT
