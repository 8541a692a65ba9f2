"""Which columns a sparse record brings: the fields that it leaves out are not empty but unknown."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "AccountSubType": ("account_subtype",),
        "AccountType": ("account_type",),
        "Active": ("active",),
        "Balance": ("balance", "balance_given"),
        "CurrencyRef": ("currency_code", "currency_given"),
        "CustomerRef": ("party_id",),
        "DayOfMonthDue": ("day_of_month_due",),
        "Description": ("note",),
        "DiscountDays": ("discount_days",),
        "DiscountPercent": ("discount_percent",),
        "DisplayName": ("name",),
        "DocNumber": ("number", "number_key"),
        "DueDate": ("due_date",),
        "DueDays": ("due_days",),
        "DueNextMonthDays": ("due_next_month_days",),
        "ExchangeRate": ("exchange_rate",),
        "Name": ("name",),
        "PrivateNote": ("note",),
        "SalesTermRef": ("term_id",),
        "TermRef": ("term_id",),
        "TotalAmt": ("total",),
        "TxnDate": ("issue_date",),
        "UnappliedAmt": ("balance", "balance_given"),
        "VendorRef": ("party_id",),
    }
)


def given_columns(names: Iterable[str]) -> frozenset[str]:
    """The columns that these fields of a record fill; what the books do not keep fills none."""
    return frozenset(column for name in names for column in _COLUMNS.get(name, ()))
