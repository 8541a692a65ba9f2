"""Types of columns that SQLAlchemy does not know by itself, as migrations since 0006 use them."""

from typing import Any

from sqlalchemy.types import UserDefinedType


class TransactionId(UserDefinedType[str]):
    """PostgreSQL's xid8."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """The type's name."""
        return "xid8"
