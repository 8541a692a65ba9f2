"""Text files of tables: their encoding, their delimiter, and the line of each row."""

import csv
import io
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from orchestrators.sources.facts import Rejected
from orchestrators.sources.rejections import unreadable
from orchestrators.sources.tables.reading.grids import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    LINE_LIMIT,
    ROW_LIMIT,
    Grid,
    Line,
)

DELIMITERS = (",", ";", "\t", "|")
#: What is taken off the ends of cells: spaces of all kinds, and marks that nobody sees.
_UNSEEN = string.whitespace + "\u00a0\u202f\u200b\u2060\ufeff"
#: Rows by which the delimiter is judged.
HEAD = 40
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decoded(raw: bytes, encoding: str | None) -> str | None:
    """The text: as the mapping says, as its first bytes say, as UTF-8, or as Windows writes it; else None."""
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    for name in [encoding] if encoding else [marked] if marked else [*_unmarked(raw), "utf-8", "cp1252"]:
        try:
            return raw.decode(name).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    return None


def _unmarked(raw: bytes) -> list[str]:
    """UTF-16 without its mark: every other byte of plain text is zero."""
    head = raw[:2000]
    zeros = [head[start::2].count(0) * 4 > len(head) for start in (0, 1)]
    return [name for name, is_so in zip(("utf-16-be", "utf-16-le"), zeros, strict=True) if is_so]


def grid_of(
    file: str, raw: bytes, encoding: str | None, delimiter: str | None, score: Callable[[Sequence[Line]], int]
) -> Grid | Rejected:
    """The rows of a text file; without a delimiter the one under which its head has the highest score."""
    text = decoded(raw, encoding)
    if text is None:
        return unreadable(
            file, "The text is neither UTF-8 nor Windows-1252: give its encoding in a mapping file"
        )
    body, skipped, told = _without_separator_line(text)
    chosen = delimiter or told or _best(body, score)
    if chosen is None:
        return unreadable(file, "No line holds the headers of its table, whichever delimiter is assumed")
    lines, failures = list[Line](), list[Rejected]()
    for item in _rows(file, body, chosen, skipped):
        if isinstance(item, Rejected):
            failures.append(item)
        else:
            lines.append(item)
    return Grid(file, "", tuple(lines), tuple(failures), chosen)


def _without_separator_line(text: str) -> tuple[str, int, str | None]:
    """Excel's first line sep=; is no row, and tells the delimiter."""
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"').lower()
    is_one = len(told) == 5 and told.startswith("sep=") and told[4] in DELIMITERS
    return (rest, 1, told[4]) if is_one else (text, 0, None)


def _best(text: str, score: Callable[[Sequence[Line]], int]) -> str | None:
    scores = {delimiter: score(_head(text, delimiter)) for delimiter in DELIMITERS}
    best = max(scores.values())
    return next((delimiter for delimiter, value in scores.items() if best and value == best), None)


def _head(text: str, delimiter: str) -> list[Line]:
    lines = []
    for item in _rows("", text, delimiter, 0):
        if isinstance(item, Line):
            lines.append(item)
        if len(lines) >= HEAD:
            break
    return lines


@dataclass(slots=True)
class _Bounded:
    """The lines of a text; of a row that is too long the reader must not build the cells."""

    text: io.StringIO
    taken: int = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.text.readline(LINE_LIMIT + 1)
        self.taken += len(line)
        if self.taken > LINE_LIMIT:
            raise csv.Error(f"it is longer than {LINE_LIMIT:,} characters")
        if not line:
            raise StopIteration
        return line


def _rows(file: str, text: str, delimiter: str, skipped: int) -> Iterator[Line | Rejected]:
    """Each row; a quote that stands where none can is refused with its row."""
    source = _Bounded(io.StringIO(text, newline=""))
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    # A file that does not end with a line break may have been cut in its last row.
    open_end = not text.endswith(("\n", "\r"))
    number, count = skipped + 1, 0
    pending: Line | None = None
    while True:
        source.taken = 0
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield unreadable(f"{file}:{number}", f"The row cannot be read: {error}")
            if "field larger" in str(error) or source.taken > LINE_LIMIT:
                if pending is not None:
                    yield pending
                return
            cells = []
        if pending is not None:
            yield Line(pending.number, pending.cells, open_end) if cells is None else pending
        if cells is None:
            return
        count += 1
        reason = _too_much(cells, count)
        if reason:
            yield unreadable(f"{file}:{number}", reason)
            return
        pending = Line(number, tuple(cell.strip(_UNSEEN) for cell in cells))
        number = skipped + reader.line_num + 1


def _too_much(cells: Sequence[str], count: int) -> str | None:
    if count > ROW_LIMIT:
        return f"The file has more than {ROW_LIMIT:,} rows"
    if len(cells) > COLUMN_LIMIT:
        return f"The row has more than {COLUMN_LIMIT} cells"
    if any(len(cell) > CELL_LIMIT for cell in cells):
        return f"A cell holds more than {CELL_LIMIT:,} characters"
    return None
