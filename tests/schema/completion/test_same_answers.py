"""The examples, and all that can be asked, are answered byte for byte the same with functions and without."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from db.directory import user_id_of
from resolvers.context import Context, User
from schema.build import Schema, schema_with
from schema.completion.plans import Plan
from schema.operations.documents import Bounds, Documents
from schema.operations.execution import execute
from schema.operations.preparation import QUERIES as QUERIES_ALONE
from schema.operations.preparation import Operation, Prepared, prepare
from tests.canaries import Pair, plant
from tests.house.repository import ROOT, text
from tests.postgres import Cluster
from tests.schema.asking import QUERIES, needing_arguments, query
from tests.world import open_world

ALL = Bounds(text_length=1 << 20, total_bytes=1 << 28, sendings=1)
FOLDER = ROOT / "docs" / "examples"
EXAMPLES = {path.stem: text(path) for path in sorted(FOLDER.glob("*.graphql")) if "\nquery " in text(path)}
ASKED = EXAMPLES | {name: query(name) for name in sorted(set(QUERIES) - needing_arguments())}
#: What has amounts in home currency and is read without it: it is read when the first amount is shown.
WAITING = frozenset({"settings", "earmarks", "journalEntries", "ledger", "runwayPolicy"})


@dataclass(slots=True)
class Both:
    """A business, and the schema with functions and without."""

    pair: Pair
    written: Schema = field(default_factory=lambda: schema_with(Documents(ALL)))
    plain: Schema = field(default_factory=lambda: schema_with(Documents(ALL, compiles=False)))

    async def answered(self, schema: Schema, text: str, user: str) -> str:
        """What the owner or the auditor of the first business is told."""
        file = FOLDER / f"{text}.json"
        variables: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
        person = User(user_id_of(user), user)
        context = Context(self.pair.world.books, person, self.pair.ours.business)
        prepared = await prepare(schema, Operation(ASKED[text], variables), QUERIES_ALONE)
        assert isinstance(prepared, Prepared)
        answer = await execute(schema, prepared, context)
        return json.dumps(answer.body)


@pytest.fixture(scope="module")
async def both(cluster: Cluster) -> AsyncIterator[Both]:
    address = await cluster.clone()
    async with open_world(address) as world:
        yield Both(await plant(world, 5, 5))
    await cluster.drop(address)


@pytest.mark.parametrize("name", ASKED)
async def test_an_answer_is_the_same_and_every_function_fits(
    both: Both, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    misses = _watched(monkeypatch)
    for user in (both.pair.ours.owner, both.pair.ours.auditor):
        expected = await both.answered(both.plain, name, user)
        for _ in range(2):
            assert await both.answered(both.written, name, user) == expected
    assert misses == [] or name in WAITING


def _watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The functions that do not fit what they are given."""
    misses: list[str] = []
    unit = Plan.unit

    def watched(plan: Plan, shape: Any, details: Any) -> Any:
        complete = unit(plan, shape, details)

        def told(value: Any, context: Any) -> Any:
            assert complete is not None
            try:
                return complete(value, context)
            except Exception:
                misses.append(f"{shape} {details[0].node.name.value}")
                raise

        return complete and told

    monkeypatch.setattr(Plan, "unit", watched)
    return misses
