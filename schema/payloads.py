"""What every mutation answers with."""

import strawberry

from schema.faces import field, shown
from schema.query import Query
from schema.user_errors import UserError


@strawberry.type
class Payload:
    """Why the step was not taken, and the root to refetch from."""

    user_errors: list[UserError] = shown("Empty when the step was taken.")

    @field(Query, "Everything else as it stands now, to refetch what the step changed.")
    def query(self) -> Query:
        """The root."""
        return Query()
