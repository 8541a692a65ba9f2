"""What every mutation answers with."""

from typing import Generic, TypeVar

import strawberry

from schema.faces import field, shown
from schema.query import Query

E = TypeVar("E")


@strawberry.type
class Payload(Generic[E]):
    """Why nothing was done, by the errors of the subject, and the root to refetch from."""

    user_errors: list[E] = shown("Empty when it was done, now or before.")

    @field(Query, "Everything else as it is now, to refetch what was changed.")
    def query(self) -> Query:
        """The root."""
        return Query()
