"""Who did something, and who does something now."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.books import Caller


@dataclass(frozen=True, slots=True)
class Person:
    """Who did something, by the address they had then."""

    email: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes a step, by the address they have now."""

    caller: Caller
    email: str

    @property
    def id(self) -> UUID:
        """The person's."""
        return self.caller.user_id

    @property
    def role(self) -> str:
        """What they are in the business entered."""
        return self.caller.role

    @property
    def today(self) -> date:
        """The business's local date."""
        return self.caller.today
