"""The accounts and the payment terms that all the invented companies share."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from demo.trading.days import next_month


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `kind` and `subkind` are the source's AccountType and AccountSubType."""

    id: int
    name: str
    kind: str
    subkind: str
    classification: str


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency that is not the company's own, of which `rate` units make one; the rate never changes."""

    code: str
    name: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Term:
    """Days after the issue, or a day of the month (then skipped when it is too near); discount in percent."""

    id: int
    name: str
    days: int = 0
    discount_percent: Decimal | None = None
    discount_days: int = 0
    day_of_month: int | None = None
    too_near_days: int = 0

    def due(self, issued: date) -> date:
        """The due date of a document issued on a day."""
        if self.day_of_month is None:
            return issued + timedelta(self.days)
        due = issued.replace(day=self.day_of_month)
        if due < issued:
            due = next_month(due).replace(day=self.day_of_month)
        if (due - issued).days <= self.too_near_days:
            due = next_month(due).replace(day=self.day_of_month)
        return due


EUR = Currency("EUR", "Euro", Decimal("1.12"))

RECEIPT = Term(1, "Due on receipt")
NET_15 = Term(2, "Net 15", 15)
NET_30 = Term(3, "Net 30", 30)
NET_45 = Term(4, "Net 45", 45)
TWO_TEN_NET_30 = Term(5, "2% 10, Net 30", 30, Decimal(2), 10)
FIRST = Term(6, "Due on the 1st", day_of_month=1, too_near_days=5)
FIFTEENTH = Term(7, "Due on the 15th", day_of_month=15, too_near_days=5)
TWENTIETH = Term(8, "Due on the 20th", day_of_month=20, too_near_days=5)
TERMS = (RECEIPT, NET_15, NET_30, NET_45, TWO_TEN_NET_30, FIRST, FIFTEENTH, TWENTIETH)


def _expense(number: int, name: str, subkind: str) -> Account:
    return Account(number, name, "Expense", subkind, "Expense")


def _cost(number: int, name: str, subkind: str) -> Account:
    return Account(number, name, "Cost of Goods Sold", subkind, "Expense")


CHECKING = Account(35, "Checking", "Bank", "Checking", "Asset")
SAVINGS = Account(36, "Savings", "Bank", "Savings", "Asset")
CARD = Account(41, "Business Card", "Credit Card", "CreditCard", "Liability")
RECEIVABLES = Account(84, "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable", "Asset")
PAYABLES = Account(33, "Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable", "Liability")
UNDEPOSITED = Account(4, "Undeposited Funds", "Other Current Asset", "UndepositedFunds", "Asset")
EQUIPMENT = Account(37, "Furniture and Equipment", "Fixed Asset", "FurnitureAndFixtures", "Asset")
WEAR = Account(38, "Accumulated Depreciation", "Fixed Asset", "AccumulatedDepreciation", "Asset")
SALES_TAX = Account(89, "Sales Tax Payable", "Other Current Liability", "SalesTaxPayable", "Liability")
EQUITY = Account(34, "Opening Balance Equity", "Equity", "OpeningBalanceEquity", "Equity")

SERVICES = Account(1, "Services", "Income", "ServiceFeeIncome", "Revenue")
SALES = Account(79, "Sales of Product Income", "Income", "SalesOfProductIncome", "Revenue")
INTEREST = Account(25, "Interest Earned", "Other Income", "InterestEarned", "Revenue")

MATERIALS = _cost(5, "Supplies and Materials", "SuppliesMaterialsCogs")
SUBCONTRACTORS = _cost(65, "Subcontractors", "CostOfLaborCos")
FREIGHT = _cost(66, "Freight and Delivery", "ShippingFreightDeliveryCos")
RENT = _expense(17, "Rent or Lease", "RentOrLeaseOfBuildings")
UTILITIES = _expense(24, "Utilities", "Utilities")
INSURANCE = _expense(11, "Insurance", "Insurance")
SOFTWARE = _expense(15, "Software and Subscriptions", "OfficeGeneralAdministrativeExpenses")
OFFICE = _expense(16, "Office Expenses", "OfficeGeneralAdministrativeExpenses")
FUEL = _expense(55, "Vehicle and Fuel", "Auto")
PROFESSIONAL = _expense(12, "Legal and Professional Fees", "LegalProfessionalFees")
ADVERTISING = _expense(7, "Advertising", "AdvertisingPromotional")
REPAIRS = _expense(72, "Maintenance and Repair", "RepairMaintenance")
WAGES = _expense(90, "Wages", "PayrollExpenses")
PAYROLL_TAX = _expense(91, "Payroll Taxes", "PayrollExpenses")
TAXES = _expense(92, "Taxes and Licenses", "TaxesPaid")
BANK_FEES = _expense(8, "Bank Charges and Fees", "BankCharges")
DEPRECIATION = Account(93, "Depreciation", "Other Expense", "Depreciation", "Expense")
UNCATEGORISED = _expense(31, "Uncategorized Expense", "OtherMiscellaneousServiceCost")

CHART = (
    *(CHECKING, SAVINGS, CARD, RECEIVABLES, PAYABLES, UNDEPOSITED, EQUIPMENT, WEAR, SALES_TAX, EQUITY),
    *(SERVICES, SALES, INTEREST, MATERIALS, SUBCONTRACTORS, FREIGHT, RENT, UTILITIES, INSURANCE, SOFTWARE),
    *(OFFICE, FUEL, PROFESSIONAL, ADVERTISING, REPAIRS, WAGES, PAYROLL_TAX, TAXES, BANK_FEES),
    *(DEPRECIATION, UNCATEGORISED),
)
