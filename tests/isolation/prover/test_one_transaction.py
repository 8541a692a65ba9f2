"""A database in use, without a scratch copy: as a superuser, as the tables' owner, and as one who may not."""

from collections.abc import AsyncIterator

import pytest

from db.servers.address import Address
from isolation.prover.grounds.scratch import ScratchFailed, connected
from isolation.prover.inside import prove_inside
from isolation.prover.verdicts.report import Proof
from tests.isolation.prover.shop import ROLE, SCOPE, empty_shop
from tests.servers.postgres import Cluster

DBA = "shop_dba"
_IN_USE = """
    INSERT INTO shop.tenant VALUES (1, 'first'), (2, 'second');
    INSERT INTO shop.product SELECT tenant, 'p' || n, 'a product', n
      FROM generate_series(1, 2) tenant, generate_series(1, 50) n;
    CREATE ROLE shop_dba LOGIN;
"""
_OWNER = (
    *(f"ALTER TABLE shop.{name} OWNER TO shop_dba" for name in ("tenant", "product", "sale", "sale_2026")),
    "ALTER VIEW shop.best OWNER TO shop_dba",
    "GRANT USAGE ON SCHEMA shop TO shop_dba",
    f"GRANT {ROLE} TO shop_dba",
)
_STATE = (
    "SELECT relname, relforcerowsecurity, relowner FROM pg_class WHERE relnamespace = 'shop'::regnamespace "
    "ORDER BY relname",
    "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' ORDER BY nspname",
    "SELECT p::text FROM shop.product p ORDER BY p",
    "SELECT t::text FROM shop.tenant t ORDER BY t",
)


@pytest.fixture
async def used(each_cluster: Cluster) -> AsyncIterator[Address]:
    """The shop with customers."""
    async with empty_shop(each_cluster) as address:
        await run(address, _IN_USE, f"GRANT CONNECT, CREATE ON DATABASE {address.database} TO {DBA}")
        yield address
        await run(address, f"REASSIGN OWNED BY {DBA} TO CURRENT_USER; DROP OWNED BY {DBA}; DROP ROLE {DBA}")


async def run(address: Address, *statements: str) -> None:
    async with connected(address) as connection:
        for statement in statements:
            await connection.execute(statement)


async def state(address: Address) -> list[list[tuple[object, ...]]]:
    async with connected(address) as connection:
        return [[tuple(row) for row in await connection.fetch(question)] for question in _STATE]


async def proved(address: Address) -> Proof:
    return await prove_inside(address, SCOPE, lambda _step, _done, _total: None)


async def test_a_superuser_leaves_only_sessions_open_and_nothing_behind(used: Address) -> None:
    before = await state(used)
    proof = await proved(used)
    assert proof.breaches == ()
    assert not proof.green
    assert {cell.target for cell in proof.inconclusive} == {
        "(session)",
        "(session used again: straight)",
        "(session used again: pooled)",
        "(session used again: PgBouncer)",
    }
    assert all("not tried" in cell.why for cell in proof.inconclusive)
    assert await state(used) == before


async def test_a_type_that_the_driver_looks_up_late_leaves_nothing_open(used: Address) -> None:
    # What a prepared statement leaves is dropped after it, and so would be what the driver keeps prepared.
    await run(used, "ALTER TABLE shop.product ADD COLUMN sizes numeric(9, 2)[]")
    await run(used, "ALTER TABLE shop.sale ADD COLUMN days date[]")
    proof = await proved(used)
    assert "shop.sale" not in {cell.target for cell in proof.inconclusive}


async def test_the_owner_proves_what_needs_no_superuser_and_says_what_does(used: Address) -> None:
    await run(used, *_OWNER)
    before = await state(used)
    proof = await proved(used.as_role(DBA))
    cells = {(cell.target, cell.probe): cell for cell in proof.cells}
    assert proof.breaches == ()
    assert cells["shop.product", "read"].status == "passed"
    assert cells["shop.product", "blind update"].status == "passed"
    # Sales refer to products: a delete would be stopped by them before the policy says anything.
    assert "needs a superuser" in cells["shop.product", "blind delete"].why
    assert "only a superuser" in cells["(session)", "become"].why
    assert "needs a superuser" in cells["shop.best", "view"].why
    assert any("not forced until the rollback" in note for note in proof.notes)
    assert await state(used) == before


async def test_who_bypasses_policies_proves_as_much_and_locks_no_table(used: Address) -> None:
    await run(
        used,
        f"ALTER ROLE {DBA} BYPASSRLS",
        f"GRANT USAGE ON SCHEMA shop TO {DBA}",
        f"GRANT ALL ON ALL TABLES IN SCHEMA shop TO {DBA}",
        f"GRANT {ROLE} TO {DBA}",
    )
    before = await state(used)
    proof = await proved(used.as_role(DBA))
    cells = {(cell.target, cell.probe): cell for cell in proof.cells}
    assert proof.breaches == ()
    assert cells["shop.product", "blind update"].status == "passed"
    assert not any("not forced" in note for note in proof.notes)
    assert await state(used) == before


@pytest.mark.parametrize("owner", [False, True], ids=["as a superuser", "as the owner"])
async def test_a_hole_is_a_breach_and_what_went_through_it_is_taken_back(used: Address, owner: bool) -> None:
    await run(used, *_OWNER, "ALTER POLICY mine ON shop.product USING (true)")
    before = await state(used)
    proof = await proved(used.as_role(DBA) if owner else used)
    results = {(breach.target, breach.probe) for breach in proof.breaches}
    assert {("shop.product", "read"), ("shop.product", "take"), ("shop.product", "delete")} <= results
    assert await state(used) == before


async def test_a_login_that_would_not_see_what_changed_is_refused(used: Address) -> None:
    await run(used, f"GRANT {ROLE} TO {DBA}")
    with pytest.raises(ScratchFailed, match=r"neither bypasses row-level security nor owns shop\.product"):
        await proved(used.as_role(DBA))


async def test_an_owner_that_may_not_become_the_attacked_role_is_told(used: Address) -> None:
    await run(used, *_OWNER[:-1])
    with pytest.raises(ScratchFailed, match=rf'permission denied to set role "{ROLE}"'):
        await proved(used.as_role(DBA))


async def test_a_role_that_is_the_owner_is_not_proved_by_lifting_what_holds_owners(used: Address) -> None:
    await run(used, *_OWNER[:-1], f"GRANT {DBA} TO {ROLE}")
    with pytest.raises(ScratchFailed, match="has the rights of the owner"):
        await proved(used.as_role(DBA))
