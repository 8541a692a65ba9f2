"""The entities of QuickBooks Online: those that the books keep, and those that they can do without."""

from types import MappingProxyType

#: Names under which the same records come too.
ENTITIES = MappingProxyType({"CreditCardPaymentTxn": "CreditCardPayment"})

#: Links tell a cheque from a card; the records themselves have one entity.
_LINKED = MappingProxyType(
    {
        "BillPaymentCheck": "BillPayment",
        "BillPaymentCreditCard": "BillPayment",
        "Check": "Purchase",
        "Expense": "Purchase",
        "CashPurchase": "Purchase",
        "CreditCardCredit": "Purchase",
    }
)

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
        "TaxPayment",
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
        "TaxRate",
        "TaxService",
        "TimeActivity",
    }
)


def canonical(entity: str) -> str:
    """The one name of an entity."""
    return ENTITIES.get(entity, entity)


def linked_entity(kind: str) -> str:
    """The entity of the records that a link of this TxnType points to."""
    return canonical(_LINKED.get(kind, kind))
