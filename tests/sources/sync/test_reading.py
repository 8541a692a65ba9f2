"""What is read of a company, by a real client over HTTP, while the source behaves and while it does not."""

from datetime import timedelta

import pytest

from orchestrators.sources.exports.export import SyncState
from server.sources.quickbooks.reading.answers import NoAnswer, Trouble
from server.sources.quickbooks.reading.limits import Rates
from server.sources.quickbooks.reading.pull import Position
from tests.clock import NOW
from tests.examples import some
from tests.records import bill, vendor
from tests.sources.quickbooks_server.company import Company
from tests.sources.quickbooks_server.misbehaving import Misbehaviour
from tests.sources.quickbooks_server.server import QuickBooksServer
from tests.sources.sync.reading import REALM, ids, pulled, reading

#: Of the one record of a company nothing is left then.
HALVED = {Misbehaviour.HALF_THE_ROWS, Misbehaviour.ROW_MISSING}
AN_HOUR_AGO = Position(NOW - timedelta(hours=1), NOW - timedelta(days=1))


async def test_a_first_pull_lists_everything(server: QuickBooksServer, company: Company) -> None:
    company.put("Vendor", vendor("2", "Gone", Active=False))
    async with reading(server) as (client, _):
        result = await pulled(client)
    assert result.export.state is SyncState.COMPLETE, result.export.failures
    assert (ids(result, "Bill"), ids(result, "Vendor")) == (["10"], ["1", "2"])
    assert result.export.listed["Vendor"] == {"1", "2"}
    assert result.export.listed["Purchase"] == frozenset(), "that there are none is known, too"
    assert "TaxPayment" not in result.export.listed, "the company does not offer it"
    assert (result.is_full, result.position) == (True, Position(NOW, NOW))
    assert [company.name for company in result.export.companies] == ["Acme Corp."]


async def test_later_pulls_read_what_changed_and_all_balances(
    server: QuickBooksServer, company: Company
) -> None:
    company.now = NOW - timedelta(days=2)
    company.put("Bill", bill("11"))
    company.put("Bill", bill("12"))
    company.now = NOW
    company.change("Bill", "11", DocNumber="changed")
    company.delete("Bill", "12")
    async with reading(server) as (client, _):
        result = await pulled(client, AN_HOUR_AGO)
    assert not result.is_full
    assert ids(result, "Bill") == ["10", "11", "12"], "10 is of this hour"
    assert ids(result, "Account") == ["35"]
    assert "Bill" not in result.export.listed
    assert result.position == Position(NOW, AN_HOUR_AGO.compared_at)
    assert len(server.requests) <= 6


@pytest.mark.parametrize(
    "position",
    [
        Position(NOW - timedelta(days=29, hours=1), NOW - timedelta(days=1)),
        Position(NOW - timedelta(hours=1), NOW - timedelta(days=8)),
    ],
    ids=["changes are not kept for so long", "the comparison is due"],
)
async def test_old_positions_lead_to_a_full_pull(
    server: QuickBooksServer, company: Company, position: Position
) -> None:
    async with reading(server) as (client, _):
        assert (await pulled(client, position)).is_full


@pytest.mark.parametrize("number", [100, 999, 1_000])
async def test_so_many_changes_that_there_may_be_more_lead_to_a_full_pull(
    server: QuickBooksServer, company: Company, number: int
) -> None:
    for entity in ("Account", "Vendor", "Customer", "Bill", "Invoice"):
        company.records = {key: row for key, row in company.records.items() if key[0] != entity}
    for index in range(number):
        company.put("Bill", bill(str(index)))
    async with reading(server) as (client, _):
        result = await pulled(client, AN_HOUR_AGO)
    assert result.is_full is (number == 1_000)
    assert len(ids(result, "Bill")) == number
    assert result.export.state is SyncState.COMPLETE, result.export.failures


async def test_what_is_deleted_while_pages_are_read_hides_nothing(
    server: QuickBooksServer, company: Company
) -> None:
    for index in range(100, 2_600):
        company.put("Bill", bill(str(index)))

    def delete(company: Company) -> None:
        for source_id in ("10", "100", "101", "102", "103"):
            company.delete("Bill", source_id)

    company.meanwhile = [lambda _: None] * 3 + [delete] + [lambda _: None] * 60
    async with reading(server) as (client, _):
        result = await pulled(client)
    assert result.export.state is SyncState.COMPLETE, result.export.failures
    assert {str(index) for index in range(104, 2_600)} <= {*ids(result, "Bill")}


async def test_a_list_of_exactly_one_page_is_whole(server: QuickBooksServer, company: Company) -> None:
    for index in range(100, 1_099):
        company.put("Bill", bill(str(index)))
    async with reading(server) as (client, _):
        result = await pulled(client)
    assert len(ids(result, "Bill")) == 1_000
    assert result.export.state is SyncState.COMPLETE, result.export.failures


async def test_no_more_is_asked_than_the_source_allows(server: QuickBooksServer, company: Company) -> None:
    async with reading(server, Rates(at_once=3, a_second=10, a_minute=30)) as (client, waits):
        await pulled(client)
    requests = len(server.requests)
    assert server.most_at_once[REALM] <= 3
    assert waits.now >= (60 if requests > 30 else 1)


@pytest.mark.parametrize("how", some(list(Misbehaviour), 8))
async def test_one_wrong_answer_anywhere_is_made_good_or_told(
    server: QuickBooksServer, company: Company, how: Misbehaviour
) -> None:
    company.put("Bill", bill("11"))
    troubled = set()
    for skipped in some((0, 1, 3, 8), 2):
        server.plans[REALM] = [None] * skipped + [how]
        async with reading(server, patience=0.3 if how is Misbehaviour.SLOW else 5) as (client, _):
            try:
                result = await pulled(client)
            except NoAnswer:
                troubled.add(how)
                continue
        if result.export.state is SyncState.COMPLETE:
            assert ids(result, "Bill") == ["10", "11"], how
            assert result.position.compared_at == NOW
        else:
            assert result.position == Position()
            assert "Bill" not in result.export.listed or ids(result, "Bill") == ["10", "11"]
    told = {Misbehaviour.FAULT, Misbehaviour.EMPTY, Misbehaviour.THROTTLED_LONG, *HALVED}
    assert troubled <= told


async def test_a_token_that_is_refused_is_replaced_once(server: QuickBooksServer, company: Company) -> None:
    server.tokens = {"t1"}
    async with reading(server) as (client, _):
        assert (await pulled(client)).export.state is SyncState.COMPLETE
        server.tokens = set()
        with pytest.raises(NoAnswer) as refused:
            await pulled(client)
    assert refused.value.trouble is Trouble.UNAUTHORIZED


@pytest.mark.parametrize(
    ("how", "trouble"),
    [
        (Misbehaviour.THROTTLED_FOR, Trouble.THROTTLED),
        (Misbehaviour.THROTTLED_XML, Trouble.THROTTLED),
        (Misbehaviour.THROTTLED_HTML, Trouble.THROTTLED),
        (Misbehaviour.THROTTLED_INSIDE, Trouble.THROTTLED),
        (Misbehaviour.SERVER_ERROR, Trouble.SERVER_ERROR),
        (Misbehaviour.UNAVAILABLE, Trouble.SERVER_ERROR),
        (Misbehaviour.FAULT_INSIDE, Trouble.SERVER_ERROR),
        (Misbehaviour.HALF_A_BODY, Trouble.CUT),
        (Misbehaviour.HALF_THE_JSON, Trouble.CUT),
        (Misbehaviour.NOTHING, Trouble.CUT),
        (Misbehaviour.HTML, Trouble.NOT_JSON),
        (Misbehaviour.REDIRECT, Trouble.NOT_JSON),
        (Misbehaviour.UNAUTHORIZED, Trouble.UNAUTHORIZED),
        (Misbehaviour.SLOW, Trouble.UNREACHABLE),
    ],
)
async def test_what_stays_wrong_is_named_and_not_tried_for_ever(
    server: QuickBooksServer, company: Company, how: Misbehaviour, trouble: Trouble
) -> None:
    server.always[REALM] = how
    async with reading(server, patience=0.1 if how is Misbehaviour.SLOW else 5) as (client, _):
        with pytest.raises(NoAnswer) as none:
            await pulled(client)
    assert none.value.trouble is trouble
    assert 1 <= len(server.requests) <= 5
    assert "t0" not in str(none.value)


async def test_a_throttled_company_waits_as_told_and_all_its_requests_do(
    server: QuickBooksServer, company: Company
) -> None:
    server.plans[REALM] = [None, Misbehaviour.THROTTLED_FOR, Misbehaviour.THROTTLED_XML]
    async with reading(server) as (client, waits):
        assert (await pulled(client)).export.state is SyncState.COMPLETE
    assert waits.seconds[:2] == [7.0, 120.0], (
        "7 seconds were told, and then it told nothing for a second time"
    )


async def test_a_clock_that_goes_back_makes_the_next_pull_a_full_one(
    server: QuickBooksServer, company: Company
) -> None:
    company.now = NOW - timedelta(hours=3)
    async with reading(server) as (client, _):
        assert (await pulled(client, AN_HOUR_AGO)).position.changes_since is None


async def test_a_clock_ahead_does_not_carry_the_position_beyond_now(
    server: QuickBooksServer, company: Company
) -> None:
    company.now = NOW + timedelta(hours=3)
    async with reading(server) as (client, _):
        assert (await pulled(client, AN_HOUR_AGO)).position.changes_since == NOW
