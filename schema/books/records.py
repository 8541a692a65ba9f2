"""How vendors were paid and how customers pay."""

from decimal import Decimal

from orchestrators.books import records
from orchestrators.calculations.books.collection import CollectionBasis
from orchestrators.calculations.books.vendor import VendorRecord as VendorRecordModel
from orchestrators.calculations.books.vendor import VendorRecordUnknownReason
from schema.faces import describe_enum, face, shown
from schema.money import Money, UnknownReason, shown_money

describe_enum(
    VendorRecordUnknownReason,
    "Why the on-time share and the average delay of a vendor are unknown.",
    {"NO_BILLS_PAID": "No bill of the vendor has both a due date and a known day of settlement."},
)
describe_enum(
    CollectionBasis,
    "Which payment history determines the day on which an invoice is expected to be paid.",
    {
        "CUSTOMER": "The customer's own history: at least three invoices settled within 12 months.",
        "HALFWAY": "The mean of the customer's history, with one or two invoices, and that of all customers.",
        "BUSINESS": "The history of all customers: no invoice of this customer was settled within 12 months.",
        "DUE_DATE": "No history: no invoice of any customer was settled within 12 months, so the due date "
        "is used.",
    },
)


@face(VendorRecordModel, "How punctually the business has paid a vendor, from all payments until today.")
class VendorRecord:
    payments: int = shown("Number of payments to the vendor.")
    known_paid: Money | None = shown_money(
        "Sum of all payments in home currency; null when an exchange rate is unknown.", name="paid"
    )
    bills_paid: int = shown("Number of settled bills that have a due date and a known day of settlement.")
    bills_on_time: int = shown("Number of those bills that were settled by their due date.")
    on_time_share: Decimal | None = shown(
        "`billsOnTime` divided by `billsPaid`, to four decimal places; null when `billsPaid` is 0."
    )
    average_days_beyond_terms: Decimal | None = shown(
        "Mean number of days from due date to settlement, negative when early; null when `billsPaid` is 0."
    )
    on_time_unknown_reason: VendorRecordUnknownReason | None = shown(
        "Why the on-time share and the average delay are unknown; null when they are known."
    )
    discounts_taken: int = shown(
        "Number of bills that were settled by their discount date for less than their total."
    )
    discounts_missed: int = shown(
        "Number of bills with a discount offer that were settled after the discount date."
    )
    known_discount_taken: Money | None = shown_money(
        "Sum of the discounts taken, in home currency; null when an exchange rate is unknown.",
        name="discountTaken",
    )
    known_discount_missed: Money | None = shown_money(
        "Sum of the discounts missed, in home currency; null when an exchange rate is unknown.",
        name="discountMissed",
    )
    amounts_unknown_reason: UnknownReason | None = shown(
        "Why the amounts of the record are unknown; null when they are known."
    )


@face(records.PaymentHabit, "How late a customer's invoices were settled in the 12 months until today.")
class PaymentHabit:
    settled_invoices: int = shown("Number of settled invoices that have a due date.")
    median: Decimal | None = shown(
        "Median number of days past due at settlement, negative when early; null without such invoices."
    )
    interquartile_range: Decimal | None = shown(
        "Interquartile range of the days past due at settlement; null without such invoices."
    )
    expected_days_late: int | None = shown(
        "Days after the due date on which the next payment is expected; null without any payment history."
    )
    basis: CollectionBasis = shown("Which payment history the expectation is based on.")
