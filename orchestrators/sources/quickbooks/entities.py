"""The entities of QuickBooks Online: those that the books keep, and those that they can do without."""

from types import MappingProxyType

#: Names under which the same records come too.
ENTITIES = MappingProxyType({"CreditCardPaymentTxn": "CreditCardPayment"})

USED_ENTITIES = frozenset(
    {
        "Account",
        "Bill",
        "BillPayment",
        "CompanyInfo",
        "CreditCardPayment",
        "CreditCardPaymentTxn",
        "CreditMemo",
        "Customer",
        "Deposit",
        "Invoice",
        "JournalEntry",
        "Payment",
        "Preferences",
        "Purchase",
        "RefundReceipt",
        "SalesReceipt",
        "Term",
        "Transfer",
        "Vendor",
        "VendorCredit",
    }
)

UNUSED_ENTITIES = frozenset(
    {
        "Attachable",
        "Budget",
        "Class",
        "CompanyCurrency",
        "CustomerType",
        "Department",
        "Employee",
        "Entitlements",
        "Estimate",
        "ExchangeRate",
        "InventoryAdjustment",
        "Item",
        "JournalCode",
        "PaymentMethod",
        "PurchaseOrder",
        "RecurringTransaction",
        "ReimburseCharge",
        "TaxAgency",
        "TaxClassification",
        "TaxCode",
        "TaxPayment",
        "TaxRate",
        "TaxService",
        "TimeActivity",
    }
)


def canonical(entity: str) -> str:
    """The one name of an entity."""
    return ENTITIES.get(entity, entity)
