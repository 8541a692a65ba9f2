"""A business whose source gives balances at several times, and what its runway and its tray say of them."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from orchestrators.calculations.runway.burn import window
from tests.clock import NOW, ZONE, today
from tests.records import account
from tests.schema.runway.till import (
    BANK,
    Record,
    Till,
    spend,
)
from tests.serving import Served

#: Where the business is: the day of a moment is a day of its calendar.
_HERE = NOW.astimezone(ZoneInfo(ZONE))
EARLIER, BETWEEN, LATER = (_HERE - timedelta(days=days) for days in (20, 10, 1))
BEFORE = _HERE - timedelta(days=30)
RECONCILED = """
  burn { unknownReason net { mean { amount } } } average { state unknownReason } doubt
  assumptions { accounts { name reconciliation unexplained { amount currencyCode } earlierBalanceAt
    laterBalanceAt } }
"""
TRAY = """{ hygieneTray { issues(filter: { check: { eq: UNRECONCILED_ACCOUNT } }) { nodes {
  id severity blocking message document { id } account { id name } amountAtStake { amount currencyCode }
} } } }"""


def made(record: Record, moment: datetime, **changes: Any) -> Record:
    """The record as the source made it at a moment."""
    return {**record, "MetaData": {"CreateTime": moment.isoformat()}, **changes}


def spent(source_id: str, moment: datetime, amount: float, **changes: Any) -> Record:
    """Money spent on the day that it was entered."""
    return made(spend(source_id, moment.date(), amount), moment, **changes)


def bank(balance: float) -> list[Record]:
    """The bank account with a balance."""
    return [account(BANK, balance)]


async def unreconciled_till(served: Served) -> Till:
    """A business whose months are known, and whose source gave no balance yet."""
    till = Till(served.world, served.api, await served.world.business("Till"))
    start = window(today())[0]
    months = [start + timedelta(days=days) for days in (0, 35, 65)]
    history = [made(spend(f"h{n}", day, 300), BEFORE - timedelta(days=90)) for n, day in enumerate(months)]
    await till.load(Purchase=history)
    return till


async def bank_account(till: Till) -> Any:
    """What the runway says of the one account, and of burn."""
    shown = await till.runway(RECONCILED)
    (checking,) = shown["assumptions"]["accounts"]
    return checking, shown


async def unexplained(till: Till) -> float:
    """What the one account leaves unexplained."""
    checking, _ = await bank_account(till)
    return float(checking["unexplained"]["amount"])
