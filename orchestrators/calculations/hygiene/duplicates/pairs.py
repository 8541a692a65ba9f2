"""Which documents repeat which: blocks of documents that share something, and the rules within a block."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import TypeAlias
from uuid import UUID

from orchestrators.calculations.hygiene.duplicates.entry import Entry, Kind
from orchestrators.calculations.hygiene.duplicates.numbers import follows, is_one_off, likeness
from orchestrators.calculations.hygiene.duplicates.pair import Kept, Pair, Reason
from orchestrators.calculations.hygiene.duplicates.reversals import reversed_in
from orchestrators.calculations.hygiene.duplicates.rules import R1, R2, R3, R4, R5, R6, Rule
from orchestrators.calculations.hygiene.duplicates.series import recurring

Matches: TypeAlias = Callable[[Entry, Entry], bool]
#: Why the later one of two is not told, as far as their block knows.
Excuse: TypeAlias = Callable[[Entry, Entry], Reason | None]

#: Of those before it, so many of the nearest are compared with a document. Ten thousand documents of one
#: vendor, amount and day would else be fifty million comparisons; what is farther away in such a crowd says
#: little. R1 compares documents that are equal in all, so that the nearest one is enough.
MOST_COMPARED = 32

#: A counterparty that numbers anew each year repeats a number after about this long.
RENUMBERED_AFTER_DAYS = 300

#: So many different totals under one number tell that it is an account's, and no document's.
_VARIED = 3

#: Reasons that hold for the later document whatever it is compared with; the others are of a pair. What has
#: its neighbour on a counter beside it is one of many of one price, and like some of these by chance.
_OF_DOCUMENT = frozenset({Reason.RECURRING, Reason.RESTARTED_NUMBERING, Reason.NEXT_NUMBER})


def pairs(entries: Iterable[Entry], kept: Kept) -> tuple[Pair, ...]:
    """What the rules find among these documents, by document, the strongest rule first.

    A document has at most one pair that is told, its last one; those before it were suppressed, each for its
    reason. In which order the documents come makes no difference.
    """
    listed = list(entries)
    unordered = chain(
        *(number_pairs(block, kept) for block in blocks(listed, by_number)),
        *(total_pairs(block, kept) for block in blocks(listed, by_total)),
        *(counterparty_pairs(block, kept) for block in blocks(listed, by_counterparty)),
    )
    of_document = defaultdict[UUID, list[Pair]](list)
    for pair in unordered:
        of_document[pair.document.id].append(pair)
    return tuple(pair for listed in of_document.values() for pair in _until_told(listed))


def told(results: Iterable[Pair]) -> dict[UUID, Pair]:
    """By document what the tray shows: of the pairs that are told the one of the strongest rule."""
    strongest: dict[UUID, Pair] = {}
    keep_strongest(strongest, results)
    return strongest


def keep_strongest(strongest: dict[UUID, Pair], results: Iterable[Pair]) -> None:
    """Put into `strongest`, by document, those of the pairs that are told and stronger than what is there."""
    for pair in results:
        known = strongest.get(pair.document.id)
        if pair.is_told and (known is None or pair.rule.strength > known.rule.strength):
            strongest[pair.document.id] = pair


def by_number(entry: Entry) -> Hashable:
    """What documents share that R1 and R2 compare; None for what these rules leave out."""
    if entry.kind is Kind.PURCHASE or entry.number_key is None:
        return None
    return entry.kind, entry.party_id, entry.number_key


def by_total(entry: Entry) -> Hashable:
    """What documents share that R3, R4 and R6 compare; a reversal is beside what it reverses."""
    return entry.kind is Kind.INVOICE, entry.party_id, abs(entry.total)


def by_counterparty(entry: Entry) -> Hashable:
    """What documents of several counterparties share that R5 compares."""
    if entry.kind is Kind.PURCHASE or entry.number_key is None:
        return None
    return entry.kind, entry.realm, entry.number_key, entry.total, entry.issue_date


def blocks(entries: Iterable[Entry], key: Callable[[Entry], Hashable]) -> Iterator[list[Entry]]:
    """The documents that share what the key tells, where at least two do."""
    shared = defaultdict[Hashable, list[Entry]](list)
    for entry in entries:
        if (value := key(entry)) is not None:
            shared[value].append(entry)
    return (block for block in shared.values() if len(block) > 1)


def number_pairs(block: Iterable[Entry], kept: Kept) -> Iterator[Pair]:
    """R1 and R2, among documents of one kind, counterparty and number."""
    ordered = _in_order(block)
    reversals = reversed_in(ordered)
    standing = [entry for entry in ordered if not entry.is_void and entry.id not in reversals]
    series = recurring(standing)
    equal = {entry_id for same in _by_total(standing) for entry_id in recurring(same)}
    # A utility's account number, with another amount each month: two amounts may be equal by chance.
    if len({entry.total for entry in standing}) >= _VARIED:
        equal |= series
    for same in _by_total(ordered):
        yield from _walk(R1, same, _always, _excuse(R1, kept, reversals, equal))
    yield from _walk(R2, ordered, _other_total, _excuse(R2, kept, reversals, series))


def total_pairs(block: Iterable[Entry], kept: Kept) -> Iterator[Pair]:
    """R3, R4 and R6, among documents of one counterparty and total, whatever its sign."""
    ordered = _in_order(block)
    items = [entry for entry in ordered if entry.kind is not Kind.PURCHASE]
    reversals = reversed_in(items)
    standing = [entry for entry in items if not entry.is_void and entry.id not in reversals]
    series = {entry_id for same in _by_total(standing) for entry_id in recurring(same)}
    for same in _by_total(items):
        yield from _walk(R3, same, _nearly_same_number, _excuse(R3, kept, reversals, series))
        yield from _walk(R4, same, _one_number, _excuse(R4, kept, reversals, ()))
    purchases = [entry for entry in ordered if entry.kind is Kind.PURCHASE]
    excuse = _excuse(R6, kept, reversals, ())
    for entry in items:
        yield from _paid_directly(entry, purchases, excuse)


def counterparty_pairs(block: Iterable[Entry], kept: Kept) -> Iterator[Pair]:
    """R5, among documents of one kind, number, total and day."""
    return _walk(R5, _in_order(block), _other_party, _excuse(R5, kept, (), ()))


def _paid_directly(bill: Entry, purchases: Sequence[Entry], excuse: Excuse) -> Iterator[Pair]:
    """An open bill with the expenses near its day: one that is settled is another check's matter."""
    if not bill.is_open or not purchases:
        return
    at = bisect_left(purchases, bill.issue_date, key=lambda purchase: purchase.issue_date)
    near = purchases[max(0, at - MOST_COMPARED) : at + MOST_COMPARED]
    for purchase in sorted(near, key=lambda purchase: (_apart(bill, purchase), purchase.place)):
        if _apart(bill, purchase) > R6.within:
            return
        if purchase.total == bill.total:
            pair = Pair(R6, bill, purchase, excuse(bill, purchase))
            yield pair
            if pair.is_told:
                return


def _walk(rule: Rule, ordered: Sequence[Entry], matches: Matches, excuse: Excuse) -> Iterator[Pair]:
    """For each document the nearest original by the rule, after those nearer ones that are not told."""
    for at, later in enumerate(ordered):
        for place in range(at - 1, max(-1, at - 1 - MOST_COMPARED), -1):
            earlier = ordered[place]
            if _apart(later, earlier) > rule.within:
                break
            if matches(later, earlier):
                pair = Pair(rule, later, earlier, excuse(later, earlier))
                yield pair
                if pair.is_told or pair.reason in _OF_DOCUMENT:
                    break


def _excuse(rule: Rule, kept: Kept, reversals: Container[UUID], series: Container[UUID]) -> Excuse:
    """Tells why the later one of two is not told, as far as their block knows."""

    def excuse(later: Entry, earlier: Entry) -> Reason | None:
        if later.is_void or earlier.is_void:
            return Reason.DELETED if later.is_deleted or earlier.is_deleted else Reason.VOIDED
        if later.id in reversals or earlier.id in reversals:
            return Reason.SUMS_TO_ZERO
        if later.id in series:
            return Reason.RECURRING
        if kept and frozenset((later.id, earlier.id)) in kept:
            return Reason.KEPT
        if rule in (R1, R2) and _apart(later, earlier) > RENUMBERED_AFTER_DAYS:
            return Reason.RESTARTED_NUMBERING
        return Reason.NEXT_NUMBER if rule is R3 and _is_next(later, earlier) else None

    return excuse


def _always(_later: Entry, _earlier: Entry) -> bool:
    return True


def _other_total(later: Entry, earlier: Entry) -> bool:
    return later.total != earlier.total


def _other_party(later: Entry, earlier: Entry) -> bool:
    return later.party_id != earlier.party_id


def _one_number(later: Entry, earlier: Entry) -> bool:
    return (later.number_key is None) != (earlier.number_key is None)


def _nearly_same_number(later: Entry, earlier: Entry) -> bool:
    if later.number_key is None or earlier.number_key is None:
        return False
    return likeness(later.number_key, earlier.number_key) is not None


def _is_next(later: Entry, earlier: Entry) -> bool:
    """Whether the numbers differ as those of two documents do that one counter numbered."""
    one, other = earlier.number_key, later.number_key
    if one is None or other is None or not is_one_off(one, other):
        return False
    return follows(one, other, same_day=later.issue_date == earlier.issue_date)


def _apart(one: Entry, other: Entry) -> int:
    return abs((one.issue_date - other.issue_date).days)


def _in_order(block: Iterable[Entry]) -> list[Entry]:
    return sorted(block, key=lambda entry: entry.place)


def _by_total(ordered: Iterable[Entry]) -> list[list[Entry]]:
    same = defaultdict[Decimal, list[Entry]](list)
    for entry in ordered:
        same[entry.total].append(entry)
    return list(same.values())


def _until_told(listed: Iterable[Pair]) -> Iterator[Pair]:
    """The strongest rule first, and what comes after a pair that is told left out."""
    for pair in sorted(listed, key=lambda pair: -pair.rule.strength):
        yield pair
        if pair.is_told:
            return
