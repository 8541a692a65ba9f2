"""Rows that together are one record: by their id, or by what does not change about a record without one."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from orchestrators.sources.facts import DocumentFacts, Origin, Rejected, RejectionCause, SourceFacts
from orchestrators.sources.quickbooks.fields import ID_LENGTH, UnreadableError
from orchestrators.sources.storable import storable
from orchestrators.sources.tables.names import digest
from orchestrators.sources.tables.reading.typed import Row


class NotUsed(UnreadableError):
    """A record that is sound, and does not belong into the books."""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one record, and its id."""

    source_id: str
    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        """The row that stands for what all of them say alike."""
        return self.rows[0]

    @property
    def has_sure_id(self) -> bool:
        """Whether the id would be the same if the rows that cannot be read were mended."""
        return all(row.problem is None or "id" in row.values for row in self.rows)

    def origin(self, entity: str) -> Origin:
        """Where the record comes from; what version it is, the books tell."""
        return Origin(entity, self.source_id, 0, None, file=self.first.where)

    def agree(self, *columns: str) -> None:
        """Refuse rows that differ where they must not."""
        for name in columns:
            told = list(dict.fromkeys(str(row.values.get(name, "")) for row in self.rows))
            if len(told) > 1:
                differing = " and ".join(map(repr, told[:2]))
                raise UnreadableError(name, f"Rows of one record differ: {differing}")

    def be_one(self, reason: str) -> None:
        """Refuse several rows where there must be one."""
        if len(self.rows) > 1:
            others = ", ".join(row.where for row in self.rows[:3])
            raise UnreadableError("id", f"{reason}: {others}")


def groups(rows: Iterable[Row], known_by: Sequence[str]) -> list[Group]:
    """The records, in their order.

    Without ids, lines of one document have the same values in `known_by`; other rows that do are several
    records, told apart by their order in the file.
    """
    gathered: dict[str, dict[tuple[str, int], Row]] = {}
    alike, equal = Counter[tuple[str, str]](), Counter[tuple[str, str, str]]()
    for row in rows:
        file = row.where.rpartition(":")[0]
        given = row.values.get("id")
        source_id = _given(str(given)) if given else _derived(row, known_by, alike, file)
        # A row that is in two files is one; in one file, equal lines of a document are several.
        content = row.where if row.problem else repr(sorted(row.values.items()))
        equal[source_id, file, content] += row.is_line
        parts = gathered.setdefault(source_id, {})
        parts.setdefault((content, equal[source_id, file, content]), row)
    return [Group(source_id, tuple(parts.values())) for source_id, parts in gathered.items()]


def _given(text: str) -> str:
    return text if len(text) <= ID_LENGTH and "\x00" not in text else digest(text)


def _derived(row: Row, known_by: Sequence[str], alike: Counter[tuple[str, str]], file: str) -> str:
    values = [str(row.values.get(name, "")) for name in known_by]
    source_id = digest(row.table.name, *values)
    if row.is_line:
        return source_id
    alike[file, source_id] += 1
    count = alike[file, source_id]
    return source_id if count == 1 else digest(row.table.name, *values, str(count))


def read(
    records: Iterable[Group], make: Callable[[Group], SourceFacts]
) -> Iterator[tuple[Group, SourceFacts | Rejected]]:
    """A record whole, or a refusal of each of its rows."""
    for group in records:
        if any(row.problem for row in group.rows):
            other = UnreadableError("", "Another row of the same record is rejected")
            yield from ((group, row.refused(row.problem or other)) for row in group.rows)
            continue
        try:
            yield group, _storable(make(group))
        except UnreadableError as refusal:
            cause = RejectionCause.UNUSED if isinstance(refusal, NotUsed) else RejectionCause.RECORD
            yield from ((group, row.refused(refusal, cause)) for row in group.rows)


def _storable(facts: SourceFacts) -> SourceFacts:
    if isinstance(facts, DocumentFacts):
        return storable(facts, amounts="amount", rate="exchange_rate")
    return facts
