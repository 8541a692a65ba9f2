"""The tray tells how good the books are, and keeps how good they were."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.clock import NOW, today
from tests.records import bill, vendor
from tests.schema.decisions.desk import Desk
from tests.schema.hygiene.tray import do, fix, only, seen, undo
from tests.serving import Served

_DAY = "score scoreWithIgnored issueCounts { critical high medium low ignored }"
#: Once it was issued, whatever the day.
DUE = "2026-12-15"
QUALITY = f"""{{ hygieneTray {{
  quality {{ {_DAY} resolutionRate dimensions {{ dimension weight score }} }}
  trend {{ date {_DAY} }}
}} }}"""


async def quality(desk: Desk) -> Any:
    return (await desk.ask(QUALITY))["hygieneTray"]["quality"]


async def score(desk: Desk) -> Decimal:
    return Decimal((await quality(desk))["score"])


async def test_a_fix_raises_the_score_and_its_undo_restores_it(desk: Desk) -> None:
    before = await quality(desk)
    assert [item["weight"] for item in before["dimensions"]] == [30, 25, 20, 15, 10]
    assert before["issueCounts"] == {"critical": 0, "high": 1, "medium": 0, "low": 0, "ignored": 0}
    fixed = (await fix(desk, await only(desk, "MISSING_DUE_DATE"), dueDate=DUE))["issue"]
    after = await quality(desk)
    assert Decimal(after["score"]) > Decimal(before["score"])
    assert Decimal(after["resolutionRate"]) == 1
    await undo(desk, fixed)
    assert (await quality(desk))["score"] == before["score"]


async def test_an_ignored_issue_passes_and_the_score_with_it_is_beside(desk: Desk) -> None:
    before = await quality(desk)
    issue = await only(desk, "MISSING_DUE_DATE")
    await do(desk, "ignoreIssue", {**seen(issue), "reason": "known"})
    after = await quality(desk)
    assert Decimal(after["score"]) > Decimal(before["score"])
    assert after["scoreWithIgnored"] == before["score"] == before["scoreWithIgnored"]
    assert after["issueCounts"]["ignored"] == 1


async def test_a_further_issue_lowers_it_and_merging_a_copy_never_does(desk: Desk) -> None:
    pair = [bill("21", DocNumber="A-7"), bill("22", DocNumber="A-7", TxnDate="2026-11-04")]
    await desk.world.load(desk.business, {"Bill": pair[:1]})
    alone = await score(desk)
    await desk.world.load(desk.business, {"Bill": pair[1:]})
    twice = await score(desk)
    assert twice < alone
    issue = await only(desk, "DUPLICATE")
    await do(desk, "mergeDuplicates", {**seen(issue), "keepId": issue["document"]["id"]})
    assert await score(desk) > twice


async def test_what_is_merged_does_not_let_the_faults_of_others_weigh_more(served: Served) -> None:
    business = await served.world.business()
    desk = Desk(served.world, served.api, business, {})
    pair = [bill("21", DocNumber="A-7"), bill("22", DocNumber="A-7", TxnDate="2026-11-04")]
    wrong = {"VendorRef": None, "DueDate": "2026-10-01", "TotalAmt": 100.0, "Balance": 150.0}
    others = [bill(key, **wrong) for key in ("31", "32")]
    await served.world.load(business, {"Vendor": [vendor()], "Bill": [*pair, *others]})
    twice, issue = await score(desk), await only(desk, "DUPLICATE")
    await do(desk, "mergeDuplicates", {**seen(issue), "keepId": issue["document"]["id"]})
    assert await score(desk) > twice


async def test_each_day_keeps_its_last_score(desk: Desk) -> None:
    first = await quality(desk)
    async with desk.world.at(NOW + timedelta(days=1)):
        await fix(desk, await only(desk, "MISSING_DUE_DATE"), dueDate=DUE)
        tray = (await desk.ask(QUALITY))["hygieneTray"]
    days = [(day["date"], day["score"]) for day in tray["trend"]]
    assert days == [
        (str(today()), first["score"]),
        (str(today() + timedelta(days=1)), tray["quality"]["score"]),
    ]


async def test_without_anything_to_check_there_is_no_score(desk: Desk) -> None:
    empty = await desk.world.business("Empty")
    answer = (await desk.api.ask(QUALITY, business=empty)).data["hygieneTray"]
    assert (answer["quality"]["score"], answer["quality"]["dimensions"], answer["trend"]) == (None, [], [])
