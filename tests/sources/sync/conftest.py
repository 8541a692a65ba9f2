"""A server that stands in for QuickBooks, with a company of a few records."""

from collections.abc import AsyncIterator

import pytest

from tests.records import account, bill, customer, invoice, vendor
from tests.sources.quickbooks_server.company import Company
from tests.sources.quickbooks_server.server import QuickBooksServer, quickbooks_server
from tests.sources.sync.connected import Connected, connecting
from tests.sources.sync.reading import REALM
from tests.world import World


@pytest.fixture
async def server() -> AsyncIterator[QuickBooksServer]:
    """It has no company yet."""
    async with quickbooks_server() as server:
        yield server


@pytest.fixture
async def connected(world: World, server: QuickBooksServer) -> AsyncIterator[Connected]:
    """A world that is to be connected to that server; nothing is connected yet."""
    async with connecting(world, server) as connected:
        yield connected


@pytest.fixture
def company(server: QuickBooksServer) -> Company:
    """A company of that server."""
    return small_company(server)


def small_company(server: QuickBooksServer, realm: str = REALM, name: str = "Acme Corp.") -> Company:
    """An account, two parties, a bill and an invoice."""
    result = server.companies[realm] = Company(name)
    result.put("Account", account())
    result.put("Vendor", vendor())
    result.put("Customer", customer())
    result.put("Bill", bill())
    result.put("Invoice", invoice())
    return result
