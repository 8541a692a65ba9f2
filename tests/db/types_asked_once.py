"""A driver that asks each server for the description of a built-in type once, instead of on each connection.

It asks what arrays are made of before the first statement with one, which takes longer than most statements
of a test; and tests have connections of their own. What PostgreSQL itself defines is alike in all databases.
"""

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

import asyncpg

#: Objects that users define have higher numbers.
FIRST_OF_USERS = 16384

_known: dict[tuple[int, frozenset[int]], Any] = {}


def ask_once() -> None:
    """From now on, in this process."""
    # The driver has no public way to tell a new connection what another one learned.
    driver: Any = asyncpg.Connection
    ask = driver._introspect_types

    async def known_or_asked(connection: Any, numbers: Collection[int], limit: float | None) -> Any:
        key = connection.get_server_version().major, frozenset(numbers)
        if key not in _known:
            types, statement = await ask(connection, numbers, limit)
            if max(numbers) >= FIRST_OF_USERS:
                return types, statement
            _known[key] = types
        # A statement with a name: none without one was lost to the question.
        return _known[key], SimpleNamespace(name="known")

    driver._introspect_types = known_or_asked
