"""The pages that a browser passes through while a business is connected: plain text, and one link."""

from collections.abc import Awaitable, Callable
from html import escape

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from db.outages import BooksTimeout, BooksUnavailable, NoSuchMembership, WriteRaced
from orchestrators.sources.connections.connection import CannotConnect
from server.sources.quickbooks.attempts import LIFETIME, BadAttempt
from server.sources.quickbooks.connecting import START, Connecting
from server.sources.quickbooks.endpoints import CALLBACK
from server.sources.quickbooks.oauth import AuthorizationLost, SourceUnavailable

log = structlog.get_logger()

COOKIE = "runway_connect"
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    # The address of the callback holds a code.
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
AGAIN = "Start again where you started."

Page = Callable[[Request], Awaitable[Response]]

#: What went wrong, by the kind of error, with the status and a sentence for people; None: the error's own.
_SENTENCES: tuple[tuple[type[Exception], int, str | None], ...] = (
    (BadAttempt, 400, f"This link is no longer valid, was used before, or is of another browser. {AGAIN}"),
    (CannotConnect, 409, None),
    (AuthorizationLost, 400, f"QuickBooks did not accept its own code, which is good for one time. {AGAIN}"),
    (SourceUnavailable, 502, f"QuickBooks did not answer as expected; nothing was connected. {AGAIN}"),
    (NoSuchMembership, 403, "You no longer have access to this business."),
    (WriteRaced, 409, f"Somebody else connects this business at the moment. {AGAIN}"),
    (BooksUnavailable, 503, f"The database cannot be reached at the moment. {AGAIN}"),
    (BooksTimeout, 503, f"The database did not answer in time. {AGAIN}"),
)


def routes(connecting: Connecting, connected: Callable[[str], None] = lambda _name: None) -> list[Route]:
    """The way to the source's page of consent, and the way back; `connected` is told a company's name."""
    is_secure = connecting.address.startswith("https://")

    async def start(request: Request) -> Response:
        consent = await connecting.consent(request.query_params.get("link", ""))
        response = _page(
            f"Connect QuickBooks to {consent.business}",
            f"{consent.begun_by} asked to connect a company of QuickBooks to {consent.business}, whose "
            "members will see the company's books. Continue only if you expected this. On the next page "
            "QuickBooks asks which company Runway may read.",
            link=("Continue to QuickBooks", consent.url),
        )
        response.set_cookie(
            COOKIE,
            consent.browser,
            max_age=LIFETIME,
            path=START,
            secure=is_secure,
            httponly=True,
            samesite="lax",
        )
        return response

    async def callback(request: Request) -> Response:
        query = request.query_params
        state, browser = query.get("state", ""), request.cookies.get(COOKIE, "")
        if "error" in query:
            await connecting.refused(state, browser)
            return _page(
                "Not connected", f"QuickBooks gave no access: {_error(query['error'])}. {AGAIN}", 400
            )
        name = await connecting.complete(state, browser, query.get("code", ""), query.get("realmId", ""))
        connected(name)
        return _page(
            f"{name} is connected", "Its books come in within minutes. You can close this page.", done=True
        )

    return [Route(START, _told(start)), Route(CALLBACK, _told(callback))]


def _told(page: Page) -> Page:
    """The page, or a page that says in one sentence what went wrong."""

    async def answered(request: Request) -> Response:
        try:
            return await page(request)
        except Exception as error:
            known = next((entry for entry in _SENTENCES if isinstance(error, entry[0])), None)
            if known is None:
                # Its text may hold what nobody should read.
                log.error("connecting failed", error=type(error).__name__)
                return _page("Not connected", f"Something went wrong here. {AGAIN}", 500)
            log.info("not connected", reason=type(error).__name__)
            return _page("Not connected", known[2] or str(error), known[1])

    return answered


def _page(
    title: str, text: str, status: int = 200, *, link: tuple[str, str] | None = None, done: bool = False
) -> Response:
    anchor = "" if link is None else f'<p><a href="{escape(link[1])}">{escape(link[0])}</a></p>\n'
    body = (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{escape(title)}</title>\n'
        f"<h1>{escape(title)}</h1>\n<p>{escape(text)}</p>\n{anchor}</html>\n"
    )
    response = HTMLResponse(body, status, HEADERS)
    if done:
        response.delete_cookie(COOKIE, path=START)
    return response


def _error(code: str) -> str:
    """An error code of OAuth in words, if it is one."""
    if code == "access_denied":
        return "the request was declined"
    return f"the error {code}" if code.replace("_", "").isalnum() and len(code) <= 50 else "an unknown error"
