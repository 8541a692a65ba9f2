"""Puts the words together, checks that they fit what is behind them, and prints them."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from schema.books.documents import Bill, Invoice
from schema.books.parties import Customer, Vendor
from schema.decisions.outbox_answers import OutboxMutations
from schema.decisions.steps import DecisionMutations
from schema.faces import check_fit, resolve_converted
from schema.hygiene.actions import IssueMutations
from schema.operations.documents import Documents
from schema.query import Query
from schema.scalars import SCALARS
from schema.settings.mutations import SettingMutations
from schema.sources.connecting import ConnectionMutations
from schema.trail.changes import Subscription

#: The committed contract: what is printed must equal it.
CONTRACT = Path(__file__).parent / "schema.graphql"


@strawberry.type(
    description="All mutations. Each root field is one transaction; several run one after the other."
)
class Mutation(DecisionMutations, OutboxMutations, IssueMutations, SettingMutations, ConnectionMutations):
    """The root of every change."""


class Schema(strawberry.Schema):
    """Strawberry's, with the documents that are valid in it; whoever answers a request logs its errors."""

    def __init__(self, documents: Documents, **parts: Any) -> None:
        self.documents = documents
        super().__init__(**parts)

    @property
    def core(self) -> GraphQLSchema:
        """The schema as graphql-core has it, which Strawberry keeps to itself."""
        return self._schema


def build_schema() -> Schema:
    """The schema; raises `Misfit` when a face does not fit its model."""
    return schema_with(Documents())


def schema_with(documents: Documents) -> Schema:
    """The same with a place for its valid documents."""
    schema = Schema(
        documents,
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Bill, Invoice, Vendor, Customer],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    check_fit()
    resolve_converted(schema.core)
    return schema


@lru_cache(maxsize=1)
def printed(schema: Schema) -> str:
    """The contract as text."""
    return schema.as_str() + "\n"
