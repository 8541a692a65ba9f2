"""What spreadsheets do to tables: merged cells, formulas, dates that they took for text, hidden sheets."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from orchestrators.sources.exports.export import SyncState
from orchestrators.sources.tables.mapping import TablesMapping
from orchestrators.sources.tables.reading.values import DateOrder, Unclear
from tests.sources.tables.reading import documents, exported, refusals

HEADER = ("id", "vendor", "date", "amount")


def book(*rows: tuple[object, ...], then: Callable[[Workbook, Worksheet], None] | None = None) -> bytes:
    """A workbook with a sheet of bills."""
    made = Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Bills"
    for row in rows:
        sheet.append([*row])
    if then is not None:
        then(made, sheet)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_a_row_whose_cell_is_merged_with_the_one_above_is_refused() -> None:
    rows = [(n, "Acme" if n == 1 else None, date(2026, 1, n), 10) for n in (1, 2, 3)]
    raw = book(HEADER, *rows[:2], then=lambda _, sheet: sheet.merge_cells("B2:B3"))
    export = exported({"b.xlsx": raw})
    assert [bill.origin.source_id for bill in documents(export)] == ["1"]
    ((where, column, reason),) = refusals(export)
    assert (where, column) == ("b.xlsx [Bills]:3", "vendor")
    assert "merged" in reason


def test_merged_titles_and_what_is_merged_beside_the_table_hurt_nothing() -> None:
    def merge(_: Workbook, sheet: Worksheet) -> None:
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("F2:G9")

    raw = book(("All bills",), HEADER, (1, "Acme", date(2026, 1, 13), 10), then=merge)
    export = exported({"b.xlsx": raw})
    assert [bill.origin.source_id for bill in documents(export)] == ["1"]
    assert refusals(export) == []


def test_a_formula_that_gives_nothing_is_an_empty_cell() -> None:
    raw = book((*HEADER, "note"), (1, "Acme", date(2026, 1, 13), 10, '=IF(1=2,5,"")'), ('=""',) * 5)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            for cell in (b"E2", *(b"%c3" % letter for letter in b"ABCDE")):
                data = data.replace(b'<c r="%s"><f>' % cell, b'<c r="%s" t="str"><f>' % cell)
            target.writestr(name, data)
    export = exported({"b.xlsx": out.getvalue()})
    assert [(bill.origin.source_id, bill.note) for bill in documents(export)] == [("1", None)]
    assert refusals(export) == []


@pytest.mark.parametrize("text", ["13/04/2026", "03/04/2026"])
def test_dates_beside_dates_that_are_text_are_asked_about(text: str) -> None:
    raw = book(HEADER, (1, "Acme", date(2026, 4, 3), 10), (2, "Acme", text, 10))
    with pytest.raises(Unclear, match=r"2026-04-03, line 2.*line 3.*exchanged.*--date-order"):
        exported({"b.xlsx": raw})
    read = documents(exported({"b.xlsx": raw}, TablesMapping(date_order=DateOrder.DAY_FIRST)))
    assert [str(bill.issue_date)[5:] for bill in read] == ["04-03", f"04-{text[:2]}"]


def test_dates_that_cannot_be_exchanged_are_not_asked_about() -> None:
    rows = [(1, "Acme", date(2026, 4, 13), 10), (2, "Acme", "14/04/2026", 10), (3, "Acme", "2026-04-03", 10)]
    assert [bill.issue_date for bill in documents(exported({"b.xlsx": book(HEADER, *rows)}))] == [
        date(2026, 4, 13),
        date(2026, 4, 14),
        date(2026, 4, 3),
    ]


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    def old(made: Workbook, _: Worksheet) -> None:
        made.epoch = CALENDAR_MAC_1904

    raw = book(HEADER, (1, "Acme", 44591, 10), then=old)
    assert [str(bill.issue_date) for bill in documents(exported({"b.xlsx": raw}))] == ["2026-01-31"]


def test_a_workbook_without_a_visible_sheet_says_so() -> None:
    def hide(made: Workbook, sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"
        made.create_sheet("Notes")

    raw = book(HEADER, (1, "Acme", date(2026, 1, 13), 10), then=hide)
    hidden = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(hidden, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(b'state="visible"', b'state="hidden"'))
    export = exported({"b.xlsx": hidden.getvalue()})
    assert "no visible sheet" in refusals(export)[0][2]
    assert export.state is SyncState.INCOMPLETE
