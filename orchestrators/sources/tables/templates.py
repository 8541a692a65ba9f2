"""The template: a file for each table, with all of its columns and example rows."""

import csv
from pathlib import Path

from orchestrators.sources.tables.columns import TABLES


def write_template(folder: Path) -> list[Path]:
    """Write one CSV file for each table into a folder, which is made; raises FileExistsError for an old one.

    The examples are books that can be imported as they are.
    """
    paths = {name: folder / f"{name}.csv" for name in TABLES}
    for path in paths.values():
        if path.exists():
            raise FileExistsError(str(path))
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in paths.items():
        # With its mark, because spreadsheets take text without one for another encoding.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, TABLES[name].names, restval="")
            writer.writeheader()
            writer.writerows(TABLES[name].examples)
    return [*paths.values()]
