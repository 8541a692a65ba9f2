"""Records of a table with typed values; a row with a value that cannot be kept is refused by its column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from orchestrators.sources.facts import Rejected, RejectionCause
from orchestrators.sources.quickbooks.fields import Fields, UnreadableError
from orchestrators.sources.rejections import legible, rejected
from orchestrators.sources.tables.columns import Column, Kind, Table, plain
from orchestrators.sources.tables.mapping import TableMapping
from orchestrators.sources.tables.reading.grids import Broken, Cell, Grid
from orchestrators.sources.tables.reading.layout import Header, Record
from orchestrators.sources.tables.reading.values import (
    DateOrder,
    DecimalMark,
    Unclear,
    parts,
    read_amount,
    read_day,
    settle,
)

#: What a spreadsheet shows where a formula failed.
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_SCIENTIFIC = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE | re.ASCII)
#: How a text file keeps a spreadsheet from taking the zeros off a number.
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
#: Marks inside ids that nobody sees, and that no two programs keep alike.
_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff]")
_NUMERIC = (Kind.AMOUNT, Kind.RATE)
_TRUTHS = {"yes": True, "y": True, "true": True, "1": True, "active": True}
_TRUTHS |= {"no": False, "n": False, "false": False, "0": False, "inactive": False}


@dataclass(frozen=True, slots=True)
class Row:
    """A typed record: text, dates as YYYY-MM-DD, numbers as Decimal; absent is empty.

    `problem` is the first of its values that cannot be kept.
    """

    where: str
    table: Table
    header: Header
    values: Mapping[str, object]
    problem: UnreadableError | None = None

    @property
    def is_line(self) -> bool:
        """Whether it is a line of a document, whose other lines are rows too."""
        return "line_amount" in self.header.places

    @property
    def fields(self) -> Fields:
        """Its values, to be read within the bounds of what the books can keep."""
        return Fields(self.values)

    def refused(self, refusal: UnreadableError, cause: RejectionCause = RejectionCause.RECORD) -> Rejected:
        """The refusal of the whole row over one of its columns."""
        text = self.header.text(refusal.field) if refusal.field else ""
        source_id = legible(str(self.values.get("id", "")))
        return rejected(
            self.where, refusal.reason, entity=self.table.name, source_id=source_id, field=text, cause=cause
        )


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How the columns of one table write dates and numbers."""

    orders: Mapping[str, DateOrder]
    marks: Mapping[str, DecimalMark]
    epoch: date


def typed(
    grid: Grid, table: Table, mapping: TableMapping, header: Header, records: Sequence[Record]
) -> Iterator[Row]:
    """The records, typed; raises `Unclear` for a column that can be read in several ways."""
    names = {kind: [column.name for column in table.columns if column.kind is kind] for kind in Kind}
    dialect = _Dialect(
        {name: _order(grid, header, mapping, name, records) for name in names[Kind.DAY]},
        {
            name: _mark(grid, header, mapping, name, records)
            for name in (*names[Kind.AMOUNT], *names[Kind.RATE])
        },
        grid.epoch,
    )
    return (_row(grid.at(record.line), table, mapping, header, dialect, record) for record in records)


def _row(
    where: str, table: Table, mapping: TableMapping, header: Header, dialect: _Dialect, record: Record
) -> Row:
    values, codes, problems = dict[str, object](), set[str](), list[UnreadableError]()
    for column in table.columns:
        try:
            value, code = _value(column, _translated(mapping, column, record), dialect)
        except UnreadableError as refusal:
            problems.append(refusal)
            continue
        if value not in (None, ""):
            values[column.name] = value
        codes |= {code} if code else set()
    broken = {problem.field for problem in problems}
    lacking = [name for name in table.required if name not in values.keys() | broken]
    problems += [UnreadableError(name, "The cell is empty") for name in lacking]
    if _is_outgoing(mapping, record) and isinstance(amount := values.get("amount"), Decimal):
        values["amount"] = -abs(amount)
    codes |= {str(values["currency"]).upper()} if values.get("currency") else set()
    if len(codes) > 1:
        problems.append(UnreadableError("amount", f"The amounts are in {' and '.join(sorted(codes))}"))
    currency = next(iter(codes), mapping.currency)
    if currency and "currency" in table.names:
        values["currency"] = currency
    return Row(where, table, header, values, problems[0] if problems else None)


def _value(column: Column, cell: Cell, dialect: _Dialect) -> tuple[object, str | None]:
    """The value of a cell, and the currency that stands beside it."""
    if isinstance(cell, Broken):
        raise UnreadableError(column.name, cell.reason)
    if isinstance(cell, str) and cell in _ERRORS:
        raise UnreadableError(column.name, f"The cell holds the error {cell} of a formula")
    if column.kind in _NUMERIC:
        return _amount(column, cell, dialect.marks[column.name])
    if column.kind is Kind.DAY:
        return _day(column, cell, dialect), None
    return _plain(column, cell), None


def _texts(name: str, records: Sequence[Record]) -> list[tuple[int, str]]:
    cells = ((record.line, record.cells.get(name, "")) for record in records)
    return [(line, cell) for line, cell in cells if isinstance(cell, str) and cell]


def _order(
    grid: Grid, header: Header, mapping: TableMapping, name: str, records: Sequence[Record]
) -> DateOrder:
    if mapping.date_order is not None:
        return mapping.date_order
    where = f"Column {header.text(name)!r} of {grid.name}"
    how = "--date-order day-first, month-first or, with years of two digits, year-first, or date_order in a "
    how += "mapping file"
    texts = _texts(name, records)
    _ask_about_dates(where, how, records, name, [(n, t) for n, t in texts if _depends(t)])
    return settle(where, texts, DateOrder, read_day, how)


def _depends(text: str) -> bool:
    """Whether what a text tells depends on the order."""
    return len({read_day(text, order) for order in DateOrder}) > 1


def _ask_about_dates(
    where: str, how: str, records: Sequence[Record], name: str, texts: Sequence[tuple[int, str]]
) -> None:
    """Raises `Unclear` for dates of a spreadsheet beside dates that it left as text.

    It reads all of a column in its own order: what is text could not be read in it, and of the others day and
    month may be exchanged.
    """
    dates = [(record.line, cell) for record in records if isinstance(cell := record.cells.get(name), date)]
    line, day = next(((line, day) for line, day in dates if day.day <= 12), (0, None))
    if day is not None and texts:
        text_line, text = texts[0]
        raise Unclear(
            f"{where} holds dates ({day}, line {line}) and dates that a spreadsheet left as text ({text!r}, "
            f"line {text_line}), so that of the former day and month may be exchanged. Mend the file, or, if "
            f"they are right, say how to read the text with {how}."
        )


def _mark(
    grid: Grid, header: Header, mapping: TableMapping, name: str, records: Sequence[Record]
) -> DecimalMark:
    if mapping.decimal_mark is not None:
        return mapping.decimal_mark
    where = f"Column {header.text(name)!r} of {grid.name}"
    how = "--decimal-mark . or , or decimal_mark in a mapping file"
    cells = [(line, split[0]) for line, text in _texts(name, records) if (split := parts(text))]
    return settle(where, cells, DecimalMark, read_amount, how)


def _amount(column: Column, cell: Cell, mark: DecimalMark) -> tuple[Decimal | None, str | None]:
    if cell == "" or isinstance(cell, Decimal):
        return (cell if isinstance(cell, Decimal) else None), None
    split = parts(cell) if isinstance(cell, str) else None
    value = read_amount(split[0], mark) if split else None
    if split is None or value is None:
        raise UnreadableError(column.name, f"{_shown(cell)} is not an amount with the decimal mark {mark!s}")
    return value, split[1]


def _day(column: Column, cell: Cell, dialect: _Dialect) -> str | None:
    order = dialect.orders[column.name]
    value: date | None = None
    if isinstance(cell, str):
        value = read_day(cell, order)
    elif isinstance(cell, date):
        value = cell
    elif isinstance(cell, Decimal) and 20_000 <= cell < 80_000:
        value = dialect.epoch + timedelta(days=int(cell))
    if value is None and cell != "":
        raise UnreadableError(column.name, f"{_shown(cell)} is not a date ({order})")
    return None if value is None else value.isoformat()


def _plain(column: Column, cell: Cell) -> object:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        if abs(cell) >= 10**15:
            raise UnreadableError(
                column.name, "The spreadsheet has lost digits of the number: store it as text"
            )
        return f"{cell.normalize():f}"
    assert isinstance(cell, str), "broken cells were refused"
    if column.kind is Kind.ID:
        cell = _UNSEEN.sub("", cell)
    if column.kind is Kind.ID and _SCIENTIFIC.fullmatch(cell):
        raise UnreadableError(column.name, f"{_shown(cell)} has lost digits: store the column as text")
    kept = _KEPT_AS_TEXT.fullmatch(cell)
    text = kept[1] if kept else cell
    if column.kind is Kind.FLAG and text:
        if plain(text) not in _TRUTHS:
            raise UnreadableError(column.name, f"{_shown(text)} is neither yes nor no")
        return _TRUTHS[plain(text)]
    return text


def _translated(mapping: TableMapping, column: Column, record: Record) -> Cell:
    cell = record.cells.get(column.name, "")
    meanings = {plain(text): meaning for text, meaning in mapping.values.get(column.name, {}).items()}
    return meanings.get(plain(cell), cell) if isinstance(cell, str) else cell


def _is_outgoing(mapping: TableMapping, record: Record) -> bool:
    return plain(str(record.cells.get("type", ""))) in map(plain, mapping.outgoing)


def _shown(cell: Cell) -> str:
    return f"'{str(cell)[:60]}'"
