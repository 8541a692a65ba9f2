"""The isolation of all businesses, for those who audit it."""

from db.books import Caller, ReadBooks
from orchestrators.access.isolation import Isolation, IsolationDataOrchestrator
from orchestrators.access.roles import Role
from orchestrators.refusals import NotAllowed
from resolvers.context import Context


async def isolation(context: Context) -> Isolation:
    """The audit, made now; raises `NotAllowed` for everybody but an auditor."""
    return await context.read(_for_an_auditor)


async def _for_an_auditor(books: ReadBooks, caller: Caller) -> Isolation:
    if caller.role != Role.AUDITOR:
        raise NotAllowed("Only a member with the role AUDITOR may read this.")
    return await IsolationDataOrchestrator(books).get_data(caller.business_id, caller.today)
