"""Amounts in whole minor units: rounding half to even, and parts that add up."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction


def half_even(amount: Decimal, places: int = 2) -> Decimal:
    """The amount with as many decimals as its currency has, half to even: 2.345 is 2.34, 2.355 is 2.36."""
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def allocate(amount: Decimal, weights: Sequence[Decimal], places: int = 2) -> tuple[Decimal, ...]:
    """Parts of an amount in proportion to the weights; they add up to the amount rounded half to even.

    The amount may be negative; weights are not, and all zero count as equal. Method of the largest
    remainder (Hamilton): every part is rounded down, and the units left over go to those that lost most, the
    earlier first among equals. No part is further than one minor unit from its exact share.

    Raises ValueError without weights, or with a negative one: there is nobody to give the amount to.
    """
    if not weights or min(weights) < 0:
        raise ValueError("An amount is allocated by at least one weight, and none is negative")
    units = int(half_even(abs(amount), places).scaleb(places))
    shares = [units * each for each in _proportions(weights)]
    parts = [int(share) for share in shares]
    losses = sorted(range(len(parts)), key=lambda at: (parts[at] - shares[at], at))
    for at in losses[: units - sum(parts)]:
        parts[at] += 1
    sign = -1 if amount < 0 else 1
    return tuple(Decimal(sign * part).scaleb(-places) for part in parts)


def _proportions(weights: Sequence[Decimal]) -> list[Fraction]:
    """The weights as shares of one, exactly."""
    exact = [Fraction(weight) for weight in weights] if any(weights) else [Fraction(1)] * len(weights)
    whole = sum(exact, Fraction(0))
    return [weight / whole for weight in exact]
