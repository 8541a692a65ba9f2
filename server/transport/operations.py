"""An operation as clients send it, in a body, an address or a message: checked once for all transports."""

import json
from collections.abc import Callable
from typing import Any

from schema.operations.documents import digest_of
from schema.operations.preparation import Operation

#: The text of a document by its SHA-256 as hexadecimal digits; none when it is not known.
Texts = Callable[[str], str | None]


class Malformed(Exception):
    """It cannot be read; the text is one sentence that says why."""


class NotKnown(Exception):
    """It names a document by its hash alone, which is not known: clients send the text then."""


def operation_of(result: Any, texts: Texts) -> Operation:
    """From the keys of GraphQL over HTTP; raises `Malformed`, `NotKnown`.

    `extensions.persistedQuery` may stand for `query`, as Apollo Client sends it. `extensions.cost` asks for
    the cost beside the answer.
    """
    if not isinstance(result, dict):
        raise Malformed("The operation must be a JSON object with the key query.")
    variables, name = _mapping(result, "variables"), result.get("operationName")
    extensions = _mapping(result, "extensions") or {}
    if name is not None and not isinstance(name, str):
        raise Malformed("operationName must be a string.")
    text = _text(result.get("query"), extensions.get("persistedQuery"), texts)
    return Operation(text, variables, name or None, bool(extensions.get("cost")))


def _mapping(result: dict[str, Any], key: str) -> dict[str, Any] | None:
    value = result.get(key)
    if value is not None and not isinstance(value, dict):
        raise Malformed(f"{key} must be a JSON object.")
    return value


def _text(query: Any, persisted: Any, texts: Texts) -> str:
    digest = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if query is None and isinstance(digest, str):
        text = texts(digest)
        if text is None:
            raise NotKnown
        return text
    if not isinstance(query, str) or not query.strip():
        raise Malformed("query must be a string that holds a GraphQL document.")
    if digest is not None and digest != digest_of(query):
        raise Malformed("extensions.persistedQuery.sha256Hash is not the SHA-256 of query.")
    return query


def read_json(text: str | bytes, what: str) -> Any:
    """What the text holds; raises `Malformed` naming it."""
    try:
        result = json.loads(text)
        # JSON can spell half a surrogate pair, which neither a database nor a response can hold.
        json.dumps(result, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Malformed(f"{what} must be valid JSON.") from None
    return result


def write_json(value: object) -> str:
    """As short as JSON can be."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
