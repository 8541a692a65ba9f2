"""A company as `tap-quickbooks` asks for it: batches of queries by the time of change, and deletions."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.standing_in import standing_in

_QUERY = re.compile(
    r"SELECT \* FROM (\w+) WHERE Metadata\.LastUpdatedTime >= '([^']+)'(?: AND Active IN \(true, false\))? "
    r"ORDER BY Metadata\.LastUpdatedTime ASC STARTPOSITION (\d+) MAXRESULTS (\d+)"
)
REALM = "4620816365"

Row = dict[str, Any]


@dataclass(slots=True)
class TapCompany:
    """Records by entity, deletions by entity, and the address at which they are asked for."""

    records: dict[str, list[Row]] = field(default_factory=dict)
    deleted: dict[str, list[Row]] = field(default_factory=dict)
    queries: list[str] = field(default_factory=list)
    refreshed: int = 0
    address: str = ""

    def routes(self) -> list[Route]:
        """The endpoints."""
        company = f"/v3/company/{REALM}"
        return [
            Route("/tokens", self._token, methods=["POST"]),
            Route(f"{company}/companyinfo/{REALM}", self._info),
            Route(f"{company}/batch", self._batch, methods=["POST"]),
            Route(f"{company}/cdc", self._changes),
            Route(f"{company}/reports/ProfitAndLoss", self._report),
        ]

    async def _token(self, _request: Request) -> Response:
        self.refreshed += 1
        token = {"access_token": "access", "refresh_token": f"refresh-{self.refreshed}"}
        return JSONResponse({**token, "token_type": "bearer", "expires_in": 3600})

    async def _info(self, _request: Request) -> Response:
        return JSONResponse({"CompanyInfo": {"Id": "1", "CompanyName": "Acme"}})

    async def _batch(self, request: Request) -> Response:
        items = (await request.json())["BatchItemRequest"]
        return JSONResponse({"BatchItemResponse": [self._answer(item) for item in items]})

    def _answer(self, item: dict[str, str]) -> Row:
        self.queries.append(item["Query"])
        query = _QUERY.fullmatch(item["Query"])
        assert query is not None, item
        entity, since, start, most = query[1], datetime.fromisoformat(query[2]), int(query[3]), int(query[4])
        rows = sorted((_changed_at(row), row["Id"], row) for row in self.records.get(entity, []))
        listed = [row for at, _, row in rows if at >= since][start - 1 : start - 1 + most]
        page = {entity: listed, "startPosition": start, "maxResults": len(listed)} if listed else {}
        return {"bId": item["bId"], "QueryResponse": page}

    async def _changes(self, request: Request) -> Response:
        since = datetime.fromisoformat(request.query_params["changedSince"])
        entities = request.query_params["entities"].split(",")
        answers = [
            {entity: [row for row in self.deleted.get(entity, []) if _changed_at(row) >= since]}
            for entity in entities
        ]
        return JSONResponse({"CDCResponse": [{"QueryResponse": answers}]})

    async def _report(self, request: Request) -> Response:
        day = request.query_params["start_date"]
        columns = [{"MetaData": [{"Name": "StartDate", "Value": day}]}]
        row = {"ColData": [{"value": "Net Income"}, {"value": "1.00"}]}
        return JSONResponse({"Columns": {"Column": columns}, "Rows": {"Row": [row]}})


def _changed_at(row: Row) -> datetime:
    return datetime.fromisoformat(row["MetaData"]["LastUpdatedTime"])


@asynccontextmanager
async def tap_company() -> AsyncIterator[TapCompany]:
    """One that listens on a port of its own until the context ends."""
    company = TapCompany()
    async with standing_in(company.routes()) as company.address:
        yield company
