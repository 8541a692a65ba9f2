"""An amount and its currency; rounded once, when it leaves, half to even."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from orchestrators.figures import Figure, UnknownReason

#: Minor units that are not hundredths (ISO 4217).
_MINOR_UNITS = {
    code: places
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
    places = _MINOR_UNITS.get(currency_code, 2)
    return Money(amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN), currency_code)


def plain(amount: Decimal) -> str:
    """As text, with no more digits than it takes: 120.5000 is 120.5."""
    return f"{amount.normalize():f}"


def money_or_none(amount: Decimal | None, currency_code: str) -> Money | None:
    """The same where the amount may be unknown."""
    return None if amount is None else money(amount, currency_code)


def figure(result: Figure, currency_code: str) -> tuple[Money | None, UnknownReason | None]:
    """The amount, or the reason why there is none."""
    return (None, result) if isinstance(result, UnknownReason) else (money(result, currency_code), None)
