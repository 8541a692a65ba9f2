"""What QuickBooks Online answered: every record in it as one value, read or refused, none lost."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from orchestrators.sources.facts import Rejected, RejectionCause, SourceRecord
from orchestrators.sources.quickbooks.entities import UNUSED_ENTITIES, USED_ENTITIES
from orchestrators.sources.quickbooks.faults import complaint, fault
from orchestrators.sources.quickbooks.files import count_files, documents
from orchestrators.sources.quickbooks.moments import moment
from orchestrators.sources.quickbooks.pages import Page
from orchestrators.sources.quickbooks.parsing import parsed
from orchestrators.sources.rejections import id_of, legible, rejected

__all__ = ["Content", "contents", "contents_of", "count_files", "documents", "read", "records"]

# A batch and a capture of changes hold responses; neither holds another of the two.
WRAPPERS = frozenset({"BatchItemResponse", "CDCResponse"})
KNOWN_KEYS = USED_ENTITIES | UNUSED_ENTITIES | WRAPPERS | {"QueryResponse", "Fault"}

Content = SourceRecord | Rejected | Page


def read(path: Path) -> Iterator[SourceRecord | Rejected]:
    """Every record of a file, a folder or a zip of responses; bad content is yielded, never raised.

    Raises OSError if `path`, or a folder in it, cannot be opened.
    """
    for document in documents(path):
        if isinstance(document, Rejected):
            yield document
        else:
            yield from records(*document)


def records(name: str, raw: bytes) -> Iterator[SourceRecord | Rejected]:
    """Every record of one JSON document; `name` is where it came from, for the reader of a refusal."""
    return (content for content in contents(name, raw) if not isinstance(content, Page))


def contents(name: str, raw: bytes) -> Iterator[Content]:
    """Every record of one JSON document, and after those of a query response what it listed, as pages."""
    file = legible(name)
    return contents_of(file, parsed(file, raw))


def contents_of(file: str, document: object) -> Iterator[Content]:
    """The same of a document that was parsed already, or refused by the parser."""
    if isinstance(document, Rejected):
        yield document
        return
    # An empty array holds no response at all, which is worth saying.
    for response in document if isinstance(document, list) and document else [document]:
        yield from _response(_Around(file), response, WRAPPERS)


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known around a record: its file, and the nearest response's time and kind."""

    file: str
    answered_at: datetime | None = None
    of_changes: bool = False

    def inside(self, response: dict[str, object]) -> "_Around":
        return replace(self, answered_at=moment(response.get("time")) or self.answered_at)


def _response(around: _Around, response: object, wrappers: frozenset[str]) -> Iterator[Content]:
    # Gateways spell a fault in lower case, beside empty lists that are no answers.
    if isinstance(response, dict) and isinstance(response.get("fault"), dict):
        yield fault(around.file, response["fault"])
        return
    answers = _answers(response)
    if not isinstance(response, dict) or not answers or _is_bare_record(response, answers):
        reason = "This is not a response of QuickBooks"
        yield rejected(around.file, reason, source_id=id_of(response), cause=complaint(response))
        return
    around = around.inside(response)
    for key, value in answers.items():
        if key in wrappers:
            within = replace(around, of_changes=key == "CDCResponse")
            for inner in _listed(value):
                yield from _response(within, inner, frozenset())
        elif key == "QueryResponse":
            for rows in _listed(value):
                yield from _rows(around, rows)
        else:
            yield from _records(around, key, value)


def _answers(response: object) -> dict[str, object]:
    # Plain values beside the records (time, maxResults, bId ...) tell of the response and hold no record.
    if not isinstance(response, dict):
        return {}
    return {
        key: value for key, value in response.items() if key in KNOWN_KEYS or isinstance(value, dict | list)
    }


def _is_bare_record(response: dict[str, object], answers: dict[str, object]) -> bool:
    # Without the key above it nobody knows what it is; its parts are not records of their own.
    return "Id" in response and not any(
        key in KNOWN_KEYS and isinstance(value, dict | list) for key, value in answers.items()
    )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _rows(around: _Around, rows: object) -> Iterator[Content]:
    if not isinstance(rows, dict):
        reason = "A QueryResponse must be an object"
        yield rejected(around.file, reason, entity="QueryResponse", cause=RejectionCause.FILE)
        return
    answers = _answers(rows)
    for key, value in answers.items():
        yield from _records(around, key, value)
    if "Fault" not in answers:
        yield from _pages(around.inside(rows), rows, answers)


def _pages(around: _Around, rows: dict[str, object], answers: dict[str, object]) -> Iterator[Page]:
    listed = {entity: _listed(value) for entity, value in answers.items()} or {"": []}
    count = sum(map(len, listed.values()))
    for entity, data in listed.items():
        yield Page(
            file=around.file,
            entity=entity,
            rows=len(data),
            ids=frozenset(filter(None, map(id_of, data))),
            beside=count - len(data),
            start=_whole(rows.get("startPosition")),
            total=_whole(rows.get("totalCount")),
            of_changes=around.of_changes,
            answered_at=around.answered_at,
        )


def _whole(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _records(around: _Around, entity: str, value: object) -> Iterator[SourceRecord | Rejected]:
    for data in _listed(value):
        if entity in USED_ENTITIES and isinstance(data, dict):
            yield SourceRecord(around.file, entity, data, around.answered_at)
        else:
            yield _refused(around.file, entity, data)
    if value == [] and entity not in KNOWN_KEYS:
        yield _refused(around.file, entity, value)


def _refused(file: str, entity: str, data: object) -> Rejected:
    if entity == "Fault":
        return fault(file, data)
    reason, cause = _why_not(entity)
    return rejected(file, reason, entity=entity, source_id=id_of(data), cause=cause)


def _why_not(entity: str) -> tuple[str, RejectionCause]:
    if entity in USED_ENTITIES:
        return f"A {entity} record must be an object", RejectionCause.RECORD
    if entity in UNUSED_ENTITIES:
        return f"Runway does not use {entity} records", RejectionCause.UNUSED
    # QuickBooks may have entities that nobody has heard of here; it writes them LikeThis.
    is_like_one = entity[:1].isupper() and entity.isalnum() and entity not in KNOWN_KEYS
    cause = RejectionCause.UNUSED if is_like_one else RejectionCause.FILE
    return f"'{legible(entity, 100)}' is not a QuickBooks entity", cause
