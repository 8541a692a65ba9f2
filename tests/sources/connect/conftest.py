"""A server that can connect, and one that stands in for Intuit."""

from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet

from tests.sources.connect.intuit import Desk, Intuit, connecting_to, intuit_served
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
