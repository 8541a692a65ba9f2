"""A document that is voided at the source: what was open, paid and forecast follows with the next sync."""

from typing import Any
from uuid import UUID

from tests.sources.quickbooks_server.company import Company
from tests.sources.sync.connected import Connected
from tests.sources.sync.reading import REALM
from tests.world import Api

FIGURES = """{
  bills { nodes { documentNumber state openBalance { amount } } }
  decisionConsole { items { nodes { documentNumber } } }
  payables { total { amount } }
}"""
LINE = {"Amount": 120.0, "DetailType": "AccountBasedExpenseLineDetail"}
PAYMENT = {
    "Id": "30",
    "VendorRef": {"value": "1"},
    "TxnDate": "2026-11-20",
    "TotalAmt": 50.0,
    "PayType": "Check",
    "CheckPayment": {"BankAccountRef": {"value": "35"}},
    "Line": [{"Amount": 50.0, "LinkedTxn": [{"TxnId": "10", "TxnType": "Bill"}]}],
}


async def test_a_voided_bill_is_owed_no_more(connected: Connected, company: Company) -> None:
    company.change("Bill", "10", Line=[LINE])
    business = await connected.business(REALM)
    await connected.sync()
    async with connected.world.api() as api:
        assert await _figures(api, business) == ("OPEN", "120.00", True, "120.00")
        await connected.later(hours=1)
        company.void("Bill", "10")
        (done,) = await connected.sync()
        assert not done.is_full
        assert await _figures(api, business) == ("VOIDED", "0.00", False, "0.00")
    assert await connected.differences(business, company) == set()


async def test_a_bill_whose_payment_is_voided_is_owed_again(connected: Connected, company: Company) -> None:
    company.put("BillPayment", PAYMENT)
    company.change("Bill", "10", Balance=70.0)
    business = await connected.business(REALM)
    await connected.sync()
    async with connected.world.api() as api:
        assert await _figures(api, business) == ("OPEN", "70.00", True, "70.00")
        await connected.later(hours=1)
        company.void("BillPayment", "30")
        company.change("Bill", "10", Balance=120.0)
        company.post("35", 1050.0)
        await connected.sync()
        assert await _figures(api, business) == ("OPEN", "120.00", True, "120.00")
        cash = (await api.ask("{ runway { cash { amount } } }", business=business)).data["runway"]["cash"]
        assert cash == {"amount": "1050.00"}


async def test_a_void_of_which_changes_still_show_what_was_open_is_read_again(
    connected: Connected, company: Company
) -> None:
    business = await connected.business(REALM)
    await connected.sync()
    await connected.later(hours=1)
    company.void("Bill", "10")
    company.behind["Bill", "10"] = {"Balance": 120.0}
    async with connected.world.api() as api:
        (done,) = await connected.sync()
        assert not done.is_full
        assert await _figures(api, business) == ("VOIDED", "0.00", False, "0.00")
    assert await connected.issues(business) == set()


async def test_a_balance_that_stays_above_a_total_of_nothing_is_kept_as_it_is(
    connected: Connected, company: Company
) -> None:
    business = await connected.business(REALM)
    await connected.sync()
    await connected.later(hours=1)
    company.change("Bill", "10", TotalAmt=0.0)
    (done,) = await connected.sync()
    assert (done.failure, done.is_full) == (None, False)
    assert await connected.differences(business, company) == set()


async def _figures(api: Api, business: UUID) -> tuple[Any, ...]:
    """State and open balance of the bill, whether the console shows it, and what is owed altogether."""
    data = (await api.ask(FIGURES, business=business)).data
    (bill,) = data["bills"]["nodes"]
    console = {node["documentNumber"] for node in data["decisionConsole"]["items"]["nodes"]}
    return (
        bill["state"],
        bill["openBalance"]["amount"],
        bill["documentNumber"] in console,
        data["payables"]["total"]["amount"],
    )
