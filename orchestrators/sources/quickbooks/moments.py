"""A point in time as QuickBooks writes it."""

from datetime import datetime


def moment(written: object) -> datetime | None:
    """It, with its offset; None for what is absent, has no offset, or is not of the years 1900 to 2199."""
    try:
        result = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    # Near the ends of the calendar an offset leads out of it.
    return result if result and result.tzinfo and 1900 <= result.year < 2200 else None
