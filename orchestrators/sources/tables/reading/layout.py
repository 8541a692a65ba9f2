"""Where in a grid the table is: its header, its records, and what is neither."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from orchestrators.sources.facts import Rejected, RejectionCause
from orchestrators.sources.rejections import rejected, unreadable
from orchestrators.sources.tables.columns import Table, plain
from orchestrators.sources.tables.mapping import TableMapping
from orchestrators.sources.tables.reading.grids import MERGED, Cell, Grid, Line
from orchestrators.sources.tables.reading.values import parts

#: Lines among which the header is looked for: reports begin with a few lines of titles.
DEPTH = 40
_TOTAL = re.compile(r"(grand |sub-?)?totals?(\W*| (for|of)\b.*)", re.IGNORECASE)
_BREAK = re.compile(r"\r\n|\r|\n")
_TOTAL_FOR = re.compile(r"^total (for )?| with sub-?(customers|vendors)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """The line of the headers: the place of the columns that are used, and the text above each of them."""

    line: int
    width: int
    places: Mapping[str, int]
    texts: Mapping[str, str]
    unused: tuple[str, ...]

    def text(self, column: str) -> str:
        """What the file calls a column."""
        return self.texts.get(column, column)


@dataclass(frozen=True, slots=True)
class Record:
    """A row that is a record: its cells by column, and by the header above them."""

    line: int
    cells: Mapping[str, Cell]


def header_score(table: Table, mapping: TableMapping, lines: Sequence[Line]) -> int:
    """How many columns the best line of headers among these has; 0 if none has those that are required.

    One that cannot be used is better than none: the reader is to know why.
    """
    headers = (_header(table, mapping, line) for line in lines[:DEPTH])
    return max(
        (len(header.places) if isinstance(header, Header) else bool(header) for header in headers), default=0
    )


def header_of(table: Table, mapping: TableMapping, grid: Grid) -> Header | Rejected:
    """The line of the headers, or why there is none."""
    best: Header | None = None
    problem = ""
    for line in grid.lines[:DEPTH]:
        header = _header(table, mapping, line)
        if isinstance(header, str):
            problem = problem or header
        elif header and (best is None or len(header.places) > len(best.places)):
            best = header
    if best is not None:
        return best
    needed = ", ".join(_lacking(table, mapping, set()))
    return unreadable(grid.name, problem or f"No line holds the headers of {table.name}: it needs {needed}")


def _lacking(table: Table, mapping: TableMapping, places: Set[str]) -> tuple[str, ...]:
    """What a header with these columns lacks; without a column of `only`, no row would be for the table."""
    given = places | mapping.constants.keys()
    return (
        *table.lacks(given | {mapping.group or ""}),
        *(name for name in mapping.only if name not in given),
    )


def _names(table: Table, mapping: TableMapping) -> Mapping[str, str]:
    """The columns by the headers, in plain letters, that they may have; those of the mapping come first."""
    own = {plain(text): name for name, texts in mapping.columns.items() for text in texts}
    rest = [column for column in table.columns if column.name not in mapping.columns]
    usual = {plain(text): c.name for c in rest for text in c.aliases} | {plain(c.name): c.name for c in rest}
    return {**usual, **own}


def _header(table: Table, mapping: TableMapping, line: Line) -> Header | str | None:
    """The header that a line is, None if it is none, or why it cannot be used."""
    names = _names(table, mapping)
    places: dict[str, list[int]] = {}
    for place, cell in enumerate(line.cells):
        name = names.get(plain(cell)) if isinstance(cell, str) else None
        if name is not None:
            places.setdefault(name, []).append(place)
    if not places or _lacking(table, mapping, places.keys()):
        return None
    texts = {name: str(line.cells[at[0]]) for name, at in places.items()}
    for name, at in places.items():
        if len(at) > 1:
            headers = ", ".join(repr(str(line.cells[place])) for place in at)
            return (
                f"Several columns can be {name}: {headers}. Name one in a mapping file, or remove the others"
            )
    used = {place for at in places.values() for place in at}
    unused = tuple(str(cell) for place, cell in enumerate(line.cells) if cell != "" and place not in used)
    return Header(line.number, len(line.cells), {name: at[0] for name, at in places.items()}, texts, unused)


def records(table: Table, mapping: TableMapping, grid: Grid, header: Header) -> Iterator[Record | Rejected]:
    """The records below the header, without titles and totals of reports; what is torn is refused."""
    groups: list[str] = []
    top = next(line for line in grid.lines if line.number == header.line).cells
    for line in grid.lines:
        if line.number <= header.line or not line.filled or line.cells == top:
            continue
        if _is_total(header, line, groups):
            groups = _ended(groups, str(line.filled[0]))
            continue
        if mapping.report and len(line.filled) == 1:
            groups.append(str(line.filled[0]))
            continue
        problem = _torn(grid, header, line, is_report=mapping.report)
        if problem:
            yield rejected(grid.at(line.number), problem, entity=table.name)
            continue
        around: dict[str, Cell] = {**mapping.constants}
        if mapping.group and groups:
            around[mapping.group] = groups[-1]
        result = Record(line.number, {**around, **_cells(header, line)})
        other = _for_another(mapping, result)
        if other:
            yield rejected(grid.at(line.number), other, entity=table.name, cause=RejectionCause.UNUSED)
        else:
            yield result


def _cells(header: Header, line: Line) -> Mapping[str, Cell]:
    cells = {name: line.cells[place] for name, place in header.places.items() if place < len(line.cells)}
    return {name: cell for name, cell in cells.items() if cell != ""}


def _is_total(header: Header, line: Line, groups: Sequence[str]) -> bool:
    """A total is called so, in the first column, and has no date and no other text.

    Without a column of dates nothing is taken for one, nor is somebody whose name begins with the word.
    """
    place = header.places.get("date")
    first, *others = line.filled
    if place is None or not others or not isinstance(first, str):
        return False
    if line.cells.index(first) > min(header.places.values()):
        return False
    is_called_so = _TOTAL.fullmatch(first) or plain(_TOTAL_FOR.sub("", first)) in map(plain, groups)
    if not is_called_so or any(isinstance(cell, str) and parts(cell) is None for cell in others):
        return False
    return place >= len(line.cells) or line.cells[place] in ("", MERGED, first)


def _ended(groups: list[str], total: str) -> list[str]:
    """The groups that go on after the total of one; groups inside it end with it."""
    name = plain(_TOTAL_FOR.sub("", total))
    places = [place for place, group in enumerate(groups) if plain(group) == name]
    return groups[: places[-1]] if places else groups


def _torn(grid: Grid, header: Header, line: Line, *, is_report: bool) -> str | None:
    """Why a row is not whole; spreadsheets keep no empty cells at the end of a row, text files do."""
    swallowed = _swallowed(grid, header, line)
    if swallowed or is_report:
        return swallowed
    if any(cell not in ("", MERGED) for cell in line.cells[header.width :]):
        return f"The row has {len(line.cells)} cells, and the header {header.width}"
    if grid.delimiter and len(line.cells) < header.width:
        end = ": the file ends in it" if line.is_cut else ""
        return f"The row has only {len(line.cells)} cells, and the header {header.width}{end}"
    return None


def _swallowed(grid: Grid, header: Header, line: Line) -> str | None:
    """Why a cell of a text file seems to hold rows: a quote that does not end takes in what follows it."""
    if not grid.delimiter:
        return None
    broken = {
        place: cell for place, cell in enumerate(line.cells) if isinstance(cell, str) and _BREAK.search(cell)
    }
    name = next((name for name, place in header.places.items() if place in broken and name != "note"), None)
    if name is not None:
        return f"The cell of {header.text(name)!r} holds a line break: mend its quotes"
    parts = [part for cell in broken.values() for part in _BREAK.split(cell)]
    if any(part.count(grid.delimiter) >= header.width - 1 > 0 for part in parts):
        return "A cell holds what looks like other rows: mend its quotes"
    return None


def _for_another(mapping: TableMapping, record: Record) -> str | None:
    for column, values in mapping.only.items():
        value = str(record.cells.get(column, ""))
        if plain(value) not in map(plain, values):
            return f"Rows whose {column} is {value[:60]!r} are not used"
    return None
