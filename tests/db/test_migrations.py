"""From nothing to the newest migration, on every server that is supported."""

import json

import pytest

from db.bootstrap import OWNER, QUEUE, ROLES, RolesMissing, bootstrap
from migrations import run
from tests.servers.postgres import Cluster

#: A decision of before, with the key that it was proposed with.
OLD_ROWS = """
    INSERT INTO runway.business (id, name, currency_code, time_zone)
    VALUES ('00000000-0000-0000-0000-000000000001', 'Acme', 'USD', 'UTC');
    INSERT INTO runway.document (business_id, id, realm, entity, source_id, sync_token, kind, state,
        balance, currency_code)
    VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', 'r', 'Bill',
        '1', 7, 'BILL', 'OPEN', 120, 'USD');
    INSERT INTO runway.decision (business_id, id, document_id, status, action, proposed_by,
        proposed_by_email, document_sync_token, document_balance)
    VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000003',
        '00000000-0000-0000-0000-000000000002', 'PROPOSED', 'PAY',
        '00000000-0000-0000-0000-000000000004', 'a@example.org', 7, 120);
    INSERT INTO runway.idempotency_key (business_id, key, input_hash, result_id)
    VALUES ('00000000-0000-0000-0000-000000000001', 'k', 'h', '00000000-0000-0000-0000-000000000003');
"""


async def test_a_new_server_is_bootstrapped_and_migrated_and_equals_the_code(each_cluster: Cluster) -> None:
    address = await each_cluster.empty()
    first = await bootstrap(address, {})
    again = await bootstrap(address, {})
    await run.upgrade(address.as_role(OWNER))
    await run.upgrade(address.as_role(OWNER))
    await run.check(address.as_role(OWNER))
    await each_cluster.drop(address)
    assert first.database
    assert not again.database
    assert again.roles == ()


async def test_no_role_can_become_another_and_only_the_backup_bypasses_policies(
    each_cluster: Cluster,
) -> None:
    connection = await each_cluster.superuser.with_database("postgres").connect()
    rows = await connection.fetch(
        "SELECT rolname, rolsuper, rolbypassrls, rolinherit, rolcreaterole, rolcreatedb, "
        "EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) AS member "
        "FROM pg_roles r WHERE rolname = ANY ($1)",
        list(ROLES),
    )
    await connection.close()
    assert {row["rolname"] for row in rows} == set(ROLES)
    assert {row["rolname"] for row in rows if row["rolbypassrls"]} == {"runway_backup"}
    assert not [
        row
        for row in rows
        if any(row[name] for name in ("rolsuper", "rolinherit", "rolcreaterole", "rolcreatedb", "member"))
    ]


async def test_decisions_and_keys_from_before_the_life_cycle_are_carried_over(each_cluster: Cluster) -> None:
    address = await each_cluster.empty()
    await bootstrap(address, {})
    await run.upgrade(address.as_role(OWNER), "0006")
    connection = await address.connect()
    await connection.execute(OLD_ROWS)
    await run.upgrade(address.as_role(OWNER))
    decision = await connection.fetchrow(
        "SELECT author_id = proposed_by AS own, terms_version, amount, document_sync_token "
        "FROM runway.decision"
    )
    kept = await connection.fetchval("SELECT result::text FROM runway.idempotency_key")
    await connection.close()
    await each_cluster.drop(address)
    assert decision is not None
    assert tuple(decision) == (True, 1, 120, 7)
    assert json.loads(kept) == [{"decision": "00000000-0000-0000-0000-000000000003", "errors": []}]


async def test_a_server_without_a_new_role_is_told_to_make_it_before_anything_changes(
    cluster: Cluster,
) -> None:
    address = await cluster.empty()
    await bootstrap(address, {})
    connection = await cluster.superuser.with_database("postgres").connect()
    await connection.execute(f"ALTER ROLE {QUEUE} RENAME TO runway_of_before")
    try:
        with pytest.raises(RolesMissing, match=r"no role runway_queue: run `runway bootstrap`"):
            await run.upgrade(address.as_role(OWNER))
    finally:
        await connection.execute(f"ALTER ROLE runway_of_before RENAME TO {QUEUE}")
        await connection.close()
    await run.upgrade(address.as_role(OWNER))
    await cluster.drop(address)
