"""A stream of lines cut into portions: what is imported at once, and the state to write back after it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from orchestrators.refusals import BadInput
from orchestrators.sources.exports.export import Export
from orchestrators.sources.facts import Rejected, SourceRecord
from orchestrators.sources.quickbooks.entities import USED_ENTITIES, canonical
from orchestrators.sources.quickbooks.gathering import gathered
from orchestrators.sources.rejections import id_of, printable, rejected
from orchestrators.sources.singer.messages import (
    Activation,
    Batch,
    Message,
    Other,
    Record,
    Schema,
    SourceFailed,
    State,
    message,
)
from orchestrators.sources.singer.streams import DELETED, entity_of, letters
from orchestrators.sources.singer.versions import NotWholeError, Versions

#: What a portion holds at most; the last line may exceed the bytes.
MOST_RECORDS = 5_000
MOST_BYTES = 32 * 2**20
#: Lines that are no messages: of more, whatever writes them is no source of books.
MOST_UNREADABLE = 1_000


@dataclass(frozen=True, slots=True)
class Portion:
    """Facts to import, if there are any, then states to write back; of a full one an entity is compared."""

    export: Export | None
    states: tuple[str, ...]
    is_full: bool = False


@dataclass(slots=True)
class Reading:
    """Reads a stream once.

    `stream` names the records that do not name theirs. What a person should know is told to `say`; `unused`
    counts the records of streams that hold nothing that the books keep. A line that is no message may have
    been a record: from there on no state is written, so that the next run asks for it again.
    """

    versions: Versions
    say: Callable[[str], None]
    stream: str | None = None
    most_records: int = MOST_RECORDS
    unused: Counter[str] = field(default_factory=Counter)
    _contents: list[SourceRecord | Rejected] = field(default_factory=list)
    _bytes: int = 0
    _states: list[State] = field(default_factory=list)
    _unreadable: list[Rejected] = field(default_factory=list)
    _newest: datetime | None = None
    _told: set[str] = field(default_factory=set)

    def portions(self, lines: Iterable[tuple[int, bytes | Rejected]]) -> Iterator[Portion]:
        """The portions of numbered lines, in their order; raises `BadInput` where a stream cannot be read."""
        for number, line in lines:
            read = line if isinstance(line, Rejected) else self._read(number, line)
            match read:
                case Rejected():
                    self._refuse(read)
                case State():
                    yield from self._keep(read)
                case Activation():
                    yield from self._activated(read)
                case SourceFailed(reason):
                    yield from self._rest()
                    raise BadInput("the source", f"ended with an error: {reason.rstrip('.')}")
                case _:
                    self._take(read)
            if len(self._contents) >= self.most_records or self._bytes >= MOST_BYTES:
                yield self._cut()
        yield from self._rest()

    def _rest(self) -> Iterator[Portion]:
        # What could not be read comes last: the import that tells of it is the one that the books end with.
        self._contents += self._unreadable
        if self._contents or self._states:
            yield self._cut()

    def _read(self, number: int, line: bytes) -> Message | Rejected:
        self._bytes += len(line)
        return message(f"line {number}", line)

    def _refuse(self, line: Rejected) -> None:
        if not self._unreadable:
            self.say(
                f"{line.file} is no message ({line.reason}). Records are read on, and no STATE is written "
                "any more, so that the next run asks again for what it may have been."
            )
        self._unreadable.append(line)
        if len(self._unreadable) > MOST_UNREADABLE:
            raise BadInput("standard input", f"has more than {MOST_UNREADABLE:,} lines that are no messages")

    def _keep(self, state: State) -> Iterator[Portion]:
        if self._unreadable:
            return
        self._states = [*self._states, state] if state.is_part else [state]
        if not self._contents:
            yield self._cut()

    def _take(self, read: Message) -> None:
        match read:
            case Record():
                self._add(read)
            case Schema():
                _check_keys(read)
            case Batch():
                reason = "holds a BATCH message, whose records are in files that Runway does not read"
                raise BadInput("standard input", f"{reason}: let the source write RECORD messages")
            case Other(kind):
                self._once(f"Messages of type {kind} are ignored.")

    def _add(self, record: Record) -> None:
        stream = record.stream or self.stream
        if stream is None:
            raise BadInput(record.place, "does not name the stream of its record: give it with --stream")
        is_deleted = letters(stream) == DELETED
        entity = _type_of(record.data) if is_deleted else entity_of(stream)
        if entity not in USED_ENTITIES and not (is_deleted and entity is None):
            unused = printable(f"{stream} ({entity})" if is_deleted else stream)
            self.unused[unused] += 1
            self._once(f"Runway does not use the stream {unused}: its records are ignored.", unused)
            return
        if isinstance(record.data, Rejected):
            self._refuse(record.data)
            return
        if record.extracted_at:
            self._newest = max(self._newest or record.extracted_at, record.extracted_at)
        if not is_deleted:
            self.versions.add(canonical(entity or ""), stream, record.version, id_of(record.data))
        self._contents.append(_content(record, entity, is_deleted=is_deleted))

    def _activated(self, activation: Activation) -> Iterator[Portion]:
        entity = entity_of(activation.stream)
        if entity not in USED_ENTITIES:
            return
        entity = canonical(entity)
        try:
            if self._unreadable:
                raise NotWholeError(f"{self._unreadable[0].file} could not be read")
            ids = self.versions.listed(entity, activation.version)
        except NotWholeError as error:
            self.say(
                f"Version {activation.version} of {printable(activation.stream)} removes nothing: {error}."
            )
        else:
            yield self._cut({entity: ids})

    def _cut(self, listed: Mapping[str, frozenset[str]] | None = None) -> Portion:
        export = None
        if self._contents or listed:
            export = gathered(self._contents)
        if export and listed:
            export = replace(export, listed=listed, answered_at=self._newest)
        states = tuple(state.text for state in self._states)
        self._contents, self._states, self._bytes = [], [], 0
        return Portion(export, states, is_full=listed is not None)

    def _once(self, sentence: str, about: str | None = None) -> None:
        if (about or sentence) not in self._told:
            self._told.add(about or sentence)
            self.say(sentence)


def _type_of(data: object) -> str | None:
    kind = data.get("Type") if isinstance(data, dict) else None
    return entity_of(kind) or kind if isinstance(kind, str) else None


def _content(record: Record, entity: str | None, *, is_deleted: bool) -> SourceRecord | Rejected:
    if entity is None or not isinstance(record.data, dict):
        kind = entity or "deleted_objects"
        reason = f"A {kind} record must be an object" if entity else "The record has no Type"
        return rejected(record.place, reason, entity=kind, source_id=id_of(record.data))
    data = {**record.data, "status": "Deleted"} if is_deleted else record.data
    return SourceRecord(record.place, entity, data, record.extracted_at)


def _check_keys(schema: Schema) -> None:
    """The stream must be one of objects of QuickBooks, which have an Id; raises `BadInput`."""
    if entity_of(schema.stream) in USED_ENTITIES and schema.keys and "Id" not in schema.keys:
        keys = printable(", ".join(schema.keys))
        raise BadInput(
            f"the stream {printable(schema.stream)}",
            f"has the key {keys}, where objects of QuickBooks have Id",
        )
