"""The template: a file for each table, with all of its columns, and examples of rows beside them."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from orchestrators.sources.tables.columns import TABLES, Table

#: No import reads a file of this name, so that nobody has to delete the examples.
EXAMPLES = "examples.md"
_TITLE = "# Examples\n\nRows of each table, which can be imported as they are. This file is not imported.\n"


def write_template(folder: Path) -> list[Path]:
    """Write files into a folder, which is made; raises FileExistsError for an old one."""
    # With its mark, because spreadsheets take text without one for another encoding.
    texts = {folder / f"{name}.csv": f"\ufeff{_csv(table, ())}" for name, table in TABLES.items()}
    texts[folder / EXAMPLES] = _TITLE + "".join(map(_example, TABLES.values()))
    for path in texts:
        if path.exists():
            raise FileExistsError(str(path))
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8", newline="")
    return [*texts]


def _example(table: Table) -> str:
    text = _csv(table, table.examples).replace("\r\n", "\n")
    return f"\n## {table.name}.csv\n\n```csv\n{text}```\n"


def _csv(table: Table, rows: Iterable[Mapping[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, table.names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
