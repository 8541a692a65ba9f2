"""An operation as clients send it, in a body, an address or a message: checked once for all transports."""

import json
from typing import Any

import orjson

from schema.errors import api_error
from schema.operations.documents import Documents, digest_of
from schema.operations.preparation import Operation, Refused
from server.documents import SHA256, Registered

ONLY = "This server runs registered documents only, and this is none of them."
NO_ID = "documentId names no registered document."
#: Apollo's word for it, at which clients send the text.
NOT_FOUND = "PersistedQueryNotFound"


class Malformed(Exception):
    """It cannot be read; the text is one sentence that says why."""


def operation_of(result: Any, registered: Registered, documents: Documents) -> Operation | Refused:
    """From the keys of GraphQL over HTTP; raises `Malformed`.

    `documentId` or, as Apollo Client sends it, `extensions.persistedQuery` may stand for `query`.
    `extensions.cost` asks for the cost beside the answer.
    """
    if not isinstance(result, dict):
        raise Malformed("The operation must be a JSON object with the key query.")
    variables, name = _mapping(result, "variables"), result.get("operationName")
    extensions = _mapping(result, "extensions") or {}
    if name is not None and not isinstance(name, str):
        raise Malformed("operationName must be a string.")
    text = _text(result, extensions.get("persistedQuery"), registered, documents)
    if isinstance(text, Refused):
        return text
    return Operation(text, variables, name or None, bool(extensions.get("cost")))


def _mapping(result: dict[str, Any], key: str) -> dict[str, Any] | None:
    value = result.get(key)
    if value is not None and not isinstance(value, dict):
        raise Malformed(f"{key} must be a JSON object.")
    return value


def _text(
    result: dict[str, Any], persisted: Any, registered: Registered, documents: Documents
) -> str | Refused:
    # graphql-ws has to send a query, and leaves it empty where something else names the document.
    query, key = result.get("query") or None, result.get("documentId")
    digest = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if key is not None:
        if query is not None or digest is not None or not isinstance(key, str):
            instead = "query and of extensions.persistedQuery"
            raise Malformed(f"documentId must be a string, and stands in place of {instead}.")
        return registered.text_of(key) or Refused(api_error("DOCUMENT_NOT_REGISTERED", NO_ID))
    if query is None and isinstance(digest, str):
        return _named(digest, registered, documents)
    if not isinstance(query, str) or not query.strip():
        raise Malformed("query must be a string that holds a GraphQL document.")
    if digest is not None and digest != digest_of(query):
        raise Malformed("extensions.persistedQuery.sha256Hash is not the SHA-256 of query.")
    return query if registered.allows(query) else Refused(api_error("DOCUMENT_NOT_REGISTERED", ONLY))


def _named(digest: str, registered: Registered, documents: Documents) -> str | Refused:
    """The text behind Apollo's hash, which may be any id of a manifest."""
    text = registered.text_of(digest) or registered.text_of(SHA256 + digest)
    if text is not None:
        return text
    if registered.only:
        # To send the text would be of no use.
        return Refused(api_error("DOCUMENT_NOT_REGISTERED", ONLY))
    return documents.text_of(digest) or Refused(api_error("PERSISTED_QUERY_NOT_FOUND", NOT_FOUND))


def read_json(text: str | bytes, what: str) -> Any:
    """What the text holds; raises `Malformed` naming it."""
    try:
        raw = text.encode() if isinstance(text, str) else text
        result = json.loads(raw)
        # JSON can spell half a surrogate pair, which neither a database nor a response can hold.
        if b"\\u" in raw or not raw.isascii():
            json.dumps(result, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Malformed(f"{what} must be valid JSON.") from None
    return result


def write_json(value: object) -> bytes:
    """As short as JSON can be."""
    return orjson.dumps(value)
