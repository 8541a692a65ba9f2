"""How lists of vendors and customers are filtered and sorted."""

from enum import StrEnum
from typing import Optional

import strawberry

from schema.faces import describe_enum
from schema.filters import BooleanFilter, Filter, OrderBy, StringFilter, op


class PartyOrderField(StrEnum):
    """What vendors and customers can be sorted by."""

    NAME = "name"


describe_enum(PartyOrderField, "What vendors and customers can be sorted by.", {"NAME": "Its name."})


@strawberry.input(description="A field to sort vendors or customers by, and the direction.")
class PartyOrder(OrderBy):
    field: PartyOrderField = strawberry.field(description="What to sort by.")
    descending: bool = strawberry.field(default=False, description="Last first.")


@strawberry.input(description="Which vendors or customers; all fields given must hold.")
class PartyFilter(Filter):
    name: StringFilter | None = op("Its name.")
    active: BooleanFilter | None = op("Whether it is active at the source.")
    and_: list["PartyFilter"] | None = op("All of these hold.", name="and")
    or_: list["PartyFilter"] | None = op("At least one of these holds.", name="or")
    not_: Optional["PartyFilter"] = op("This does not hold.", name="not")
