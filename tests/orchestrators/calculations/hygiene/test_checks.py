"""Each check on a document alone finds what it is for, with the facts, and leaves sound documents alone."""

import json
from uuid import UUID

import pytest

from db.queries.hygiene.detect import Rule, finding
from orchestrators.calculations.hygiene.checks import (
    CHECKS,
    DOCUMENT_CHECKS,
    CheckName,
    CheckResult,
    Examined,
)
from tests.orchestrators.calculations.hygiene.check_cases import (
    CASES,
    GONE,
    INVOICE,
    SETTLED,
    SOUND,
    VOID,
    Fine,
    Wrong,
)
from tests.world import World

OF = {check.name: check for check in DOCUMENT_CHECKS}
WRONG = [(name, case) for name, cases in CASES.items() for case in cases.wrong]
FINE = [(name, case) for name, cases in CASES.items() for case in cases.fine]

#: A document of no table, with what the statement joins to it.
ROW = "SELECT * FROM jsonb_populate_record(NULL::runway.document, $2::jsonb)"
STATEMENT = finding([Rule(check.name, check.predicate, check.fact) for check in DOCUMENT_CHECKS], ROW)


def row_of(document: Examined) -> str:
    """The document as its row, as JSON."""
    settled = "DELETED" if document.is_gone else "SETTLED"
    kept = ("number", "number_key", "party_id", "issue_date", "due_date", "total", "balance", "currency_code")
    values = {name: getattr(document, name) for name in ("id", *kept)}
    kind, state = "BILL" if document.is_bill else "INVOICE", "OPEN" if document.is_open else settled
    return json.dumps({**values, "kind": kind, "state": state}, default=str)


@pytest.fixture(scope="module")
async def business(shared_world: World) -> UUID:
    return await shared_world.business()


async def results(world: World, business: UUID, document: Examined) -> dict[str, CheckResult]:
    """What the checks say of a document by its row, and by what else is known of it."""
    rows = await world.run(STATEMENT, business, row_of(document))
    described = {
        row["check_name"]: describe(document, row["fact"])
        for row in rows
        if (describe := OF[row["check_name"]].describe) is not None
    }
    return {name: result for name, result in described.items() if result is not None}


def test_every_check_is_defined_once_and_has_a_place_in_its_enumeration() -> None:
    assert [check.name for check in CHECKS] == list(CheckName)


@pytest.mark.parametrize(("name", "case"), WRONG, ids=lambda part: getattr(part, "says", part))
async def test_what_is_wrong_is_found_with_its_facts(
    shared_world: World, business: UUID, name: CheckName, case: Wrong
) -> None:
    result = (await results(shared_world, business, case.document)).get(name)
    assert result is not None
    check = next(check for check in CHECKS if check.name is name)
    severity = check.severity if result.severity is None else result.severity
    blocking = check.blocks if result.blocking is None else result.blocking
    assert (severity, result.at_stake, blocking) == (case.severity, case.at_stake, case.blocking)
    assert case.says in result.message
    assert result.message.endswith(".")
    assert result.related_id == case.related


@pytest.mark.parametrize(("name", "case"), FINE, ids=lambda part: getattr(part, "why", part))
async def test_what_is_fine_is_left_alone(
    shared_world: World, business: UUID, name: CheckName, case: Fine
) -> None:
    assert (await results(shared_world, business, case.document)).get(name) is None


@pytest.mark.parametrize("document", [SOUND, INVOICE, SETTLED, GONE, VOID], ids=str)
async def test_sound_settled_and_void_documents_pass_every_check(
    shared_world: World, business: UUID, document: Examined
) -> None:
    assert await results(shared_world, business, document) == {}
