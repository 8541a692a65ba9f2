"""The records that are not transactions: company, preferences, accounts, terms, vendors and customers."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from demo.companies.chart import CHART, TERMS, Account, Term
from demo.companies.profile import Party, Profile
from demo.trading.documents import ZERO, Record
from demo.trading.placements import listed
from demo.trading.shapes import currency, head, ref

ENTERED = date(2019, 4, 1)
PROFIT_AND_LOSS = ("Revenue", "Expense")


def lists(profile: Profile, balances: Mapping[Account, Decimal], today: date) -> dict[str, list[Record]]:
    """The list records by entity; accounts carry today's balance, which no posting makes a newer version."""
    return {
        "CompanyInfo": [_company(profile)],
        "Preferences": [_preferences(profile)],
        "Account": [_account(profile, *entry, balances) for entry in _accounts(profile, today)],
        "Term": [_term(profile, term) for term in TERMS],
        "Vendor": [_vendor(profile, vendor) for vendor in _vendors(profile)],
        "Customer": [_customer(profile, customer) for customer in (*profile.customers, *profile.takings)],
    }


def _head(profile: Profile, number: int) -> Record:
    return head(profile, number, 0, ENTERED, ENTERED)


def _company(profile: Profile) -> Record:
    # Like most of the real ones, it does not name its time zone.
    return {
        **_head(profile, 1),
        "CompanyName": profile.name,
        "LegalName": profile.name,
        "CompanyAddr": {
            "Id": "1",
            "Line1": "18 Orchard Row",
            "City": profile.city,
            "Country": profile.country,
        },
        "CompanyStartDate": ENTERED.isoformat(),
        "FiscalYearStartMonth": "January",
        "Country": profile.country,
        "SupportedLanguages": "en",
        "NameValue": [{"Name": "NeoEnabled", "Value": "true"}],
    }


def _preferences(profile: Profile) -> Record:
    home = {
        "MultiCurrencyEnabled": profile.is_multicurrency,
        "HomeCurrency": {"value": profile.currency_code},
    }
    months = {"FirstMonthOfFiscalYear": "January", "UseAccountNumbers": False, "TaxYearMonth": "January"}
    return {**_head(profile, 1), "CurrencyPrefs": home, "AccountingInfoPrefs": months}


def _accounts(profile: Profile, today: date) -> Iterator[tuple[Account, date]]:
    """The active accounts, and since when each is there."""
    yield from ((account, ENTERED) for account in CHART)
    yield from ((placement.account, placement.start) for placement in listed(profile, today))


def _account(
    profile: Profile, account: Account, entered: date, balances: Mapping[Account, Decimal]
) -> Record:
    of_profit = account.classification in PROFIT_AND_LOSS
    shown = ZERO if of_profit else balances.get(account, ZERO)
    return {
        **head(profile, account.id, 0, entered, entered),
        "Name": account.name,
        "SubAccount": False,
        "FullyQualifiedName": account.name,
        "Active": True,
        "Classification": account.classification,
        "AccountType": account.kind,
        "AccountSubType": account.subkind,
        "CurrentBalance": shown,
        "CurrentBalanceWithSubAccounts": shown,
        "CurrencyRef": currency(profile),
    }


def _term(profile: Profile, term: Term) -> Record:
    record: Record = {**_head(profile, term.id), "Name": term.name, "Active": True}
    if term.day_of_month is not None:
        days = {"DayOfMonthDue": term.day_of_month, "DueNextMonthDays": term.too_near_days}
        return {**record, "Type": "DATE_DRIVEN", **days}
    record |= {"Type": "STANDARD", "DueDays": term.days}
    if term.discount_percent is not None:
        record |= {"DiscountPercent": term.discount_percent, "DiscountDays": term.discount_days}
    return record


def _vendors(profile: Profile) -> Iterator[Party]:
    everyone = (*profile.vendors, *profile.direct, profile.payroll, profile.twin, profile.deleted)
    return (party for party in everyone if party.name)


def _vendor(profile: Profile, party: Party) -> Record:
    record: Record = {
        **_head(profile, party.id),
        "DisplayName": party.name,
        "CompanyName": party.name,
        "PrintOnCheckName": party.name,
        "Active": party.active,
        "Vendor1099": False,
        "CurrencyRef": currency(profile),
    }
    return {**record, "TermRef": ref(party.term.id, party.term.name)} if party.names_term else record


def _customer(profile: Profile, party: Party) -> Record:
    record: Record = {
        **_head(profile, party.id),
        "FullyQualifiedName": party.name,
        "DisplayName": party.name.rpartition(":")[2],
        "Active": party.active,
        "Taxable": False,
        "Job": party.parent is not None,
        "BillWithParent": False,
        "CurrencyRef": currency(profile, party.currency),
        "PreferredDeliveryMethod": "Email",
    }
    if party.names_term:
        record["SalesTermRef"] = ref(party.term.id, party.term.name)
    if party.parent is not None:
        record["ParentRef"] = {"value": str(party.parent)}
    return record
