"""How lists of vendors and customers are filtered and sorted."""

from enum import StrEnum
from typing import Optional

import strawberry

from schema.faces import describe_enum
from schema.filters import BooleanFilter, Filter, OrderBy, StringFilter, op


class PartyOrderField(StrEnum):
    """What vendors and customers can be sorted by."""

    NAME = "name"


describe_enum(
    PartyOrderField,
    "Fields by which vendors and customers can be sorted.",
    {"NAME": "Display name in the accounting system."},
)


@strawberry.input(description="Sort order of vendors or customers.")
class PartyOrder(OrderBy):
    field: PartyOrderField = strawberry.field(description="Field to sort by.")
    descending: bool = strawberry.field(default=False, description="True sorts from Z to A.")


@strawberry.input(description="Conditions on vendors or customers; all fields that are present must match.")
class PartyFilter(Filter):
    name: StringFilter | None = op("Display name in the accounting system.")
    active: BooleanFilter | None = op("Whether the counterparty is active in the accounting system.")
    and_: list["PartyFilter"] | None = op(
        "Matches objects for which all of these conditions are true.", name="and"
    )
    or_: list["PartyFilter"] | None = op(
        "Matches objects for which at least one of these conditions is true.", name="or"
    )
    not_: Optional["PartyFilter"] = op("Matches objects for which this condition is false.", name="not")
