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
        listed = list(group)
        reason = _Run.of(listed, largest, ends).what_is_missing() if entity else _rows_withheld(listed)
        if reason:
            yield rejected(listed[-1].file, reason, entity=entity, cause=RejectionCause.MORE_PAGES)


def _group(page: Page) -> tuple[str, bool]:
    return page.entity, page.of_changes


def _rows_withheld(listed: Sequence[Page]) -> str | None:
    """An empty response may still count rows; one that only counts, without a position, was asked to."""
    total = max((page.total or 0 for page in listed if page.start), default=0)
    return f"QuickBooks has {total:,} rows, and the response holds none of them" if total else None


@dataclass(frozen=True, slots=True)
class _Run:
    """The pages of one entity, in the order of their positions.

    `full` are the sizes that tell of a page cut by the source's limit; `is_told` says that all gave their
    positions; `last_from` has, by its position, the last page that follows it without a gap; `is_ended` says
    that an empty answer came after the rest.
    """

    pages: Sequence[Page]
    full: frozenset[int]
    is_told: bool
    last_from: Mapping[int, Page]
    is_ended: bool

    @classmethod
    def of(cls, listed: Sequence[Page], largest: int, ends: Sequence[str]) -> "_Run":
        # Whoever asks for no number gets a hundred; whoever got more than that asks for more.
        is_told = all(page.start for page in listed)
        is_default = largest == DEFAULT_PAGE and is_told
        files = {page.file for page in listed}
        topics = {_letters(file) for file in files}
        follows = any(_letters(end) in topics for end in {*ends} - files)
        pages = sorted(_placed(listed), key=lambda page: (page.start or 1, page.rows))
        return cls(
            pages,
            frozenset({LARGEST_PAGE, DEFAULT_PAGE} if is_default else {LARGEST_PAGE}),
            is_told,
            _chains(pages),
            follows or any(not page.rows for page in listed),
        )

    def what_is_missing(self) -> str | None:
        """A sentence; None if nothing shows that something is."""
        reached = 0
        for page in self.pages:
            start = page.start or 1
            if start > reached + 1:
                return f"This page begins with row {start:,}, and rows before it are not in the import"
            reached = max(reached, page.end)
            reason = self._after(page, self.last_from.get(page.end + 1, page))
            if reason is not None:
                return reason
        return None

    def _after(self, page: Page, last: Page) -> str | None:
        if page.total is not None and last.end < page.total:
            return f"QuickBooks has {page.total:,} rows, and {last.end:,} of them are in the import"
        if last.beside or self.is_ended:
            return None
        # Pages of any size are cut by it when even the last one is as long as the one before.
        if last.rows in self.full or (self.is_told and last is not page and last.rows == page.rows):
            return f"The last page is full with {last.rows:,} rows, and no page follows that would be the end"
        return None


def _placed(pages: Iterable[Page]) -> Iterator[Page]:
    """Pages that do not give their position follow each other, in the order of their files."""
    end = 0
    for page in pages:
        placed = page if page.start else replace(page, start=end + 1)
        end = placed.end
        yield placed


def _chains(pages: Sequence[Page]) -> Mapping[int, Page]:
    last_from: dict[int, Page] = {}
    for page in reversed(pages):
        start = page.start or 1
        # Of several pages at one position the longest comes first here.
        if page.rows and start not in last_from:
            last_from[start] = last_from.get(page.end + 1, page)
    return last_from
