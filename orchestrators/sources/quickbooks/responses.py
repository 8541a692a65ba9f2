"""What QuickBooks Online answered: every record in it as one value, read or refused, none lost."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

from orchestrators.sources.facts import Rejected, SourceRecord
from orchestrators.sources.quickbooks.entities import UNUSED_ENTITIES, USED_ENTITIES
from orchestrators.sources.quickbooks.files import count_files, documents
from orchestrators.sources.rejections import id_of, legible, rejected

__all__ = ["count_files", "documents", "read", "records"]

# A batch and a capture of changes hold responses; neither holds another of the two.
WRAPPERS = frozenset({"BatchItemResponse", "CDCResponse"})
KNOWN_KEYS = USED_ENTITIES | UNUSED_ENTITIES | WRAPPERS | {"QueryResponse", "Fault"}


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
    file = legible(name)
    parsed = _parsed(file, raw)
    if isinstance(parsed, Rejected):
        yield parsed
        return
    # An empty array holds no response at all, which is worth saying.
    for response in parsed if isinstance(parsed, list) and parsed else [parsed]:
        yield from _response(file, response, WRAPPERS)


class _RefusedError(ValueError):
    """Valid for Python's parser, but not for us; its text is the reason."""


def _no_number(constant: str) -> NoReturn:
    raise _RefusedError(f"{constant} is not a number that JSON has")


def _unambiguous(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # Python would keep the last of two equal keys, and with it lose a record without a word.
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _RefusedError("A key stands twice in the same object")
    return result


def _parsed(file: str, raw: bytes) -> object:
    try:
        text = raw.decode("utf-8-sig")
        if not text.strip():
            return rejected(file, "The file is empty")
        return json.loads(
            text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_unambiguous
        )
    except UnicodeDecodeError as error:
        reason = f"The file is not UTF-8 text: see byte {error.start}"
    except json.JSONDecodeError as error:
        reason = f"The file is not whole JSON: {error.msg}, line {error.lineno} column {error.colno}"
    except _RefusedError as error:
        reason = str(error)
    except RecursionError:
        reason = "The file is nested too deeply"
    except (ValueError, ArithmeticError):
        reason = "A number in the file has too many digits"
    return rejected(file, reason)


def _response(file: str, response: object, wrappers: frozenset[str]) -> Iterator[SourceRecord | Rejected]:
    answers = _answers(response)
    if not isinstance(response, dict) or not answers or _is_bare_record(response, answers):
        yield rejected(file, "This is not a response of QuickBooks", source_id=id_of(response))
        return
    for key, value in answers.items():
        if key in wrappers:
            for inner in _listed(value):
                yield from _response(file, inner, frozenset())
        elif key == "QueryResponse":
            for rows in _listed(value):
                yield from _rows(file, rows)
        else:
            yield from _records(file, key, value)


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


def _rows(file: str, rows: object) -> Iterator[SourceRecord | Rejected]:
    if not isinstance(rows, dict):
        yield rejected(file, "A QueryResponse must be an object", entity="QueryResponse")
    for key, value in _answers(rows).items():
        yield from _records(file, key, value)


def _records(file: str, entity: str, value: object) -> Iterator[SourceRecord | Rejected]:
    for data in _listed(value):
        if entity in USED_ENTITIES and isinstance(data, dict):
            yield SourceRecord(file, entity, data)
        else:
            yield rejected(file, _why_not(entity, data), entity=entity, source_id=id_of(data))
    if value == [] and entity not in KNOWN_KEYS:
        yield rejected(file, _why_not(entity, value), entity=entity)


def _why_not(entity: str, data: object) -> str:
    if entity in USED_ENTITIES:
        return f"A {entity} record must be an object"
    if entity in UNUSED_ENTITIES:
        return f"Runway does not use {entity} records"
    if entity == "Fault":
        return f"QuickBooks answered with a fault: {_complaints(data) or 'it does not say which'}"
    return f"'{legible(entity, 100)}' is not a QuickBooks entity"


def _complaints(fault: object) -> str:
    errors = _listed(fault.get("Error")) if isinstance(fault, dict) else []
    texts = [error.get(key) for error in errors if isinstance(error, dict) for key in ("Message", "Detail")]
    return "; ".join(text for text in texts if isinstance(text, str))
