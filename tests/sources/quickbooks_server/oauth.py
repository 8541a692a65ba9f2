"""The part of Intuit that gives and takes authorization: consent, tokens with rotation, revocation."""

import base64
import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "app-of-tests", "zitronenfalter-of-the-app"


@dataclass(slots=True)
class OAuthServer:
    """Authorizes companies; every token that it ever gave begins with `canary`, so that a leak is seen."""

    #: The company that whoever comes to the page of consent chooses; None declines.
    realm: str | None = "4620816365"
    lasts: int = 3600
    #: Answers of the token endpoint, instead of its own, one after the other; None is its own.
    plan: list[Response | None] = field(default_factory=list)
    revoke_status: int = 200
    #: Of each refresh token that is good, and of each access token, the company.
    refresh_tokens: dict[str, str] = field(default_factory=dict)
    access_tokens: dict[str, str] = field(default_factory=dict)
    #: Grants that were asked of the token endpoint, as it saw them.
    asked_for: list[dict[str, str]] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    _codes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def routes(self) -> list[Route]:
        """The endpoints."""
        return [
            Route("/connect/oauth2", self._consent),
            Route("/oauth2/v1/tokens/bearer", self._tokens, methods=["POST"]),
            Route("/v2/oauth2/tokens/revoke", self._revoke, methods=["POST"]),
        ]

    async def _consent(self, request: Request) -> Response:
        query = request.query_params
        assert query["client_id"] == CLIENT_ID
        assert query["response_type"] == "code"
        back = {"state": query["state"]}
        if self.realm is None:
            back["error"] = "access_denied"
        else:
            code = self._new("code")
            self._codes[code] = (self.realm, query["redirect_uri"], query["code_challenge"])
            back |= {"code": code, "realmId": self.realm}
        return RedirectResponse(f"{query['redirect_uri']}?{urlencode(back)}", 302)

    async def _tokens(self, request: Request) -> Response:
        sent = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        self.asked_for.append(sent)
        if not _is_the_app(request):
            return JSONResponse({"error": "invalid_client"}, 401)
        answer = self._answer(sent)
        planned = self.plan.pop(0) if self.plan else None
        return planned or answer

    def _answer(self, sent: dict[str, str]) -> Response:
        realm = self._by_code(sent) if "code" in sent else self._by_token(sent)
        if realm is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        access, refresh = self._new("access"), self._new("refresh")
        self.access_tokens[access], self.refresh_tokens[refresh] = realm, realm
        return JSONResponse(
            {
                "token_type": "bearer",
                "access_token": access,
                "expires_in": self.lasts,
                "refresh_token": refresh,
                "x_refresh_token_expires_in": 8_726_400,
            }
        )

    def _by_code(self, sent: dict[str, str]) -> str | None:
        """A code is good for one time, for whoever has its verifier."""
        realm, redirect, challenge = self._codes.pop(sent["code"], (None, "", ""))
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        is_theirs = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
        return realm if is_theirs and sent.get("redirect_uri") == redirect else None

    def _by_token(self, sent: dict[str, str]) -> str | None:
        """A refresh token is good for one time: the answer has the next one."""
        return self.refresh_tokens.pop(sent.get("refresh_token", ""), None)

    async def _revoke(self, request: Request) -> Response:
        sent = parse_qs((await request.body()).decode())
        (token,) = sent["token"]
        if self.revoke_status == 200:
            self.revoked.append(token)
            self.refresh_tokens.pop(token, None)
        return Response(status_code=self.revoke_status)

    def _new(self, kind: str) -> str:
        made = f"canary-{kind}-{next(self._numbers)}-zitronenfalter"
        self.given.append(made)
        return made


def _is_the_app(request: Request) -> bool:
    expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    return request.headers.get("authorization") == f"Basic {expected}"
