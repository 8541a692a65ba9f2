"""Which media type a client is answered in."""

import re

from starlette.requests import Request

from server.transport.events import EVENT_STREAM
from server.transport.responses import CSV, GRAPHQL_JSON, JSON, Refuse

#: What stands for any kind of JSON.
ANY = frozenset({"", "*/*", "application/*"})
#: How much a client wants a media type, as it says beside it.
QUALITY = re.compile(r";\s*q=([01](?:\.\d{0,3})?)")


def accepted(request: Request) -> str:
    """Which of our media types the client would rather have; raises `Refuse` if none.

    Events are for those who would rather have them, and never what somebody gets who takes anything.
    """
    wanted, refused = _preferred(request.headers.get("accept", "*/*"))
    for media_type in wanted:
        if media_type in {GRAPHQL_JSON, JSON, CSV}:
            return media_type
        if media_type == EVENT_STREAM and request.method == "POST":
            return media_type
        if media_type in ANY:
            # What is named is what is meant, also if it is to be left out.
            first = (GRAPHQL_JSON, JSON) if GRAPHQL_JSON in wanted else (JSON, GRAPHQL_JSON)
            if left := [kind for kind in first if kind not in refused]:
                return left[0]
    message = f"Accept {GRAPHQL_JSON}, {JSON}, {CSV} or, with POST, {EVENT_STREAM}."
    raise Refuse(406, "NOT_ACCEPTABLE", message)


def _preferred(header: str) -> tuple[list[str], set[str]]:
    """The media types, the most wanted first, those wanted alike as they stand; and those refused."""
    weighed = []
    for part in header.split(","):
        match = QUALITY.search(part)
        weighed.append((float(match[1]) if match else 1.0, part.partition(";")[0].strip().lower()))
    weighed.sort(key=lambda item: -item[0])
    refused = {media_type for weight, media_type in weighed if weight == 0}
    if "application/*" in refused:
        refused |= {GRAPHQL_JSON, JSON}
    return [media_type for weight, media_type in weighed if weight > 0], refused
