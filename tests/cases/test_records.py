"""Records as sources really send them: voids in any language, and some of a record's fields only."""

import pytest

from tests.cases.books import situation
from tests.serving import Served

pytestmark = pytest.mark.usefixtures("shared_data")


async def test_a_void_is_void_in_any_language(served: Served) -> None:
    async with situation(served, "12-voided-in-other-words") as books:
        await books.load()
        query = "{ hygieneTray { issues { nodes { check document { documentNumber } } } } }"
        issues = (await books.ask(query))["hygieneTray"]["issues"]["nodes"]
        assert [issue for issue in issues if issue["document"]] == []
        states = await books.ask("{ bills { nodes { state } } invoices { nodes { state } } }")
        assert states == {
            "bills": {"nodes": [{"state": "VOIDED"}]},
            "invoices": {"nodes": [{"state": "VOIDED"}] * 2},
        }


async def test_a_sparse_record_changes_what_it_names_and_empties_nothing(served: Served) -> None:
    async with situation(served, "13-sparse-record") as books:
        fields = "documentNumber dueDate total { amount } openBalance { amount } counterparty { name }"
        query = f"{{ bills {{ nodes {{ {fields} }} }} }}"
        await books.load("1")
        [before] = (await books.ask(query))["bills"]["nodes"]
        imported = await books.load("2")
        [after] = (await books.ask(query))["bills"]["nodes"]
        assert after == {**before, "openBalance": {"amount": "400.00"}}
        assert (imported.counts.changed, imported.counts.rejected) == (1, 0)
        # An older version, sparse or whole, changes nothing.
        assert (await books.load("1")).counts.changed == 0
        assert (await books.ask(query))["bills"]["nodes"] == [after]
