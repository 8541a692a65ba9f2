"""All records of one entity, page by page, however the list changes meanwhile."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from orchestrators.sources.exports.export import is_failure
from orchestrators.sources.facts import Rejected, RejectionCause, SourceRecord
from orchestrators.sources.quickbooks.moments import moment
from orchestrators.sources.quickbooks.pages import LARGEST_PAGE, Page
from orchestrators.sources.quickbooks.responses import Content, contents_of
from orchestrators.sources.rejections import id_of, rejected
from server.sources.quickbooks.reading.answers import NoAnswer, Trouble
from server.sources.quickbooks.reading.client import Client

#: Entities that are switched off instead of deleted; queries leave out what is off unless they name it.
LISTS = frozenset({"Account", "Customer", "Term", "Vendor"})
#: Entities that not every company has.
OPTIONAL = frozenset({"CreditCardPayment", "TaxPayment"})
#: How often a list that does not hold together is read.
TRIES = 3


async def listed(client: Client, entity: str) -> list[Content]:
    """Its records and a page that says that these are all; or what came of them, and why there are more.

    Raises what the client raises, but for a fault: of that one entity nothing comes then.
    """
    for attempt in range(1, TRIES + 1):
        listing = _Listing(client, entity)
        try:
            await listing.read()
            return [*listing.rows.values(), *listing.whole()]
        except _Gap as gap:
            cause = RejectionCause.MORE_PAGES
            if attempt == TRIES:
                refusal = rejected(entity, str(gap), entity=entity, cause=cause)
                return [*listing.rows.values(), refusal]
        except NoAnswer as none:
            if none.trouble is not Trouble.FAULT:
                raise
            refusal = rejected(entity, str(none), entity=entity, cause=RejectionCause.FAULT)
            return [] if entity in OPTIONAL else [refusal]
    raise AssertionError("the last try returns")


class _Gap(Exception):
    """What came is not all there is."""


@dataclass(slots=True)
class _Listing:
    """What came so far; of a record that came twice the later answer."""

    client: Client
    entity: str
    rows: dict[str, SourceRecord | Rejected] = field(default_factory=dict)
    answered_at: datetime | None = None
    pages: int = 0

    async def read(self) -> None:
        """Every page; each begins with a row of the page before.

        Who deletes rows while others read moves the rest up: a page that begins with nothing known may have
        left some out, and is read again from further in front. Raises `_Gap`.
        """
        expected = await self._count()
        start, back = 1, 1
        while self.pages < 2 * (expected // LARGEST_PAGE) + 20:
            page = await self._page(start)
            if start > 1 and page and next(iter(page)) not in self.rows:
                start, back = max(1, start - back), back * 2
                continue
            is_news = not page.keys() <= self.rows.keys()
            self.rows |= page
            if not is_news or (len(page) < LARGEST_PAGE and len(self.rows) >= expected):
                break
            start, back = start + len(page) - 1, 1
        # What was deleted after it came is told by the changes since; what came short is told by nobody.
        expected = max(expected, await self._count()) if self.pages > 1 else expected
        if len(self.rows) < expected:
            raise _Gap(f"QuickBooks has {expected:,} rows, and {len(self.rows):,} of them came")

    def whole(self) -> list[Page]:
        """All rows as if one answer had brought them, and the empty one that says that these are all."""
        ids = frozenset(filter(None, (id_of(row.data) for row in self.records())))
        total = len(self.rows)
        page = Page(self.entity, self.entity, total, ids, 0, 1, total, of_changes=False, answered_at=None)
        # An answer without rows names no entity; the name of its file does.
        end = replace(page, entity="", rows=0, ids=frozenset(), total=None, answered_at=self.answered_at)
        return [page, replace(end, entity=self.entity)] if total else [end]

    def records(self) -> list[SourceRecord]:
        """The rows that are records."""
        return [row for row in self.rows.values() if isinstance(row, SourceRecord)]

    async def _count(self) -> int:
        document = await self._query("SELECT COUNT(*)", "")
        response = document["QueryResponse"]
        total = response.get("totalCount") if isinstance(response, dict) else None
        if not isinstance(total, int) or isinstance(total, bool) or total < 0:
            raise _Gap("QuickBooks does not tell how many rows there are")
        return total

    async def _page(self, start: int) -> dict[str, SourceRecord | Rejected]:
        position = f" ORDERBY Id STARTPOSITION {start} MAXRESULTS {LARGEST_PAGE}"
        document = await self._query("SELECT *", position)
        self.pages += 1
        self.answered_at = moment(document.get("time")) or self.answered_at
        rows = [item for item in contents_of(self.entity, document) if not isinstance(item, Page)]
        failure = next((item for item in rows if isinstance(item, Rejected) and is_failure(item)), None)
        if failure is not None:
            raise _Gap(failure.reason)
        return {_key(row): row for row in rows}

    async def _query(self, what: str, position: str) -> dict[str, object]:
        where = " WHERE Active IN (true, false)" if self.entity in LISTS else ""
        text = f"{what} FROM {self.entity}{where}{position}"
        document = await self.client.get(self.entity, "query", query=text)
        if not isinstance(document.get("QueryResponse"), dict):
            raise _Gap("The answer holds no QueryResponse")
        return document


def _key(row: SourceRecord | Rejected) -> str:
    """What tells rows apart: the id, or of what has none everything."""
    source_id = id_of(row.data) if isinstance(row, SourceRecord) else row.source_id
    return source_id or repr(row)
