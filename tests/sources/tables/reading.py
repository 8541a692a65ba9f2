"""Reads files of tables as an import into empty books does."""

from collections.abc import Mapping

from orchestrators.sources.exports.export import Export
from orchestrators.sources.facts import DocumentFacts, Rejected
from orchestrators.sources.tables.gathering import export_of, tables_of
from orchestrators.sources.tables.mapping import TablesMapping
from orchestrators.sources.tables.names import Held

HEADER = "id,number,vendor,date,due_date,amount,balance,note"


def exported(files: Mapping[str, str | bytes], mapping: TablesMapping | None = None) -> Export:
    """The export that files are."""
    raw = [(name, data.encode() if isinstance(data, str) else data) for name, data in files.items()]
    return export_of(tables_of(raw, mapping or TablesMapping()), Held())


def bills(*rows: str, header: str = HEADER) -> Export:
    """The export of a table of bills."""
    return exported({"bills.csv": "\n".join([header, *rows]) + "\n"})


def documents(export: Export) -> list[DocumentFacts]:
    """The documents that were read."""
    return [item for item in export.records if isinstance(item, DocumentFacts)]


def refusals(export: Export) -> list[tuple[str, str, str]]:
    """Where, which column, and why."""
    refused = [item for item in export.records if isinstance(item, Rejected)]
    return [(item.file, item.field, item.reason) for item in refused]
