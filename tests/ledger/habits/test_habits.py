"""Invented businesses are honest: what the API says of their cash is what their ledger knows."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.examples import tries
from tests.ledger.book import BANKS
from tests.ledger.habits.life import evening, live
from tests.ledger.habits.opendays import is_open
from tests.serving import Served
from tests.world import OWNER

QUERY = "{ runway { cash { amount } unknownReason forecast { openingBalance { amount } } } }"
HORIZON = timedelta(days=91)


@pytest.mark.parametrize("seed", range(tries(5)))
async def test_books_as_of_a_day_say_the_cash_that_the_future_begins_with(
    served: Served, tmp_path: Path, seed: int
) -> None:
    life = live(seed)
    business = await served.world.business(f"Habits {seed}")
    day = life.made_on[seed % len(life.made_on)]
    for number, page in enumerate(life.answers(day)):
        (tmp_path / f"{number}.json").write_text(json.dumps(page, default=float))
    async with served.world.at(evening(day)):
        imported = await served.world.import_path(business, tmp_path)
        reply = await served.api.ask(QUERY, user=OWNER, business=business)
    assert imported.rejected == ()
    cash = {"amount": str(life.closings(day, day)[0])}
    assert reply.data["runway"] == {"cash": cash, "unknownReason": None, "forecast": {"openingBalance": cash}}


@pytest.mark.parametrize("seed", range(5))
def test_a_future_of_thirteen_weeks_is_known_and_no_cash_is_entered_late(seed: int) -> None:
    life = live(seed)
    for day in life.made_on:
        assert day + HORIZON <= life.last
        left = sum((life.book.balance(account, evening(day)) for account in BANKS), Decimal(0))
        ahead = (e for e in life.book.entries if e.day > day and e.entered <= evening(day))
        to_come = sum((p.amount for e in ahead for p in e.postings if p.account in BANKS), Decimal(0))
        assert life.closings(day, day) == [left - to_come]


@pytest.mark.parametrize("seed", range(3))
def test_a_seed_draws_the_same_business_again(seed: int) -> None:
    life, again = live(seed), live(seed)
    assert life.answers(life.made_on[0]) == again.answers(life.made_on[0])


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_settled_by_more_than_it_is_nor_before_it_is_entered(seed: int) -> None:
    for entry in live(seed).book.entries:
        assert sum((part for _, part in entry.settled), Decimal(0)) <= entry.total or not entry.settled
        assert all(when >= entry.entered for when, _ in entry.settled)


def test_about_a_third_run_out_of_cash() -> None:
    lives = (live(seed) for seed in range(30))
    short = sum(min(life.closings(life.made_on[0], life.made_on[0] + HORIZON)) < 0 for life in lives)
    assert 6 <= short <= 14


def test_banks_are_closed_on_holidays() -> None:
    life = live(0)
    collected = [e.day for e in life.book.entries if e.entity in ("Payment", "Deposit", "BillPayment")]
    assert all(is_open(day) for day in collected)
    assert {day.weekday() for day in collected} == set(range(5))
