"""GraphiQL as files that `make pages` builds in `web/`; without them, a page that says how to build them."""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from ipaddress import ip_address
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from server.transport.responses import as_json

STATIC = Path(__file__).parent / "static"

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        # The editor places every line by a style of its own.
        "style-src 'self' 'unsafe-inline'",
        # Its icons and fonts are inside its style sheet.
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
#: The name of a built file changes with its content.
IMMUTABLE = "public, max-age=31536000, immutable"

NOTICE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Runway</title>
<style>body { font: 1rem/1.5 sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }</style>
"""
NOT_BUILT = f"""{NOTICE}<h1>GraphiQL is not built yet</h1>
<p>In the folder of the repository, with Node 20.19 or newer:</p>
<pre>make pages</pre>
<p>Then load this page again. The API at <code>/graphql</code> works without it, with any GraphQL client; its
contract is at <a href="/graphql/schema.graphql">/graphql/schema.graphql</a>.</p>
</html>
"""
ONLY_REGISTERED = f"""{NOTICE}<h1>GraphiQL is switched off</h1>
<p>This server runs registered documents only (<code>RUNWAY_DOCUMENTS_ONLY</code>), and what is written in
GraphiQL is none of them. The contract is at
<a href="/graphql/schema.graphql">/graphql/schema.graphql</a>.</p>
</html>
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as whom a visitor of the demo may look around."""

    role: str
    email: str
    token: str = field(repr=False)


#: Makes tokens anew at each visit, so that none has expired.
People = Callable[[], list[Person]]


def nobody() -> list[Person]:
    """Outside the demo, whoever has no token gets none."""
    return []


def pages(people: People, built: Path, *, only_registered: bool = False) -> list[BaseRoute]:
    """The routes of the page in the folder `built`; `people` is whose tokens it offers.

    Where only registered documents are run, a notice takes the place of the page.
    """
    headers = {**HEADERS, "cache-control": "no-cache"}

    async def graphiql(_request: Request) -> Response:
        index = built / "index.html"
        if index.is_file() and not only_registered:
            return FileResponse(index, headers=headers)
        return HTMLResponse(ONLY_REGISTERED if only_registered else NOT_BUILT, 404, headers)

    async def offered(request: Request) -> Response:
        chosen = people() if _from_this_machine(request) else []
        return as_json([asdict(person) for person in chosen], headers=HEADERS)

    return [
        Route("/", _front),
        Route("/graphiql", graphiql),
        Route("/graphiql/people.json", offered),
        Mount("/graphiql/assets", _Assets(directory=built / "assets", check_dir=False)),
    ]


class _Assets(StaticFiles):
    """Built files, with the headers of the page, which also hold for what runs in a worker."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update({**HEADERS, "cache-control": IMMUTABLE})
        return response


async def _front(request: Request) -> Response:
    """Browsers are led to the page; for programs there is nothing here."""
    if "text/html" not in request.headers.get("accept", ""):
        raise HTTPException(404)
    return RedirectResponse("/graphiql")


def _from_this_machine(request: Request) -> bool:
    """Whether both ends are here, by address and by name.

    The name matters because any site can let its own one lead to this machine, and read the answer in its
    visitors' browsers.
    """
    here = request.client is not None and _is_loopback(request.client.host)
    return here and HERE.fullmatch(request.headers.get("host", "")) is not None


#: The names of this machine as browsers send them, with a port or without.
HERE = re.compile(r"(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
