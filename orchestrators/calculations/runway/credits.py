"""What of open items the unapplied credits of their party cover, so that money which moved counts once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.values import OpenItem

#: Credits are of one side (True: bills), one party and one currency.
CreditKey = tuple[bool, UUID | None, str]
#: An open item in home currency, its currency, and the home units for one of that.
Coverable = tuple[OpenItem, str, Decimal]


def covered(items: Iterable[Coverable], unapplied: Mapping[CreditKey, Decimal]) -> dict[UUID, Decimal]:
    """How much of which item is covered, in home currency, the oldest due first.

    That is how QuickBooks applies credits by itself. `unapplied` credits are positive and in their own
    currency. What nobody is named for covers nothing.
    """
    groups: defaultdict[CreditKey, list[Coverable]] = defaultdict(list)
    for item, currency_code, rate in items:
        if item.party_id is not None:
            groups[item.is_bill, item.party_id, currency_code].append((item, currency_code, rate))
    return {
        item_id: part
        for key, group in groups.items()
        for item_id, part in _covered(group, unapplied.get(key))
    }


def _covered(group: list[Coverable], credit: Decimal | None) -> Iterator[tuple[UUID, Decimal]]:
    left = credit or Decimal(0)
    for item, _, rate in sorted(group, key=lambda entry: (entry[0].due_date, str(entry[0].id))):
        part = min(left * rate, item.balance)
        if part > 0:
            left -= part / rate
            yield item.id, part
