"""How vendors were paid and how customers pay."""

from decimal import Decimal

from orchestrators.books import records
from orchestrators.calculations.books.collection import CollectionBasis
from orchestrators.calculations.books.vendor import NoVendorRecord
from orchestrators.calculations.books.vendor import VendorRecord as VendorRecordModel
from schema.faces import describe_enum, face, shown
from schema.money import Money, UnknownReason, shown_money

describe_enum(
    NoVendorRecord,
    "Why a share or an average of a vendor's record is missing.",
    {"NO_BILLS_PAID": "No bill of the vendor with a due date is known to be settled."},
)
describe_enum(
    CollectionBasis,
    "Whose habit moves an invoice's due date to the day on which its payment is expected.",
    {
        "CUSTOMER": "The customer's own: three or more of its invoices were settled in 12 months.",
        "HALFWAY": "Halfway between the customer's, known from one or two invoices, and the business's.",
        "BUSINESS": "That of all customers together: none of this one's invoices was settled in 12 months.",
        "DUE_DATE": "Nobody's: no invoice was settled in 12 months, and the due date is all there is.",
    },
)


@face(VendorRecordModel, "How a vendor was paid, from all that is known until today.")
class VendorRecord:
    payments: int = shown("How many payments were made to it.")
    known_paid: Money | None = shown_money(
        "Their sum in home currency; null when a rate is unknown.", name="paid"
    )
    bills_paid: int = shown("How many bills with a due date are settled, the day being known.")
    bills_on_time: int = shown("How many of them by their due date.")
    on_time_share: Decimal | None = shown("The same as a fraction, to four places; null without such bills.")
    average_days_beyond_terms: Decimal | None = shown(
        "Days from due date to settlement on average, negative when early; null without such bills."
    )
    reason: NoVendorRecord | None = shown("Why share and average are missing.")
    discounts_taken: int = shown("Bills settled by their discount date with less money than their total.")
    discounts_missed: int = shown("Bills whose terms offer a discount, settled after its date.")
    known_discount_taken: Money | None = shown_money(
        "What that saved, in home currency; null when a rate is unknown.", name="discountTaken"
    )
    known_discount_missed: Money | None = shown_money(
        "What that would have saved; null when a rate is unknown.", name="discountMissed"
    )
    amounts_reason: UnknownReason | None = shown("Why amounts are unknown.")


@face(records.PaymentHabit, "How late a customer's invoices were settled in the 12 months until today.")
class PaymentHabit:
    settled_invoices: int = shown("How many of its invoices with a due date were settled.")
    median: Decimal | None = shown("Days late in the middle, negative when early; null without invoices.")
    interquartile_range: Decimal | None = shown("How many days the middle half spans; null without invoices.")
    expected_days_late: int | None = shown(
        "By how many days its next payment is expected after the due date; null when nothing tells."
    )
    basis: CollectionBasis = shown("What that expectation rests on.")
