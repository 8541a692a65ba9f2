"""The decision console and its queue."""

from collections.abc import Collection, Mapping
from uuid import UUID

from orchestrators.access.people import Actor
from orchestrators.books.documents import Document
from orchestrators.calculations.decisions.words import NextStep
from orchestrators.decisions.decision_console import (
    Decision,
    DecisionConsole,
    DecisionConsoleDataOrchestrator,
)
from orchestrators.decisions.steps.allowed import AllowedStepsDataOrchestrator
from orchestrators.paging import Page, PageRequest
from orchestrators.runway.ranked_items import MEASURES, RankedItemsDataOrchestrator
from resolvers.context import Context
from resolvers.runway.runway import beforehand, liquidity
from resolvers.settings.settings import with_tiers


async def decision_console(context: Context) -> DecisionConsole:
    """The console of the request's business."""
    return await context.read(
        lambda books, caller: DecisionConsoleDataOrchestrator(books).get_data(
            caller.business_id, caller.today
        )
    )


async def items(context: Context, request: PageRequest) -> Page[Document]:
    """A page of what is ready for a decision, by what is stored of it or by what is computed."""
    query = await with_tiers(context, request)
    if any(part.field in MEASURES for part in request.order):
        result = await liquidity(context)
        return await context.read(
            lambda books, caller: RankedItemsDataOrchestrator(books).items(
                caller.business_id, caller.today, query, result.liquidity
            )
        )
    page = await context.read(
        lambda books, caller: DecisionConsoleDataOrchestrator(books).items(
            caller.business_id, caller.today, query
        )
    )
    return await beforehand(context, page)


async def queue(context: Context, request: PageRequest) -> Page[Decision]:
    """A page of decisions."""
    return await context.read(
        lambda books, caller: DecisionConsoleDataOrchestrator(books).queue(
            caller.business_id, caller.today, request
        )
    )


async def allowed_steps(
    context: Context, decision_ids: Collection[UUID]
) -> Mapping[UUID, tuple[NextStep, ...]]:
    """What the viewer may do with decisions."""
    return await context.read(
        lambda books, caller: AllowedStepsDataOrchestrator(books).get_data(
            caller.business_id, Actor(caller, context.user.email), decision_ids
        )
    )


async def decisions_of_documents(
    context: Context, document_ids: Collection[UUID]
) -> Mapping[UUID, tuple[Decision, ...]]:
    """The latest decisions about documents."""
    return await context.read(
        lambda books, caller: DecisionConsoleDataOrchestrator(books).of_documents(
            caller.business_id, caller.today, document_ids
        )
    )


async def decisions_by_id(context: Context, decision_ids: Collection[UUID]) -> Mapping[UUID, Decision]:
    """Those of these decisions that there are."""
    return await context.read(
        lambda books, caller: DecisionConsoleDataOrchestrator(books).decisions(
            caller.business_id, caller.today, decision_ids
        )
    )
