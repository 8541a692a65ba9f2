"""Whatever the source does, and whatever happens on the way: when it stops, the books equal the source's."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrators.sources.connections.state import ConnectionState
from tests.examples import tries
from tests.records import account, bill, invoice, vendor
from tests.sources.quickbooks_server.company import Company
from tests.sources.quickbooks_server.misbehaving import Misbehaviour
from tests.sources.quickbooks_server.server import QuickBooksServer, quickbooks_server
from tests.sources.sync.connected import Connected, connecting
from tests.world import World

Step = Callable[[Connected, Company], None]
REALMS = count(1)
IDS = ("10", "11", "12", "13")


def bills(source_id: str) -> Step:
    """Another version of a bill, or a new one; what was deleted never comes back under its id."""

    def step(_: Connected, company: Company) -> None:
        if ("Bill", source_id) not in company.deleted:
            company.put(
                "Bill", bill(source_id, DocNumber=f"B-{len(company.records)}", TotalAmt=9.5, Balance=9.5)
            )

    return step


def deletion(entity: str, source_id: str) -> Step:
    """One record less."""
    return lambda _, company: company.delete(entity, source_id)


def void(source_id: str) -> Step:
    """A bill without value."""
    return lambda _, company: (
        company.void("Bill", source_id) if ("Bill", source_id) in company.records else None
    )


def posting(balance: float) -> Step:
    """Another balance, of the same version."""
    return lambda _, company: company.post("35", balance)


def party(*, active: bool) -> Step:
    """Switched on or off."""
    return lambda _, company: company.change("Vendor", "1", Active=active)


def answers(skipped: int, how: Misbehaviour, times: int) -> Step:
    """The next answers are wrong, after some that are right."""

    def step(connected: Connected, _: Company) -> None:
        (realm,) = connected.server.companies
        connected.server.plans[realm] = [None] * skipped + [how] * times

    return step


def clock(hours: int) -> Step:
    """The source's clock is wrong from now on."""

    def step(connected: Connected, company: Company) -> None:
        company.now = connected.now + timedelta(hours=hours)

    return step


steps = st.one_of(
    st.builds(bills, st.sampled_from(IDS)),
    st.builds(deletion, st.just("Bill"), st.sampled_from(IDS)),
    st.builds(deletion, st.just("Invoice"), st.just("20")),
    st.builds(void, st.sampled_from(IDS)),
    st.builds(posting, st.sampled_from([0.0, 7.25, -3.0])),
    st.builds(party, active=st.booleans()),
    st.builds(answers, st.integers(0, 30), st.sampled_from(sorted({*Misbehaviour})), st.integers(1, 12)),
    st.builds(clock, st.sampled_from([-3, 0, 5])),
)
#: What happens between two syncs, and how many minutes pass.
rounds = st.lists(st.tuples(st.lists(steps, max_size=4), st.sampled_from([20, 600, 60_000])), max_size=5)


@given(history=rounds)
@settings(max_examples=tries(20))
async def test_when_it_stops_the_books_equal_the_sources(
    shared_world: World, history: list[tuple[list[Step], int]]
) -> None:
    async with quickbooks_server() as server, connecting(shared_world, server) as connected:
        realm = str(next(REALMS))
        company = _company(server, realm)
        business = await connected.business(realm)
        for changes, minutes in history:
            for change in changes:
                change(connected, company)
            await connected.sync(patience=0.05)
            await connected.later(minutes=minutes)
        server.plans.clear()
        company.now = connected.now
        for _ in range(3):
            await connected.later(hours=3)
            await connected.sync()
        assert await connected.differences(business, company) == set()
        assert (await connected.connection(business)).state is ConnectionState.CONNECTED
        assert await connected.issues(business) == set()


def _company(server: QuickBooksServer, realm: str) -> Company:
    result = server.companies[realm] = Company(f"Company {realm}")
    for entity, record in (
        ("Account", account()),
        ("Vendor", vendor()),
        ("Bill", bill()),
        ("Invoice", invoice(CustomerRef=None)),
    ):
        result.put(entity, record)
    return result
