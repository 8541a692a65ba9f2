"""The lowest of any stretch of balances, and the first that is too low, without looking at each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import ge, gt


@dataclass(frozen=True, slots=True)
class Minima:
    """A sparse table: `rows[k][i]` is the lowest of the 2 ** k values from i on."""

    rows: tuple[tuple[Decimal, ...], ...]

    def lowest(self, start: int, stop: int) -> Decimal:
        """The lowest value in [start, stop), which is not empty; O(1)."""
        row = (stop - start).bit_length() - 1
        return min(self.rows[row][start], self.rows[row][stop - (1 << row)])

    def first_below(self, start: int, stop: int, limit: Decimal) -> int | None:
        """The first place in [start, stop) with a value < limit; O(log n)."""
        return self._first_not(ge, start, stop, limit)

    def first_at_most(self, start: int, stop: int, limit: Decimal) -> int | None:
        """The first place in [start, stop) with a value <= limit; O(log n)."""
        return self._first_not(gt, start, stop, limit)

    def _first_not(
        self, clears: Callable[[Decimal, Decimal], bool], start: int, stop: int, limit: Decimal
    ) -> int | None:
        # Steps over the longest stretch whose lowest value clears the limit, by powers of two.
        for row in range((stop - start).bit_length() - 1, -1, -1):
            if start + (1 << row) <= stop and clears(self.rows[row][start], limit):
                start += 1 << row
        return start if start < stop else None


def minima(values: Sequence[Decimal]) -> Minima:
    """The table of at least one value; O(n log n)."""
    rows = [tuple(values)]
    while len(rows[-1]) > (width := 1 << (len(rows) - 1)):
        last = rows[-1]
        rows.append(tuple(min(last[i], last[i + width]) for i in range(len(last) - width)))
    return Minima(tuple(rows))
