"""A business with a bank account, what moves on it in QuickBooks' records, and questions about its runway."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.clock import ZONE
from tests.records import USD, account, bill, customer, invoice, vendor
from tests.serving import Served
from tests.world import OWNER, Api, Reply, World, gid

Record = dict[str, Any]
#: The bank account, and others that money goes to: by their ids at the source.
BANK, SAVINGS, CARD, LOAN, EQUITY, FUNDS, SPENT = "35", "36", "41", "42", "43", "44", "60"
MONEY = "{ amount currencyCode }"


def weekday_before(day: date) -> date:
    """The day itself or, at a weekend, its Friday: when a payment that falls due on it is made."""
    return day - timedelta(days=max(0, day.weekday() - 4))


@dataclass(frozen=True, slots=True)
class Till:
    """A business and a server."""

    world: World
    api: Api
    business: UUID

    async def load(self, **records: Sequence[object]) -> None:
        """Import records by entity."""
        await self.world.load(self.business, records)

    async def answer(self, moment: datetime, **records: Sequence[object]) -> None:
        """Import records by entity as the source gave them at a moment."""
        await self.world.load(self.business, records, answered=moment)

    async def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Any:
        """The data of an answer without errors."""
        return (await self.reply(query, variables)).data

    async def reply(self, query: str, variables: Mapping[str, Any] | None = None) -> Reply:
        """An answer whose errors are of interest."""
        return await self.api.ask(query, user=OWNER, business=self.business, variables=variables)

    async def runway(self, fields: str, as_of: date | None = None) -> Any:
        """The runway's fields, of today or of a day before."""
        arguments = f'(asOf: "{as_of}")' if as_of else ""
        return (await self.ask(f"{{ runway{arguments} {{ {fields} }} }}"))["runway"]

    async def change(self, name: str, given: Mapping[str, object]) -> None:
        """Change a setting."""
        kind = f"{name[0].upper()}{name[1:]}Input!"
        query = f"mutation ($i: {kind}) {{ {name}(input: $i) {{ userErrors {{ code message }} }} }}"
        assert (await self.ask(query, {"i": given}))[name]["userErrors"] == []

    async def id(self, entity: str, source_id: str) -> str:
        """The id of a bill, an invoice, a vendor or a customer."""
        table = "party" if entity in ("Vendor", "Customer") else "document"
        text = f"SELECT id FROM runway.{table} WHERE business_id = $1 AND entity = $2 AND source_id = $3"
        (row,) = await self.world.run(text, self.business, entity, source_id)
        return gid(entity, row["id"])


async def open_till(
    served: Served, *, balance: float | None = 1000.0, zone: str = ZONE, accounts: Sequence[Record] = ()
) -> Till:
    """A business with one bank account, a vendor and a customer."""
    made = await served.world.directory.create("Till", "USD", zone)
    await served.world.directory.grant(made.id, OWNER, "OWNER")
    till = Till(served.world, served.api, made.id)
    await till.load(Vendor=[vendor()], Customer=[customer()], Account=[account(BANK, balance), *accounts])  # type: ignore[arg-type]  # A balance may be missing.
    return till


def owed(source_id: str, due: date, amount: float, issued: date | None = None, **changes: Any) -> Record:
    """An open bill, issued a month before it is due."""
    return bill(source_id, **{**_open(due, amount, issued), **changes})


def claim(source_id: str, due: date, amount: float, issued: date | None = None, **changes: Any) -> Record:
    """An open invoice."""
    return invoice(source_id, **{**_open(due, amount, issued), **changes})


def _open(due: date, amount: float, issued: date | None) -> Record:
    day = issued or due - timedelta(days=30)
    return {"DueDate": str(due), "TxnDate": str(day), "TotalAmt": amount, "Balance": amount}


def spend(
    source_id: str, day: date, amount: float, *, of: str = BANK, on: str = SPENT, **changes: Any
) -> Record:
    """Money spent out of an account, on another."""
    line = {"Amount": amount, "AccountBasedExpenseLineDetail": {"AccountRef": {"value": on}}}
    return _moved(source_id, day, amount, AccountRef={"value": of}, Line=[line], **changes)


def deposit(source_id: str, day: date, amount: float, *, of: str = "70", to: str = BANK) -> Record:
    """Money that came in, out of an account of sales unless told otherwise."""
    line = {"Amount": amount, "DepositLineDetail": {"AccountRef": {"value": of}}}
    return _moved(source_id, day, amount, DepositToAccountRef={"value": to}, Line=[line])


def transfer(source_id: str, day: date, amount: float, of: str, to: str) -> Record:
    """Money moved from one account to another."""
    refs = {"FromAccountRef": {"value": of}, "ToAccountRef": {"value": to}}
    return {"Id": source_id, "SyncToken": "0", "TxnDate": str(day), "Amount": amount, **refs}


def pay(source_id: str, day: date, amount: float, *bills: str, **changes: Any) -> Record:
    """A cheque for bills, each with the same part of it."""
    cheque = {"CheckPayment": {"BankAccountRef": {"value": BANK}}, "VendorRef": {"value": "1"}}
    return _moved(source_id, day, amount, Line=_links("Bill", amount, bills), **cheque, **changes)


def collect(source_id: str, day: date, amount: float, *invoices: str) -> Record:
    """A customer's payment into the bank."""
    into = {"DepositToAccountRef": {"value": BANK}, "CustomerRef": {"value": "1"}}
    return _moved(source_id, day, amount, Line=_links("Invoice", amount, invoices), **into)


def _moved(source_id: str, day: date, amount: float, **changes: Any) -> Record:
    same = {"Id": source_id, "SyncToken": "0", "TxnDate": str(day), "TotalAmt": amount, "CurrencyRef": USD}
    return {**same, **changes}


def _links(kind: str, amount: float, ids: Sequence[str]) -> list[Record]:
    part = amount / len(ids) if ids else 0
    return [{"Amount": part, "LinkedTxn": [{"TxnType": kind, "TxnId": item}]} for item in ids]
