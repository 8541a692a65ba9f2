"""The same bills in any dialect are the same facts."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from orchestrators.sources.facts import DocumentFacts
from orchestrators.sources.tables.mapping import TablesMapping
from orchestrators.sources.tables.reading.values import DateOrder, DecimalMark, Unclear
from tests.sources.tables.reading import documents, exported

HEADERS = ("id", "Number", "Vendor", "Date", "Due Date", "Amount", "Open Balance", "Memo")
DAYS = st.dates(date(2000, 1, 1), date(2049, 12, 31))
MONEY = st.decimals(Decimal("0.01"), Decimal("9999999.99"), places=2)
#: What every encoding below can write, with what CSV has to quote.
NAMES = st.text("abcXYZ 019é,;\"'\t|=+-@", min_size=1, max_size=20).map(str.strip).filter(bool)
TEXT = st.text("abcXYZ 019é,;\"'\n\t|=+-@", min_size=1, max_size=20).map(str.strip).filter(bool)


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill as somebody would enter it."""

    number: str
    vendor: str
    day: date
    due: date
    amount: Decimal
    balance: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a program writes tables."""

    delimiter: str
    encoding: str
    newline: str
    day: Callable[[date], str]
    order: DateOrder
    mark: DecimalMark
    thousands: str
    decorate: Callable[[str], str]
    titles: int


BILLS = st.lists(
    st.builds(
        Bill, st.from_regex(r"[A-Z]0[0-9]{1,5}", fullmatch=True), NAMES, DAYS, DAYS, MONEY, MONEY, TEXT
    ),
    min_size=1,
    max_size=5,
)
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905  # Shorter than a list.
WAYS = st.sampled_from(
    [
        (lambda day: day.isoformat(), DateOrder.DAY_FIRST),
        (lambda day: day.strftime("%d.%m.%Y"), DateOrder.DAY_FIRST),
        (lambda day: day.strftime("%m/%d/%Y"), DateOrder.MONTH_FIRST),
        (lambda day: f"{day.month}/{day.day}/{day:%y}", DateOrder.MONTH_FIRST),
        (lambda day: day.strftime("%y-%m-%d"), DateOrder.YEAR_FIRST),
        (lambda day: f"{day.day}-{MONTHS[day.month - 1]}-{day:%y}", DateOrder.MONTH_FIRST),
        (lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}", DateOrder.DAY_FIRST),
        (lambda day: f"{day.isoformat()}T13:05:00Z", DateOrder.MONTH_FIRST),
        (lambda day: day.strftime("%d/%m/%Y 01:15"), DateOrder.DAY_FIRST),
    ]
)
MARKS = st.sampled_from(
    [(DecimalMark.POINT, mark) for mark in ("", ",", "'", " ", "\u00a0")]
    + [(DecimalMark.COMMA, mark) for mark in ("", ".", " ", "\u00a0")]
)
DECORATIONS = st.sampled_from(
    [
        lambda text: text,
        lambda text: f"${text}",
        lambda text: f"{text} $",
        lambda text: f" {text} ",
        lambda text: f"({text[1:]})" if text.startswith("-") else text,
        lambda text: f"{text[1:]}-" if text.startswith("-") else text,
        lambda text: text.replace("-", "\u2212") if text.startswith("-") else text,
    ]
)


@st.composite
def dialects(draw: st.DrawFn) -> Dialect:
    """Any dialect."""
    day, order = draw(WAYS)
    mark, thousands = draw(MARKS)
    return Dialect(
        delimiter=draw(st.sampled_from(",;\t|")),
        encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])),
        newline=draw(st.sampled_from(["\n", "\r\n"])),
        day=day,
        order=order,
        mark=mark,
        thousands=thousands,
        decorate=draw(DECORATIONS),
        titles=draw(st.integers(0, 4)),
    )


def _money(dialect: Dialect, amount: Decimal) -> str:
    text = f"{amount:,.2f}".replace(",", "T").replace(".", dialect.mark).replace("T", dialect.thousands)
    return dialect.decorate(text)


def _written(dialect: Dialect, bills: list[Bill]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=dialect.delimiter, lineterminator=dialect.newline)
    for _ in range(dialect.titles):
        writer.writerow(["All bills of the Company"])
    writer.writerow(HEADERS)
    for n, bill in enumerate(bills):
        money = [_money(dialect, amount) for amount in (bill.amount, bill.balance)]
        days = [dialect.day(day) for day in (bill.day, bill.due)]
        writer.writerow([f"{n:03}", bill.number, bill.vendor, *days, *money, bill.note])
        writer.writerow([])
    writer.writerow(["Total", "", "", "", "", "1.00", "", ""])
    return file.getvalue().encode(dialect.encoding, "replace")


def _plain(facts: DocumentFacts) -> DocumentFacts:
    return replace(facts, origin=replace(facts.origin, file=""))


@given(dialects(), BILLS, st.booleans())
def test_a_dialect_changes_no_fact(dialect: Dialect, bills: list[Bill], negative: bool) -> None:
    if negative:
        bills = [replace(bill, amount=-bill.amount, balance=-bill.balance) for bill in bills]
    mapping = TablesMapping(date_order=dialect.order, decimal_mark=dialect.mark)
    export = exported({"bills.csv": _written(dialect, bills)}, mapping)
    read = documents(export)
    assert [type(item) for item in export.records] == [DocumentFacts] * len(bills)
    assert [
        (item.origin.source_id, item.number, item.issue_date, item.due_date, item.total, item.balance)
        for item in read
    ] == [
        (f"{n:03}", bill.number, bill.day, bill.due, abs(bill.amount), abs(bill.balance))
        for n, bill in enumerate(bills)
    ]
    assert [(item.party and item.party.name, item.note) for item in read] == [
        (bill.vendor, bill.note) for bill in bills
    ]


@given(BILLS)
def test_a_workbook_is_as_good_as_text(bills: list[Bill]) -> None:
    book = Workbook()
    sheet = book.create_sheet("Bills")
    sheet.append(["Bills of the Company"])
    sheet.append(HEADERS)
    for n, bill in enumerate(bills):
        days = [datetime(day.year, day.month, day.day) for day in (bill.day, bill.due)]  # noqa: DTZ001  # Cells have no zone.
        sheet.append([n, bill.number, None, *days, float(bill.amount), float(bill.balance), None])
        sheet.cell(sheet.max_row, 3, bill.vendor).data_type = "s"
        sheet.cell(sheet.max_row, 8, bill.note).data_type = "s"
    del book["Sheet"]
    file = io.BytesIO()
    book.save(file)
    plain = Dialect(
        ",", "utf-8", "\n", date.isoformat, DateOrder.DAY_FIRST, DecimalMark.POINT, "", lambda text: text, 0
    )
    text = _written(plain, bills)
    of_text = [_plain(item) for item in documents(exported({"bills.csv": text}))]
    of_book = [_plain(item) for item in documents(exported({"company.xlsx": file.getvalue()}))]
    assert of_book == [
        replace(item, origin=replace(item.origin, source_id=str(int(item.origin.source_id))))
        for item in of_text
    ]


@given(st.lists(DAYS, min_size=1, max_size=4), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_dates_are_never_guessed(days: list[date], form: str) -> None:
    rows = [f"{n},B{n},Paper,{day.strftime(form)},10.00" for n, day in enumerate(days)]
    files = {"bills.csv": "\n".join(["id,number,vendor,date,amount", *rows]) + "\n"}
    is_clear = any(day.day > 12 for day in days) or all(day.day == day.month for day in days)
    if not is_clear:
        with pytest.raises(Unclear, match="--date-order"):
            exported(files)
        return
    assert [item.issue_date for item in documents(exported(files))] == days
