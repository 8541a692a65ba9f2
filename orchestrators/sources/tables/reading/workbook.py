"""Workbooks of tables (.xlsx): the values of their sheets, without running anything in them."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as OpenpyxlCell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from orchestrators.sources.facts import Rejected
from orchestrators.sources.quickbooks.files import UNZIPPABLE
from orchestrators.sources.rejections import legible, unreadable
from orchestrators.sources.tables.reading.grids import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    FILE_LIMIT,
    MERGED,
    ROW_LIMIT,
    SHEET_LIMIT,
    Broken,
    Cell,
    Grid,
    Line,
)
from orchestrators.sources.tables.reading.merges import Range, covered, merges_of

_FORMULA = Broken("The cell holds a formula whose result is not stored: open the workbook, and save it again")
_ZEROS = re.compile(r"0{2,30}")
# What broken parts of a workbook make openpyxl and the readers below it raise.
_UNREADABLE = (
    *UNZIPPABLE,
    InvalidFileException,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
)

_ReadCell = ReadOnlyCell | EmptyCell | OpenpyxlCell | MergedCell


def grids_of(file: str, raw: bytes) -> Iterator[Grid | Rejected]:
    """The visible sheets of a workbook; what is broken, encrypted or unpacks to too much is refused."""
    reason = _refusal(raw)
    if reason:
        yield unreadable(file, reason)
        return
    try:
        yield from _sheets(file, raw)
    except _UNREADABLE:
        yield unreadable(file, "The workbook is damaged and cannot be read")


def _refusal(raw: bytes) -> str | None:
    """Why it is not opened; a member never unpacks to more than the size that it declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
    except UNZIPPABLE:
        return "The file is no workbook (.xlsx), or has a password"
    if sum(member.file_size for member in members) > FILE_LIMIT:
        return f"The workbook unpacks to more than {FILE_LIMIT // 2**20} MiB"
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        return "The workbook is compressed in a way that Runway does not read"
    return None


def _sheets(file: str, raw: bytes) -> Iterator[Grid | Rejected]:
    values = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    formulas = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
    epoch = values.epoch.date()
    shown = [
        pair
        for pair in zip(values.worksheets, formulas.worksheets, strict=True)
        if pair[0].sheet_state == "visible"
    ]
    if not shown:
        yield unreadable(file, "The workbook has no visible sheet")
    for sheet, written in shown:
        assert isinstance(sheet, ReadOnlyWorksheet)
        # Who reads row by row is not told of merges.
        with sheet._get_source() as xml:  # type: ignore[attr-defined]  # Its stubs do not know it.
            merges = merges_of(xml)
        # Writers declare sizes that are not those of the sheet.
        sheet.reset_dimensions()
        written.reset_dimensions()
        rows = zip_longest(sheet.rows, written.rows, fillvalue=())
        items = list(_lines(f"{file} [{sheet.title}]", rows, merges))
        lines = tuple(item for item in items if isinstance(item, Line))
        failures = tuple(item for item in items if isinstance(item, Rejected))
        yield Grid(file, legible(sheet.title), lines, failures, epoch=epoch)


def _lines(
    name: str, rows: Iterator[tuple[Sequence[_ReadCell], ...]], merges: Sequence[Range]
) -> Iterator[Line | Rejected]:
    count = 0
    for number, ((row, originals), inside) in enumerate(
        zip(rows, covered(merges, COLUMN_LIMIT), strict=False), start=1
    ):
        cells = [
            MERGED if place in inside else _cell(*pair)
            for place, pair in enumerate(zip(row, originals, strict=True))
        ]
        while cells and cells[-1] == "":
            cells.pop()
        count += len(row)
        if number > ROW_LIMIT or len(cells) > COLUMN_LIMIT or count > SHEET_LIMIT:
            limits = f"{ROW_LIMIT:,} rows, {COLUMN_LIMIT} columns or {SHEET_LIMIT:,} cells"
            yield unreadable(f"{name}:{number}", f"The sheet has more than {limits}")
            return
        yield Line(number, tuple(cells))


def _cell(cell: _ReadCell, original: _ReadCell) -> Cell:
    value = cell.value
    if value is None:
        # Of a text the stored result may be nothing; a result that is not stored is of no kind.
        return _FORMULA if original.data_type == "f" and cell.data_type != "str" else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float):
        return _number(Decimal(repr(value)), cell.number_format or "")
    text = str(value).strip()
    return text if len(text) <= CELL_LIMIT else Broken(f"The cell holds more than {CELL_LIMIT:,} characters")


def _number(value: Decimal, number_format: str) -> Cell:
    if "%" in number_format:
        return f"{value * 100:f}%"
    # A format of zeros is how a spreadsheet shows the zeros that a number begins with.
    if _ZEROS.fullmatch(number_format) and value == value.to_integral_value():
        return f"{int(value):0{len(number_format)}}"
    return value
