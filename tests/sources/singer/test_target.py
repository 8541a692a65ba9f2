"""Whoever pipes a source into `runway target` reads on standard output how far the books have come."""

import asyncio
import json

import pytest

from tests.records import account, bill, customer, vendor
from tests.server.cli.command import PATIENCE
from tests.server.importing.imported import books, document, rejected, runs
from tests.sources.singer.target import line, record, run, started, state, states
from tests.world import World

LISTS = [record("vendors", vendor()), record("accounts", account()), record("customers", customer())]
ONE_AT_A_TIME = ("--records", "1")


async def test_the_last_state_is_written_back_and_everything_else_is_on_standard_error(world: World) -> None:
    business = await world.business("Piped")
    stream = [line("SCHEMA", stream="bills", schema={}, key_properties=["Id"])]
    stream += [*LISTS, state({"n": 1}), record("bills", bill()), state({"bookmarks": {"bills": 0.1}})]
    ran = await run(world, stream, "--business", "Piped")
    assert (ran.code, ran.out) == (0, '{"bookmarks": {"bills": 0.1}}\n')
    assert "Committed 4 records." in ran.err
    assert (await document(world, business, "10"))["party_name"] == "Paper Supplies"
    (made,) = await runs(world, business)
    assert (made["source"], made["read"], made["added"]) == ("singer", 4, 4)


async def test_a_second_run_of_the_same_stream_changes_nothing(world: World) -> None:
    business = await world.business("Twice")
    stream = [*LISTS, record("bills", bill()), state(1)]
    await run(world, stream, "--business", "Twice", *ONE_AT_A_TIME)
    before = await books(world, business)
    assert states(await run(world, stream, "--business", "Twice", *ONE_AT_A_TIME)) == [1]
    assert await books(world, business) == before


async def test_a_state_is_written_when_what_came_before_it_is_committed_and_not_earlier(world: World) -> None:
    business = await world.business("Waiting")
    arguments = ("--business", "Waiting", "--records", "2")
    async with asyncio.timeout(PATIENCE), started(world, *arguments) as process:
        assert process.stdin is not None
        process.stdin.write((LISTS[0] + state(1) + LISTS[1]).encode())
        assert json.loads(await process.stdout.readline()) == 1
        assert len(await runs(world, business)) == 1
        process.stdin.write((LISTS[2] + state(2)).encode())
        await process.stdin.drain()
        process.kill()
        assert await process.stdout.read() == b""
    assert len(await runs(world, business)) == 1


async def test_a_reader_of_states_that_goes_away_ends_the_target_and_not_the_books(world: World) -> None:
    business = await world.business("Closed")
    async with asyncio.timeout(PATIENCE), started(world, "--business", "Closed", *ONE_AT_A_TIME) as process:
        assert process.stdin is not None
        process.stdout._transport.close()  # type: ignore[attr-defined]  # asyncio closes it in no other way.
        process.stdin.write("".join([LISTS[0], state(1), LISTS[1], state(2), *LISTS, state(3)]).encode())
        process.stdin.close()
        err = (await process.stderr.read()).decode()
        await process.ended()
        assert process.returncode == 2
    assert "STATE cannot be written to standard output (Broken pipe); what came before is committed." in err
    assert "Traceback" not in err
    assert "Exception ignored" not in err
    assert len(await runs(world, business)) == 1


async def test_of_a_stream_that_breaks_off_what_came_whole_is_kept(world: World) -> None:
    business = await world.business("Cut")
    whole = record("bills", bill())
    ran = await run(world, [*LISTS, state(1), whole[: len(whole) // 2]], "--business", "Cut", "--strict")
    assert (ran.code, states(ran)) == (3, [1])
    assert "line 5 is no message" in ran.err
    assert "INCOMPLETE" in ran.err
    ((file, entity, *_, reason),) = await rejected(world, business)
    assert (file, entity) == ("line 5", "")
    assert reason.startswith("The line is not whole JSON")
    assert len((await books(world, business))["party"]) == 2


async def test_behind_a_line_that_is_no_message_records_are_kept_and_states_are_not(world: World) -> None:
    business = await world.business("Noisy")
    stream = [LISTS[0], state(1), "Connecting ...\n", LISTS[1], state(2), "\n", record("bills", bill())]
    ran = await run(world, [*stream, state(3)], "--business", "Noisy", *ONE_AT_A_TIME)
    assert (ran.code, states(ran)) == (3, [1])
    assert [row[0] for row in await rejected(world, business)] == ["line 3"]
    assert (await runs(world, business))[-1]["state"] == "INCOMPLETE"
    await document(world, business, "10")


async def test_a_record_that_cannot_be_read_is_kept_as_rejected_and_the_state_goes_on(world: World) -> None:
    business = await world.business("Dirty")
    stream = [*LISTS, record("bills", bill(DueDate="soon")), record("bills", None), record("bills", {})]
    ran = await run(world, [*stream, state(1)], "--business", "Dirty", "--json")
    assert (ran.code, states(ran)) == (0, [1])
    summary = json.loads(ran.err.splitlines()[-1])
    assert (summary["read"], summary["added"], summary["rejected"]) == (6, 3, 3)
    assert {row[:4] for row in await rejected(world, business)} == {
        ("line 4", "Bill", "10", "DueDate"),
        ("line 5", "Bill", "", ""),
        ("line 6", "Bill", "", "Id"),
    }


@pytest.mark.parametrize(
    ("last", "sentence"),
    [
        (line("BATCH", stream="bills", manifest=[]), "holds a BATCH message"),
        (
            line("SCHEMA", stream="bills", schema={}, key_properties=["id"]),
            "the stream bills has the key id, where objects of QuickBooks have Id.",
        ),
        (
            json.dumps({"_airbyte_raw_id": "1", "_airbyte_data": bill()}) + "\n",
            "line 5 does not name the stream of its record: give it with --stream.",
        ),
    ],
    ids=["batch", "key", "raw"],
)
async def test_what_cannot_be_read_at_all_ends_it_before_its_portion(
    world: World, last: str, sentence: str
) -> None:
    name = sentence[:20]
    business = await world.business(name)
    ran = await run(world, [*LISTS, state(1), last], "--business", name)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err.splitlines()[-1]
    assert await runs(world, business) == []


async def test_another_companys_stream_is_refused_and_no_state_is_written(world: World) -> None:
    business = await world.business("Mine")
    mine = record("company_info", {"Id": "1", "SyncToken": "0", "CompanyName": "Mine"})
    await run(world, [mine], "--business", "Mine")
    other = record("CompanyInfo", {"Id": "1", "SyncToken": "0", "CompanyName": "Other"})
    ran = await run(world, [*LISTS, other, state(1)], "--business", "Mine")
    assert (ran.code, ran.out) == (2, "")
    assert "--replace-company" in ran.err
    assert len(await runs(world, business)) == 1
    taken = await run(world, [*LISTS, other, state(1)], "--business", "Mine", "--replace-company")
    assert states(taken) == [1]


async def test_a_business_can_be_created_and_streams_without_books_are_told_once(world: World) -> None:
    stream = [record("items", {"Id": "1"}), record("profit_loss_report", {"ReportDate": "2026-01-01"})] * 3
    stream += [line("HELLO"), line("HELLO"), *LISTS]
    ran = await run(world, stream, "--business", "New", "--create", "--currency", "eur")
    assert ran.code == 0
    assert ran.err.count("Messages of type HELLO are ignored.") == 1
    assert ran.err.count("does not use the stream items") == 1
    assert "Ignored: 3 of items, 3 of profit_loss_report." in ran.err
    (business,) = await world.run("SELECT currency_code FROM runway.business WHERE name = 'New'")
    assert business["currency_code"] == "EUR"


async def test_an_unknown_business_is_one_sentence(world: World) -> None:
    ran = await run(world, LISTS, "--business", "Nobody")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("runway: ")


async def test_what_could_not_be_read_has_an_exit_code_of_its_own(world: World) -> None:
    await world.business("Coded")
    for stream, options, code in (
        ([record("bills", {})], (), 0),
        ([record("bills", {})], ("--strict",), 1),
        (["no message\n"], (), 3),
        (["no message\n"], ("--strict",), 3),
    ):
        assert (await run(world, stream, "--business", "Coded", *options)).code == code, (stream, options)


async def test_an_error_that_the_source_tells_ends_the_run_with_what_it_says(world: World) -> None:
    await world.business("Failed")
    error = {"type": "ERROR", "error": {"message": "The token \u001b[31mexpired."}}
    other = {"type": "ESTIMATE", "estimate": {"name": "bills"}}
    lines = [*LISTS, line("TRACE", trace=other), state(1), line("TRACE", trace=error), state(2)]
    ran = await run(world, lines, "--business", "Failed")
    assert (ran.code, states(ran)) == (2, [1])
    assert "runway: the source ended with an error: The token ?[31mexpired.\n" in ran.err


async def test_names_that_a_source_makes_up_tell_a_terminal_nothing(world: World) -> None:
    await world.business("Odd")
    evil = "evil\u001b]0;owned\u0007\u009b31m\u202e\n"
    lines = [
        record(evil, {"Id": "1"}),
        line(evil),
        line("SCHEMA", stream=evil, schema={}, key_properties=["x"]),
    ]
    lines += [line("ACTIVATE_VERSION", stream=f"bills{chr(27)}", version=1), state(1)]
    for options in ((), ("--json",)):
        ran = await run(world, lines, "--business", "Odd", *options)
        assert (ran.code, states(ran)) == (0, [1])
        assert "evil?]0;owned??31m??" in ran.err
        assert not {*ran.err} & {*evil} - {*"evil]0;owned31m\n"}
