"""How a vendor has been paid, how much lateness it bears, and the day after which waiting hurts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from orchestrators.calculations.steps import shift
from orchestrators.figures import UnknownReason

_FOUR_PLACES = Decimal("0.0001")
_NOTHING = Decimal(0)


class Tier(StrEnum):
    """What is at stake when a vendor is paid late, the most first."""

    STRATEGIC = "STRATEGIC"
    IMPORTANT = "IMPORTANT"
    STANDARD = "STANDARD"
    COMMODITY = "COMMODITY"


class VendorClass(StrEnum):
    """What kind of claim a vendor has, the most pressing first."""

    TRUST_TAXES = "TRUST_TAXES"
    WAGES = "WAGES"
    INSURANCE = "INSURANCE"
    UTILITIES_AND_RENT = "UTILITIES_AND_RENT"
    SECURED_DEBT = "SECURED_DEBT"
    KEY_SUPPLIERS = "KEY_SUPPLIERS"
    CARDS = "CARDS"
    OTHER = "OTHER"


#: Days of lateness that each tier bears.
TOLERATED_LATENESS: Mapping[Tier, int] = {
    Tier.STRATEGIC: 0,
    Tier.IMPORTANT: 1,
    Tier.STANDARD: 3,
    Tier.COMMODITY: 7,
}

#: What is suggested for a class. COMMODITY never is: that a vendor can be replaced is for a person to say.
SUGGESTED_TIER: Mapping[VendorClass, Tier] = {
    VendorClass.TRUST_TAXES: Tier.STRATEGIC,
    VendorClass.WAGES: Tier.STRATEGIC,
    VendorClass.INSURANCE: Tier.STRATEGIC,
    VendorClass.UTILITIES_AND_RENT: Tier.STRATEGIC,
    VendorClass.SECURED_DEBT: Tier.IMPORTANT,
    VendorClass.KEY_SUPPLIERS: Tier.IMPORTANT,
    VendorClass.CARDS: Tier.STANDARD,
    VendorClass.OTHER: Tier.STANDARD,
}

#: The tiers whose bills must be paid whatever their date.
ESSENTIAL_TIERS = frozenset({Tier.STRATEGIC})


class VendorRecordUnknownReason(StrEnum):
    """Why a share or an average of a vendor's record is missing."""

    NO_BILLS_PAID = "NO_BILLS_PAID"


@dataclass(frozen=True, slots=True)
class VendorRecord:
    """A vendor's past. Shares are fractions and averages are days, four places, negative when early.

    Both are None, with the reason, when no bill was paid. A discount is taken or missed per bill; the
    amounts are in home currency. `amounts_unknown` counts the payments and discounts whose home amount is
    unknown: the sums are without them, and are then no figures.
    """

    payments: int
    paid: Decimal
    bills_paid: int
    bills_on_time: int
    on_time_share: Decimal | None
    average_days_beyond_terms: Decimal | None
    discounts_taken: int
    discounts_missed: int
    discount_taken: Decimal
    discount_missed: Decimal
    on_time_unknown_reason: VendorRecordUnknownReason | None
    amounts_unknown: int = 0

    @property
    def amounts_unknown_reason(self) -> UnknownReason | None:
        """Why the sums are no figures: an amount without a rate; None where they are."""
        return UnknownReason.UNKNOWN_RATE if self.amounts_unknown else None

    @property
    def known_paid(self) -> Decimal | None:
        """The sum of the payments; None where it is no figure."""
        return None if self.amounts_unknown else self.paid

    @property
    def known_discount_taken(self) -> Decimal | None:
        """What discounts saved; None where it is no figure."""
        return None if self.amounts_unknown else self.discount_taken

    @property
    def known_discount_missed(self) -> Decimal | None:
        """What discounts would have saved; None where it is no figure."""
        return None if self.amounts_unknown else self.discount_missed


@dataclass(frozen=True, slots=True)
class VendorSums:
    """What a record is made of, added up; `days_beyond_terms` is the sum of all bills' days."""

    payments: int = 0
    paid: Decimal = _NOTHING
    bills_paid: int = 0
    bills_on_time: int = 0
    days_beyond_terms: int = 0
    discounts_taken: int = 0
    discounts_missed: int = 0
    discount_taken: Decimal = _NOTHING
    discount_missed: Decimal = _NOTHING
    amounts_unknown: int = 0


def record_of(sums: VendorSums) -> VendorRecord:
    """The record in these sums: shares and averages are sums over paid bills, rounded to four places."""
    return VendorRecord(
        payments=sums.payments,
        paid=sums.paid,
        bills_paid=sums.bills_paid,
        bills_on_time=sums.bills_on_time,
        on_time_share=_share(sums.bills_on_time, sums.bills_paid),
        average_days_beyond_terms=_share(sums.days_beyond_terms, sums.bills_paid),
        discounts_taken=sums.discounts_taken,
        discounts_missed=sums.discounts_missed,
        discount_taken=sums.discount_taken,
        discount_missed=sums.discount_missed,
        on_time_unknown_reason=None if sums.bills_paid else VendorRecordUnknownReason.NO_BILLS_PAID,
        amounts_unknown=sums.amounts_unknown,
    )


def grace_days(tier: Tier, agreed: int | None = None) -> int:
    """The lateness in days that a vendor bears: what was agreed with it, else its tier's."""
    return TOLERATED_LATENESS[tier] if agreed is None else max(0, agreed)


def latest_safe_date(due_date: date, grace: int) -> date:
    """The due date plus the vendor's grace in days; the due date where the calendar ends."""
    return shift(due_date, grace) or due_date


def must_pay(tier: Tier, latest_safe: date, today: date) -> bool:
    """Whether a bill must be paid: an essential tier, or past its latest safe date. The rest can wait."""
    return tier in ESSENTIAL_TIERS or today > latest_safe


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / whole).quantize(_FOUR_PLACES) if whole else None
