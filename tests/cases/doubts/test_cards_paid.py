"""A card that is paid as a bill is paid."""

from datetime import date

from tests.cases.books import situation
from tests.records import account, bill
from tests.schema.runway.till import CARD, pay, spend
from tests.serving import Served

NEVER_PAID = "assumptions { cardsNeverPaid { name } }"


async def test_a_card_that_is_paid_through_bills_is_paid(served: Served) -> None:
    async with situation(served, "card paid by bill") as books:
        card = account(CARD, -300.0, Name="Visa", AccountType="Credit Card", AccountSubType="CreditCard")
        spent = [spend("1", date(2026, 9, 3), 300.0, of=CARD)]
        await served.world.load(
            books.business, {"Account": [account("35", 9_000.0), card], "Purchase": spent}
        )
        assert (await books.runway(NEVER_PAID))["assumptions"]["cardsNeverPaid"] == [{"name": "Visa"}]
        line = {"Amount": 300.0, "AccountBasedExpenseLineDetail": {"AccountRef": {"value": CARD}}}
        statement = bill("9", TxnDate="2026-10-01", TotalAmt=300.0, Balance=0, Line=[line])
        records = {"Bill": [statement], "BillPayment": [pay("p", date(2026, 10, 5), 300.0, "9")]}
        await served.world.load(books.business, records)
        assert (await books.runway(NEVER_PAID))["assumptions"]["cardsNeverPaid"] == []
