"""For how long a decision has been stuck is counted in days of its business, by the clock of the books."""

from datetime import timedelta
from decimal import Decimal

from tests.clock import NOW, within
from tests.schema.decisions.desk import Desk, codes
from tests.schema.runway.till import open_till, owed
from tests.serving import Served

#: Half an hour into a day of the island, where it is the day before in UTC for ten hours more.
ISLAND = "Pacific/Kiritimati"
JUST_AFTER_MIDNIGHT = NOW.replace(hour=10, minute=30)
POINTS = "{ node(id: %s) { ... on Bill { priority { factors { name points } } } } }"


async def test_a_failed_decision_is_blocked_for_a_day_on_the_business_day_after(served: Served) -> None:
    till = await open_till(served, zone=ISLAND)
    desk = Desk(till.world, till.api, till.business, {})
    async with till.world.at(JUST_AFTER_MIDNIGHT):
        await till.load(Bill=[owed("1", within(20), 100.0)])
        bill = await till.id("Bill", "1")
        made = (await desk.propose(bill))["decision"]
        await till.world.run("ALTER TABLE runway.outbox ADD CONSTRAINT spoilt CHECK (false) NOT VALID")
        assert codes(await desk.finalize([made])) == ["WRITE_REFUSED"]
        await till.world.run("ALTER TABLE runway.outbox DROP CONSTRAINT spoilt")
    for hours, points in ((0, 0), (23, 0), (24, 1), (72, 3)):
        async with till.world.at(JUST_AFTER_MIDNIGHT + timedelta(hours=hours)):
            assert await blocked(desk, bill) == points


async def blocked(desk: Desk, bill: str) -> Decimal:
    """The points of a bill's priority for a decision that is stuck."""
    shown = (await desk.ask(POINTS % f'"{bill}"'))["node"]["priority"]["factors"]
    (points,) = (item["points"] for item in shown if item["name"] == "BLOCKED_DECISION")
    return Decimal(points)
