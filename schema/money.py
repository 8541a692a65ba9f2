"""Amounts with their currency."""

from decimal import Decimal

from orchestrators import money
from schema.faces import face, shown


@face(money.Money, "An amount in a currency, rounded to the currency's minor unit.")
class Money:
    """An amount."""

    amount: Decimal = shown("In the currency's major unit.")
    currency_code: str = shown("ISO 4217.")
