"""An amount and its currency; rounded once, when it leaves, half to even."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from orchestrators.figures import Figure, UnknownReason

_CENT = Decimal("0.01")
#: Minor units that are not hundredths (ISO 4217).
_MINOR_UNIT = {
    code: Decimal(1).scaleb(-places)
    for places, codes in (
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    )
    for code in codes.split()
}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency's major unit, with as many decimals as the currency has."""

    amount: Decimal
    currency_code: str


def money(amount: Decimal, currency_code: str) -> Money:
    """Round to the currency's minor unit, half to even: 2.345 USD is 2.34, 1.5 JPY is 2."""
    return Money(rounded(amount, currency_code), currency_code)


def rounded(amount: Decimal, currency_code: str) -> Decimal:
    """The amount of `money`; what is rounded to nothing has no sign."""
    result = amount.quantize(_MINOR_UNIT.get(currency_code, _CENT), ROUND_HALF_EVEN)
    return result if result else abs(result)


def with_currency(amount: Decimal, currency_code: str) -> str:
    """For a sentence, rounded as `money` does: 12.50 USD, 1234 JPY, 1.001 KWD."""
    return f"{rounded(amount, currency_code)} {currency_code}"


def adding_up(amounts: Sequence[Decimal], total: Decimal, currency_code: str) -> tuple[Decimal, ...]:
    """The parts of a total, rounded to the currency's minor unit so that they add up to the rounded total.

    Each differs from its exact amount by less than one unit: all are rounded down, and the units that the
    total still lacks go to those that lost most (the method of largest remainders).
    """
    unit = _MINOR_UNIT.get(currency_code, _CENT)
    results = [amount.quantize(unit, ROUND_FLOOR) for amount in amounts]
    lacking = int((money(total, currency_code).amount - sum(results)) / unit)
    by_loss = sorted(range(len(amounts)), key=lambda at: results[at] - amounts[at])
    for at in by_loss[:lacking]:
        results[at] += unit
    return tuple(results)


def plain(amount: Decimal) -> str:
    """As text, with no more digits than it takes: 120.5000 is 120.5."""
    # Not `normalize`, which rounds to the digits of the context.
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_or_none(amount: Decimal | None, currency_code: str) -> Money | None:
    """The amount rounded as by `money`; None where it is unknown."""
    return None if amount is None else money(amount, currency_code)


def figure(result: Figure, currency_code: str) -> tuple[Money | None, UnknownReason | None]:
    """The amount, or the reason why there is none."""
    return (None, result) if isinstance(result, UnknownReason) else (money(result, currency_code), None)


@dataclass(frozen=True, slots=True)
class Written:
    """An amount that a caller wrote, and the path of its field in the input, such as lateCost, cap."""

    path: tuple[str, ...]
    money: Money


def in_other_currency(
    written: Sequence[Written], currency_code: str
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Path and sentence for every amount that is not in the currency that it has to be in."""
    for item in written:
        if item.money.currency_code != currency_code:
            message = f"The amount is in {item.money.currency_code}, but must be in {currency_code}."
            yield item.path, message
