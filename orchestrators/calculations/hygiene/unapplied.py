"""Which open document a credit that is applied to nothing is told of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from orchestrators.calculations.hygiene.checks.base import Examined, Unapplied

#: A posting that pays a document is dated from a week before its issue until so many days after its due date.
DAYS_BEFORE, DAYS_AFTER = 7, 90

_Account = tuple[bool, UUID | None, str]


def with_unapplied(documents: Sequence[Examined], left: Iterable[Unapplied]) -> tuple[Examined, ...]:
    """The documents with what is told of them; among these must be all that are open with the parties.

    All payments and credits of a party are told of its open document that is due first. Each posting, the
    oldest first, is told of one open document with that balance, the first due of those not taken.
    """
    is_open = defaultdict[_Account, list[Examined]](list)
    for document in sorted(documents, key=_by_due):
        if document.is_open and document.balance is not None and document.balance > 0:
            is_open[document.is_bill, document.party_id, document.currency_code].append(document)
    payments, granted = defaultdict[UUID, list[Unapplied]](list), defaultdict[UUID, list[Unapplied]](list)
    postings: dict[UUID, Unapplied] = {}
    for credit in sorted(left, key=lambda credit: (credit.day or date.min, str(credit.id))):
        candidates = is_open[credit.is_bill, credit.party_id, credit.currency_code]
        if credit.is_payment and candidates:
            payments[candidates[0].id].append(credit)
        elif credit.is_credit and candidates:
            granted[candidates[0].id].append(credit)
        elif credit.is_posting and (paid := _paid(candidates, credit, postings)):
            postings[paid.id] = credit
    return tuple(
        replace(
            document,
            paid_outside=postings.get(document.id),
            unapplied=tuple(payments.get(document.id, ())),
            credits=tuple(granted.get(document.id, ())),
        )
        for document in documents
    )


def _paid(
    candidates: Iterable[Examined], credit: Unapplied, taken: Mapping[UUID, Unapplied]
) -> Examined | None:
    return next(
        (
            document
            for document in candidates
            if document.id not in taken and document.balance == credit.amount and _near(document, credit.day)
        ),
        None,
    )


def _near(document: Examined, day: date | None) -> bool:
    start, end = document.issue_date, document.due_date or document.issue_date
    if day is None or start is None or end is None:
        return True
    return start - timedelta(DAYS_BEFORE) <= day <= end + timedelta(DAYS_AFTER)


def _by_due(document: Examined) -> tuple[date, str]:
    return document.due_date or document.issue_date or date.max, str(document.id)
