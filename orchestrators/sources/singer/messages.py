"""One line of a stream as one message, of Singer or of Airbyte; bad content is a value, never raised."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from orchestrators.sources.facts import Rejected
from orchestrators.sources.quickbooks.moments import moment
from orchestrators.sources.quickbooks.parsing import parsed
from orchestrators.sources.rejections import printable, unreadable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: How Airbyte begins the names of its own columns.
_OWN = "_airbyte_"
_DATA = "_airbyte_data"
#: Numbers may be of any length: nothing is computed with them.
_DECODER = json.JSONDecoder(parse_int=str)
_SPACE = re.compile(r"[ \t\r\n]*")
_TIMES = ("_airbyte_extracted_at", "_airbyte_emitted_at")


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a stream; a raw record of Airbyte does not name its stream.

    The data are a `Rejected` where only the stream could be read.
    """

    place: str
    stream: str | None
    data: object
    extracted_at: datetime | None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Where the source is to go on, as the line to be written back.

    A newer one replaces the one before, unless it is of one stream alone (`is_part`).
    """

    text: str
    is_part: bool


@dataclass(frozen=True, slots=True)
class Schema:
    """What the records of a stream will look like, of which the key alone matters."""

    stream: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Activation:
    """All records of a version of a stream came: what it does not hold is gone."""

    stream: str
    version: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Records in files beside the stream."""


@dataclass(frozen=True, slots=True)
class Other:
    """A message of a kind that holds no books."""

    kind: str


@dataclass(frozen=True, slots=True)
class SourceFailed:
    """The source has failed, and says why."""

    reason: str


Message = Record | State | Schema | Activation | Batch | Other | SourceFailed


def message(place: str, raw: bytes) -> Message | Rejected:
    """What one line says; `place` is where it came from, for the reader of a refusal."""
    document = _document(place, raw)
    if not isinstance(document, Rejected):
        return _message(place, document, raw)
    # What no book could keep, such as NaN, is of no harm where nothing is kept of it.
    read = _message(place, _leniently(raw), raw)
    if isinstance(read, Record):
        return replace(read, data=document)
    return document if isinstance(read, Rejected) else read


def _message(place: str, document: object, raw: bytes) -> Message | Rejected:
    kind = document.get("type") if isinstance(document, dict) else None
    if isinstance(document, dict) and isinstance(kind, str):
        reader = _READERS.get(kind)
        return Other(printable(kind, 50)) if reader is None else reader(place, document, raw)
    if isinstance(document, dict) and kind is None and any(key.startswith(_OWN) for key in document):
        return _airbyte(place, document)
    return unreadable(place, "The line is no message of Singer or Airbyte")


def _leniently(raw: bytes) -> object:
    """What Python reads of a line, although JSON has no such numbers; None of what it cannot read either."""
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_int=lambda text: int(text[:1_000]))
    except (ValueError, RecursionError):
        return None


def _document(place: str, raw: bytes) -> object:
    document = parsed(place, raw)
    if isinstance(document, Rejected):
        reason = document.reason.replace("The file", "The line").replace(", line 1 column", ", column")
        return replace(document, reason=reason)
    return document


def _record(place: str, document: Mapping[str, object], _raw: bytes) -> Record | Rejected:
    inner = document.get("record")
    stream = document.get("stream")
    if stream is None and isinstance(inner, dict) and "data" in inner:
        # Airbyte has the stream, the data and the time together inside.
        name = inner.get("stream")
        if isinstance(name, str):
            return Record(place, name, inner["data"], _time(inner.get("emitted_at")))
    if not isinstance(stream, str):
        return unreadable(place, "The record names no stream")
    if "record" not in document:
        return unreadable(place, "The message has no record")
    return Record(
        place, stream, inner, _time(document.get("time_extracted")), _whole(document.get("version"))
    )


def _airbyte(place: str, row: Mapping[str, object]) -> Record | Rejected:
    time = next((_time(row[name]) for name in _TIMES if row.get(name) is not None), None)
    data = row.get(_DATA, {key: value for key, value in row.items() if not key.startswith(_OWN)})
    if isinstance(data, str):
        data = _document(place, data.encode("utf-8", "replace"))
    return Record(place, None, data, time)


def _state(place: str, document: Mapping[str, object], raw: bytes) -> State | Other | Rejected:
    """Written back letter by letter: it is the source's, whatever it holds."""
    if "value" in document:
        if document["value"] is None:
            return Other("STATE without a value")
        return State(_text_of("value", raw.decode("utf-8-sig")), is_part=False)
    if isinstance(document.get("state"), dict):
        return State(raw.decode("utf-8-sig").strip(), is_part=True)
    return unreadable(place, "The state has no value")


def _text_of(wanted: str, text: str) -> str:
    """The text of the last member of that name, of an object that could be read."""
    result, at = "", _after_space(text, 0) + 1
    while True:
        name, end = _DECODER.raw_decode(text, _after_space(text, at))
        start = _after_space(text, _after_space(text, end) + 1)
        _, end = _DECODER.raw_decode(text, start)
        if name == wanted:
            result = text[start:end]
        at = _after_space(text, end) + 1
        if text[at - 1] != ",":
            return result


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None
    return match.end()


def _schema(place: str, document: Mapping[str, object], _raw: bytes) -> Schema | Rejected:
    stream, keys = document.get("stream"), document.get("key_properties")
    if not isinstance(stream, str):
        return unreadable(place, "The schema names no stream")
    return Schema(stream, tuple(filter(_is_text, keys)) if isinstance(keys, list) else ())


def _activation(place: str, document: Mapping[str, object], _raw: bytes) -> Activation | Rejected:
    stream, version = document.get("stream"), _whole(document.get("version"))
    if not isinstance(stream, str) or version is None:
        return unreadable(place, "The message names no version of a stream")
    return Activation(stream, version)


def _batch(_place: str, _document: Mapping[str, object], _raw: bytes) -> Batch:
    return Batch()


def _trace(_place: str, document: Mapping[str, object], _raw: bytes) -> SourceFailed | Other:
    """Of Airbyte's traces one ends the run: the source does not go on after it."""
    trace = document.get("trace")
    if not isinstance(trace, dict) or trace.get("type") != "ERROR":
        return Other("TRACE")
    error = trace.get("error")
    reason = error.get("message") if isinstance(error, dict) else None
    return SourceFailed(printable(reason, 500) if isinstance(reason, str) else "it does not say why")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _time(value: object) -> datetime | None:
    """Singer writes text, Airbyte milliseconds since 1970 or text; one that cannot be read is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        try:
            return moment((_EPOCH + timedelta(milliseconds=value)).isoformat())
        except OverflowError:
            return None
    return moment(value)


_READERS: Mapping[str, Callable[[str, Mapping[str, object], bytes], Message | Rejected]] = {
    "RECORD": _record,
    "STATE": _state,
    "SCHEMA": _schema,
    "ACTIVATE_VERSION": _activation,
    "BATCH": _batch,
    "TRACE": _trace,
}
