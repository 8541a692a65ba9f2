"""The root of every query, and the payload of every mutation, which leads back to it."""

import asyncio
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from orchestrators.access.business import Business as BusinessModel
from orchestrators.access.isolation import Isolation as IsolationModel
from orchestrators.decisions.decision_console import DecisionConsole as ConsoleModel
from orchestrators.hygiene.hygiene_tray import HygieneTray as TrayModel
from orchestrators.refusals import BadInput
from resolvers.access import business as business_resolvers
from resolvers.access import isolation as isolation_resolvers
from resolvers.context import Context, User
from resolvers.decisions import decision_console as console_resolvers
from resolvers.hygiene import hygiene_tray as tray_resolvers
from resolvers.nodes import FINDERS
from schema import ids
from schema.access.business import Business, Viewer
from schema.access.isolation import Isolation
from schema.books.aging import AgingQueries
from schema.books.cash import CashQueries
from schema.books.payables import PayablesQueries
from schema.books.receivables import ReceivablesQueries
from schema.books.transaction_lists import TransactionQueries
from schema.books.turnover import TurnoverQueries
from schema.decisions.decision_console import DecisionConsole
from schema.decisions.outbox import OutboxQueries
from schema.faces import field, shown
from schema.hygiene.hygiene_tray import HygieneTray
from schema.node import Node, find, find_by_key
from schema.operations.cost import LONGEST_PAGE
from schema.portfolio.portfolio import PortfolioQueries
from schema.runway.runway import RunwayQueries
from schema.runway.what_if import WhatIfQueries
from schema.settings.policies import ApprovalQueries, RunwayPolicyQueries
from schema.sources.import_runs import ImportRunQueries
from schema.sources.sync import SyncQueries
from schema.trail.trail import TrailQueries

Info = strawberry.Info[Context, None]


@strawberry.type(
    description="All queries. The fields of one request are read from a single snapshot of the database."
)
class Query(
    RunwayQueries,
    PortfolioQueries,
    WhatIfQueries,
    RunwayPolicyQueries,
    PayablesQueries,
    ReceivablesQueries,
    AgingQueries,
    TurnoverQueries,
    CashQueries,
    TransactionQueries,
    OutboxQueries,
    ApprovalQueries,
    TrailQueries,
    SyncQueries,
    ImportRunQueries,
):
    @field(
        Viewer | None,
        "The signed-in person and the businesses that they may access. Works without X-Business-Id.",
    )
    async def viewer(self, info: Info) -> User:
        return await business_resolvers.viewer(info.context)

    @field(
        Business | None,
        "The business of this request. With `id`, the request needs no header X-Business-Id; one that names "
        "another business is refused with FORBIDDEN.",
    )
    async def business(
        self,
        info: Info,
        business_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                name="id",
                description="Global id of the business; all that is asked in one request is about it.",
            ),
        ] = None,
    ) -> BusinessModel:
        key = None if business_id is None else ids.business_key(business_id, "id")
        return await business_resolvers.business(info.context, key)

    @field(DecisionConsole | None, "Open bills and invoices to decide about, and the queue of decisions.")
    async def decision_console(self, info: Info) -> ConsoleModel:
        return await console_resolvers.decision_console(info.context)

    @field(HygieneTray | None, "Issues found in the books, and the quality score.")
    async def hygiene_tray(self, info: Info) -> TrayModel:
        return await tray_resolvers.hygiene_tray(info.context)

    @field(Isolation | None, "Audit of how the database separates businesses. For the role AUDITOR.")
    async def isolation(self, info: Info) -> IsolationModel:
        return await isolation_resolvers.isolation(info.context)

    @field(Node | None, "The object with this global id; null when it does not exist in this business.")
    async def node(
        self,
        info: Info,
        node_id: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="Global id of the object.")
        ],
    ) -> Any:
        return await find(info.context, node_id, "id")

    @field(
        list[Node | None] | None,
        "The objects with these global ids, in the same order; null for each that does not exist in this "
        "business.",
    )
    async def nodes(
        self,
        info: Info,
        node_ids: Annotated[
            list[strawberry.ID],
            strawberry.argument(name="ids", description="Global ids of the objects, at most 100."),
        ],
    ) -> list[Any]:
        if len(node_ids) > LONGEST_PAGE:
            raise BadInput("ids", f"must be at most {LONGEST_PAGE} ids, not {len(node_ids)}")
        # All are checked before one is looked for: nothing goes on after an error was answered.
        keys = [ids.decode(node_id, "ids", *FINDERS) for node_id in node_ids]
        return await asyncio.gather(*(find_by_key(info.context, *key) for key in keys))


E = TypeVar("E")


@strawberry.type
class Payload(Generic[E]):
    """Why nothing was done, by the errors of the subject, and the root to refetch from."""

    user_errors: list[E] = shown(
        "Why the mutation did nothing; empty when it succeeded, now or in an earlier identical request."
    )

    @field(Query, "Root of all queries, to read other data again in the same request.")
    def query(self) -> Query:
        return Query()
