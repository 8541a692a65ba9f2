"""Tables on a terminal of any width, in which nothing is cut."""

from collections.abc import Collection, Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

#: A column of text is made no narrower, unless its longest word is shorter.
NARROWEST = 10


def table(
    titles: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    *,
    names: Collection[str] = (),
    title: str | None = None,
    caption: str | None = None,
    dense: bool = False,
) -> Table:
    """A table of cells as they are, brackets too; those in the columns `names` stay on one line.

    What does not fit is folded. Names are copied from the screen, and looked for with grep: where even
    folding leaves too little space for them, the table is wider than the screen; see `put`. A dense one
    has no lines between its columns.
    """
    cells = [[_text(cell) for cell in row] for row in rows]
    columns = [
        Column(name, overflow="fold", no_wrap=name in names, min_width=_width(column, whole=name in names))
        for name, column in zip(titles, _columns(titles, cells), strict=True)
    ]
    style = box.SIMPLE_HEAD if dense else box.HEAVY_HEAD
    result = Table(
        *columns,
        title=None if title is None else Text(title),
        caption=None if caption is None else Text(caption),
        caption_justify="left",
        box=style,
        padding=(0, 1 - dense),
    )
    for row in cells:
        result.add_row(*row)
    return result


def fits(console: Console, made: Table) -> bool:
    """Whether the console shows it without folding a cell."""
    return console.measure(made, options=console.options.update(width=10_000)).maximum <= console.width


def put(console: Console, made: Table) -> None:
    """Print it; lines that are longer than the screen is wide are left to the terminal."""
    console.print(made, crop=False)


def _text(cell: str | Text) -> Text:
    return cell if isinstance(cell, Text) else Text(cell)


def _columns(titles: Sequence[str], rows: Sequence[Sequence[Text]]) -> list[list[Text]]:
    """The cells by column, their titles first."""
    return [[Text(title), *(row[place] for row in rows)] for place, title in enumerate(titles)]


def _width(cells: Sequence[Text], *, whole: bool) -> int:
    if whole:
        return max(cell.cell_len for cell in cells)
    lengths = (Text(word).cell_len for cell in cells for word in cell.plain.split())
    return min(NARROWEST, max(lengths, default=0))
