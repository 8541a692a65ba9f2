"""What tests share, and how they are collected: servers started once, databases cloned for each test."""

import gc
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.db.types_asked_once import ask_once
from tests.examples import IN_CI, spread
from tests.folders import SHARED_DATA, data_folder
from tests.schema.decisions.desk import Desk, open_desk
from tests.servers.postgres import BUNDLED, DEBIAN, DEBIAN_15, Cluster, prepared
from tests.serving import InTurn, Served
from tests.world import World, open_world

#: Fixtures that start a PostgreSQL, and names by which a module starts one itself.
FIXTURES = {"cluster", "cluster_15", "each_cluster"}
STARTERS = {"embedded", "Cluster", "Runway"}

# In CI a property is tried as often as Hypothesis does by default, and what takes long on both servers; at a
# desk it has to be quick.

# No property is about time: a machine that is busy with something else must not fail one.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("CI", unhurried, max_examples=100)
settings.register_profile("desk", unhurried, max_examples=10)
settings.load_profile("CI" if IN_CI else "desk")

#: Where nothing is left out: what proves that businesses are kept apart.
PROOFS = ("tests/schema/access/", "tests/db/", "tests/isolation/")

ask_once()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a server, so that `make test-fast` can leave it out; and what must run alone."""
    alone = "hostile" in config.getoption("markexpr")
    for item in items:
        if item.get_closest_marker("hostile") and not alone:
            item.add_marker(pytest.mark.skip(reason="measures what others wait: alone, by `make hostile`"))
        module = vars(getattr(item, "module", None) or object)
        if FIXTURES & set(getattr(item, "fixturenames", ())) or STARTERS & module.keys():
            item.add_marker(pytest.mark.database)
    if most := config.getoption("--cases"):
        _leave_out(config, items, most)


def _leave_out(config: pytest.Config, items: list[pytest.Item], most: int) -> None:
    """Of a test leave out the cases that are too many, the same ones in every process."""
    tests: dict[str, list[pytest.Item]] = {}
    for item in items:
        if not item.nodeid.startswith(PROOFS):
            tests.setdefault(item.nodeid.partition("[")[0], []).append(item)
    left_out = {case for cases in tests.values() for case in set(cases) - set(spread(cases, most))}
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage before all tests are collected, nor ever among what is there by then."""
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
async def cluster() -> AsyncIterator[Cluster]:
    """The bundled PostgreSQL."""
    with data_folder() as folder:
        yield await prepared(folder)
        BUNDLED.stop(folder)


@pytest.fixture(scope="session")
async def cluster_15() -> AsyncIterator[Cluster]:
    """Debian's PostgreSQL 15."""
    if not (DEBIAN_15 / "postgres").exists():
        pytest.skip(f"PostgreSQL 15 is not installed in {DEBIAN_15} (Debian: apt-get install postgresql-15)")
    with data_folder() as folder:
        yield await prepared(folder, DEBIAN)
        DEBIAN.stop(folder)


@pytest.fixture(scope="session", params=["cluster", "cluster_15"], ids=["bundled 18", "Debian 15"])
def each_cluster(request: pytest.FixtureRequest) -> Cluster:
    """Both servers, one after the other; at a desk the older one is left to CI."""
    if request.param == "cluster_15" and not IN_CI:
        pytest.skip("too long for a desk: with CI=true it is tried on Debian 15 too")
    result: Cluster = request.getfixturevalue(request.param)
    return result


@pytest.fixture(scope="session")
async def in_turn(cluster: Cluster) -> AsyncIterator[InTurn]:
    """Databases that some modules share, one after the other."""
    databases = InTurn(cluster)
    yield databases
    await databases.close()


@pytest.fixture(scope="module")
async def turn(in_turn: InTurn) -> AsyncIterator[Served]:
    """The one of the module; what other modules did there is gone."""
    yield await in_turn.next()
    await in_turn.looked_after()


@pytest.fixture(scope="module")
def served(turn: Served) -> Served:
    """The whole API over HTTP, on a migrated database that other files left empty, on the bundled server."""
    return turn


@pytest.fixture(scope="module")
def shared_world(turn: Served) -> World:
    """The same database without the API."""
    return turn.world


@pytest.fixture
def world(shared_world: World) -> World:
    """The same: a test has businesses of its own in it, and leaves the schema and all rights as they are."""
    shared_world.statements.clear()
    return shared_world


@pytest.fixture
async def own_world(cluster: Cluster) -> AsyncIterator[World]:
    """A database of the test's own, which it may break."""
    async with _cloned(cluster) as world:
        yield world


@pytest.fixture
async def each_world(each_cluster: Cluster) -> AsyncIterator[World]:
    """The same on both servers."""
    async with _cloned(each_cluster) as world:
        yield world


@asynccontextmanager
async def _cloned(cluster: Cluster) -> AsyncIterator[World]:
    address = await cluster.clone()
    async with open_world(address) as world:
        yield world
    await cluster.drop(address)


@pytest.fixture
async def desk(served: Served) -> Desk:
    """A new business in it, with something to decide about."""
    return await open_desk(served)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data that is not part of this repository; required in CI."""
    if not SHARED_DATA.is_dir():
        if IN_CI:
            pytest.fail(f"{SHARED_DATA} is not there, and CI requires it")
        pytest.skip(f"{SHARED_DATA} is not there: it comes with no clone")
    return SHARED_DATA


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> Iterator[None]:
    """What the developer's shell says about Runway must not reach a test."""
    before = {name: value for name, value in os.environ.items() if name.startswith("RUNWAY_")}
    for name in before:
        del os.environ[name]
    yield
    os.environ.update(before)
