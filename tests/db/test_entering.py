"""Entering a business: who is let in, for how long, and as what."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from db.bootstrap import API, ROLES
from tests.canaries import Pair
from tests.db.catalogue import OF_A_BUSINESS, Fingerprint, Kind, fingerprint_sql, fingerprints, tables
from tests.db.guises import (
    NOBODY,
    READ_ONLY,
    REFUSED,
    Guise,
    attempt,
    connected,
    entered,
    inside,
    visible,
)

ACTIVE_TRANSACTION = "25001"


async def _refusal(pair: Pair, user: str, business: UUID) -> dict[str, Any]:
    """Everything that the server says to who may not enter."""
    async with connected(pair.world, API) as api:
        with pytest.raises(asyncpg.PostgresError) as refused:
            await api.execute(*entered(user, business).setup)
    message: dict[str, Any] = refused.value.as_dict()
    return message


@pytest.mark.parametrize("user", ["a member of another", "outsider@example.org"])
async def test_a_foreign_business_and_an_unknown_one_are_refused_in_the_same_words(
    pair: Pair, user: str
) -> None:
    query = pair.ours.owner if user == "a member of another" else user
    foreign = await _refusal(pair, query, pair.theirs.business)
    unknown = await _refusal(pair, query, uuid4())
    assert foreign["sqlstate"] == "RW001"
    assert foreign == unknown
    assert str(pair.theirs.business) not in str(foreign)


async def test_a_context_ends_with_its_transaction_however_that_ends(pair: Pair) -> None:
    (table, *_) = await tables(pair.world, Kind.TENANT)
    fails = "SELECT 1 / 0"
    async with connected(pair.world, API) as api:
        for sql, commit in (("SELECT 1", True), ("SELECT 1", False), (fails, True)):
            await attempt(api, inside(pair.ours), sql, commit=commit)
            assert await visible(api, NOBODY, table) == Fingerprint(0, None)
            assert await api.fetchval("SELECT nullif(current_setting('app.business_id', true), '')") is None


async def test_a_refused_entrance_leaves_no_context_of_the_one_before(pair: Pair) -> None:
    foreign = entered(pair.ours.owner, pair.theirs.business)
    (table, *_) = await tables(pair.world, Kind.TENANT)
    async with connected(pair.world, API) as api:
        assert isinstance(await visible(api, inside(pair.theirs), table), Fingerprint)
        assert await visible(api, foreign, table) == "RW001"
        assert await visible(api, NOBODY, table) == Fingerprint(0, None)


async def test_one_connection_serves_one_tenant_after_the_other_also_with_a_plan_made_for_the_first(
    pair: Pair,
) -> None:
    rows = {item.mark: await fingerprints(pair.world, item.business) for item in (pair.ours, pair.theirs)}
    async with connected(pair.world, API) as api:
        for table in await tables(pair.world, *OF_A_BUSINESS):
            prepared = await api.prepare(fingerprint_sql(table))
            # After five runs the server may keep one plan for all that follow.
            for marked in (*[pair.theirs] * 6, pair.ours, pair.theirs, pair.ours):
                async with api.transaction():
                    await api.execute(*inside(marked).setup)
                    seen = Fingerprint.of(await prepared.fetchrow())
                assert seen == rows[marked.mark][table.name], table


@pytest.mark.parametrize("role", ["analyst", "auditor"])
async def test_who_may_only_read_writes_nothing_whatever_the_statement(pair: Pair, role: str) -> None:
    user: str = getattr(pair.ours, role)
    guise, rows = entered(user, pair.ours.business), await fingerprints(pair.world, pair.ours.business)
    async with connected(pair.world, API) as api:
        for table in await tables(pair.world, *OF_A_BUSINESS):
            assert await visible(api, guise, table) == rows[table.name]
            for sql in (
                table.change,
                f"DELETE FROM runway.{table.name}",
                f"INSERT INTO runway.{table.name} SELECT * FROM runway.{table.name}",
            ):
                assert await attempt(api, guise, sql) == READ_ONLY, table
        for sql in ("SET LOCAL transaction_read_only = off", "SET TRANSACTION READ WRITE"):
            assert await attempt(api, guise, sql) == ACTIVE_TRANSACTION


async def test_the_request_path_can_become_nobody_else(pair: Pair) -> None:
    async with connected(pair.world, API) as api:
        for role in {*ROLES, "postgres"} - {API}:
            assert await attempt(api, inside(pair.ours), f"SET LOCAL ROLE {role}") == REFUSED
            assert await attempt(api, NOBODY, f"SET SESSION AUTHORIZATION {role}") == REFUSED


async def test_a_role_that_the_bootstrap_did_not_make_cannot_even_connect(pair: Pair) -> None:
    await pair.world.run("CREATE ROLE stranger LOGIN")
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pair.world.address.as_role("stranger").connect()
    finally:
        await pair.world.run("DROP ROLE stranger")


async def test_the_auditor_and_the_directory_cannot_enter(pair: Pair) -> None:
    guise: Guise = inside(pair.ours)
    for role in ("runway_auditor", "runway_directory", "runway_portfolio"):
        async with connected(pair.world, role) as connection:
            assert await attempt(connection, guise, "SELECT 1") == REFUSED
