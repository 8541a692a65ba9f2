"""The examples, and all that can be asked, are answered byte for byte the same with functions and without."""

import json
from typing import Any

import pytest

from schema.completion.plans import Plan
from tests.house.repository import ROOT, text
from tests.schema.asking import QUERIES, needing_arguments, query
from tests.schema.completion.conftest import Both

FOLDER = ROOT / "docs" / "examples"
EXAMPLES = {path.stem: text(path) for path in sorted(FOLDER.glob("*.graphql")) if "\nquery " in text(path)}
ASKED = EXAMPLES | {name: query(name) for name in sorted(set(QUERIES) - needing_arguments())}
#: What has amounts in home currency and is read without it: it is read when the first amount is shown.
WAITING = frozenset({"settings", "earmarks", "journalEntries", "ledger", "runwayPolicy"})


@pytest.mark.parametrize("name", ASKED)
async def test_an_answer_is_the_same_and_every_function_fits(
    both: Both, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    misses = _watched(monkeypatch)
    file = FOLDER / f"{name}.json"
    variables: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    for user in (both.pair.ours.owner, both.pair.ours.auditor):
        expected = await both.answered(both.plain, ASKED[name], user, variables)
        assert expected.ran
        for _ in range(2):
            assert await both.answered(both.written, ASKED[name], user, variables) == expected
    assert misses == [] or name in WAITING


async def test_a_node_is_answered_the_same_whether_something_is_selected_of_its_type_or_not(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    misses, owner = _watched(monkeypatch), both.pair.ours.owner
    lists = await both.answered(both.plain, "{ bills { nodes { id } } invoices { nodes { id } } }", owner)
    text = "query ($id: ID!) { node(id: $id) { ... on Bill { id documentNumber counterparty { name } } } }"
    for name, fits in (("bills", True), ("invoices", False)):
        misses.clear()
        given = {"id": lists.body["data"][name]["nodes"][0]["id"]}
        expected = await both.answered(both.plain, text, owner, given)
        assert await both.answered(both.written, text, owner, given) == expected
        assert bool(expected.body["data"]["node"]) is fits
        assert misses == ([] if fits else ["Node node"])


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
