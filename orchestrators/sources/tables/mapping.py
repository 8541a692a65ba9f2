"""The mapping file: how tables of other programs are named, headed and written."""

import tomllib
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from orchestrators.sources.tables.columns import TABLES, Table, plain
from orchestrators.sources.tables.reading.values import DateOrder, DecimalMark

PRESETS = ("quickbooks", "xero")


class WrongMapping(Exception):
    """A mapping file that cannot be used; its text names the key and what is wrong with it."""


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


class _Dialect(BaseModel):
    """How values are written, in one table or, at the top of the file, in all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None
    encoding: str | None = None
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")


class TableMapping(_Dialect):
    """One table: where it is, which header each column has, and what its values mean.

    `report` has titles, group headings and totals, which are no records; `group` is the column that headings
    tell. Of `only`, rows with another value in that column are not for this table. `outgoing` are values
    of the column type whose amounts are money out, whatever their sign.
    """

    file: str | None = None
    sheet: str | None = None
    report: bool = False
    group: str | None = None
    columns: dict[str, Annotated[list[str], BeforeValidator(_as_list)]] = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    only: dict[str, list[str]] = {}
    outgoing: list[str] = []

    def fits(self, table: Table, file: str, sheet: str) -> bool:
        """Whether a file, or a sheet of a workbook, holds the table; by default it is named so."""
        if self.file is not None and not _like(PurePosixPath(file).name, self.file):
            return False
        if self.sheet is not None:
            return _like(sheet, self.sheet)
        name = sheet or PurePosixPath(file).stem
        return self.file is not None or plain(name) == plain(table.name)


class TablesMapping(_Dialect):
    """A mapping file: tables by name; the dialect at its top is that of tables that name none."""

    accounts: TableMapping | None = None
    vendors: TableMapping | None = None
    customers: TableMapping | None = None
    bills: TableMapping | None = None
    invoices: TableMapping | None = None
    bill_payments: TableMapping | None = None
    payments: TableMapping | None = None
    cash: TableMapping | None = None

    def overruled(self, date_order: DateOrder | None, decimal_mark: DecimalMark | None) -> "TablesMapping":
        """The mapping with what a caller says in place of what it says itself, in every table."""
        chosen = {"date_order": date_order, "decimal_mark": decimal_mark}
        told = {name: value for name, value in chosen.items() if value is not None}
        tables = {
            name: mapping.model_copy(update=told)
            for name in TABLES
            if (mapping := getattr(self, name)) is not None
        }
        return self.model_copy(update={**tables, **told})

    def of(self, table: Table) -> TableMapping:
        """The mapping of one table, completed by the dialect of the file."""
        mapping: TableMapping = getattr(self, table.name) or TableMapping()
        own = {name: getattr(mapping, name) for name in _Dialect.model_fields}
        whole = {name: getattr(self, name) if value is None else value for name, value in own.items()}
        return mapping.model_copy(update=whole)

    def fitting(self, file: str, sheet: str) -> list[Table]:
        """The tables that a file, or a sheet of a workbook, holds."""
        return [table for table in TABLES.values() if self.of(table).fits(table, file, sheet)]


def _like(name: str, pattern: str) -> bool:
    return fnmatchcase(name.casefold(), pattern.casefold())


def mapping_of(text: str) -> TablesMapping:
    """A mapping from TOML; raises `WrongMapping` naming the first key that is wrong."""
    try:
        mapping = TablesMapping.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise WrongMapping(f"It is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise WrongMapping(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    for table in TABLES.values():
        _check(table, mapping.of(table))
    return mapping


def preset(name: str) -> TablesMapping:
    """A mapping that comes with Runway."""
    return mapping_of((files(__package__) / "presets" / f"{name}.toml").read_text("utf-8"))


def _check(table: Table, mapping: TableMapping) -> None:
    """Refuse columns that the table does not have."""
    named: dict[str, set[str]] = {
        "group": {mapping.group} if mapping.group else set(),
        "columns": {*mapping.columns},
        "constants": {*mapping.constants},
        "values": {*mapping.values},
        "only": {*mapping.only},
    }
    for key, names in named.items():
        unknown = sorted(names - set(table.names))
        if unknown:
            listed = ", ".join(table.names)
            raise WrongMapping(f"{table.name}.{key}: there is no column {unknown[0]!r}, only {listed}")
    try:
        "".encode(mapping.encoding or "utf-8")
    except LookupError:
        raise WrongMapping(f"{table.name}.encoding: Python knows no encoding {mapping.encoding!r}") from None
