"""What company a realm is, as QuickBooks tells whoever has access to it."""

import httpx

from orchestrators.sources.connections.connection import CannotConnect
from server.sources.quickbooks.endpoints import QuickBooks
from server.sources.quickbooks.oauth import PATIENCE, SourceUnavailable, trusted
from server.sources.quickbooks.secrets import Grant

MINOR_VERSION = 75


async def company_name(app: QuickBooks, grant: Grant) -> str:
    """The company's name; raises `CannotConnect` without access to it, and `SourceUnavailable`."""
    address = f"{app.api}/v3/company/{grant.realm}/companyinfo/{grant.realm}"
    headers = {"authorization": f"Bearer {grant.access_token}", "accept": "application/json"}
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, verify=trusted()) as client:
            response = await client.get(address, params={"minorversion": MINOR_VERSION}, headers=headers)
    except httpx.HTTPError as error:
        raise SourceUnavailable(type(error).__name__) from None
    if response.status_code in {400, 401, 403, 404}:
        raise CannotConnect("QuickBooks gives no access to the company that it named; start again.")
    if response.status_code != 200:
        raise SourceUnavailable(f"HTTP {response.status_code}")
    try:
        name = response.json()["CompanyInfo"]["CompanyName"]
    except (ValueError, TypeError, KeyError):
        raise SourceUnavailable("the answer names no company") from None
    if not isinstance(name, str) or not name.strip():
        raise SourceUnavailable("the answer names no company")
    return name.strip()
