"""A table as it lies in a file: rows of cells, each with the number of the line on which it begins."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from orchestrators.sources.facts import Rejected
from orchestrators.sources.tables.reading.values import SERIAL_EPOCH

#: More than any export has; what is larger is a mistake or an attack.
FILE_LIMIT = 256 * 2**20
ROW_LIMIT = 1_000_000
COLUMN_LIMIT = 500
SHEET_LIMIT = 50_000_000
CELL_LIMIT = 100_000
LINE_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that holds no value, and why."""

    reason: str


Cell = str | Decimal | date | Broken
#: A part of a merged cell other than its first, which alone holds the value.
MERGED = Broken("The cell is merged with others, and only the first of them holds a value: split it")


@dataclass(frozen=True, slots=True)
class Line:
    """A row and the line on which it begins, counted from 1; `is_cut` is the end of a file without one."""

    number: int
    cells: tuple[Cell, ...]
    is_cut: bool = False

    @property
    def filled(self) -> tuple[Cell, ...]:
        """The cells that hold something of their own."""
        return tuple(cell for cell in self.cells if cell not in ("", MERGED))


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a file, or of a sheet of a workbook; `failures` are parts of it that could not be read.

    `delimiter` is that of a text file; the numbers of days in a workbook count from its `epoch`.
    """

    file: str
    sheet: str
    lines: tuple[Line, ...]
    failures: tuple[Rejected, ...] = ()
    delimiter: str = ""
    epoch: date = SERIAL_EPOCH

    @property
    def name(self) -> str:
        """What a reader of refusals looks for."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file

    def at(self, line: int) -> str:
        """Where a line is."""
        return f"{self.name}:{line}"
