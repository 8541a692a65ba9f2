"""The schema with functions for documents and without, over the same business."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from db.directory import user_id_of
from resolvers.context import Context, User
from schema.build import Schema, schema_with
from schema.operations.documents import Bounds, Documents
from schema.operations.execution import Answer, execute, refusal
from schema.operations.preparation import QUERIES, Operation, Prepared, prepare
from tests.canaries import Pair, plant
from tests.servers.postgres import Cluster
from tests.world import open_world

#: Every document is kept, from its first sending on.
ALL = Bounds(text_length=1 << 20, total_bytes=1 << 28, sendings=1)


@dataclass(slots=True)
class Both:
    """A business, and the schema with functions and without."""

    pair: Pair
    written: Schema = field(default_factory=lambda: schema_with(Documents(ALL)))
    plain: Schema = field(default_factory=lambda: schema_with(Documents(ALL, compiles=False)))

    async def answered(
        self, schema: Schema, text: str, user: str, variables: Mapping[str, Any] | None = None
    ) -> Answer:
        """What the owner or the auditor of the first business is told."""
        person = User(user_id_of(user), user)
        context = Context(self.pair.world.books, person, self.pair.ours.business)
        prepared = await prepare(schema, Operation(text, dict(variables or {})), QUERIES)
        if not isinstance(prepared, Prepared):
            return refusal(prepared)
        return await execute(schema, prepared, context)


@pytest.fixture(scope="module")
async def both(cluster: Cluster) -> AsyncIterator[Both]:
    """The canaries' books, which have something of everything."""
    address = await cluster.clone()
    async with open_world(address) as world:
        yield Both(await plant(world, 5, 5))
    await cluster.drop(address)
