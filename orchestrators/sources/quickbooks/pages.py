"""What query responses list of each entity, and whether more of it exists than they brought."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import PurePosixPath

from orchestrators.sources.facts import Rejected, RejectionCause
from orchestrators.sources.quickbooks.entities import USED_ENTITIES
from orchestrators.sources.rejections import rejected

#: The most that one response holds, and what it holds if a query does not ask for a number.
LARGEST_PAGE = 1_000
DEFAULT_PAGE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one entity in one response; without rows it has no entity, since QuickBooks names none.

    `beside` counts the rows of other entities in the same response, `ids` leaves out rows without an id.
    """

    file: str
    entity: str
    rows: int
    ids: frozenset[str]
    beside: int
    start: int | None
    total: int | None
    of_changes: bool
    answered_at: datetime | None

    @property
    def end(self) -> int:
        """The position of its last row, counted from 1."""
        return (self.start or 1) - 1 + self.rows + self.beside


def entity_of(file: str) -> str:
    """The entity after which a file is called (bills-2.json: Bill), or ""."""
    return _NAMES.get(_letters(file), "")


def _letters(file: str) -> str:
    return "".join(filter(str.isalpha, PurePosixPath(file).stem)).lower()


def _names() -> Iterator[tuple[str, str]]:
    for entity in USED_ENTITIES:
        yield entity.lower(), entity
        yield f"{entity.lower()}s", entity
        yield f"{entity.lower().removesuffix('y')}ies", entity


_NAMES: Mapping[str, str] = dict(_names())


def missing_pages(pages: Sequence[Page]) -> Iterator[Rejected]:
    """One refusal for each entity of which there is more at the source than these pages hold."""
    ends = [page.file for page in pages if not page.entity]
    largest = max((page.rows for page in pages), default=0)
    for (entity, _), group in groupby(sorted(pages, key=_group), _group):
        listed = list(_placed(group))
        is_ended = any(not page.rows for page in listed) or any(
            _letters(page.file) == _letters(end) and page.file != end for page in listed for end in ends
        )
        reasons = (_what_is_missing(page, listed, largest, is_ended) for page in listed)
        reason = next(filter(None, reasons), None) if entity else _rows_withheld(listed)
        if reason:
            yield rejected(listed[-1].file, reason, entity=entity, cause=RejectionCause.MORE_PAGES)


def _group(page: Page) -> tuple[str, bool]:
    return page.entity, page.of_changes


def _placed(pages: Iterable[Page]) -> Iterator[Page]:
    """Pages that do not give their position follow each other, in the order of their files."""
    end = 0
    for page in pages:
        placed = page if page.start else replace(page, start=end + 1)
        end = placed.end
        yield placed


def _what_is_missing(page: Page, listed: Sequence[Page], largest: int, is_ended: bool) -> str | None:
    start = page.start or 1
    if start > 1 and not any(other.start != start and other.end >= start - 1 for other in listed):
        return f"This page begins with row {start:,}, and the rows before it are not in the import"
    last, is_chain = _last(page, listed)
    if page.total is not None and last.end < page.total:
        return f"QuickBooks has {page.total:,} rows, and {last.end:,} of them are in the import"
    if last.beside or is_ended:
        return None
    is_full = last.rows == LARGEST_PAGE or (is_chain and last.rows == page.rows)
    if is_full or last.rows == largest == DEFAULT_PAGE:
        return f"The last page is full with {last.rows:,} rows, and no page follows that would be the end"
    return None


def _last(page: Page, listed: Sequence[Page]) -> tuple[Page, bool]:
    """The last of the pages that follow without a gap, and whether it is another one."""
    by_start = {other.start: other for other in sorted(listed, key=lambda other: other.rows) if other.rows}
    last = page
    while (after := by_start.get(last.end + 1)) is not None:
        last = after
    return last, last is not page


def _rows_withheld(listed: Sequence[Page]) -> str | None:
    """An empty response may still count rows; one that only counts, without a position, was asked to."""
    total = max((page.total or 0 for page in listed if page.start), default=0)
    return f"QuickBooks has {total:,} rows, and the response holds none of them" if total else None
