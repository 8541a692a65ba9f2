"""HTTP responses for what stops a request before or instead of GraphQL."""

import json
from collections.abc import Mapping

from starlette.responses import Response

from schema.errors import said


def refuse(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None, **extensions: object
) -> Response:
    """A refusal as every other error looks: JSON with a code."""
    return as_json({"errors": [said(code, message, **extensions)]}, status, headers)


def as_json(
    body: object,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    media_type: str = "application/json",
) -> Response:
    """A JSON response that no cache keeps."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, {"cache-control": "no-store", **(headers or {})}, media_type)
