"""Records that are wrong until they are mended."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType

from demo.companies.chart import UNCATEGORISED
from demo.companies.profile import Mess
from demo.dirt.planting import Plant, charge_of, party_of, usual_amount
from demo.trading.documents import PAYABLE, RECEIVABLE, ZERO, Charge, Cohort, Side, settled


@dataclass(frozen=True, slots=True)
class Draft:
    """How a charge is first entered; without a side, bills and invoices take turns."""

    spoil: Callable[[Charge], Charge]
    side: Side | None = None


def _hiding(*keys: str) -> Callable[[Charge], Charge]:
    return lambda charge: replace(charge, hide=keys)


def _orphaned(charge: Charge) -> Charge:
    # No vendor has an id this high.
    return replace(
        charge, party=replace(charge.party, id=990 + charge.day.day % 10, name="Old Mill Packaging")
    )


def _due_early(charge: Charge) -> Charge:
    return replace(charge, due=charge.day - timedelta(25))


def _overstated(charge: Charge) -> Charge:
    return replace(charge, excess=(charge.amount / 4).quantize(Decimal(1)))


DRAFTS = MappingProxyType(
    {
        Mess.MISSING_VENDOR: Draft(_hiding("VendorRef"), PAYABLE),
        Mess.MISSING_CUSTOMER: Draft(_hiding("CustomerRef"), RECEIVABLE),
        Mess.MISSING_DUE_DATE: Draft(_hiding("DueDate", "SalesTermRef")),
        Mess.MISSING_AMOUNT: Draft(_hiding("TotalAmt", "Balance")),
        Mess.MISSING_ISSUE_DATE: Draft(_hiding("TxnDate")),
        Mess.ZERO_AMOUNT: Draft(lambda charge: replace(charge, amount=ZERO), PAYABLE),
        Mess.NEGATIVE_AMOUNT: Draft(lambda charge: replace(charge, amount=-charge.amount)),
        Mess.DUE_BEFORE_ISSUE: Draft(_due_early),
        Mess.BALANCE_ABOVE_TOTAL: Draft(_overstated),
        Mess.ORPHAN_REFERENCE: Draft(_orphaned, PAYABLE),
        Mess.UNCATEGORISED_LINE: Draft(lambda charge: replace(charge, account=UNCATEGORISED), PAYABLE),
    }
)


def drafted(plant: Plant) -> Cohort:
    """A charge that reads as its draft until the clean-up."""
    draft = DRAFTS[plant.kind]
    side = draft.side or (PAYABLE, RECEIVABLE)[plant.turn % 2]
    party = party_of(plant, side)
    charge = charge_of(plant, side, party, day=plant.day, digit=0, amount=usual_amount(plant, party))
    return settled((replace(charge, draft=draft.spoil(charge), mended=plant.mended),))
