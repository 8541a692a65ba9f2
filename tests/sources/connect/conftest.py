"""A server that can connect, and one that stands in for Intuit."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.server.cli.command import Runway
from tests.sources.connect.intuit import Desk, Intuit, connecting_to, intuit_served
from tests.sources.quickbooks_server.oauth import CLIENT_ID, CLIENT_SECRET
from tests.world import World


@pytest.fixture
async def intuit() -> AsyncIterator[Intuit]:
    """One of the test's own."""
    async with intuit_served() as served:
        yield served


@pytest.fixture
async def door(world: World, intuit: Intuit) -> AsyncIterator[Desk]:
    """A server of ours in front of it."""
    key = Fernet.generate_key().decode()
    async with (
        connecting_to(intuit, world, secret_keys=key) as connecting,
        world.api(connecting=connecting) as api,
    ):
        yield Desk(world, api, intuit, connecting, key)


@pytest.fixture
def runway(world: World, intuit: Intuit, tmp_path: Path) -> Runway:
    """Settings of a server of one's own, without a public address."""
    settings = {
        "DATABASE_URL": world.address.dsn(),
        "PORT": "0",
        "QUICKBOOKS_ENVIRONMENT": "SANDBOX",
        "QUICKBOOKS_CLIENT_ID": CLIENT_ID,
        "QUICKBOOKS_CLIENT_SECRET": CLIENT_SECRET,
        "QUICKBOOKS_ADDRESS": intuit.address,
        "SECRET_KEYS": Fernet.generate_key().decode(),
    }
    return Runway(tmp_path, settings)
