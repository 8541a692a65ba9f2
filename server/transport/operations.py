"""An operation as clients send it, in a body, an address or a message: checked once for all transports."""

import json
from typing import Any

from schema.operations.execution import Operation


class Malformed(Exception):
    """It cannot be read; the text is one sentence that says why."""


def operation_of(result: Any) -> Operation:
    """From the keys `query`, `variables` and `operationName`; raises `Malformed`."""
    if not isinstance(result, dict):
        raise Malformed("The operation must be a JSON object with the key query.")
    query, variables, name = result.get("query"), result.get("variables"), result.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise Malformed("query must be a string that holds a GraphQL document.")
    if variables is not None and not isinstance(variables, dict):
        raise Malformed("variables must be a JSON object.")
    if name is not None and not isinstance(name, str):
        raise Malformed("operationName must be a string.")
    return Operation(query, variables, name or None)


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
