"""`POST /webhooks/quickbooks`: QuickBooks tells of a change, and the business is synced in seconds."""

import asyncio
import base64
import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import SecretStr
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from db.connections.queue import GATHERING, SyncQueue
from db.outages import BooksTimeout, BooksUnavailable, WriteRaced
from server.telemetry.metrics import Metrics
from server.transport.operations import Malformed, read_json
from server.transport.responses import Refuse, as_json, refused

PATH = "/webhooks/quickbooks"
#: Intuit wants an answer within three seconds, and switches off who is slow.
SECONDS = 0.8
#: Bodies that are remembered: Intuit sends one again that was answered too late.
REMEMBERED = 1_000
#: One body tells of several companies, if of so many.
MOST_COMPANIES = 1_000

_REALM = re.compile(r"[0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Checks the signature before anything else is done with what was sent."""

    queue: SyncQueue
    environment: str
    token: SecretStr
    metrics: Metrics
    max_body_bytes: int
    seconds: float = SECONDS
    _handled: "OrderedDict[bytes, None]" = field(default_factory=OrderedDict)

    async def __call__(self, request: Request) -> Response:
        """200 for whatever Intuit signed, also about companies that nobody connected."""
        try:
            async with asyncio.timeout(self.seconds):
                body = await self._signed(request)
                if not self._is_handled(body):
                    await self._handle(body)
        except Refuse as refuse:
            return refused(request, refuse)
        except (TimeoutError, BooksTimeout, BooksUnavailable, WriteRaced):
            # It is sent again.
            return refused(request, Refuse(503, "UNAVAILABLE", "Send it again.", {"retry-after": "5"}))
        return as_json({"status": "ok"})

    async def _signed(self, request: Request) -> bytes:
        signatures = request.headers.getlist("intuit-signature")
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > self.max_body_bytes:
                    message = f"The body is longer than {self.max_body_bytes} bytes."
                    raise Refuse(413, "PAYLOAD_TOO_LARGE", message, {"connection": "close"})
        except ClientDisconnect:
            raise Refuse(400, "BAD_REQUEST", "The request ended early.") from None
        digest = hmac.new(self.token.get_secret_value().encode(), body, hashlib.sha256).digest()
        expected = base64.b64encode(digest)
        if len(signatures) != 1 or not hmac.compare_digest(signatures[0].encode("latin-1"), expected):
            self.metrics.webhook("UNSIGNED")
            raise Refuse(401, "UNAUTHENTICATED", "The signature is missing, or of another body.")
        return bytes(body)

    def _is_handled(self, body: bytes) -> bool:
        is_handled = hashlib.sha256(body).digest() in self._handled
        if is_handled:
            self.metrics.webhook("REPEATED")
        return is_handled

    async def _handle(self, body: bytes) -> None:
        """Have the companies synced; a row for each of ours is all that is written, however many events."""
        try:
            realms = {*realms_of(read_json(body, "The body"))}
        except Malformed as malformed:
            self.metrics.webhook("MALFORMED")
            raise Refuse(400, "BAD_REQUEST", str(malformed)) from None
        for realm in sorted(realms)[:MOST_COMPANIES]:
            businesses = await self.queue.businesses_of(self.environment, realm)
            if businesses:
                await self.queue.ask(businesses, within=GATHERING)
            self.metrics.webhook("ACCEPTED" if businesses else "UNKNOWN_COMPANY")
        self._handled[hashlib.sha256(body).digest()] = None
        if len(self._handled) > REMEMBERED:
            self._handled.popitem(last=False)


def realms_of(document: object) -> Iterator[str]:
    """The companies that a notification tells of, in the older shape or as CloudEvents; else none.

    What changed does not matter: changes are asked for, and tell more.
    """
    for event in document if isinstance(document, list) else [document]:
        notifications = event.get("eventNotifications") if isinstance(event, dict) else None
        for told in [event, *(notifications if isinstance(notifications, list) else [])]:
            for name in ("realmId", "intuitaccountid"):
                realm = str(told.get(name)) if isinstance(told, dict) else ""
                if _REALM.fullmatch(realm):
                    yield realm
