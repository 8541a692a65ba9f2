"""What credits cover once items have other open balances: that of one may then cover another of its party."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.runway.liquidity import Liquidity
from orchestrators.calculations.runway.placement import (
    Coverable,
    CreditKey,
    coverable,
    covered,
    credit_key,
)

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Covering:
    """The items that credits may cover, in home currency, and the credits, in their own."""

    items: tuple[Coverable, ...]
    unapplied: Mapping[CreditKey, Decimal]

    def with_balances(
        self, balances: Mapping[UUID, Decimal], moved: Mapping[UUID, Decimal]
    ) -> dict[UUID, Decimal]:
        """The covered part of all items that may share credits with those that have other balances.

        `moved` are items that move in full, whose planned credit (home currency) covers nothing else.
        """
        left = dict(self.unapplied)
        keys = {credit_key(item, code) for item, code, _ in self.items if item.id in balances} & left.keys()
        shared: list[Coverable] = []
        for item, code, rate in self.items:
            key = credit_key(item, code)
            if key not in keys:
                continue
            if item.id in moved:
                left[key] -= moved[item.id] / rate
            else:
                balance = balances.get(item.id, item.balance)
                shared.append((item._replace(balance=balance), code, rate))
        parts = covered(shared, left)
        return {item.id: parts.get(item.id, _NOTHING) for item, _, _ in shared}


#: Covers nothing.
NO_CREDITS = Covering((), {})


def covering_of(liquidity: Liquidity) -> Covering:
    """As the forecast has it."""
    decided = {entry.item_id for entry in liquidity.facts.arranged if entry.part is None}
    items = coverable(liquidity.documents.values(), decided)
    return Covering(tuple(items), liquidity.facts.credits)
