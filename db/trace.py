"""What a request's statements came to."""

from dataclasses import dataclass


@dataclass(slots=True)
class Trace:
    """A request's id, which the database shows beside its statements, and what they came to."""

    request_id: str | None = None
    statements: int = 0
    rows: int = 0
    #: Whether a replica has answered.
    of_replica: bool = False

    def add(self, rows: int) -> None:
        """Count a statement and its rows."""
        self.statements += 1
        self.rows += rows
