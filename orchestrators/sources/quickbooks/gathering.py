"""QuickBooks' answers gathered into one export."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from orchestrators.sources.exports.export import Company, Export, is_failure
from orchestrators.sources.exports.known import NOTHING, Known
from orchestrators.sources.facts import Rejected, RejectionCause, SourceFacts, SourceRecord
from orchestrators.sources.quickbooks.entities import USED_ENTITIES, canonical
from orchestrators.sources.quickbooks.normalise import normalise
from orchestrators.sources.quickbooks.pages import Page, entity_of, missing_pages
from orchestrators.sources.quickbooks.responses import Content
from orchestrators.sources.quickbooks.transactions import SHAPES
from orchestrators.sources.rejections import id_of, legible


def gathered(contents: Iterable[Content]) -> Export:
    """Normalise the records, and tell from the pages between them how much of the books they are."""
    gathering = Gathering()
    gathering.add(contents)
    return gathering.export()


def document_ids(contents: Iterable[Content]) -> Mapping[str, list[str]]:
    """The ids of documents by entity, as far as they have some."""
    ids: dict[str, list[str]] = defaultdict(list)
    for content in contents:
        if isinstance(content, SourceRecord) and canonical(content.entity) in SHAPES:
            ids[canonical(content.entity)].append(id_of(content.data))
    return ids


@dataclass(slots=True)
class Gathering:
    """What was gathered until now."""

    records: list[SourceFacts | Rejected] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    companies: list[Company] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    known_after: int = 0

    def add(self, contents: Iterable[Content], known: Known = NOTHING) -> None:
        """Add answers; of documents that are known only the version is read."""
        for content in contents:
            self._add(content, known)
        self.known_after = self.known_after or known.imports

    def _add(self, content: Content, known: Known) -> None:
        match content:
            case Page():
                self.pages.append(content)
                self.ids[content.entity] |= content.ids
                if not content.entity and content.answered_at:
                    self.times.append(content.answered_at)
            case SourceRecord():
                self.records.append(normalise(content, known))
                self.companies += _company(content)
                self.ids[content.entity].add(id_of(content.data))
                if content.answered_at:
                    self.times.append(content.answered_at)
            case Rejected():
                self.records.append(content)

    def export(self) -> Export:
        """All of it."""
        missing = list(missing_pages(self.pages))
        records = (*self.records, *missing)
        failures = [item for item in records if isinstance(item, Rejected) and is_failure(item)]
        return Export(
            records=records,
            companies=tuple(dict.fromkeys(self.companies)),
            listed=_listed(self.pages, failures, self.ids),
            answered_at=max(self.times, default=None),
            known_after=self.known_after,
        )


def _company(record: SourceRecord) -> list[Company]:
    """Whose export it is, even if the record itself is refused, over its time zone for example."""
    if record.entity != "CompanyInfo":
        return []
    names = (record.data.get("CompanyName"), record.data.get("LegalName"))
    name = next((legible(name).strip() for name in names if isinstance(name, str) and name.strip()), None)
    return [] if name is None else [Company(id_of(record.data) or None, name)]


def _listed(
    pages: Sequence[Page], failures: Sequence[Rejected], ids: Mapping[str, set[str]]
) -> dict[str, frozenset[str]]:
    """Entities of which nothing is missing; none if something is of which nobody knows what it was."""
    if any(item.cause is not RejectionCause.MORE_PAGES or not item.entity for item in failures):
        return {}
    # A row without an id may be any of those that seem to be absent.
    unsure = {page.entity for page in pages if page.rows > len(page.ids)} | {item.entity for item in failures}
    named = {page.entity or entity_of(page.file) for page in pages if not page.of_changes}
    listed = {canonical(entity) for entity in named & USED_ENTITIES} - set(map(canonical, unsure))
    # Records that come under two names are those of one entity.
    by_name: dict[str, set[str]] = defaultdict(set)
    for entity, some in ids.items():
        by_name[canonical(entity)] |= some
    return {entity: frozenset(by_name.get(entity, ())) for entity in listed if entity}
