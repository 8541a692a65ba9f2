"""Which documents have amounts that can be stored: as they are, and in the business's currency."""

from collections.abc import Iterator
from decimal import Decimal

from orchestrators.sources.facts import DocumentFacts
from orchestrators.sources.quickbooks.fields import AMOUNT_DIGITS, UnreadableError

_LIMIT = Decimal(10) ** AMOUNT_DIGITS


def storable(facts: DocumentFacts, *, amounts: str, rate: str) -> DocumentFacts:
    """The document, if each amount in it can be stored; `amounts` and `rate` are the source's names of them.

    A field is judged where it is read. What fields make together is judged here: the database would refuse a
    sum, or a product with the rate, that is too large, and the whole import with it. Raises
    `UnreadableError`.
    """
    largest = max(map(abs, _amounts(facts)), default=Decimal(0))
    if largest >= _LIMIT:
        raise UnreadableError(amounts, f"The amounts add up to more than {AMOUNT_DIGITS} digits")
    if largest * abs(facts.exchange_rate or Decimal(1)) >= _LIMIT:
        raise UnreadableError(
            rate, f"At this rate an amount has more than {AMOUNT_DIGITS} digits before its point"
        )
    return facts


def _amounts(facts: DocumentFacts) -> Iterator[Decimal]:
    yield from (amount for amount in (facts.total, facts.balance) if amount is not None)
    yield from (part.amount for part in facts.allocations)
    yield from (part.amount for part in facts.shared)
    yield from (part.amount for part in facts.movements)
