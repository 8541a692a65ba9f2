"""Forecasts of businesses whose future is known, compared with it: the product's own, setting by setting."""

import asyncio
import json
import tempfile
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.accuracy import Accuracy, Comparison, accuracy
from bench.proposals import BUSY
from server.past_forecasts import make_past_forecasts
from tests.ledger.habits.life import Life, evening, live
from tests.servers.postgres import Cluster
from tests.serving import Served, serving
from tests.world import Api

QUESTION = """{ runway { dated { belowFloorDate } forecast { weeks { endDate closingBalance { amount } } }
    band(coverage: "0.8") { unknownReason points { low { amount } high { amount } } } } }"""
#: What a business is asked with: changes its settings, on the day of the forecast, before the question.
Setting = Callable[[Api, UUID], Awaitable[None]]
WEEKS = (4, 8, 13)
FLOOR = Decimal(0)
#: A database holds so many businesses, as statistics of its tables are collected by nobody.
BATCH = 15
#: While one batch waits for its database, the other one computes.
AT_ONCE = 2
Made = dict[tuple[str, int], list[Comparison]]


def _baseline(name: str) -> Setting:
    """What is known alone, or with what is usual, or whichever of them missed by less."""

    async def choose(api: Api, business: UUID) -> None:
        text = f"mutation {{ setRunwayPolicy(input: {{ baseline: {name} }}) {{ userErrors {{ code }} }} }}"
        assert (await api.ask(text, business=business)).data["setRunwayPolicy"]["userErrors"] == []

    return choose


#: Null leaves the choice to the back-test.
BASELINES = {"NONE": "NONE", "USUAL": "USUAL", "by back-test": "null"}
SETTINGS: Mapping[str, Setting] = {name: _baseline(baseline) for name, baseline in BASELINES.items()}


async def forecasts(
    cluster: Cluster, businesses: int, days: int = 1, settings: Mapping[str, Setting] = SETTINGS
) -> list[Accuracy]:
    """So many businesses, each on one or two days of its life, with every setting."""
    turns = asyncio.Semaphore(AT_ONCE)
    seeds = range(businesses)
    batches = [seeds[at : at + BATCH] for at in range(0, businesses, BATCH)]
    results = await asyncio.gather(*(_batch(turns, cluster, batch, days, settings) for batch in batches))
    return [
        accuracy(name, weeks, [item for made in results for item in made[name, weeks]])
        for name in settings
        for weeks in WEEKS
    ]


async def _batch(
    turns: asyncio.Semaphore,
    cluster: Cluster,
    seeds: Sequence[int],
    days: int,
    settings: Mapping[str, Setting],
) -> Made:
    result: Made = defaultdict(list)
    async with turns, serving(cluster) as served:
        for life in map(live, seeds):
            business = await served.world.business(f"Habits {life.seed}")
            for day in life.made_on[:days]:
                await _compare(served, business, life, day, settings, result)
    return result


async def _compare(
    served: Served, business: UUID, life: Life, day: date, settings: Mapping[str, Setting], result: Made
) -> None:
    """The books as of the day, and what is forecast from them, with each setting."""
    async with served.world.at(evening(day)):
        await bring(served, business, life, day)
        # As a server of its own does by itself.
        await served.world.run("ANALYZE")
        # What an import by the command line ends with.
        await make_past_forecasts(served.world.books, business, lambda _step, _done, _total: None)
        for name, setting in settings.items():
            await setting(served.api, business)
            for weeks, item in _compared(await _runway(served.api, business), life, day):
                result[name, weeks].append(item)


async def _runway(api: Api, business: UUID) -> Any:
    """Asked as often as a busy machine takes: the answer counts here, not its time."""
    reply = await api.ask(QUESTION, business=business)
    while BUSY.intersection(reply.codes):
        reply = await api.ask(QUESTION, business=business)
    return reply.data["runway"]


async def bring(served: Served, business: UUID, life: Life, day: date) -> None:
    """Import the source's answers of a day."""
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(life.answers(day)):
            (Path(folder) / f"{number}.json").write_text(json.dumps(page, default=float))
        imported = await served.world.import_path(business, Path(folder))
        assert imported.rejected == ()


def _compared(runway: Any, life: Life, day: date) -> Iterator[tuple[int, Comparison]]:
    below_floor_date = date.fromisoformat(runway["dated"]["belowFloorDate"] or str(date.max))
    points = runway["band"]["points"]
    for weeks in WEEKS:
        week = runway["forecast"]["weeks"][weeks - 1]
        end, closing = date.fromisoformat(week["endDate"]), Decimal(week["closingBalance"]["amount"])
        closings = life.closings(day, end)
        yield (
            weeks,
            Comparison(
                error=float((closing - closings[-1]) / life.monthly_receipts),
                inside=_is_inside(points[weeks - 1], closings[-1]) if points else None,
                alarm=below_floor_date <= end,
                fell=min(closings) < FLOOR,
                had_cash=closings[0] >= FLOOR,
            ),
        )


def _is_inside(point: Any, truth: Decimal) -> bool:
    low, high = (Decimal(point[edge]["amount"]) for edge in ("low", "high"))
    return low <= truth <= high
