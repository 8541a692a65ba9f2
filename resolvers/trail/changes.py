"""What changes in the business of a subscriber, as it happens."""

import asyncio
from collections.abc import AsyncIterator

from db.outages import BooksUnavailable
from orchestrators.trail.changes import RESYNC, BusinessChange, ChangesDataOrchestrator, Look
from resolvers.context import Context

#: Seconds to wait before looking again, while the books cannot be reached.
PAUSES = (0.1, 0.5, 2.0, 5.0)


async def business_changed(context: Context) -> AsyncIterator[BusinessChange]:
    """Each change after it was committed; ends with `NoSuchMembership` when the viewer may no longer look.

    Ends with `BooksUnavailable` when the books cannot be reached for longer than a moment.

    Begins with a RESYNC: what is read after it, and the changes from then on, leave nothing out.
    Every look is a short transaction of its own, entered anew: none is open while a subscriber waits.
    """
    async with context.following() as feed:
        mark = (await _look(context, None)).mark
        yield RESYNC
        while True:
            missed = await feed.next()
            result = await _look(context, mark)
            mark = result.mark
            for change in (RESYNC,) if missed else result.changes:
                yield change


async def _look(context: Context, mark: str | None) -> Look:
    for pause in PAUSES:
        try:
            return await _once(context, mark)
        except BooksUnavailable:
            # After an outage connections of the pool may be dead: each tells so once.
            await asyncio.sleep(pause)
    return await _once(context, mark)


async def _once(context: Context, mark: str | None) -> Look:
    return await context.look(
        lambda books, caller: ChangesDataOrchestrator(books).since(caller.business_id, mark)
    )
