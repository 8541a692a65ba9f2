"""Asks QuickBooks for one company's data: within its limits, again where that may help, with fresh tokens."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from server.sources.quickbooks.reading.answers import PASSING, NoAnswer, Trouble, document_of
from server.sources.quickbooks.reading.limits import Limits, Pauses

#: The one that is in force for everybody since August 2025, and that the field list is of.
MINOR_VERSION = "75"
#: Seconds for one answer, however slowly it drips.
PATIENCE = 90.0
#: A thousand documents with many lines are some megabytes.
LARGEST = 256 * 2**20
#: Attempts at one answer, and seconds after which the next one is left to a later sync.
ATTEMPTS, LONGEST_WAIT = 5, 150.0
#: Seconds: what a throttled company waits if it is not told, and after other troubles, doubled every time.
THROTTLE, AGAIN = 60.0, 1.0


@dataclass(frozen=True, slots=True)
class Client:
    """Reads one company; `token` gives an access token that is good, another one than a refused one."""

    http: httpx.AsyncClient
    company: str
    token: Callable[[str | None], Awaitable[str]]
    limits: Limits
    pauses: Pauses = field(default_factory=Pauses)
    patience: float = PATIENCE

    async def get(self, file: str, path: str, **parameters: str) -> dict[str, object]:
        """The document that is answered; `file` names it in a refusal.

        Raises `NoAnswer` when none came in several attempts or none can come, and what `token` raises.
        """
        token = await self.token(None)
        was_refused = False
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._answer(file, path, parameters, token)
            except NoAnswer as none:
                if none.trouble is Trouble.UNAUTHORIZED and not was_refused:
                    was_refused, token = True, await self.token(token)
                elif (
                    none.trouble not in PASSING or attempt == ATTEMPTS or not await self._wait(none, attempt)
                ):
                    raise
                elif none.trouble is Trouble.THROTTLED:
                    # It may have taken longer than a token lasts.
                    token = await self.token(None)
        raise AssertionError("the last attempt answers or raises")

    async def _wait(self, none: NoAnswer, attempt: int) -> bool:
        """Wait for the next attempt; False when that takes too long."""
        least = THROTTLE if none.trouble is Trouble.THROTTLED else AGAIN
        seconds = least * 2 ** (attempt - 1) if none.wait is None else none.wait
        if seconds > LONGEST_WAIT:
            none.wait = seconds
            return False
        # Those who were refused together must not come back together.
        seconds += seconds * self.pauses.chance() / 2
        if none.trouble is Trouble.THROTTLED:
            self.limits.hold(seconds)
        else:
            await self.pauses.sleep(seconds)
        return True

    async def _answer(
        self, file: str, path: str, parameters: dict[str, str], token: str
    ) -> dict[str, object]:
        async with self.limits.turn(self.pauses.sleep):
            try:
                async with asyncio.timeout(self.patience):
                    response, body = await self._read(path, parameters, token)
            except (TimeoutError, httpx.TimeoutException):
                raise NoAnswer(Trouble.UNREACHABLE, "QuickBooks did not answer in time") from None
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.DecodingError):
                raise NoAnswer(Trouble.CUT, "The answer of QuickBooks was cut off") from None
            except httpx.HTTPError as error:
                reason = f"QuickBooks cannot be reached ({type(error).__name__})"
                raise NoAnswer(Trouble.UNREACHABLE, reason) from None
        return document_of(file, response.status_code, response.headers, body)

    async def _read(self, path: str, parameters: dict[str, str], token: str) -> tuple[httpx.Response, bytes]:
        headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
        sent = {**parameters, "minorversion": MINOR_VERSION}
        body = bytearray()
        address = f"{self.company}/{path}"
        async with self.http.stream("GET", address, params=sent, headers=headers) as response:
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > LARGEST:
                    raise NoAnswer(Trouble.NOT_JSON, "The answer of QuickBooks is too long")
        return response, bytes(body)


def changed_since(moment: datetime) -> str:
    """A point in time as QuickBooks reads it."""
    return moment.isoformat(timespec="seconds")
