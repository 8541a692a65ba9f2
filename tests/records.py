"""QuickBooks records for tests: sound ones, to be spoilt by whoever needs that."""

from typing import Any

USD = {"value": "USD"}


def usd(amount: str) -> dict[str, str]:
    """Dollars, as a caller of the API writes them."""
    return {"amount": amount, "currencyCode": "USD"}


def vendor(source_id: str = "1", name: str = "Paper Supplies", **changes: Any) -> dict[str, Any]:
    """A vendor."""
    return {"Id": source_id, "SyncToken": "0", "DisplayName": name, "Active": True, **changes}


def customer(source_id: str = "1", name: str = "Corner Shop", **changes: Any) -> dict[str, Any]:
    """A customer."""
    return {"Id": source_id, "SyncToken": "0", "DisplayName": name, "Active": True, **changes}


def bill(source_id: str = "10", **changes: Any) -> dict[str, Any]:
    """An open bill of 120.00, due in 2026-12; a change to None leaves the key out."""
    return _without_none(
        {
            "Id": source_id,
            "SyncToken": "0",
            "DocNumber": f"B-{source_id}",
            "VendorRef": {"value": "1", "name": "Paper Supplies"},
            "TxnDate": "2026-11-01",
            "DueDate": "2026-12-01",
            "TotalAmt": 120.0,
            "Balance": 120.0,
            "CurrencyRef": USD,
            **changes,
        }
    )


def invoice(source_id: str = "20", **changes: Any) -> dict[str, Any]:
    """An open invoice of 300.00."""
    return _without_none(
        {
            "Id": source_id,
            "SyncToken": "0",
            "DocNumber": f"I-{source_id}",
            "CustomerRef": {"value": "1", "name": "Corner Shop"},
            "TxnDate": "2026-11-02",
            "DueDate": "2026-12-02",
            "TotalAmt": 300.0,
            "Balance": 300.0,
            "CurrencyRef": USD,
            **changes,
        }
    )


def account(source_id: str = "35", balance: float = 1000.0, **changes: Any) -> dict[str, Any]:
    """A checking account."""
    return _without_none(
        {
            "Id": source_id,
            "SyncToken": "0",
            "Name": f"Checking {source_id}",
            "AccountType": "Bank",
            "AccountSubType": "Checking",
            "CurrentBalance": balance,
            "Active": True,
            **changes,
        }
    )


def _without_none(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value is not None}
