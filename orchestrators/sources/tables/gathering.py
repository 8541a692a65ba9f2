"""The tables of all files as one export, and what was understood of each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from orchestrators.sources.exports.export import Export, is_failure
from orchestrators.sources.facts import DocumentFacts, PartyKind, Rejected, RejectionCause, SourceFacts
from orchestrators.sources.rejections import unreadable
from orchestrators.sources.tables import lists, owed, paid
from orchestrators.sources.tables.columns import TABLES, Table
from orchestrators.sources.tables.grouping import Group, groups, read
from orchestrators.sources.tables.mapping import TablesMapping
from orchestrators.sources.tables.names import Held, Names
from orchestrators.sources.tables.reading.grids import Grid, Line
from orchestrators.sources.tables.reading.layout import Header, Record, header_of, header_score, records
from orchestrators.sources.tables.reading.text import grid_of
from orchestrators.sources.tables.reading.typed import Row, typed
from orchestrators.sources.tables.reading.workbook import grids_of

#: What stays when a record without an id changes.
_KNOWN_BY = {
    "accounts": ("name",),
    "vendors": ("name",),
    "customers": ("name",),
    "bills": ("number", "vendor_id", "vendor", "date"),
    "invoices": ("number", "customer_id", "customer", "date"),
    "bill_payments": ("number", "vendor_id", "vendor", "date", "account"),
    "payments": ("number", "customer_id", "customer", "date", "account"),
    "cash": ("number", "date", "account", "amount", "counterparty", "other_account"),
}
_OF_FILES = ("accounts", "vendors", "customers", "bills", "invoices", "bill_payments", "payments", "cash")


@dataclass(frozen=True, slots=True)
class Source:
    """A table as it lies in one file: its header and its rows."""

    table: Table
    name: str
    header: Header
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """What the files hold, before it is known whom and what they name."""

    sources: tuple[Source, ...]
    rejected: tuple[Rejected, ...]


def tables_of(documents: Iterable[tuple[str, bytes] | Rejected], mapping: TablesMapping) -> Tables:
    """Read files; raises `Unclear` for a column that can be read in several ways."""
    sources, refusals = list[Source](), list[Rejected]()
    for document in documents:
        for item in [document] if isinstance(document, Rejected) else _grids(*document, mapping):
            if isinstance(item, Rejected):
                refusals.append(item)
            else:
                made, refused = _sources(item, mapping)
                sources += made
                refusals += refused
    if not sources and not any(is_failure(item) for item in refusals):
        refusals.append(unreadable("", f"There is no table in it: {', '.join(TABLES)}"))
    return Tables(tuple(sources), tuple(refusals))


def _grids(file: str, raw: bytes, mapping: TablesMapping) -> Iterator[Grid | Rejected]:
    if raw.startswith(b"PK"):
        yield from grids_of(file, raw)
    elif not raw.strip():
        yield unreadable(file, "The file is empty")
    else:
        fitting = mapping.fitting(file, "")
        if fitting:
            yield _text(file, raw, mapping, fitting)
        else:
            yield _unmatched(file)


def _text(file: str, raw: bytes, mapping: TablesMapping, fitting: Sequence[Table]) -> Grid | Rejected:
    dialect = mapping.of(fitting[0])

    def score(lines: Sequence[Line]) -> int:
        return max(header_score(table, mapping.of(table), lines) for table in fitting)

    return grid_of(file, raw, dialect.encoding, dialect.delimiter, score)


def _unmatched(name: str) -> Rejected:
    listed = ", ".join(TABLES)
    return unreadable(name, f"It is named like no table ({listed}), and no mapping names it")


def _sources(grid: Grid, mapping: TablesMapping) -> tuple[list[Source], list[Rejected]]:
    fitting = mapping.fitting(grid.file, grid.sheet)
    refusals = list(grid.failures)
    sources = []
    if not fitting and any(line.filled for line in grid.lines):
        refusals.append(_unmatched(grid.name))
    for table in fitting:
        chosen = mapping.of(table)
        header = header_of(table, chosen, grid)
        if isinstance(header, Rejected):
            refusals.append(header)
            continue
        read_records = list(records(table, chosen, grid, header))
        refusals += [item for item in read_records if isinstance(item, Rejected)]
        sound = [item for item in read_records if isinstance(item, Record)]
        rows = tuple(typed(grid, table, chosen, header, sound))
        sources.append(Source(table, grid.name, header, rows))
    return sources, refusals


def numbers_of(tables: Tables) -> set[str]:
    """The numbers by which payments name what they settle."""
    values = (
        row.values.get(name)
        for source in tables.sources
        for row in source.rows
        for name in ("bill_number", "invoice_number")
    )
    return {str(value) for value in values if value}


def export_of(tables: Tables, held: Held) -> Export:
    """The facts of the tables; `held` is what they may name of the books."""
    gathering = _Gathering(tables, held)
    return gathering.export()


class _Gathering:
    """Reads the tables in the order in which they name each other."""

    def __init__(self, tables: Tables, held: Held) -> None:
        self.tables = tables
        self.held = held
        self.records: list[SourceFacts | Rejected] = list(tables.rejected)
        self.listed: dict[str, set[str]] = {}
        self.unsure = {item.entity for item in tables.rejected if item.cause is not RejectionCause.UNUSED}
        self.groups = {name: self._groups(name) for name in _OF_FILES}
        listed = [item for name in ("accounts", "vendors", "customers") for item in self.groups[name]]
        self.names = Names.of(held.names, lists.named(listed))

    def _groups(self, name: str) -> list[Group]:
        rows = [row for source in self.tables.sources if source.table.name == name for row in source.rows]
        return groups(rows, _KNOWN_BY[name])

    def export(self) -> Export:
        """Everything that the tables hold."""
        self._read("accounts", lists.account)
        self._read("vendors", partial(lists.party, PartyKind.VENDOR))
        self._read("customers", partial(lists.party, PartyKind.CUSTOMER))
        self.records += lists.terms(row for source in self.tables.sources for row in source.rows)
        for name, payments in (("bills", "bill_payments"), ("invoices", "payments")):
            made = self._read(name, partial(owed.document, self.names))
            documents = (item for item in made if isinstance(item, DocumentFacts))
            entities, cash = {*TABLES[name].entities}, {group.source_id for group in self.groups["cash"]}
            targets = paid.Targets.of(documents, self.held.documents, entities, cash)
            self._read(payments, partial(paid.payment, self.names, targets))
        receipts = {
            group.source_id: group.first.table.entities[0]
            for name in ("cash", "payments")
            for group in self.groups[name]
        }
        self._read("cash", partial(paid.cash, self.names, receipts))
        failed = any(is_failure(item) for item in self.records if isinstance(item, Rejected))
        listed = {} if failed else {entity: frozenset(ids) for entity, ids in self.listed.items()}
        return Export(records=tuple(self.records), listed=listed)

    def _read(self, name: str, make: Callable[[Group], SourceFacts]) -> list[SourceFacts | Rejected]:
        made = list(read(self.groups[name], make))
        self.records += [item for _, item in made]
        if any(source.table.name == name for source in self.tables.sources) and name not in self.unsure:
            self._list(TABLES[name], made)
        return [item for _, item in made]

    def _list(self, table: Table, made: Sequence[tuple[Group, SourceFacts | Rejected]]) -> None:
        """Remember what the table lists, unless one of its rows may be any record."""
        if not all(group.has_sure_id for group, _ in made):
            return
        for entity in table.entities:
            ids = self.listed.setdefault(entity, set())
            ids |= {
                group.source_id
                for group, item in made
                if isinstance(item, Rejected) or item.origin.entity == entity
            }
