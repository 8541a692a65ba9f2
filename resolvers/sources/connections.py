"""The live connection of the business, and connecting and disconnecting it."""

from uuid import UUID

from orchestrators.access.roles import MAY_CONNECT
from orchestrators.sources.connections.connection import ConnectionDataOrchestrator
from orchestrators.sources.connections.connector import (
    ConnectionErrors,
    ConnectionRefusal,
    Disconnection,
    StartedConnection,
)
from orchestrators.sources.connections.state import Connection
from orchestrators.user_errors import forbidden, refused
from resolvers.context import Context

_NOT_CONFIGURED = "This server is not set up to connect to QuickBooks; ask whoever runs it."
_NOT_CONNECTED = "No company is connected."


async def connection(context: Context) -> Connection | None:
    """The connection, or the one that the business had last."""
    return await context.read(
        lambda books, caller: ConnectionDataOrchestrator(books).get_data(caller.business_id)
    )


async def start(context: Context, *, shared: bool) -> StartedConnection:
    """A link to the page of consent."""
    caller = await context.caller()
    connector = context.connector
    if errors := _in_the_way(caller.role):
        return StartedConnection(None, None, errors)
    if connector is None:
        return StartedConnection(None, None, refused(ConnectionRefusal.NOT_CONFIGURED, _NOT_CONFIGURED))
    return connector.start(caller.user_id, context.user.email, caller.business_id, shared=shared)


async def disconnect(context: Context, connection_id: UUID) -> Disconnection:
    """Disconnect, in a write transaction; what is read afterwards sees it."""
    caller = await context.caller()
    connector = context.connector
    if errors := _in_the_way(caller.role):
        return Disconnection(False, errors)
    if connector is None:
        return Disconnection(False, refused(ConnectionRefusal.NOT_CONFIGURED, _NOT_CONFIGURED))
    await context.close()
    result = await connector.disconnect(caller.user_id, context.user.email, caller.business_id, connection_id)
    return result or Disconnection(False, refused(ConnectionRefusal.NOT_CONNECTED, _NOT_CONNECTED))


def _in_the_way(role: str) -> ConnectionErrors:
    if role in MAY_CONNECT:
        return ()
    return forbidden(ConnectionRefusal.FORBIDDEN, role, "cannot connect or disconnect a company")
