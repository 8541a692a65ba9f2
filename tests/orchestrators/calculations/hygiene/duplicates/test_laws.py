"""Laws of the rules on duplicates: order makes no difference, what is void or kept is not told."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.hygiene.duplicates.entry import Entry, Kind
from orchestrators.calculations.hygiene.duplicates.pairs import pairs, told
from tests.orchestrators.calculations.hygiene.duplicates.entries import DAY, OTHER, VENDOR, entry

NONE = frozenset[frozenset[UUID]]()
#: Few values, so that many are alike.
NUMBERS = [None, "7001", "7002", "7010", "INV-7001", "7001a"]


def _entry(n: int, number: str | None, days: int, total: int, party: UUID, kind: Kind, state: str) -> Entry:
    day = DAY + timedelta(days)
    return entry(n, number, day, total=Decimal(total), party_id=party, kind=kind, state=state)


made = st.tuples(
    st.sampled_from(NUMBERS),
    st.integers(0, 40) | st.sampled_from([0, 30, 60, 90, 330]),
    st.sampled_from([120, 120, 120, 150, -120]),
    st.sampled_from([VENDOR, OTHER]),
    st.sampled_from([Kind.BILL, Kind.BILL, Kind.INVOICE, Kind.PURCHASE]),
    st.sampled_from(["OPEN", "OPEN", "SETTLED", "VOIDED"]),
)
books = st.lists(made, max_size=14).map(lambda rows: [_entry(n, *row) for n, row in enumerate(rows, start=1)])


@given(books, st.randoms(use_true_random=False))
def test_the_order_of_documents_makes_no_difference(entries: list[Entry], random: object) -> None:
    shuffled = [*entries]
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis types its random numbers as objects.
    assert set(pairs(shuffled, NONE)) == set(pairs(entries, NONE))
    assert told(pairs(shuffled, NONE)) == told(pairs(entries, NONE))


@given(books)
def test_what_is_told_is_of_two_that_stand_and_of_a_document_at_most_once(entries: list[Entry]) -> None:
    results = pairs(entries, NONE)
    shown = [pair for pair in results if pair.is_told]
    assert len({pair.document.id for pair in shown}) == len(shown)
    assert told(results) == {pair.document.id: pair for pair in shown}
    for pair in shown:
        assert not pair.document.is_void
        assert not pair.original.is_void
        assert pair.document.kind is not Kind.PURCHASE
        assert pair.original.kind in (pair.document.kind, Kind.PURCHASE)
        assert pair.rule.code == "R6" or pair.original.place < pair.document.place


@given(books)
def test_voiding_the_later_ones_leaves_none_of_them(entries: list[Entry]) -> None:
    copies = told(pairs(entries, NONE)).keys()
    left = [replace(item, state="VOIDED") if item.id in copies else item for item in entries]
    remaining = told(pairs(left, NONE))
    assert not remaining.keys() & copies


@given(books)
def test_keeping_what_is_told_until_nothing_is_ends_and_keeps_it_untold(entries: list[Entry]) -> None:
    kept = NONE
    while shown := told(pairs(entries, kept)):
        new = {frozenset({pair.document.id, pair.original.id}) for pair in shown.values()}
        assert not new & kept
        kept |= new
    assert told(pairs(entries, kept)) == {}


@given(st.tuples(made, made))
def test_of_two_documents_it_makes_no_difference_which_one_is_called_first(rows: tuple[object, ...]) -> None:
    one, other = (_entry(n, *row) for n, row in enumerate(rows, start=1))  # type: ignore[misc]  # Drawn as typed above.
    results, swapped = pairs([one, other], NONE), pairs([other, one], NONE)
    assert results == swapped
    assert len(results) <= 3
