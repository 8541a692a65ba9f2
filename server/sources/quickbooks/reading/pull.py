"""What is read of a company: everything, or what changed since; it ends in an export as files do."""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from orchestrators.sources.exports.export import Export, SyncState, is_failure
from orchestrators.sources.facts import Rejected, SourceRecord
from orchestrators.sources.quickbooks.entities import ENTITIES, USED_ENTITIES
from orchestrators.sources.quickbooks.gathering import gathered
from orchestrators.sources.quickbooks.pages import Page
from orchestrators.sources.quickbooks.responses import Content, contents_of
from orchestrators.sources.rejections import id_of
from orchestrators.sources.writer import Progress
from server.sources.quickbooks.reading.answers import NoAnswer, Trouble
from server.sources.quickbooks.reading.client import Client, changed_since
from server.sources.quickbooks.reading.listing import listed

Result = TypeVar("Result")

#: Changes are kept for 30 days there, and a day is for clocks and for what takes long.
LOOK_BACK = timedelta(days=29)
#: An answer with so many objects may lack others.
MOST_CHANGES = 1_000
#: Documents that are read again by their ids, which one page holds; for more of them everything is read.
MOST_READ_AGAIN = 100
#: Changes are read again from so long before the last answer: what is written at the same time comes late.
OVERLAP = timedelta(minutes=10)
#: How often all is compared, for what changes do not tell.
COMPARISON = timedelta(days=7)

#: Postings change balances without a word, and the others are not among what tells its changes.
ALWAYS_LISTED = ("Account", "TaxPayment")
#: One record each, which tells whose books these are and in which currency.
SINGLE = ("CompanyInfo", "Preferences")
ALL_OF = "SELECT * FROM {}"
LISTED = sorted(USED_ENTITIES - ENTITIES.keys() - {*SINGLE})
CHANGING = sorted({*LISTED} - {*ALWAYS_LISTED})


@dataclass(frozen=True, slots=True)
class Position:
    """Up to when changes were read, by the clock of the source, and when all was compared, by ours."""

    changes_since: datetime | None = None
    compared_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pulled:
    """An export, and where the next pull goes on; `is_full` is whether everything was listed."""

    export: Export
    is_full: bool
    position: Position


@dataclass(frozen=True, slots=True)
class Pull:
    """Reads one company as of `now`."""

    client: Client
    progress: Progress
    now: datetime

    async def after(self, position: Position) -> Pulled:
        """What came after a position; everything, if it has none or if changes may not tell all.

        Raises `NoAnswer` when something did not come at all, and what the client's tokens raise.
        """
        company = await self._company()
        changes = await self._changes(position.changes_since) if self._is_recent(position) else None
        if changes is None:
            contents = [*company, *await self._all(LISTED)]
            return self._pulled(contents, company, position, is_full=True)
        contents = [*company, *changes, *await self._all(ALWAYS_LISTED)]
        return self._pulled(contents, changes, position, is_full=False)

    def _is_recent(self, position: Position) -> bool:
        since, compared_at = position.changes_since, position.compared_at
        if since is None or compared_at is None or self.now - since > LOOK_BACK:
            return False
        return self.now - compared_at < COMPARISON

    def _pulled(
        self, contents: Sequence[Content], first: Sequence[Content], position: Position, *, is_full: bool
    ) -> Pulled:
        export = gathered(contents)
        if export.state is SyncState.INCOMPLETE:
            return Pulled(export, is_full, position)
        compared_at = self.now if is_full else position.compared_at
        return Pulled(export, is_full, Position(self._reached(first, position.changes_since), compared_at))

    def _reached(self, first: Sequence[Content], before: datetime | None) -> datetime | None:
        """When the first answer was given: what changed since then may have been missed by it.

        None if the source's clock has gone back, or tells nothing: changes cannot be told from old ones then.
        """
        times = [item.answered_at for item in first if not isinstance(item, Rejected) and item.answered_at]
        if not times or (before is not None and min(times) < before):
            return None
        return min(*times, self.now)

    async def _company(self) -> list[Content]:
        """First of all, so that another company's books are not read at length."""
        contents: list[Content] = []
        for entity in SINGLE:
            document = await self.client.get(entity, "query", query=ALL_OF.format(entity))
            read = list(contents_of(entity, document))
            if not any(isinstance(item, SourceRecord) and item.entity == entity for item in read):
                raise NoAnswer(Trouble.NOT_JSON, f"The answer of QuickBooks holds no {entity}")
            contents += read
        return contents

    async def _all(self, entities: Sequence[str]) -> list[Content]:
        """Every record of these entities, of several at once."""
        self.progress("entities", 0, len(entities))
        done = 0

        async def one(entity: str) -> list[Content]:
            nonlocal done
            result = await listed(self.client, entity)
            done += 1
            self.progress("entities", done, len(entities))
            return result

        return [item for contents in await all_of([one(entity) for entity in entities]) for item in contents]

    async def _changes(self, since: datetime | None) -> list[Content] | None:
        """What changed; None when there may be more than the answer holds, so that all must be read."""
        assert since is not None, "without a position everything is read"
        entities = ",".join(CHANGING)
        try:
            document = await self.client.get(
                "changes", "cdc", entities=entities, changedSince=changed_since(since - OVERLAP)
            )
        except NoAnswer as none:
            if none.trouble is not Trouble.FAULT:
                raise
            return None
        contents = list(contents_of("changes", document))
        if any(isinstance(item, Rejected) and is_failure(item) for item in contents):
            return None
        pages = [item for item in contents if isinstance(item, Page)]
        if _answers(document) != len(CHANGING) or sum(map(_rows, pages)) >= MOST_CHANGES:
            return None
        # Of the others nothing is needed: they tell how much a list holds, and changes are none.
        return await self._settled(
            [item for item in contents if not isinstance(item, Page) or not item.entity]
        )

    async def _settled(self, contents: list[Content]) -> list[Content] | None:
        """The same with documents read again that are over nothing and open: a void in the making.

        None when there are too many, or when they cannot be read by themselves, so that all must be read.
        """
        half = [item for item in contents if isinstance(item, SourceRecord) and _is_half_void(item)]
        if len(half) > MOST_READ_AGAIN:
            return None
        newest: dict[tuple[str, str], SourceRecord] = {}
        for entity in dict.fromkeys(item.entity for item in half):
            ids = ", ".join(f"'{id_of(item.data)}'" for item in half if item.entity == entity)
            query = f"{ALL_OF.format(entity)} WHERE Id IN ({ids})"
            try:
                document = await self.client.get(entity, "query", query=query)
            except NoAnswer as none:
                if none.trouble is not Trouble.FAULT:
                    raise
                return None
            for item in contents_of(entity, document):
                if isinstance(item, SourceRecord):
                    newest[item.entity, id_of(item.data)] = item
        return [
            newest.get((item.entity, id_of(item.data)), item) if isinstance(item, SourceRecord) else item
            for item in contents
        ]


def _is_half_void(record: SourceRecord) -> bool:
    """Whether the first answer after a void still shows what was open before it."""
    return record.data.get("TotalAmt") == 0 and record.data.get("Balance") not in (None, 0)


def _rows(page: Page) -> int:
    """How many changes of an entity there are, whether they came or not."""
    return max(page.rows, page.total or 0)


def _answers(document: Mapping[str, object]) -> int:
    """For how many entities there is an answer, if only that nothing changed."""
    wrapped = document.get("CDCResponse")
    first = wrapped[0] if isinstance(wrapped, list) and wrapped else None
    inner = first.get("QueryResponse") if isinstance(first, dict) else None
    return len(inner) if isinstance(inner, list) else 0


async def all_of(works: Iterable[Coroutine[None, None, Result]]) -> list[Result]:
    """What these bring, at the same time; the first that fails ends the others, and raises what it raised."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in works]
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from None
    return [task.result() for task in tasks]
