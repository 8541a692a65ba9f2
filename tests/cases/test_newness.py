"""What is newer wins, in whatever order answers are imported, and books look no newer than their balances."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations
from random import Random
from typing import Any

import pytest

from tests.cases.books import TODAY, Books, situation
from tests.records import account, bill, vendor
from tests.serving import Served
from tests.world import OWNER

Records = dict[str, list[dict[str, Any]]]

T = TODAY - timedelta(days=8)
BILLS = [bill("10"), bill("11")]


def hours(number: int) -> datetime:
    """A time of the week before, later by so many hours."""
    return T + timedelta(hours=number)


def at(number: int | None) -> datetime | None:
    """The same; None for an answer that tells no time."""
    return None if number is None else hours(number)


def changed(number: int) -> dict[str, Any]:
    """When a record changed at the source."""
    return {"MetaData": {"LastUpdatedTime": hours(number).isoformat()}}


def deleted(source_id: str, **more: Any) -> dict[str, Any]:
    """A deletion as change data capture has it."""
    return {"Id": source_id, "status": "Deleted", **more}


async def load(books: Books, answered: datetime | None = None, full: bool = False, **records: Any) -> Any:
    return await books.served.world.load(books.business, records, answered=answered, full=full)


async def open_bills(books: Books) -> set[str]:
    nodes = (await books.ask("{ bills { nodes { documentNumber state } } }"))["bills"]["nodes"]
    return {node["documentNumber"] for node in nodes if node["state"] == "OPEN"}


async def state(books: Books) -> dict[str, Any]:
    """What imports left: open bills, cash, and how new the books are."""
    query = "{ runway { cash { amount } } business { lastSyncedAt } }"
    data = await books.ask(query)
    return {
        "bills": await open_bills(books),
        "cash": data["runway"]["cash"] and data["runway"]["cash"]["amount"],
        "synced": data["business"]["lastSyncedAt"],
    }


@pytest.mark.parametrize(
    ("removed", "again", "is_back"),
    [
        pytest.param(None, None, True, id="without any time"),
        pytest.param(2, 2, True, id="of the same time"),
        pytest.param(2, None, True, id="later without a time"),
        pytest.param(2, 3, True, id="of a later time"),
        pytest.param(2, 1, False, id="of an earlier time"),
        pytest.param(None, 3, False, id="answered before it was removed without a time"),
    ],
)
async def test_what_a_full_export_lacked_comes_back_unless_the_answer_is_older(
    served: Served, removed: int | None, again: int | None, is_back: bool
) -> None:
    async with situation(served, "back") as books:
        await load(books, hours(0), Vendor=[vendor()], Bill=BILLS)
        lacking = await load(books, at(removed), full=True, Bill=BILLS[:1])
        assert lacking.counts.removed == 1
        await load(books, at(again), Bill=BILLS)
        assert await open_bills(books) == ({"B-10", "B-11"} if is_back else {"B-10"})


@pytest.mark.parametrize("full", [True, False])
async def test_what_a_list_in_full_lacked_is_gone_though_it_comes_first_in_an_older_answer(
    served: Served, full: bool
) -> None:
    async with situation(served, "in reverse") as books:
        await load(
            books, hours(10), full=True, Vendor=[vendor()], Bill=BILLS[:1], Account=[account("35", 10)]
        )
        old_bank = account("36", 500)
        await load(books, hours(1), full=full, Bill=BILLS, Account=[account("35", 5), old_bank])
        assert await open_bills(books) == {"B-10"}
        assert (await state(books))["cash"] == "10.00"
        # Nor does a newer version of before the list.
        await load(books, hours(5), Bill=[bill("11", SyncToken="3")])
        assert await open_bills(books) == {"B-10"}
        # What is newer than the list lives, known or not.
        await load(books, hours(11), Bill=[bill("11", SyncToken="3"), bill("12")])
        assert await open_bills(books) == {"B-10", "B-11", "B-12"}


@pytest.mark.parametrize("full", [True, False])
async def test_an_old_list_and_a_newer_one_in_full_leave_the_same_in_either_order(
    served: Served, full: bool
) -> None:
    spent = [
        {
            "Id": source_id,
            "SyncToken": "0",
            "TxnDate": "2026-11-01",
            "TotalAmt": 5,
            "AccountRef": {"value": "35"},
        }
        for source_id in ("7", "8")
    ]
    banks = [account("35", 10), account("36", 500)]
    old: Records = {"Vendor": [vendor()], "Account": banks, "Bill": BILLS, "Purchase": spent}
    new = {entity: records[:1] for entity, records in old.items()}
    held = (
        "SELECT entity, source_id, state, (SELECT count(*) FROM runway.account_movement AS m "
        "WHERE m.document_id = d.id) FROM runway.document AS d WHERE business_id = $1 "
        "UNION ALL SELECT entity, source_id, active::text, 0 FROM runway.account WHERE business_id = $1 "
        "AND sync_token IS NOT NULL ORDER BY 1, 2"
    )
    ends = []
    for order in (1, -1):
        async with situation(served, f"either order {order}") as books:
            for hour, is_full, records in [(1, full, old), (10, True, new)][::order]:
                await load(books, hours(hour), full=is_full, **records)
            rows = await served.world.run(held, books.business)
            ends.append(([tuple(row) for row in rows], await state(books)))
    assert ends[0] == ends[1]
    assert ends[0][0] == [
        ("Account", "35", "true", 0),
        ("Account", "36", "false", 0),
        ("Bill", "10", "OPEN", ends[0][0][2][3]),
        ("Bill", "11", "DELETED", 0),
        ("Purchase", "7", "SETTLED", ends[0][0][4][3]),
        ("Purchase", "8", "DELETED", 0),
    ]


async def test_what_a_list_did_not_cover_comes_from_an_older_answer(served: Served) -> None:
    async with situation(served, "not covered") as books:
        await load(books, hours(10), full=True, Vendor=[vendor()], Account=[account("35", 10)])
        await load(books, hours(1), Bill=BILLS)
        assert await open_bills(books) == {"B-10", "B-11"}


async def test_a_later_answer_about_something_else_does_not_keep_it_from_coming_back(served: Served) -> None:
    async with situation(served, "about else") as books:
        await load(books, hours(0), Vendor=[vendor()], Bill=BILLS)
        await load(books, hours(2), full=True, Bill=BILLS[:1])
        await load(books, hours(5), Vendor=[vendor()])
        await load(books, hours(3), Bill=BILLS)
        assert await open_bills(books) == {"B-10", "B-11"}


async def test_an_export_of_an_older_version_without_a_time_is_an_old_one(served: Served) -> None:
    async with situation(served, "old without time") as books:
        old: Records = {"Account": [account("35", 1000)], "Bill": [bill("10"), bill("11")]}
        new: Records = {"Account": [account("35", 2000)], "Bill": [bill("10", SyncToken="1", Balance=50)]}
        await books.served.world.load(books.business, old)
        await books.served.world.load(books.business, new, full=True)
        before = await state(books)
        imported = await books.served.world.load(books.business, old)
        assert (imported.counts.changed, await state(books)) == (0, before)
        assert before["cash"] == "2000.00"


@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
async def test_a_version_without_a_time_is_dated_by_its_changes(
    served: Served, order: tuple[int, ...]
) -> None:
    async with situation(served, "by changes") as books:
        for number in order:
            await load(books, Account=[account("35", 1000 * (number + 1), **changed(number))])
        assert (await state(books))["cash"] == "3000.00"


async def test_books_look_no_newer_than_their_balances(served: Served) -> None:
    async with situation(served, "look new") as books:
        await load(books, hours(3), Account=[account("35", 1000, SyncToken="1", **changed(1))])
        # An older version: an old export, whose balance is not taken, and which makes nothing fresh.
        await load(books, Account=[account("35", 500, **changed(0))])
        told = await state(books)
        assert (told["cash"], datetime.fromisoformat(told["synced"])) == ("1000.00", hours(3))
        # The same version without a time is as new as its import: balance and books.
        await load(books, Account=[account("35", 2000, SyncToken="1", **changed(1))])
        told = await state(books)
        assert (told["cash"], datetime.fromisoformat(told["synced"])) == ("2000.00", TODAY)


@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
async def test_a_deletion_holds_whatever_comes_first(served: Served, order: tuple[int, ...]) -> None:
    steps = (bill("10", **changed(0)), bill("10", SyncToken="1", **changed(1)), deleted("10", **changed(2)))
    async with situation(served, "deletion") as books:
        for step in order:
            await load(books, Bill=[steps[step]])
        assert await open_bills(books) == set()
        # The same in one import, and a version of after the deletion.
        await load(books, Bill=[steps[step] for step in order])
        assert await open_bills(books) == set()
        await load(books, Bill=[bill("10", SyncToken="2", **changed(3))])
        assert await open_bills(books) == {"B-10"}
        # The deletion that came again is older than that.
        await load(books, Bill=[steps[2]])
        assert await open_bills(books) == {"B-10"}


@pytest.mark.parametrize("told", [True, False], ids=["its time", "the answer's time"])
async def test_a_deletion_before_its_record_has_moved_nothing(served: Served, told: bool) -> None:
    spent = {
        "Id": "7",
        "SyncToken": "0",
        "TxnDate": "2026-11-01",
        "TotalAmt": 5,
        "AccountRef": {"value": "35"},
    }
    async with situation(served, "moved nothing") as books:
        await load(books, None if told else hours(4), Purchase=[deleted("7", **(changed(4) if told else {}))])
        await load(books, hours(2), Account=[account()], Purchase=[spent])
        sparse = {"Id": "7", "SyncToken": "1", "sparse": True, "PrivateNote": "x", **changed(3)}
        await load(books, hours(3), Purchase=[sparse])
        rows = await served.world.run(
            "SELECT d.state, (SELECT count(*) FROM runway.account_movement WHERE document_id = d.id) "
            "FROM runway.document d WHERE d.business_id = $1",
            books.business,
        )
        assert [tuple(row) for row in rows] == [("DELETED", 0)]


async def test_a_vendor_who_was_deleted_stays_inactive(served: Served) -> None:
    async with situation(served, "vendor gone") as books:
        await load(books, Vendor=[deleted("1", **changed(2))])
        await load(books, Vendor=[vendor(**changed(1))])
        query = "{ vendors { nodes { active } } }"
        assert (await books.ask(query))["vendors"]["nodes"] == [{"active": False}]
        await load(books, Vendor=[vendor(SyncToken="1", **changed(3))])
        assert (await books.ask(query))["vendors"]["nodes"] == [{"active": True}]


def history(random: Random) -> list[tuple[int, Records]]:
    """Answers in their order: a balance that moves, bills that change and are deleted for good."""
    versions: dict[str, int] = {}
    answers: list[tuple[int, Records]] = []
    gone: set[str] = set()
    for hour in range(1, random.randint(4, 6)):
        name = random.choice(["10", "11", "12"])
        records: Records = {"Account": [account("35", 100 * hour)], "Vendor": [vendor()]}
        if name in versions and name not in gone and random.random() < 0.5:
            gone.add(name)
            records["Bill"] = [deleted(name, **changed(hour))]
        elif name not in gone:
            versions[name] = versions.get(name, -1) + 1
            version = {"SyncToken": str(versions[name]), "TotalAmt": 100 + hour, "Balance": 100 + hour}
            records["Bill"] = [bill(name, **version, **changed(hour))]
        answers.append((hour, records))
    return answers


async def told_by(served: Served, name: str, answers: Sequence[tuple[int, Records]]) -> Any:
    business = await served.world.business(name)
    for hour, records in answers:
        await served.world.load(business, records, answered=hours(hour))
    query = (
        "{ bills { nodes { documentNumber state openBalance { amount } } } runway { cash { amount } } "
        "business { lastSyncedAt } }"
    )
    data = (await served.api.ask(query, user=OWNER, business=business)).data
    return sorted(map(str, data["bills"]["nodes"])), data["runway"], data["business"]


@pytest.mark.parametrize("seed", range(8))
async def test_the_same_answers_in_any_order_leave_the_same_books(served: Served, seed: int) -> None:
    random = Random(seed)
    answers = history(random)
    async with served.world.at(TODAY):
        expected = await told_by(served, f"in order {seed}", answers)
        for turn in range(3):
            shuffled = random.sample(answers, len(answers))
            assert await told_by(served, f"{seed} shuffled {turn}", shuffled) == expected
