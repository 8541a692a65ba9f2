"""Splits what a payment gives to several bills or invoices, where their own amounts tell how."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from uuid import UUID, uuid5

from db.books import Row as Held
from db.queries.sources import load as queries
from orchestrators.books.documents import DocumentState
from orchestrators.sources.facts import DocumentFacts, SharedAmount
from orchestrators.sources.rows import Keys, Row
from orchestrators.sources.writer import Writer

_NOTHING = Decimal(0)


async def split_shared(writer: Writer, keys: Keys, written: Sequence[DocumentFacts]) -> None:
    """Apply shared amounts of payments that were just written; what cannot be split stays unapplied.

    The documents are those that the books hold by now: what comes later splits nothing.
    """
    payments = [facts for facts in written if facts.shared]
    targets = {target_id for facts in payments for part in facts.shared for target_id in _targets(keys, part)}
    if not targets:
        return
    about = {"business_id": writer.business_id, "ids": sorted(targets)}
    rows = await writer.db.rows(queries.SHARED_BETWEEN, about)
    held, applied = {row["id"]: row for row in rows}, {row["id"]: row["applied"] for row in rows}
    allocations, left = list[Row](), list[Row]()
    for facts in payments:
        made = list(_split(keys, facts, held, applied))
        allocations += made
        left += [_left(keys, facts, made)] if made else []
    await writer.insert(queries.INSERT_ALLOCATIONS, queries.ALLOCATION, allocations)
    await writer.insert(queries.LEAVE_UNAPPLIED, ("business_id", "id", "balance", "state"), left)


def _targets(keys: Keys, shared: SharedAmount) -> tuple[UUID, ...]:
    return tuple(keys.of(link.entity, link.source_id) for link in shared.links)


def _split(
    keys: Keys, facts: DocumentFacts, held: Mapping[UUID, Held], applied: dict[UUID, Decimal]
) -> Iterator[Row]:
    """Rows of `allocation`; what they give is added to `applied`."""
    payment_id = keys.of(facts.origin.entity, facts.origin.source_id)
    for place, shared in enumerate(facts.shared):
        targets = _targets(keys, shared)
        # A document that is named twice would get what it is owed twice.
        known = [held[target] for target in dict.fromkeys(targets) if target in held]
        parts = _parts(shared.amount, known, applied) if len(known) == len(targets) else ()
        for link, target_id, amount in zip(shared.links, targets, parts, strict=False):
            applied[target_id] += amount
            yield {
                "id": uuid5(payment_id, f"shared/{place}/{target_id}"),
                "payment_id": payment_id,
                "target_id": target_id,
                "target_entity": link.entity,
                "target_source_id": link.source_id,
                "amount": amount,
            }


def _parts(amount: Decimal, known: Sequence[Held], applied: Mapping[UUID, Decimal]) -> Sequence[Decimal]:
    """What each got: what else is settled of it than other payments gave, else what they left open.

    Empty unless these add up to the amount exactly.
    """
    left_open = [row["total"] - applied[row["id"]] for row in known]
    settled = [
        left if row["settled"] is None else row["settled"] - applied[row["id"]]
        for row, left in zip(known, left_open, strict=True)
    ]
    fitting = (parts for parts in (settled, left_open) if sum(parts) == amount and min(parts) > _NOTHING)
    return next(fitting, ())


def _left(keys: Keys, facts: DocumentFacts, made: Sequence[Row]) -> Row:
    """A row of `document`: what stays unapplied of the payment."""
    given = sum((amount for row in made if isinstance(amount := row["amount"], Decimal)), _NOTHING)
    balance = max((facts.balance or _NOTHING) - given, _NOTHING)
    state = DocumentState.OPEN if balance else DocumentState.SETTLED
    return {"id": keys.of(facts.origin.entity, facts.origin.source_id), "balance": balance, "state": state}
