"""HTTP responses for what stops a request before or instead of GraphQL."""

from collections.abc import Mapping

from starlette.responses import Response

from schema.errors import api_error
from server.transport.operations import write_json


def refuse(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None, **extensions: object
) -> Response:
    """A refusal as every other error looks: JSON with a code."""
    return as_json({"errors": [api_error(code, message, **extensions)]}, status, headers)


def as_json(
    body: object,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    media_type: str = "application/json",
) -> Response:
    """A JSON response that no cache keeps."""
    return Response(write_json(body), status, {"cache-control": "no-store", **(headers or {})}, media_type)
